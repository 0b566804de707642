"""Testbenches that are begun for people: they pass their module, catch its mutants, and read well."""

import re

import pytest

from verimentor.verilog.characterisation import Recording, record
from verimentor.verilog.skeleton import rehearse, write

COUNTER = """module counter (input clk, input rst_n, input en, input [3:0] step, output reg [7:0] q, output zero);
  assign zero = q == 0;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) q <= 8'd0;
    else if (en) q <= q + step;
endmodule
"""
MUX = """module mux (input [7:0] a, b, input [1:0] sel, output [7:0] y);
  assign y = sel == 0 ? a : sel == 1 ? b : sel == 2 ? a & b : 8'h5a;
endmodule
"""
GATE = "module gate (input a, b, c, output y);\n  assign y = a & b | c;\nendmodule\n"
TWO_CLOCKS = """module crossing (input wclk, input rclk, input d, output reg q);
  reg first;
  always @(posedge wclk) first <= d;
  always @(negedge rclk) q <= #1 first;
endmodule
"""
# Every name the testbench would like for itself.
GREEDY = """module dut (input clk, input tick, input same, input samples, output reg compare, output \\a+b , output dut_tb);
  assign \\a+b = samples;
  assign dut_tb = same;
  always @(posedge clk) compare <= tick;
endmodule
"""
FALLING = "module falling (input clk_n, input d, output reg q);\n  always @(negedge clk_n) q <= d;\nendmodule\n"
ALL = {"falling": FALLING, "counter": COUNTER, "mux": MUX, "gate": GATE, "crossing": TWO_CLOCKS, "dut": GREEDY}


def bench_of(text: str) -> tuple[Recording, str]:
    recording = record(text)
    assert isinstance(recording, Recording)
    return recording, write(recording, "design.v")


@pytest.mark.parametrize("name", ALL)
def test_it_passes_the_module_it_was_recorded_from(name: str) -> None:
    recording, bench = bench_of(ALL[name])
    rows = sum(len(section.rows) for section in recording.sections)
    assert rehearse(bench, name, ALL[name]) == f"Mismatches: 0 in {rows} samples" or name == "dut"
    if name == "dut":  # dut_tb is a port
        assert re.search(r"^module dut_tb_;$", bench, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("counter", "q + step", "q - step"),
        ("counter", " or negedge rst_n", ""),
        ("counter", "else if (en)", "else"),
        ("counter", "q == 0", "q == 1"),
        ("mux", "a & b", "a | b"),
        ("mux", "8'h5a", "8'h5b"),
        ("gate", "a & b", "a ^ b"),
        ("crossing", "posedge wclk", "negedge wclk"),
        ("falling", "negedge", "posedge"),
    ],
)
def test_it_notices_changes(name: str, old: str, new: str) -> None:
    _, bench = bench_of(ALL[name])
    assert re.fullmatch(r"Mismatches: [1-9]\d* in \d+ samples", rehearse(bench, name, ALL[name].replace(old, new)))


def test_it_says_what_it_is_and_names_its_parts() -> None:
    _, bench = bench_of(COUNTER)
    assert "CHARACTERISATION" in bench and "as it stood" in bench
    for title in ("Reset", "en active", "All inputs vary", "rst_n acts without an edge", "After rst_n"):
        assert f"        // {title}" in bench
    assert "rst_n = 1'b0; en = 1'b0; step = 4'h0;" in bench and "tick(8'h0, 1'b1);" in bench
    assert max(map(len, bench.splitlines())) <= 120


def test_a_small_gate_is_tried_with_everything_once() -> None:
    recording, bench = bench_of(GATE)
    assert [len(section.rows) for section in recording.sections] == [8]
    assert "task tick" not in bench and "Every vector" in bench


def test_unknown_values_are_not_compared() -> None:
    memory = """module memory (input clk, input we, input [5:0] a, input [3:0] d, output [3:0] q);
  reg [3:0] words [0:63];
  assign q = words[a];
  always @(posedge clk) if (we) words[a] <= d;
endmodule
"""
    _, bench = bench_of(memory)
    filled = memory.replace("always", "integer i;\n  initial for (i = 0; i < 64; i = i + 1) words[i] = 0;\n  always")
    assert "4'bxxxx" in bench and "Mismatches: 0 in" in rehearse(bench, "memory", filled)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("module m (inout p, input d, output q); assign q = p & d; endmodule", "inout"),
        ("module m (input a); endmodule", "no outputs"),
        ("module m (", "does not compile"),
        ("module m (input a, output y); assign y = a; initial $finish; endmodule", "does the module call $finish"),
        (
            "module m (input clk, output reg q); always @(posedge clk) q <= ~q; endmodule",
            "lack a reset or an initial value",
        ),
        (
            'module m (input a, output q); reg [1:0] r [0:1]; initial $readmemh("r.hex", r); assign q = r[a]; endmodule',
            'reads "r.hex"',
        ),
        ("module m (input [1:0] a [0:1], output y); assign y = a[0] == a[1]; endmodule", "port a is an unpacked array"),
        ("module m (input a, output y); wire n = ~(n & a); assign y = n; endmodule", "feed back on itself"),
    ],
)
def test_why_there_is_none(text: str, reason: str) -> None:
    recording = record(text)
    assert isinstance(recording, str) and reason in recording
