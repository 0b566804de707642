"""Planted copies of a benchmark problem are found by name, code and words; ordinary code is not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verimentor_evalbench.problems import Problem
from verimentor_trainer import decontaminate, recipe
from verimentor_trainer.decontaminate import Detector, Finding
from verimentor_trainer.manifest import read_rows, write_rows

REFERENCE = """module TopModule (input clk, input brake, input [3:0] speed, output reg [3:0] shown);
    // the needle follows slowly
    always @(posedge clk)
        if (brake) shown <= shown >> 1;
        else if (shown < speed) shown <= shown + 1'b1;
        else if (shown > speed) shown <= shown - 1'b1;
endmodule
"""
WORDS = "Build the needle of a tachometer that follows the speed by at most one step every clock cycle."
PROBLEM = Problem("bench-001", "", WORDS, "", REFERENCE, "", names_ports=False)
DETECTOR = Detector([PROBLEM])


@pytest.mark.parametrize(
    ("code", "prose", "expected"),
    [
        (REFERENCE, "", Finding("name", "TopModule", 1.0)),
        (REFERENCE.replace("TopModule", "needle").replace("// the needle follows slowly", ""), "", "code"),
        (REFERENCE.replace("TopModule", "needle").replace("    ", "\t"), "", "code"),
        ("module needle (input a, output y);\n    assign y = a;\nendmodule\n", WORDS.lower(), "words"),
    ],
)
def test_planted_copies_are_found(code: str, prose: str, expected: Finding | str) -> None:
    found = DETECTOR.find(code, prose)
    assert found is not None
    assert found == expected or (found.reason == expected and found.problem == "bench-001")


@pytest.mark.parametrize(
    ("code", "prose"),
    [
        (REFERENCE.replace("TopModule", "meter").replace("shown", "x").replace("speed", "y"), ""),  # other names
        ("module m (input clk, output reg [3:0] q);\n    always @(posedge clk) q <= q + 1'b1;\nendmodule\n", ""),
        ("module m (input a, output y);\n    assign y = a;\nendmodule\n", "a needle that follows the speed"),
    ],
)
def test_ordinary_code_is_let_pass(code: str, prose: str) -> None:
    assert DETECTOR.find(code, prose) is None


def test_a_habit_of_asking_is_no_finding() -> None:
    asked = "Implement the module below. Assume that all ports are one bit wide unless it is said otherwise here."
    first, second = (replace(PROBLEM, id=name, description=f"{asked} {name}") for name in ("one", "two"))
    assert Detector([first, second]).find("", asked) is None
    assert Detector([first]).find("", asked) is not None


def test_short_references_are_counted_as_not_checkable() -> None:
    short = replace(PROBLEM, reference="module m (input a, output y);\n    assign y = ~a;\nendmodule\n")
    assert Detector([PROBLEM, short]).checkable == 1


def test_the_stage_removes_reports_and_splits(tmp_path: Path) -> None:
    benchmark = tmp_path / "bench.jsonl"
    benchmark.write_text(json.dumps(vars(PROBLEM)) + "\n")
    plain = "module m (input a, output y);\n    assign y = a;\nendmodule\n"
    rows = [
        {"repository": "a/a", "path": "copy.v", "licence": "MIT", "text": REFERENCE.replace("TopModule", "needle")},
        {"repository": "a/a", "path": "plain.v", "licence": "MIT", "text": plain},
        {"repository": "b/b", "path": "measured.v", "licence": "MIT", "text": plain},
    ]
    write_rows(tmp_path / "unique.jsonl", rows)
    chosen = replace(recipe.Recipe(), corpus=recipe.CorpusRecipe(held_out=("b/b",)))
    decontaminate.run(chosen, tmp_path, benchmarks=[benchmark])
    assert [row["path"] for row in read_rows(tmp_path / "train.jsonl")] == ["plain.v"]
    assert [row["path"] for row in read_rows(tmp_path / "held_out.jsonl")] == ["measured.v"]
    (removed,) = read_rows(tmp_path / "contaminated.jsonl")
    assert (removed["path"], removed["reason"], removed["problem"]) == ("copy.v", "code", "bench-001")
    report = json.loads((tmp_path / "contamination.json").read_text())
    assert (report["problems"], report["reasons"]) == (1, {"code": 1})
