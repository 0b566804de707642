"""Answers without a model compile, and pass only where a testbench is weak."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import baseline, main, score
from verimentor_evalbench.problem import Problem

CHECKS_ONE = """module bench;
  reg clock = 0; wire [3:0] q;
  HEAD dut (.clock(clock), .q(q));
  initial #5 begin
    $display("Mismatches: %0d in 1 samples", q !== 4'd0);
    $finish;
  end
endmodule
"""


def problem(reference: str, top: str) -> Problem:
    return Problem("p", "p", "", "", reference, CHECKS_ONE.replace("HEAD", top), False, module=top)


@pytest.mark.parametrize(
    "reference",
    [
        "module up #(parameter W = 4)(input clock, output reg [W-1:0] q); always @(posedge clock) q <= q + 1; endmodule",
        "module up(clock, q); input clock; output [3:0] q; assign q = 4'd7; endmodule",
        "module low(input c); endmodule\nmodule up(input clock, output [3:0] q); assign q = 1; endmodule",
    ],
)
def test_zeros_pass_what_wants_zeros_and_nothing_does_not(reference: str) -> None:
    asked = problem(reference, "up")
    zero, empty = score.score([(asked, baseline.answer(asked, kind)) for kind in ("zero", "empty")])
    assert (zero.strict, empty.strict) == (True, False)
    assert empty.compiled, empty.reason


def test_unreadable_reference_is_no_answer() -> None:
    assert baseline.answer(problem("nothing", "up"), "zero") == ""


def test_a_run_is_judged_as_any_other(tmp_path: Path, layouts: Any) -> None:
    copy = layouts.put(tmp_path / "copy", layouts.first_edition())
    assert main.run(["baseline", str(copy), "--out", str(tmp_path / "run")]) == 0
    assert main.run(["score", str(tmp_path / "run")]) == 0
    (verdict,) = [json.loads(line) for line in (tmp_path / "run" / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert verdict["compiled"] and not verdict["upstream"] and verdict["letter"] == "R"
