"""Equivalence by simulation and proof: what random stimuli miss the solver finds, and Icarus confirms it."""

import pytest

from verimentor.verilog import yosys
from verimentor.verilog.equivalence import Equivalence, examine
from verimentor.verilog.proof import Proof, Status, prove
from verimentor.verilog.simulation import read_interface

COUNTER = """module counter (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 4'd0; else if (en) q <= q + 4'd1;
endmodule
"""
DOWNWARDS = """module counter (input clk, input rst, input en, output [3:0] q);
  reg [3:0] left;
  assign q = ~left;
  always @(posedge clk) if (rst) left <= 4'hf; else if (en) left <= left - 4'd1;
endmodule
"""
SUM = "module sum (input [7:0] a, b, output [8:0] y);\n  assign y = a + b;\nendmodule\n"
RIPPLE = """module sum (input [7:0] a, b, output [8:0] y);
  wire [8:0] c;
  assign c[0] = 1'b0;
  genvar i;
  generate for (i = 0; i < 8; i = i + 1) begin : bits
    assign y[i] = a[i] ^ b[i] ^ c[i];
    assign c[i+1] = (a[i] & b[i]) | (c[i] & (a[i] | b[i]));
  end endgenerate
  assign y[8] = c[8];
endmodule
"""
# A number nobody would guess, made so that it is not read off the text and tried.
NEEDLE = """module needle (input [31:0] a, output y);
  assign y = 1'b0;
endmodule
"""
HIDDEN = NEEDLE.replace("1'b0", "(a ^ 32'h5a5a_0000) == 32'h1234_5678")
SAMPLED = """module m (input clk, input rst_n, input d, output reg q);
  always @(posedge clk or negedge rst_n) if (!rst_n) q <= 1'b0; else q <= d;
endmodule
"""

needs_yosys = pytest.mark.skipif(yosys.find_yosys() is None, reason="yosys is not installed")


def proof_of(a: str, b: str, seconds: float = 60.0) -> Proof:
    interface = read_interface(a)
    assert not isinstance(interface, str)
    return prove(a, b, interface, interface.name, seconds=seconds)


@needs_yosys
@pytest.mark.parametrize(("a", "b"), [(SUM, RIPPLE), (COUNTER, DOWNWARDS), (SAMPLED, SAMPLED)])
def test_what_is_equal_is_proved(a: str, b: str) -> None:
    assert proof_of(a, b) == Proof(Status.PROVED)


@needs_yosys
@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (SUM, "a + b", "a - b"),
        (COUNTER, "q + 4'd1", "q + 4'd3"),
        (COUNTER, "posedge", "negedge"),
        (SAMPLED, " or negedge rst_n", ""),
        (SAMPLED, "posedge clk or negedge rst_n) if (!rst_n) q <= 1'b0; else q <= d", "*) if (!rst_n) q <= 0; else if (clk) q <= d"),
    ],
)  # fmt: skip
def test_no_mutant_is_proved_equal(text: str, old: str, new: str) -> None:
    proof = proof_of(text, text.replace(old, new))
    assert proof.status is Status.REFUTED and proof.counterexample is not None


@needs_yosys
def test_a_difference_beyond_the_search_leaves_a_bounded_proof() -> None:
    deep = COUNTER.replace("[3:0]", "[4:0]").replace("4'd", "5'd")
    proof = proof_of(deep, deep.replace("5'd1;", "(q == 5'd29 ? 5'd2 : 5'd1);"))
    assert proof.status is Status.BOUNDED and proof.depth in (4, 10, 20)


@needs_yosys
def test_the_solver_finds_the_needle_and_icarus_confirms_it() -> None:
    found = examine(NEEDLE, HIDDEN, seconds=60)
    assert not found.agreement.equal and found.agreement.difference is not None
    assert found.agreement.difference.rows[0].inputs == ("32'h486e5678",)
    assert "found by yosys and confirmed" in found.sentence
    assert examine(NEEDLE, HIDDEN, seconds=0).agreement.equal


@needs_yosys
@pytest.mark.parametrize(
    ("a", "reason"),
    [
        ("module \\m+1 (input a, output y); assign y = a; endmodule", "names"),
        ("module m (inout p, input d, output q); assign q = p & d; endmodule", "inout"),
        ("module m (input a, output y); assign y = a; initial $fatal; endmodule", "yosys"),
    ],
)
def test_why_nothing_was_proved_is_said(a: str, reason: str) -> None:
    proof = proof_of(a, a)
    assert proof.status is Status.UNDECIDED and reason in proof.reason


def sentence(a: str, b: str) -> str:
    return examine(a, b, seconds=0).sentence


def test_the_verdict_in_words() -> None:
    assert sentence(COUNTER, DOWNWARDS).startswith("equal in ") and "cycles of simulation" in sentence(COUNTER, COUNTER)
    assert sentence(COUNTER, COUNTER.replace("if (en)", "")).startswith("differ at cycle ")
    assert (
        sentence(SUM, SUM.replace("[8:0]", "[7:0]")) == "differ: port y is output of 8 bits, expected output of 9 bits"
    )
    assert sentence(SUM, "module sum (").startswith("cannot be compared: does not compile")


def test_the_table_shows_the_cycles_before_and_marks_the_outputs() -> None:
    found: Equivalence = examine(COUNTER, COUNTER.replace("q + 4'd1", "q == 4'd9 ? 4'd0 : q + 4'd1"), seconds=0)
    difference = found.agreement.difference
    assert difference is not None
    marks = [row.differing for row in difference.rows]
    assert marks[:4] == [()] * 4 and marks[4] == ("q",)
    assert [row.cycle for row in difference.rows] == list(range(difference.cycle - 4, difference.cycle + 3))
    assert difference.inputs == ("clk", "rst", "en") and difference.outputs == ("q",)


OSCILLATOR = "module m (output reg q);\n  initial q = 0;\n  always #5 q = ~q;\nendmodule\n"
LATER = "module m (input a, output reg y);\n  always @* begin\n    #2 y = a;\n  end\nendmodule\n"


def test_what_lives_by_its_delays_is_not_compared() -> None:
    found = examine(OSCILLATOR, OSCILLATOR.replace("#5", "#10"))
    assert not found.agreement.equal and "lives by its delays" in found.sentence


@needs_yosys
def test_what_waits_is_not_proved() -> None:
    assert "waits for delays" in examine(LATER, LATER.replace("#2", "#3")).sentence
    assert "proved equal" in examine(COUNTER, COUNTER.replace("q <= q", "q <= #1 q")).sentence


def test_parameters_keep_their_defaults() -> None:
    gray = (
        "module gray #(parameter W = 4) (input [W-1:0] b, output [W-1:0] g);\n  assign g = b ^ (b >> 1);\nendmodule\n"
    )
    found = examine(gray, gray.replace("b >> 1", "b / 2"), seconds=0)
    assert (
        found.sentence
        == "equal with the parameters' defaults in 400 cycles of simulation; not proved: it was not asked for"
    )
