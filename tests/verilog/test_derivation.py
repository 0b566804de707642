"""Modules written out from what a description says completely; what comes is compiled and proved by its own tables."""

from itertools import product

import pytest

from verimentor.verilog import icarus, oracle
from verimentor.verilog.agreement import equivalent
from verimentor.verilog.derivation import Derivation, derive
from verimentor.verilog.derivation.expressions import expression, selection
from verimentor.verilog.derivation.minimisation import minimise

GATE = "module top (input a, input b, output y);"
XOR = "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n"

FSM = "module top (input clk, input reset, input x, output z);"
ARROWS = "A (0) --0--> A\nA (0) --1--> B\nB (1) --0--> A\nB (1) --1--> B\n"


def derived(spec: str, header: str) -> Derivation:
    """What follows from the description: it compiles, and every row of the description holds."""
    found = derive(spec, header)
    assert found is not None
    assert icarus.compile_text(found.text).ok, found.text
    (held,) = oracle.judge(spec, [found.text])
    assert held.parts and held.all, (found.text, held)
    return found


def body(found: Derivation, header: str) -> str:
    return found.text.removeprefix(f"{header}\n").removesuffix("endmodule\n").strip()


def test_a_truth_table_becomes_an_expression() -> None:
    found = derived(XOR, GATE)
    assert (body(found, GATE), found.source, found.assumptions) == ("assign y = a ^ b;", "truth table", ())


def test_outputs_that_are_registers_are_assigned_in_a_procedure() -> None:
    header = "module top (input a, input b, output reg y);"
    assert body(derived(XOR, header), header) == "always @(*) y = a ^ b;"


def test_don_t_cares_of_a_map_make_it_smaller() -> None:
    header = "module top (input a, input b, input c, input d, output f);"
    spec = "      cd\nab   00 01 11 10\n00 | 1 0 0 1\n01 | 1 0 0 1\n11 | d 1 1 d\n10 | 1 0 0 1\n"
    assert body(derived(spec, header), header) == "assign f = ~d | (a & b);"


def test_a_description_can_ask_for_a_product_of_sums() -> None:
    header = "module top (input a, input b, input c, output f);"
    spec = "f(a, b, c) = Σm(3, 5, 6, 7)"
    assert body(derived(spec, header), header) == "assign f = (a & b) | (a & c) | (b & c);"
    sums = body(derived(f"A minimal product of sums. {spec}", header), header)
    assert sums == "assign f = (a | b) & (a | c) & (b | c);"


def test_the_indices_of_a_port_are_those_it_was_declared_with() -> None:
    header = "module top (input [2:1] x, output f);"
    assert (
        body(derived("x[1] x[2] | f\n0 0 | 0\n0 1 | 0\n1 0 | 1\n1 1 | 0\n", header), header)
        == "assign f = ~x[2] & x[1];"
    )


def test_a_table_of_words_becomes_a_case() -> None:
    header = "module top (input [1:0] s, output [7:0] q, output ok);"
    spec = "s | q | ok\n00 | 8'h12 | 0\n01 | 8'hfe | 1\n10 | 8'h00 | 1\n11 | 8'h80 | 0\n"
    found = derived(spec, header)
    assert "case (s)" in found.text and "assign ok = ok_value;" in found.text
    assert "2'b01: begin q_value = 8'b11111110; ok_value = 1'b1; end" in found.text


def test_patterns_become_a_casez() -> None:
    header = "module top (input [7:0] r, output reg [3:0] n, output reg v, output reg w);"
    rows = [f"{'0' * (7 - bit)}1{'x' * bit} | {bit:04b} | 1 | 0" for bit in range(7, -1, -1)]
    found = derived("r | n | v | w\n" + "\n".join([*rows, "00000000 | 0000 | 0 | 1"]), header)
    assert "casez (r)" in found.text and "8'b001?????: begin n = 4'b0101; v = 1'b1; w = 1'b0; end" in found.text


