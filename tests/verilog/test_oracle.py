"""What a description promises: read from many layouts and phrasings, silent in doubt, and proved by the real Icarus."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verimentor.verilog.oracle import Reading, judge, read_oracles
from verimentor.verilog.source import parse

AB = "module top (input a, input b, output y);"
ABC = "module top (input a, b, c, output f);"
ABCD = "module top (input a, b, c, d, output f);"
XOR = f"{AB}\n  assign y = a ^ b;\nendmodule\n"
OR = f"{AB}\n  assign y = a | b;\nendmodule\n"
ENCODER = "module top (input [7:0] in, output [3:0] n);"
ADDER = "module add (input [7:0] a, b, output [7:0] sum);"
FLOP = "module top (input clk, a, output reg q);"
FSM = "module top (input clk, areset, in, output out);"


def read(spec: str, header: str) -> Reading:
    return read_oracles(spec, parse(f"{header}\nendmodule\n").modules[0])


def claims(spec: str, header: str) -> dict[tuple[int, ...], str]:
    """The expected outputs by inputs, of all oracles together."""
    reading = read(spec, header)
    assert not reading.contradictions
    return {inputs: bits for oracle in reading.oracles for inputs, bits in oracle.claims.items()}


XOR_TABLES = [
    "Truth table:\n\na b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n",
    "| a | b | y |\n|---|:-:|---|\n| 0 | 0 | 0 |\n| 0 | 1 | 1 |\n| 1 | 0 | 1 |\n| 1 | 1 | 0 |",
    "+---+---+---+\n| a | b | y |\n+---+---+---+\n| 0 | 0 | 0 |\n| 0 | 1 | 1 |\n| 1 | 0 | 1 |\n| 1 | 1 | 0 |\n+---+---+---+",
    "// a | b | y\n// 0 | 0 | 0\n// 0 | 1 | 1\n// 1 | 0 | 1\n// 1 | 1 | 0",
    "/* ab | y\n * 00 | 0\n * 01 | 1\n * 10 | 1\n * 11 | 0\n */",
    "a\tb\ty\n0\t0\t0\n0\t1\t1\n1\t0\t1\n1\t1\t0",
    "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0",
    "y a b\n0 0 0\n1 1 0\n1 0 1\n0 1 1",
    "a   b   y   comment\n0   0   0   off\n0   1   1   one\n1   0   1   one\n1   1   0   both",
    "# | A | B | Y\n0 | 0 | 0 | 0\n1 | 0 | 1 | 1\n2 | 1 | 0 | 1\n3 | 1 | 1 | 0",
    "inputs a b | output y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0",
    "a b : y\n00 : 0\n01 : 1\n10 : 1\n11 : 0",
    "The function: ab -> y\n\n{a, b} -> y\n2'b00 -> 0\n2'b01 -> 1\n2'b10 -> 1\n2'b11 -> 0",
    "a | L | L | H | H\nb | L | H | L | H\ny | L | H | H | L",
    "a: 0 0 1 1\nb: 0 1 0 1\ny: 0 1 1 0",
    "The rows, a, b first: 00 -> 0, 01 -> 1, 10 -> 1, 11 -> 0.",
    "For {a, b} = 0 to 3 the value of y is 0, 1, 1, 0.",
    "{a, b} = 00: y = 0\n{a, b} = 01: y = 1\n{a, b} = 10: y = 1\n{a, b} = 11: y = 0",
    "y(a, b) = Σm(1, 2)",
    "top(a, b) = sum of minterms m(1, 2), a is the most significant",
    "y(a,b) = ΠM(0,3), a product",
    "      b\na   0   1\n0 | 0 | 1 |\n1 | 1 | 0 |",
]


@pytest.mark.parametrize("spec", XOR_TABLES)
def test_one_function_in_many_layouts(spec: str) -> None:
    assert claims(spec, AB) == {(0, 0): "0", (0, 1): "1", (1, 0): "1", (1, 1): "0"}
    (oracle,) = read(spec, AB).oracles
    assert oracle.complete


MAJORITY = {(a, b, c): str(int(a + b + c > 1)) for a in (0, 1) for b in (0, 1) for c in (0, 1)}


@pytest.mark.parametrize(
    "spec",
    [
        "      bc\na    00 01 11 10\n0  | 0 | 0 | 1 | 0 |\n1  | 0 | 1 | 1 | 1 |",
        "| a\\bc | 00 | 01 | 11 | 10 |\n|---|---|---|---|---|\n| 0 | 0 | 0 | 1 | 0 |\n| 1 | 0 | 1 | 1 | 1 |",
        "a/bc 00 01 11 10\n0 0 0 1 0\n1 0 1 1 1",
        "      bc=00  01  11  10\na=0     0   0   1   0\na=1     0   1   1   1",
        "bc\\a 0 1\n00 0 0\n01 0 1\n11 1 1\n10 0 1",
        "       bc=00 bc=01 bc=11 bc=10\n".replace("       ", "a\\bc   ") + "a=0  0 0 1 0\na=1  0 1 1 1",
        "a \\ b c | 00 10 11 01\n1 | 0 1 1 1\n0 | 0 0 1 0",
        "//      bc\n// a  00 01 11 10\n// 0  0 0 1 0\n// 1  0 1 1 1",
    ],
)
def test_karnaugh_maps(spec: str) -> None:
    assert claims(f"The map of f:\n{spec}", ABC) == MAJORITY


def test_each_map_is_of_the_output_named_before_it() -> None:
    spec = "y:\n   b\na  0 1\n0  0 0\n1  0 1\n\nMap of z:\na\\b 0 1\n0 1 0\n1 0 1\n"
    header = "module top (input a, b, output y, z);"
    assert [o.claims for o in read(spec, header).oracles] == [
        {(0, 0): "0x", (0, 1): "0x", (1, 0): "0x", (1, 1): "1x"},
        {(0, 0): "x1", (0, 1): "x0", (1, 0): "x0", (1, 1): "x1"},
    ]
    assert len(read(spec.replace("z", "it"), header.replace("z", "w")).oracles) == 1


def test_bits_of_a_vector_along_a_karnaugh_map() -> None:
    spec = "         x[1]x[2]\nx[3]x[4]  00 01 11 10\n 00 | d | 0 | 1 | d |\n 01 | 0 | 0 | 1 | 1 |\n 11 | 0 | 0 | 0 | 0 |\n 10 | - | x | 0 | 1 |"
    found = claims(spec, "module top (input [4:1] x, output f);")
    # The word is x[4] x[3] x[2] x[1]: the cell in row x[3]x[4]=10, column x[1]x[2]=10 is 4'b0101.
    assert found[(0b0101,)] == "1" and found[(0b0000,)] == "x" and found[(0b1111,)] == "0"
    assert claims(spec, "module top (input [3:0] x, output f);") == {}  # there is no x[4]


@pytest.mark.parametrize(
    ("table", "header", "expected"),
    [
        ("in | n\n8'h0F | 4\n8'hA0 | 2\n8'd255 | 8", ENCODER, {(15,): "0100", (160,): "0010", (255,): "1000"}),
        ("in  n\n00001111  4\n10100000  2", ENCODER, {(15,): "0100", (160,): "0010"}),
        ("in | n\n1a | 3\n22 | 2", ENCODER, {(26,): "0011", (34,): "0010"}),
        ("in,n\n200,3\n7,3", ENCODER, {(200,): "0011", (7,): "0011"}),
        ("in | n\n1xxxxxxx | 1\n00000000 | 0", ENCODER, {(0,): "0000", (128,): "0001", (255,): "0001"}),
        ("in | n\n10 | 1\n22 | 2", ENCODER, {}),  # hexadecimal or decimal?
        ("in | n\n4'b0001 | 1\n4'b0010 | 1", ENCODER, {}),  # of another width
        ("in | n\n3 | 1\n5 | 99", ENCODER, {}),
    ],
)
def test_numbers(table: str, header: str, expected: dict[tuple[int, ...], str]) -> None:
    found = claims(table, header)
    assert {inputs: found.get(inputs) for inputs in expected} == expected
    assert bool(found) == bool(expected)


def test_dont_cares() -> None:
    found = claims("a b c | f\n1 - - | 1\n0 1 x | 0\n0 0 0 | d\n0 0 1 | 1", ABC)
    assert len(found) == 8
    assert found[1, 0, 1] == "1" and found[0, 1, 1] == "0" and found[0, 0, 0] == "x"


def test_where_rows_overlap_and_differ_nothing_is_expected() -> None:
    assert claims("a b | y\n1 x | 1\nx 1 | 0\n0 0 | 0", AB) == {(1, 0): "1", (1, 1): "?", (0, 1): "0", (0, 0): "0"}


@pytest.mark.parametrize(
    "spec",
    [
        "For example, 8'b1010_0000 gives 2.",
        "Counts ones. For example 10100000 gives 2",
        "E.g. the input 8'hA0 should output 4'd2, because two bits are set.",
        "With in = 160 the output is 2.",
        "If in is 8'b10100000, then n = 2.",
        "n is 2 when in is 160.",
        "top(160) = 2",
        "n(8'hA0) == 2",
        "in=8'ha0 -> n=2",
        "For instance, in = 8'hA0 => 4'b0010.",
        "// for example, 8'b1010_0000\n// gives 2",
    ],
)
def test_worked_examples(spec: str) -> None:
    assert claims(spec, ENCODER) == {(160,): "0010"}


@pytest.mark.parametrize(
    "spec",
    [
        "add(3, 5) = 8",
        "For example, a = 3 and b = 5 give sum = 8.",
        "with a=3, b=5 the output is 8",
        "when a is 3 and b is 5, sum should be 8",
        "sum is 8 for a = 8'd3, b = 8'h05",
        "a=3, b=5: sum=8",
        "a=3 & b=5 -> 8",
    ],
)
def test_worked_examples_of_several_inputs(spec: str) -> None:
    assert claims(spec, ADDER) == {(3, 5): "00001000"}


@pytest.mark.parametrize(
    ("spec", "header"),
    [
        ("for_us is (eof | rx_valid) & drop, a | b", AB),
        ("| port | direction | width |\n|---|---|---|\n| a | input | 1 |\n| b | input | 1 |\n| y | output | 1 |", AB),
        ("p | q | r\n0 | 0 | 0\n0 | 1 | 1", AB),  # over other names
        ("Left | a | b | y\n0 | 0 | 0 | 1\n1 | 0 | 0 | 0", AB),  # an input that is none
        ("a | y\n0 | 0\n1 | 1", AB),  # b is left open
        ("a b | y\n0 0 | a\n0 1 | b", AB),
        ("a b | y\n0 0 | 0\n0 1 1 | 1\n1 1 | 1", AB),  # a cell too many
        ("a b | y\n0 0 | 0\n0 2 | 1", AB),
        ("This is wrong at the moment:\na b | y\n0 0 | 1\n0 1 | 1", AB),
        ("Module B is given by this table:\na b | y\n0 0 | 1\n0 1 | 1\nUse two of them.", AB),
        ("J K | Q\n0 1 | 0\n1 0 | 1", "module jk (input clk, J, K, output reg Q);"),
        ("At the rising edge:\nj k | q\n0 1 | 0\n1 0 | 1", "module jk (input j, k, output q);"),
        ("present state y | Y\n0 | 1\n1 | 0", "module top (input y, output Y, output z);"),
        ("ab/cd 00 01 11 10\n00 0 0 0 1\n01 1 0 0 0\n11 1 0 1 1\n10 1 0 0 1", ABCD),  # which side is ab?
        ("     ab\ncd 00 01 11\n00 0 0 0\n01 1 0 0\n11 1 0 1\n10 1 0 0", ABCD),
        ("     ab\ncd 00 01 11 10\n00 0 0 0 1\n01 1 0 0 0\n11 1 0 1 1", ABCD),
        (
            "     ab\ncd 00 01 11 10\n00 0 0 0 1\n01 1 0 0 0\n11 1 0 1 1\n10 1 0 0 1",
            "module m (input c, d, output [3:0] f);",
        ),
        ("y is not 1 when a=1 and b=0", AB),
        ("y = 1 when a = 1 or b = 0, a = 1", AB),
        ("y is 1 when a = 1 and b = 0 or a = 0", AB),
        ("It should give y = 1, not y = 0, for a = 1, b = 1", AB),
        ("with a=1 the output is 1", AB),
        ("a = 1, b = 0 and y = 1 after two cycles", AB),
        ("bit 3 gives 1", ENCODER),
        ("10 gives 2, for example", ENCODER),
        ("for example, 16'b1 gives 1", ENCODER),
        ("For example, out[3] should be in[3] & in[4].", ENCODER),
        ("gray(0, 1) = 1", AB),
        ("add(3, 5, 7) = 15", ADDER),
        ("a is the least significant bit of y(b, a) = m(1)", AB),
        ("IDLE -> RUN: a=1\nRUN -> IDLE: b=1", AB),
        ("time a b\n0 0 0\n5 0 1", AB),
        ("time a b y\n0ns 0 0 0\nsoon 0 1 1\n10ns 1 1 1", AB),
        ("cycle a q\n0 0 0\n2 1 0\n3 1 1", FLOP),  # and in cycle 1?
        ("cycle q\n0 0\n1 0\n2 1", FLOP),
        ("time a q\n0 0 0\n5 1 0\n10 1 1", FLOP),
        ("00 -> 01 -> 11 -> 10", "module gray (input [1:0] in, output [1:0] out);"),
        ("", AB),
    ],
)
def test_in_doubt_nothing_is_read(spec: str, header: str) -> None:
    assert read(spec, header) == Reading()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("a b | y\n0 0 | 0\n1 1 | 1\n0 0 | 1", 'the truth table contradicts itself: "0 0 | 0" and "0 0 | 1"'),
        ("a b | y\n0 0 | 0\n0 1 | 0\n1 1 | 1\n\nFor example, a=1, b=1 gives y=0.", "say different things of a=1, b=1"),
        (
            "     b\na 0 1\n0 0 1\n1 1 0\n\ny(a, b) = Σm(1, 3)",
            "Karnaugh map and the list of terms say different things of a=1, b=0",
        ),
    ],
)
def test_contradictions_are_named(spec: str, words: str) -> None:
    reading = read(spec, AB)
    assert not reading.oracles
    assert any(words in said for said in reading.contradictions)
    (held,) = judge(spec, [XOR])
    assert not held.parts and any(not fine and "not checked" in said for said, fine in held.evidence)


def test_contradictory_state_tables_are_named() -> None:
    spec = "Reset leads to state A.\n\nstate | in | next state | out\nA | 0 | A | 0\nA | 0 | B | 0\nB | x | A | 1"
    assert "go to different states" in read(spec, FSM).contradictions[0]


# --- tables of random functions in every layout


def _pipes(names: list[str], rows: list[str]) -> str:
    return "\n".join([" | ".join(names), *(" | ".join(row) for row in rows)])


def _markdown(names: list[str], rows: list[str]) -> str:
    return "\n".join(
        [f"| {' | '.join(names)} |", "|---" * len(names) + "|", *(f"| {' | '.join(row)} |" for row in rows)]
    )


def _spaces(names: list[str], rows: list[str]) -> str:
    return "\n".join([" ".join(names), *(" ".join(row) for row in rows)])


def _tabs(names: list[str], rows: list[str]) -> str:
    return "\n".join(["\t".join(names), *("\t".join(row) for row in rows)])


def _commas(names: list[str], rows: list[str]) -> str:
    return "\n".join([",".join(names), *(", ".join(row) for row in rows)])


def _comment(names: list[str], rows: list[str]) -> str:
    return "\n".join("// " + line for line in _pipes(names, rows).splitlines())


def _compact(names: list[str], rows: list[str]) -> str:
    return "\n".join([f"{''.join(names[:-1])} | {names[-1]}", *(f"{row[:-1]} | {row[-1]}" for row in rows)])


def _turned(names: list[str], rows: list[str]) -> str:
    return "\n".join(f"{name}: {' '.join(row[index] for row in rows)}" for index, name in enumerate(names))


def _waveform(names: list[str], rows: list[str]) -> str:
    return "\n".join([f"time  {'  '.join(names)}", *(f"{5 * i}ns  {'  '.join(row)}" for i, row in enumerate(rows))])


def _map(names: list[str], rows: list[str]) -> str:
    outputs = {row[:-1]: row[-1] for row in rows}
    high, low = names[:1], names[1:-1]
    labels = ["0", "1"] if len(low) == 1 else ["00", "01", "11", "10"]
    lines = ["\n".join(["     " + "".join(low), f"{high[0]}  {' '.join(labels)}"])]
    return "\n".join([*lines, *(f"{row} | {' | '.join(outputs[row + label] for label in labels)} |" for row in "01")])


LAYOUTS = [_pipes, _markdown, _spaces, _tabs, _commas, _comment, _compact, _turned, _waveform, _map]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_what_is_printed_is_read_back(data: st.DataObject) -> None:
    names = data.draw(st.sampled_from([["a", "b"], ["a", "b", "c"], ["p", "q", "r"]]))
    values = data.draw(st.text("01", min_size=1 << len(names), max_size=1 << len(names)))
    printed = [f"{row:0{len(names)}b}{value}" for row, value in enumerate(values)]
    printed = data.draw(st.permutations(printed))
    header = f"module top (input {', '.join(names)}, output f);"
    for layout in LAYOUTS:
        spec = f"Build this.\n\n{layout([*names, 'f'], printed)}\n\nNo latches, please."
        (oracle,) = read(spec, header).oracles
        shown = {oracle.stimuli.steps[each.step].values: each.bits for each in oracle.expected}
        assert shown == {tuple(map(int, row[:-1])): row[-1] for row in printed}, layout


@settings(max_examples=60, deadline=None)
@given(st.text("abxyAB01dh2 '|-=>:,;.\\/(){}[]\n\tΣm", max_size=120))
def test_no_text_is_too_strange(text: str) -> None:
    for header in (AB, "module top (input [3:0] a, input clk, b, output [9:0] x, y);", FSM):
        read(f"a b | y\n0 0 | 0\n{text}\ny(a, b) = Σm( , ) {text}", header)


def test_a_long_text_does_not_take_long() -> None:
    table = "a b | y\n" + "0 1 | 1\n" * 3_000
    assert len(claims(table, AB)) == 1
    pins = ", ".join("a" * length for length in range(1, 9))
    assert (
        read(f"{'a' * 5_000}b | y\n0 | 1\n1 | 0\n in = {'9' * 9_000}, y = 1", f"module m (input {pins}, output y);")
        == Reading()
    )


# --- judging, with the real simulator


def test_rows_are_counted_and_the_first_that_fails_is_said() -> None:
    right, wrong = judge(XOR_TABLES[0], [XOR, OR])
    assert right.said == "4 of 4 rows of your truth table hold" and right.proves and right.failing is None
    assert wrong.said == "3 of 4 rows of your truth table hold" and not wrong.all
    assert wrong.failing == '"1 1 | 0": y is 1, expected 0'
    assert wrong.share == 0.75


def test_a_random_mutant_of_a_table_fails() -> None:
    arms = [f"3'd{i}: f = {v};" for i, v in enumerate("01101001")]
    spec = "a b c | f\n" + "\n".join(f"{' '.join(f'{i:03b}')} | {v}" for i, v in enumerate("01101001"))
    text = (
        f"{ABC.replace('output f', 'output reg f')}\n always @* case ({{a, b, c}})\n"
        + "\n".join(arms)
        + "\nendcase\nendmodule\n"
    )
    mutants = [text.replace(f"3'd{i}: f = {v}", f"3'd{i}: f = {1 - int(v)}") for i, v in enumerate("01101001")]
    right, *wrong = judge(spec, [text, *mutants])
    assert right.all
    assert [held.parts[0][2] for held in wrong] == [7] * 8


def test_what_does_not_answer_fulfils_nothing() -> None:
    endless = f"{AB}\n  reg r = 0; always r = ~r; assign y = r;\nendmodule\n"
    other = "module top (input p, q, output y);\n  assign y = p ^ q;\nendmodule\n"
    silent = f"{AB}\nendmodule\n"
    right, looping, renamed, empty = judge(XOR_TABLES[0], [XOR, endless, other, silent])
    assert right.all
    assert looping.share == 0 and looping.failing
    assert renamed.parts == () and renamed.share == 0
    assert empty.parts == (("rows", "truth table", 0, 4),)


def test_modules_of_others_take_part() -> None:
    user = f"{AB}\n  half h (.a(a), .b(b), .y(y));\nendmodule\n"
    child = "module half (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"
    (held,) = judge(XOR_TABLES[0], [user], {"half.v": child})
    assert held.all and held.parts


WAVE = """The outputs as a simulation shows them:
  time  clk a  q
  0ns   0   x  x
  5ns   1   0  x
  10ns  0   0  x
  15ns  1   0  1
  20ns  0   0  1
  25ns  1   1  1
  30ns  0   1  1
  35ns  1   1  0
  40ns  0   1  0
