"""Mutants differ from their module in one slip, and the judge tells them from it."""

import shutil
from random import Random

import pytest

from verimentor.verilog.icarus import compile_text
from verimentor_trainer.families import Pair, draw, families
from verimentor_trainer.mutation import measure, mutants

GAUGE = """module gauge (input clk, input rst, input [3:0] level, output reg high, output reg [1:0] n);
    always @(posedge clk)
        if (rst) begin high <= 1'b0; n <= 2'd0; end
        else begin high <= level > 4'd9 && !high; n <= n + 2'd1; end
endmodule
"""

needs_icarus = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")


def test_every_mutant_is_one_slip_behind_the_header() -> None:
    made = mutants(GAUGE, Random(1), 100)
    header = GAUGE[: GAUGE.index(";") + 1]
    assert len(made) == len(set(made)) > 8 and GAUGE not in made
    assert all(mutant.startswith(header) for mutant in made)
    for slip in ("level >= 4'd9", "level > 4'd10", "|| !high", "&& high", "high <= 1'b1", "n - 2'd1"):
        assert any(slip in mutant for mutant in made), slip


@needs_icarus
def test_mutants_compile() -> None:
    assert [m for m in mutants(GAUGE, Random(1), 100) if not compile_text(m).ok] == []


@needs_icarus
def test_the_judge_catches_mutants_and_knows_equivalent_ones() -> None:
    caught = measure([Pair("gauge", "", "", GAUGE, GAUGE)], Random(2))
    assert caught.mutants > 3 and caught.missed == 0 and caught.share == 1.0
    same = (
        "module same (input [1:0] a, output y);\n    assign y = (a == 2'd1) && (a == 2'd1 || a == 2'd1);\nendmodule\n"
    )
    assert measure([Pair("same", "", "", same, same)], Random(1)).equivalent > 0


@needs_icarus
def test_at_least_95_percent_of_drawn_designs_mutants_are_caught() -> None:
    """The floor of the card's number, on a few designs of every sort."""
    pairs = [draw(name, 7) for name in list(families())[::6]]
    assert measure(pairs, Random(3)).share >= 0.95
