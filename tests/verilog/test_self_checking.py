"""The testbench that stands alone passes what behaves like its module and counts what does not."""

import re
import subprocess
from pathlib import Path

import pytest

from verimentor.verilog import self_checking
from verimentor.verilog.simulation import simulate

COUNTER = """module counter (input clk, input rst, input en, output reg [3:0] q, output wrapped);
    assign wrapped = &q;
    always @(posedge clk) if (rst) q <= 0; else if (en) q <= q + 1;
endmodule
"""
ADDER = "module adder (input [7:0] a, input [7:0] b, output [8:0] sum);\n    assign sum = a + b;\nendmodule\n"


def run(bench: str, design: str, folder: Path) -> str:
    (folder / "bench.v").write_text(bench)
    (folder / "design.v").write_text(design)
    program = str(folder / "program")
    subprocess.run(
        ["iverilog", "-g2012", "-Wall", "-Wno-timescale", "-s", self_checking.NAME, "-o", program, "bench.v", "design.v"],
        cwd=folder, check=True,
    )  # fmt: skip
    return subprocess.run(["vvp", "-n", program], cwd=folder, capture_output=True, text=True, check=True).stdout


def bench_of(design: str) -> str:
    trace = simulate(design, cycles=120).trace
    assert trace is not None
    return self_checking.write(trace)


@pytest.mark.parametrize(
    ("design", "mutant"),
    [
        (COUNTER, COUNTER.replace("q + 1", "q + 2")),
        (COUNTER, COUNTER.replace("&q", "|q")),
        (COUNTER, COUNTER.replace("else if (en)", "else")),
        (ADDER, ADDER.replace("a + b", "a - b")),
        (ADDER, ADDER.replace("a + b", "{1'b0, a[7:0] + b[7:0]}")),
    ],
)
def test_passes_its_module_and_counts_the_mutants_mismatches(design: str, mutant: str, tmp_path: Path) -> None:
    bench = bench_of(design)
    assert re.search(r"^Mismatches: 0 in [1-9]\d* samples$", run(bench, design, tmp_path), re.MULTILINE)
    assert re.search(r"^Mismatches: [1-9]\d* in \d+ samples$", run(bench, mutant, tmp_path), re.MULTILINE)


def test_bits_the_module_leaves_unknown_are_not_compared(tmp_path: Path) -> None:
    memory = """module memory (input clk, input we, input [1:0] a, input [3:0] d, output [3:0] q);
    reg [3:0] words [0:3];
    assign q = words[a];
    always @(posedge clk) if (we) words[a] <= d;
endmodule
"""
    reset = memory.replace("always", "integer i;\n    initial for (i = 0; i < 4; i = i + 1) words[i] = 0;\n    always")
    assert "Mismatches: 0 in" in run(bench_of(memory), reset, tmp_path)


def test_an_exhaustive_run_is_thinned_evenly() -> None:
    gate = "module gate (input [5:0] a, input [5:0] b, output y);\n    assign y = a == b;\nendmodule\n"
    assert "localparam STEPS = 400;" in bench_of(gate)


def test_an_inout_is_refused() -> None:
    trace = simulate(
        "module pad (input oe, input d, inout p, output q);\n    assign p = oe ? d : 1'bz;\n    assign q = p;\nendmodule\n"
    ).trace
    assert trace is not None
    with pytest.raises(ValueError, match="inout"):
        self_checking.write(trace)
