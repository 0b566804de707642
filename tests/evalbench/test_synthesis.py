"""Cells and longest paths of right answers, by the real yosys."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor.verilog import yosys
from verimentor_evalbench import main, synthesis
from verimentor_evalbench.synthesis import Synthesis, synthesize

needs_yosys = pytest.mark.skipif(yosys.find_yosys() is None, reason="yosys is not installed")

CHAIN = """module chain(input a, b, c, d, input clk, output reg q);
  wire t;
  pair u (a ^ b, c, t);
  always @(posedge clk) q <= t ^ d;
endmodule
module pair(input x, y, output z);
  assign z = x ^ y;
endmodule
"""


@needs_yosys
def test_cells_and_path_by_hand() -> None:
    assert synthesize(CHAIN, "chain") == Synthesis(cells=4, longest_path=3)  # three gates in a row and a register
    assert synthesize("module wires(input a, output y); assign y = a; endmodule", "wires") == Synthesis(0, 0)


@needs_yosys
@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("module broken(input a, output y); assign y = ; endmodule", "broken"),
        (CHAIN, "absent"),
        (CHAIN, "chain; !touch x"),
        ('module m(output y); initial $display("Longest topological path in m (length=1):");', "m"),
    ],
)
def test_what_cannot_be_synthesized_costs_nothing(text: str, top: str) -> None:
    assert synthesize(text, top) is None


def judged(folder: Path, layouts: Any) -> list[dict[str, Any]]:
    copy = layouts.put(folder / "copy", layouts.first_edition())
    twice = layouts.body.replace("a & b", "~(~a | ~b) & (a | b)")
    bodies = (layouts.body, twice, layouts.body.replace("&", "|"))
    path = folder / "samples.jsonl"
    path.write_text(layouts.lines(*({"task_id": "half", "completion": body} for body in bodies)), "utf-8")
    assert main.run(["score", str(path), "--problems", str(copy)]) == 0
    return [json.loads(line) for line in (folder / "samples.verdicts.jsonl").read_text("utf-8").splitlines()]


@needs_yosys
def test_right_answers_stand_beside_the_reference(tmp_path: Path, layouts: Any) -> None:
    right, other, wrong = judged(tmp_path, layouts)
    assert (right["cells"], right["longest_path"], right["reference_cells"], right["reference_path"]) == (2, 1, 2, 1)
    assert other["strict"] and other["cells"] == 2  # the same function, found by the optimiser
    assert not wrong["strict"] and "cells" not in wrong


def test_without_yosys_the_columns_are_left_out(
    tmp_path: Path, layouts: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(yosys, "find_yosys", lambda: None)
    assert not any("cells" in row for row in judged(tmp_path, layouts))
    assert synthesis.LACKING in capsys.readouterr().err
