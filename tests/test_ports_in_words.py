"""Interfaces read out of words: what is understood, what is left alone, and how often that is right.

The last two tests state floors. Measured: of 748 written descriptions that name their ports 145 are taken, all rightly,
but the rules were made after them. Of 57 others (the held-out folders) 11 are taken, 10 rightly, and of 1500 draws (seeds
200000 and on) 267, 264 rightly.
"""

import pytest

from verimentor.ports_in_words import interface_in, settle_kinds
from verimentor.verilog.icarus import compile_text
from verimentor.verilog.source import parse
from verimentor_trainer import written
from verimentor_trainer.behaviour import draw


def told(spec: str) -> str | None:
    """The interface on one line: "knob(clk, level:8 -> q)", signed widths with an s."""
    found = interface_in(spec)
    if found is None:
        return None
    sides = [
        ", ".join(
            p.name + (f":{p.width}" if p.width > 1 else "") + "s" * p.signed
            for p in found.ports
            if p.direction == direction
        )
        for direction in ("input", "output")
    ]
    return f"{found.name}({sides[0]} -> {sides[1]})"


@pytest.mark.parametrize(
    ("spec", "interface"),
    [
        ("module tap, inputs clk, rst_n, 8-bit din; output hit. Synchronous.", "tap(clk, rst_n, din:8 -> hit)"),
        ("Module tap. Inputs: clk, rst (sync, high), go. Outputs: lamp, horn.", "tap(clk, rst, go -> lamp, horn)"),
        ("tap_meter: clk, rst (sync), level[7:0], output over. Registered.", "tap_meter(clk, rst, level:8 -> over)"),
        ("tap_meter(clk, rst, flow[3:0] -> total[7:0], leak)", "tap_meter(clk, rst, flow:4 -> total:8, leak)"),
        ("// tap_bar: n[2:0] -> bar[7:0], no clock", "tap_bar(n:3 -> bar:8)"),
        ("Block `tap_sum`: 6-bit inputs u and v, output w of 7 bits, no clock.", "tap_sum(u:6, v:6 -> w:7)"),
        ("module gap, inputs u and v (signed, 9 bits each), output w (10 bits, signed)", "gap(u:9s, v:9s -> w:10s)"),
        ("module gap\nPorts:\n- clk\n- tick: in, strobe\n- din[3:0]: in\n- full: out", "gap(clk, tick, din:4 -> full)"),
        ("gap_box\nin:\n  clk: clock\n  din (4 bits)\nout:\n  full: no room", "gap_box(clk, din:4 -> full)"),
        ("Module gap: clk, press[3:0] in, clear in, lamp[3:0] out.", "gap(clk, press:4, clear -> lamp:4)"),
        (
            "Write a module called gap. It has an input clk, an 8 bit input din and a 4-bit output top.",
            "gap(clk, din:8 -> top:4)",
        ),
        (
            "module gap\n| port | direction | width |\n|---|---|---|\n| p | input | 4 |\n| q | output | 1 |\n",
            "gap(p:4 -> q)",
        ),
        ("module gap\n| p | in | [3:0] |\n| q | out | 1 |\n", "gap(p:4 -> q)"),
        ("module gap: input [7:0] pair, output [3:0] upper, output hit", "gap(pair:8 -> upper:4, hit)"),
        ("Fill in:\nmodule gap (input clk, input [3:0] p, output q);\n// q is p[0], late", "gap(clk, p:4 -> q)"),
    ],
)
def test_complete_port_lists_are_taken(spec: str, interface: str) -> None:
    assert told(spec) == interface


@pytest.mark.parametrize(
    "spec",
    [
        "a 4-bit up counter with enable",
        "module tap, inputs go and stop, output lamp. Changes at the clock edge.",  # no clock in the list
        "module tap, inputs clk, go, output lamp. The asynchronous reset clears it.",
        "module tap, inputs clk, go, output lamp. rst_n clears it.",
        "module tap, inputs clk, go, output count",  # how wide?
        "module tap: inputs 8-bit u, v; output hit",  # is v one bit wide?
        "module tap: inputs u, v; outputs lesser, greater (5 bits)",
        "module tap: input u, output hit. u is 5 bits.",
        "module tap: input u[3:0], output hit = u[4]",
        "module tap: input dose, output hit, which is high when dose = 9",
        "module tap with parameter W, input u[W-1:0], output hit",
        "module tap with inputs p and q and y is high when both are",
        "module tap: p, q; the line output is high. Input p, output lamp.",
        "module tap, inputs p and q",
        "inputs clk and p; output lamp",  # no name
        "Built from two instances of cell_x (inputs p and q, output y). Module tap, input p, q, output y.",
        "module tap: inout pad, input p, output q",
        "module tap, input out_of_order, output reg",
        "module tap (input p, output q); module tip (input p, output r);",
        "module tap\n| p | in | 1 |\n| r | in | some |\n| q | out | 1 |\n",
        "module tap: inputs clk, d[7:0]; output q. d is 4 bits wide.",
    ],
)
def test_in_doubt_nothing_is_taken(spec: str) -> None:
    assert interface_in(spec) is None