@pytest.mark.parametrize(
    "spec",
    [
        "For example:\na b | y\n0 0 | 0\n0 1 | 1\n1 1 | 0\n",  # a setting is missing
        f"{XOR}1 1 | 1\n",  # it contradicts itself
        "a b | y\n0 x | 0\nx 0 | 1\n1 1 | 1\n",  # 0 0 is told twice
        "For a=1, b=0 the output is 1.",
        f"Every clock cycle:\n{XOR}",
        "an inverter",
    ],
)
def test_what_leaves_something_open_is_not_derived(spec: str) -> None:
    assert derive(spec, GATE) is None


def test_settings_that_a_table_leaves_out_are_assumed_aloud() -> None:
    found = derived("a b | y\n0 1 | 1\n1 1 | 1\n", GATE)
    assert found.assumptions == ("the outputs are 0 for inputs that the table does not list",)
    assert "assign y = b;" in found.text


def test_a_waveform_of_all_settings_is_a_truth_table() -> None:
    rows = "".join(f"{5 * n}ns {a} {b} {int(not (a and b))}\n" for n, (a, b) in enumerate(product((0, 1), repeat=2)))
    found = derived(f"time a b y\n{rows}", GATE)
    assert (body(found, GATE), found.source) == ("assign y = ~a | ~b;", "waveform")


def test_a_state_diagram_becomes_a_register_and_a_case() -> None:
    found = derived(f"Synchronous reset to state A.\n{ARROWS}", FSM)
    assert body(found, FSM) == (
        "localparam A = 1'd0;\n  localparam B = 1'd1;\n\n  reg state;\n  reg next_state;\n\n"
        "  always @(posedge clk)\n    if (reset)\n      state <= A;\n    else\n      state <= next_state;\n\n"
        "  always @(*)\n    case (state)\n      A: next_state = x ? B : A;\n      B: next_state = x ? B : A;\n"
        "      default: next_state = A;\n    endcase\n\n  assign z = state == B;"
    )
    assert found.assumptions == ()


@pytest.mark.parametrize(
    ("words", "header", "sensitivity", "condition"),
    [
        ("Asynchronous reset to state A.", FSM, "@(posedge clk or posedge reset)", "if (reset)"),
        ("rst_n, asynchronous, resets to A.", FSM.replace("reset", "rst_n"), "posedge clk or negedge rst_n", "if (!rst_n)"),
        ("When rst_n is low, it goes to state A immediately; reset state A.", FSM.replace("reset", "rst_n"), "negedge rst_n", "!rst_n"),
        ("areset resets to A.", FSM.replace("reset", "areset"), "or posedge areset)", "if (areset)"),
        ("On the negative edge of clk. Synchronous reset to A.", FSM, "@(negedge clk)", "if (reset)"),
        ("It starts in state A.", FSM.replace("input reset, ", ""), "@(posedge clk)", "reg state = A;"),
    ],
)  # fmt: skip
def test_clock_and_reset_are_as_the_text_says(words: str, header: str, sensitivity: str, condition: str) -> None:
    found = derived(f"{words}\n{ARROWS}", header)
    assert sensitivity in found.text and condition in found.text and found.assumptions == ()


def test_what_the_text_does_not_say_is_assumed_aloud() -> None:
    spec = "A (0) --0--> A\nA (0) --1--> B\nB (1) --0--> C\nB (1) --1--> B\nC (0) --0--> C\nC (0) --1--> A\n"
    found = derived(spec, FSM)
    assert found.assumptions == ("it begins in A, the first state of the text", "reset is synchronous")
    assert "// Assumed: reset is synchronous" in found.text


def test_a_mealy_machine_s_outputs_depend_on_the_inputs() -> None:
    spec = "Asynchronous reset to A.\nA --x=0 (z=0)--> A\nA --x=1 (z=1)--> B\nB --x=0 (z=1)--> B\nB --x=1 (z=0)--> B\n"
    assert "assign z = ((state == A) && x) || ((state == B) && ~x);" in derived(spec, FSM).text


def test_states_may_be_called_by_their_codes_or_have_told_ones() -> None:
    coded = "Present state | Next state x=0, Next state x=1 | Output z\n"
    spec = f"Synchronous reset to state 00.\n{coded}00 | 00, 10 | 0\n10 | 00, 10 | 1\n"
    assert "localparam [1:0] S10 = 2'b10;" in derived(spec, FSM).text
    spec = f"Synchronous reset to state A. A = 2'b11, B = 2'b01.\n{coded}A | A, B | 0\nB | A, B | 1\n"
    assert "localparam [1:0] A = 2'b11;" in derived(spec, FSM).text


