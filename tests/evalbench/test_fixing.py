"""What models and people break is mended by the real rules and the shipped student, and counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import main
from verimentor_evalbench.choosing import compiles
from verimentor_evalbench.fixing import SLIPS, slips, table
from verimentor_evalbench.problems import hold_out

HEADER = "module half_adder(\n  input a,\n  input b,\n  output carry,\n  output sum\n);\n"
RIGHT = f"{HEADER}  assign carry = a & b;\n  assign sum = a ^ b;\nendmodule\n"
WRONG = f"{HEADER}  assign carry = a | b;\n  assign sum = a ^ b;\nendmodule\n"


@pytest.fixture
def answered(tmp_path: Path, layouts: Any) -> Path:
    """A run of one problem: a right answer, a right and a wrong one without a semicolon, and nonsense."""
    problems = layouts.put(tmp_path / "own", layouts.own("half", f"module half_adder {layouts.ports}"))
    run = tmp_path / "run"
    run.mkdir()
    (run / "run.json").write_text(json.dumps({"problems": str(problems)}), "utf-8")
    texts = [
        RIGHT,
        RIGHT.replace("a & b;", "a & b"),
        WRONG.replace("a ^ b;", "a ^ b"),
        f"{HEADER}  ) ( ] ;\nendmodule\n",
    ]
    rows = [{"task_id": "half", "sample": number, "completion": text} for number, text in enumerate(texts)]
    (run / "samples.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return run


def test_answers_and_slips_are_mended_and_judged(
    answered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "fixing.json"
    assert main.run(["fixing", str(answered), "--json", str(out)]) == 0
    said = capsys.readouterr().out
    found = json.loads(out.read_text("utf-8"))
    answers = [row["by"] for row in found["rows"] if row["texts"] == "answers"]
    mended, wrong = {"compiles": True, "right": True}, {"compiles": True, "right": False}
    assert [by["rules"] for by in answers[:2]] == [mended, wrong] == [by["student"] for by in answers[:2]]
    assert len(answers) == 3 and answers[2]["rules"] == {"compiles": False, "right": False}
    (slip,) = [row for row in found["rows"] if row["texts"] == "slips"]
    assert slip["mistake"] and slip["by"]["student"]["compiles"]
    assert found["model"]["sha256"] and "| answers that do not compile | 3 | 66.7 (" in said
    # What was mended is kept: nobody is asked again.
    monkeypatch.setattr("verimentor_evalbench.fixing.mend", None)
    assert main.run(["fixing", str(answered)]) == 0
    assert capsys.readouterr().out == said


def test_slips_break_their_reference_and_are_the_same_each_time() -> None:
    asked = hold_out("known")[:8]
    found = list(slips(asked, seed=1))
    assert len(found) >= 7 and found == list(slips(asked, seed=1)) != list(slips(asked, seed=2))
    assert all(case.texts == SLIPS and case.mistake and not compiles(case.text) for case in found)
    assert all(compiles(case.problem.reference) for case in found)


def test_answers_to_one_problem_count_once() -> None:
    def row(id: str, right: bool) -> dict[str, Any]:
        by = {who: {"compiles": True, "right": right} for who in ("rules", "student")}
        return {"set": "s", "id": id, "texts": "answers", "mistake": "", "by": by}

    said = table([row("a", True), row("a", False), row("b", False)])
    assert said.rows[0][:4] == ["answers that do not compile", "3", "100.0 (100.0 to 100.0)", "25.0 (0.0 to 50.0)"]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["fixing", str(tmp_path)]) == 2
    assert "does not say which problems" in capsys.readouterr().err