@pytest.mark.parametrize(
    ("spec", "interface"),
    [
        (
            "Module name:\n    gap\nInput ports:\n    clk: Clock.\n    d[3:0]: 4-bit operand\n    b: another, 8 bits wide\n"
            "Output ports:\n    q: 9-bit sum, the upper 8 bits first\n    full: high when q overflows\n\n"
            "Implementation:\nOperand: added to b.\n",
            "gap(clk, d:4, b:8 -> q:9, full)",
        ),
        (
            "module name: gap\nInputs:\n  clk\n  [3:0] d\n  go - strobe\nOutputs:\n  output reg [7:0] q\n  done",
            "gap(clk, d:4, go -> q:8, done)",
        ),
        (
            "### Module name\ngap\n### Inputs\n- clk\n- data_in (8 bits): the byte\n### Outputs\n- data_out (8 bits)",
            "gap(clk, data_in:8 -> data_out:8)",
        ),
        ("Module name: gap\nInputs:\n1. a: signed 8-bit word\nOutputs:\n1. low: set if a < 0", "gap(a:8s -> low)"),
        (
            "Module name: gap\nInputs:\n  m: control signal (2 bits),\n     01 loads 8-bit data\nOutputs:\n  q: 8-bit value",
            "gap(m:2 -> q:8)",
        ),
        (
            "Module: gap\nPorts:\n- clk (input): clock\n- d (input, 8 bits)\n- q (output reg [8:0])",
            "gap(clk, d:8 -> q:9)",
        ),
        ("// module called gap:\n// - input  load, ena\n// - output q (16 bits)", "gap(load, ena -> q:16)"),
        (
            "Detects a change of a single-bit signal a.\nModule name: gap\nInputs:\n  clk: clock\n  a: Input signal.\n"
            "Outputs:\n  hit: a pulse",
            "gap(clk, a -> hit)",
        ),
        (
            "module named gap. All input and output ports are one bit.\n - output zero\n\nzero is always low.",
            "gap( -> zero)",
        ),
        (
            "module named gap:\n- input reset\n- input [7:0] row\n- output q\nBoth row[-1] and row[8] count as 0.\nrst row q\n",
            "gap(reset, row:8 -> q)",
        ),
        ("module named gap:\ninput clk,\ninput [7:0] a,\noutput reg [7:0] y\ny is a.", "gap(clk, a:8 -> y:8)"),
        (
            "A module named gap. All ports are one bit unless stated otherwise.\n - input in\n - output out\n\n"
            "Consider this one:\nmodule cell_2 (input x, output [1:0] z);\n  assign z = {x, x};\nendmodule",
            "gap(in -> out)",
        ),
    ],
)
def test_a_line_a_port_is_taken(spec: str, interface: str) -> None:
    assert told(spec) == interface


@pytest.mark.parametrize(
    "lines",
    [
        "Inputs:\n  clk: clock\n  d: data bus\nOutputs:\n  q: flag",  # how wide?
        "Inputs:\n  clk: clock\nOutputs:\n  q: the sum so far",
        "Inputs:\n  coins: number of coins\nOutputs:\n  ready: door",
        "Inputs:\n  sel: selects one of four lanes\nOutputs:\n  y: the lane",
        "Inputs:\n  clk: clock\n  d: N-bit operand\nOutputs:\n  q: flag",
        "Inputs:\n  d[W-1:0]: data\nOutputs:\n  q: flag",
        "Parameters:\n  W = 8\nInputs:\n  d: 8-bit data\nOutputs:\n  q: flag",
        "Inputs:\n  d[7:0]: 4-bit data\nOutputs:\n  q: flag",  # contradictions
        "Inputs:\n  d: 4-bit data\nOutputs:\n  q: flag\n\nq is d[4].",
        "Inputs:\n  d: 4-bit data\nOutputs:\n  total: sum\n\ntotal has 9 bits.",
        "Inputs:\n  d: 4-bit data\nOutputs:\n  q: set at the end of the 8-bit word",  # its own width?
        "Inputs:\n  clk: clock\nOutputs:\n  lanes (8 x 4 bits): all",
        "Inputs:\n  clk: clock\nInouts:\n  pad: the line\nOutputs:\n  q: flag",
        "Inputs:\n  clk: clock\nOutputs:\n  q: flag\n\nIt is cleared by rst_n.",
        "Inputs:\n  a: 8-bit operand\n\nb: 8-bit operand\nOutputs:\n  q: flag",
        "Inputs:\n  a: 8-bit operand\nOutputs:\n  q: flag\nModule name: tip\nInputs:\n  a: flag\nOutputs:\n  q: flag",
        "- input clk\n- input d[7:0] or wider\n- output q",
        "- input clk\n- output q\n\nWith the option:\n- input en",
        "- input a\n- input b",
        "- output zero\n\nIt follows the input.",
        "- output tick\n\nIt changes at every clock edge.",
        "Inputs:\n  clk: clock\n  a: Input signal.\nOutputs:\n  hit: a pulse",
        "- input d (4 bits)\n- output q\n\nq follows d[4].",
        "- input [3:0] a, output y\n- input z",
    ],
)
def test_a_line_in_doubt_spoils_the_list(lines: str) -> None:
    assert interface_in(f"Module name: gap\n{lines}\n") is None


