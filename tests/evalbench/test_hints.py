"""Bugs put into references and looked for among the lines that surprise a model."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor.unusual import Line
from verimentor_evalbench import main
from verimentor_evalbench.hints import marked, place_of, rank_of, slips, table
from verimentor_evalbench.problem import Problem

ADDER = "module half_adder (\n  input a,\n  input b,\n  output carry,\n  output sum\n);\n  assign carry = a & b;\n  assign sum = a ^ b;\nendmodule\n"


def problem(reference: str, id: str = "half") -> Problem:
    return Problem(id, "adders", "Add a and b.", reference.partition(";")[0] + ";", reference, "", True)


def test_a_slip_changes_one_line_and_what_the_module_does() -> None:
    ((asked, mutant),) = slips([problem(ADDER)], seed=3)
    before, after = asked.reference.split("\n"), mutant.split("\n")
    changed = [number for number, lines in enumerate(zip(before, after, strict=True)) if lines[0] != lines[1]]
    assert changed == [place_of(asked.reference, mutant)] and changed[0] in (6, 7)
    assert slips([problem(ADDER)], seed=3) == [(asked, mutant)]


def test_what_no_simulation_tells_apart_is_no_bug() -> None:
    idle = "module idle (\n  input a,\n  output y\n);\n  wire w = a & a;\n  assign y = a;\nendmodule\n"
    assert slips([problem(idle)], seed=0) == []


def test_equals_get_the_worse_place() -> None:
    lines = [Line(3, 5.0, 9.0, 1.0), Line(4, 7.0, 8.0, 2.0), Line(6, 5.0, 7.0, 3.0)]
    assert [rank_of(n, lines, lambda line: line.excess_bits) for n in (3, 4, 6, 9)] == [3, 1, 3, None]


def test_the_table_has_chance_beside_every_share() -> None:
    ranks = [1, 2, 4, None]
    rows = [
        {"set": "s", "form": "alone", "n_lines": 4, "ranks": {"excess": rank, "peak": rank, "mean": rank}, "flagged": 2, "hit": rank == 1, "flagged_sound": 1}
        for rank in ranks
    ]  # fmt: skip
    said = table(rows).rows
    assert said[0][:4] == ["all", "alone", "4", "excess"] and len(said) == 3 + 1
    assert [cell.partition(" (")[0] for cell in said[0][4:]] == ["25.0", "25.0", "50.0", "75.0"]
    (sentence,) = marked(rows)
    assert "marks 2.00 lines" in sentence and sentence.endswith("of a sound module it marks 1.00.")


@pytest.mark.parametrize("names", [["hold-out-known"]])
def test_a_model_reads_them_all(
    tmp_path: Path, tiny_gguf: Path, names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["hints", *names, "--limit", "3", "--model", str(tiny_gguf), "--json", str(tmp_path / "hints.json")]
    assert main.run(arguments) == 0
    found: dict[str, Any] = json.loads((tmp_path / "hints.json").read_text("utf-8"))
    assert found["model"] == "tiny" and {row["form"] for row in found["rows"]} == {"alone", "described"}
    assert all(row["n_lines"] > 0 and row["flagged"] <= 3 for row in found["rows"])
    assert "| hold-out-known | described |" in capsys.readouterr().out