def test_names_that_are_taken_are_changed() -> None:
    header = "module top (input clk, input reset, input state, output A);"
    found = derived(
        f"Synchronous reset to state A.\n{ARROWS.replace('0--', 'state=0--').replace('1--', 'state=1--')}", header
    )
    assert "localparam S_A = 1'd0;" in found.text and "state_reg <= next_state;" in found.text


def test_one_hot_next_state_logic_is_written_by_inspection() -> None:
    header = "module top (input in, input [3:0] state, output [3:0] next_state, output out);"
    spec = (
        "One-hot: A=4'b0001, B=4'b0010, C=4'b0100, D=4'b1000.\n"
        "State | Next state in=0, Next state in=1 | Output\nA | A, B | 0\nB | C, B | 0\nC | A, D | 0\nD | C, B | 1\n"
    )
    found = derived(spec, header)
    assert "assign next_state[1] = (state[0] | state[1] | state[3]) & in;" in found.text
    assert "assign out = state[3];" in found.text


def test_an_output_that_some_states_are_silent_of_is_not_free() -> None:
    header = "module m (input [1:0] state, input w, output [1:0] next_state, output z);"
    spec = "A = 00, B = 01. z is 1 in state A.\nstate transitions:\nA: w=0 -> A, w=1 -> B\nB: w=0 -> A, w=1 -> B\n"
    found = derived(spec, header)
    assert found.assumptions == ("an output that is not told of a state is 0 there",)
    assert "assign z = ~state[0];" in found.text


def test_codes_of_no_state_are_free_unless_the_text_speaks_of_them() -> None:
    header = "module m (input [1:0] state, input w, output [1:0] next_state);"
    spec = "A = 00, B = 01, C = 10.\nA: A if w=0, B if w=1\nB: C if w=0, B if w=1\nC: A if w=0, B if w=1\n"
    assert "assign next_state[0] = w;" in derived(f"Next states:\n{spec}", header).text
    assert derive(f"From any other code the next state is A. Next states:\n{spec}", header) is None


def test_a_machine_with_an_open_transition_is_not_derived() -> None:
    spec = "Synchronous reset to A.\nA (0) --0--> A\nA (0) --1--> B\nB (1) --0--> A\n"
    assert derive(spec, FSM) is None


@pytest.mark.parametrize("n_bits", [1, 2, 3, 4])
def test_minimised_functions_are_the_functions(n_bits: int) -> None:
    for number in range(1 << (1 << min(n_bits, 3))):
        pattern = f"{number:0{1 << n_bits}b}"[::-1]
        ones = {term for term, bit in enumerate(pattern) if bit == "1"}
        products = minimise(ones, set(), n_bits)
        assert {term for term in range(1 << n_bits) if any(each.covers(term) for each in products)} == ones


def test_free_settings_are_used_where_they_help() -> None:
    assert expression({0: "0", 1: "x", 2: "x", 3: "1"}, ["a", "b"]) in {"a", "b"}
    assert expression({0: "1", 1: "1", 2: "1", 3: "x"}, ["a", "b"]) == "1'b1"


def test_a_selection_reads_like_priorities() -> None:
    values = {bits: "B" if bits[0] else "C" if bits[1] else "A" for bits in product((0, 1), repeat=2)}
    assert selection(values, ["r1", "r2"]) == "r1 ? B : r2 ? C : A"
    assert selection({(0,): "A", (1,): "A"}, ["x"]) == "A"


def test_what_is_derived_behaves_like_a_module_by_hand() -> None:
    by_hand = "module top (input a, input b, input c, output y);\n  assign y = a ? b : c;\nendmodule\n"
    rows = "".join(f"{a} {b} {c} | {b if a else c}\n" for a, b, c in product((0, 1), repeat=3))
    found = derived(f"a b c | y\n{rows}", by_hand.split("\n")[0])
    assert equivalent(found.text, by_hand).equal