@pytest.mark.parametrize(
    "spec",
    [
        "Consider this buggy mux:\nmodule mux (input s, input a, output y);\n  assign y = s & a;\nendmodule\nWrite it well.",
        "You may use module cell_2 (input p, output q); and write a chain of two.",
        "Write a module named gap, like module cell_2 (input p, output q); but faster.",
        "module cell_2 (input p, output q);\nInstantiate cell_2 twice, in a row.",
        "module tap (input p, output q);\n  assign q = p;\nendmodule\nNow with a register.",
        "A small module called cell_2 copies p to q. Instantiate it twice.\n- input p\n- output q",
    ],
)
def test_the_header_of_another_module_is_not_taken(spec: str) -> None:
    assert interface_in(spec) is None


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("  assign q = p;\n  assign r = (q <= 0);", {"q": "", "r": ""}),
        ("  assign q = p;\n  always @(posedge clk) if (q <= 0) r <= p;", {"q": "", "r": "reg"}),
        ("  always @(posedge clk) begin : both\n    {q, r} <= {p, p};\n  end", {"q": "reg", "r": "reg"}),
        ("  not (q, p);\n  // r = p;\n  assign r = p;", {"q": "", "r": ""}),
    ],
)
def test_outputs_become_what_the_body_makes_of_them(body: str, kinds: dict[str, str]) -> None:
    interface = interface_in("module tap, inputs clk and p, outputs q and r, all single bits, registered")
    assert interface
    settled = settle_kinds(f"{interface.header}\n{body}\nendmodule\n", interface)
    ports = parse(settled).modules[0].ports
    assert {port.name: port.type.replace("wire", "") for port in ports if port.direction == "output"} == kinds
    assert not compile_text(settled).problems


def test_a_header_that_was_written_stays() -> None:
    interface = interface_in("module tap (input p, output reg q);\nq follows p")
    assert interface
    module = f"{interface.header}\n  assign q = p;\nendmodule\n"
    assert settle_kinds(module, interface) == module


def shape(header: str) -> tuple[str, frozenset[tuple[str, str, int | None]]]:
    module = parse(f"{header}\nendmodule\n").modules[0]
    return module.name, frozenset((port.name, port.direction, port.width) for port in module.ports)


def right_of_locked(pairs: list[tuple[str, str]]) -> tuple[int, int]:
    found = [(interface, header) for spec, header in pairs if (interface := interface_in(spec))]
    return sum(shape(interface.header) == shape(header) for interface, header in found), len(found)


def test_what_people_wrote_is_read_rightly() -> None:
    folders = [folder for folder in written.folders() if not written.is_held_out(folder.name)]
    pairs = [(pair.description, pair.header) for f in folders for pair in written.read(f) if pair.names_ports]
    right, locked = right_of_locked(pairs)
    assert locked >= 0.15 * len(pairs)
    assert right >= 0.98 * locked


def test_what_was_drawn_is_read_rightly() -> None:
    pairs = [draw(seed) for seed in range(400)]
    right, locked = right_of_locked([(pair.description, pair.header) for pair in pairs])
    assert locked >= 0.12 * len(pairs)
    assert right >= 0.97 * locked


FAULTY = "module mux (input s, input [1:0] a, output {range}y);\n  assign y = s ? a : 2'b0;\nendmodule\n"


def test_a_module_that_is_to_be_mended_keeps_its_ports() -> None:
    spec = "This mux has a bug:\n" + FAULTY + "Write a version that fixes it."
    assert told(spec.replace("{range}", "[1:0] ")) == "mux(s, a:2 -> y:2)"
    assert told(spec.replace("{range}", "")) is None  # the bug is in the port
    assert told(spec.replace("{range}", "[1:0] ").replace("version", "wrapper")) is None


@pytest.mark.parametrize(
    "said", ["- input x (4 bits)\n- output f\n\nf is x[1] or x[4].", "- input x[4:1]\n- output f\n\nf is x[2]."]
)
def test_bits_that_are_counted_from_one(said: str) -> None:
    found = interface_in(f"Write a module named top_bits with this interface:\n\n{said}\n")
    assert found is not None and "input [4:1] x" in found.header and found.ports[0].width == 4


def test_a_kind_of_circuit_may_be_the_name_where_it_is_said_so() -> None:
    spec = "{}\nInput ports:\n    go: a flag.\nOutput ports:\n    done: a flag.\n"
    assert told(spec.format("Module name:\n    fsm")) == "fsm(go -> done)"


def test_kinds_are_open_only_in_headers_of_ours() -> None:
    ours = interface_in("module tap, inputs clk, 8-bit din; output hit. Synchronous.")
    written = interface_in("Implement `module tap(input clk, output hit);`, please.")
    assert ours is not None and ours.ours
    assert written is not None and not written.ours