"""


def test_a_clocked_waveform() -> None:
    inverter = f"{FLOP}\n  always @(posedge clk) q <= ~a;\nendmodule\n"
    flop = f"{FLOP}\n  always @(posedge clk) q <= a;\nendmodule\n"
    early = f"{FLOP}\n  always @* q = ~a;\nendmodule\n"
    right, *wrong = judge(WAVE, [inverter, flop, early])
    assert right.said == "6 of 6 rows of your waveform hold"
    assert not any(held.all for held in wrong)
    assert wrong[1].failing == '"25ns 1 1 1": q is 0, expected 1'


STATES = """A Moore machine; the synchronous active-high reset puts it into state A.

| state | in=0 | in=1 | out |
|-------|------|------|-----|
| A     | A    | B    | 0   |
| B     | C    | B    | 0   |
| C     | A    | D    | 0   |
| D     | C    | B    | 1   |
"""
BODY = """
  reg [1:0] s;
  assign out = s == 3;
  always @(posedge clk) if (areset) s <= 0; else case (s)
    0: s <= in ? 1 : 0;
    1: s <= in ? 1 : 2;
    2: s <= in ? 3 : 0;
    3: s <= in ? 1 : 2;
  endcase
endmodule
"""
OTHER_LAYOUTS = [
    "The reset goes to A.\n\nstate  outputs (out)  next if in=0   next if in=1\n"
    "A      0              A              B\nB      0              C              B\n"
    "C      0              A              D\nD      1              C              B",
    STATES,
    "Reset state: A\n\nState | Next state in=0, Next state in=1 | Output\nA | A, B | 0\nB | C, B | 0\nC | A, D | 0\nD | C, B | 1",
    "Starts in state A.\n\nstate in next out\n"
    + "\n".join(
        f"{s} {i} {n} {int(s == 'D')}"
        for s, nexts in zip("ABCD", ("AB", "CB", "AD", "CB"), strict=True)
        for i, n in enumerate(nexts)
    ),
    "An asynchronous reset resets the FSM to\n  state 00.\n\nPresent state | Next state when in=0 | Next state when in=1 | Output out\n"
    "00 | 00 | 01 | 0\n01 | 10 | 01 | 0\n10 | 00 | 11 | 0\n11 | 10 | 01 | 1",
]


@pytest.mark.parametrize("spec", OTHER_LAYOUTS)
def test_state_tables_are_walked_though_the_states_are_hidden(spec: str) -> None:
    right = FSM + BODY
    mutants = [
        right.replace(a, b)
        for a, b in [
            ("in ? 3 : 0", "in ? 3 : 1"),
            ("0: s <= in ? 1 : 0", "0: s <= in ? 1 : 2"),
            ("3: s <= in ? 1", "3: s <= in ? 0"),
            ("s == 3", "s == 2"),
            ("s <= 0", "s <= 2"),
        ]
    ]
    twin = FSM + BODY.replace("s == 3", "s == 0").replace("s <= 0", "s <= 3").replace("0: s <= in ? 1 : 0", "3: s <= in ? 1 : 3").replace("in ? 3 : 0", "in ? 0 : 3").replace("\n    3: s <= in ? 1 : 2", "\n    0: s <= in ? 1 : 2")  # fmt: skip
    good, encoded, *wrong = judge(spec, [right, twin, *mutants])
    assert good.said == "8 of 8 transitions of your state table hold"
    assert encoded.all, encoded.failing
    assert not any(held.all for held in wrong)


def test_low_resets_are_told_by_name_or_words() -> None:
    header = "module top (input clk, rst_n, in, output out);"
    body = BODY.replace("(areset)", "(!rst_n)")
    assert all(held.all and held.parts for held in judge(STATES.replace("active-high", ""), [header + body]))
    assert all(
        held.all and held.parts
        for held in judge(STATES.replace("active-high", "active low"), [FSM + BODY.replace("(areset)", "(!areset)")])
    )


@pytest.mark.parametrize(
    "spec",
    [
        STATES.replace("the synchronous active-high reset puts it into state A", "a reset leads to the start state"),
        STATES.replace("| D     | C    | B    | 1   |", "| D     | C    | E    | 1   |"),
        STATES.replace("in=0", "go=0"),
        STATES.replace("| out |", "| lamp |"),
        "Reset puts it into A.\n\nstate | in | next | out\nA | 0 | A | 0\nA | 1 | B | 1\nB | 0 | A | 0\nB | 1 | B | 1\n\n"
        "The output is registered.",  # and comes later
    ],
)
def test_open_state_tables_are_not_read(spec: str) -> None:
    assert read(spec, FSM) == Reading()


def test_next_state_logic_is_a_table_without_memory() -> None:
    header = "module top (input in, input [1:0] state, output [1:0] next_state, output out);"
    spec = "Encoding: A=2'b00, B=2'b01, C=2'b10, D=2'b11. Only the logic.\n" + OTHER_LAYOUTS[2]
    found = claims(spec, header)
    assert len(found) == 8 and found[1, 2] == "110" and found[0, 3] == "101"
    assert claims(spec.replace("C=2'b10", "C"), header) == {}
