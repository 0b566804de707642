"""Published samples: what choosing makes of them, by numbers that can be counted by hand."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import replay
from verimentor_evalbench.choosing import Choice

RIGHT = "  assign carry = a & b;\n  assign sum = a ^ b;\nendmodule\n"
ALSO_RIGHT = "  assign {carry, sum} = a + b;\nendmodule\n"
WRONG = "  assign carry = a | b;\n  assign sum = a ^ b;\nendmodule\n"
SILENT = "endmodule\n"
BROKEN = "  assign carry = a &;\nendmodule\n"


def run(folder: Path, rows: list[tuple[str, str]], *more: str) -> dict[str, Any]:
    samples = folder / "published.jsonl"
    samples.write_text(
        "".join(json.dumps({"task_id": name, "completion": text}) + "\n" for name, text in rows), "utf-8"
    )
    parser = argparse.ArgumentParser()
    replay.add_arguments(parser)
    out = folder / "replay.json"
    assert replay.run(parser.parse_args([str(samples), *more, "--json", str(out)])) == 0
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def test_published_samples_of_two_problems(tmp_path: Path, layouts: Any, capsys: pytest.CaptureFixture[str]) -> None:
    data, descriptions = layouts.first_edition().values()
    second = [text.replace('"half"', '"other half"') for text in (data, descriptions)]
    files = dict(zip(layouts.first_edition(), (data + second[0], descriptions + second[1]), strict=True))
    problems = layouts.put(tmp_path / "v1", files)
    rows = [("half", text) for text in (BROKEN, SILENT, RIGHT, WRONG, ALSO_RIGHT)]
    rows += [("other half", text) for text in (WRONG, WRONG, RIGHT, BROKEN, BROKEN)]
    found = run(tmp_path, rows, "--problems", str(problems))
    means = {step: value["mean"] for step, value in found["steps"].items()}
    assert means == {
        "any sample": pytest.approx((2 / 5 + 1 / 5) / 2),
        "compiles": pytest.approx((2 / 4 + 1 / 3) / 2),
        "drives its outputs": pytest.approx((2 / 3 + 1 / 3) / 2),
        "vote": 0.5,  # the right ones agree on the first problem, the wrong ones on the second
    }
    assert (found["gain"]["better"], found["gain"]["worse"]) == (1, 1)
    (filled,) = [row for row in found["calibration"]["bins"] if row["n"]]
    assert filled == {"low": 0.4, "high": 0.6, "right": 1, "n": 2, "confidence": pytest.approx(0.4)}
    assert found["calibration"]["error"] == pytest.approx(0.1)  # 50 % right where 40 % agree
    assert found["provenance"]["samples_sha256"] and found["checked"] is None
    assert "SC@5" in capsys.readouterr().out


def test_a_second_replay_asks_no_tool(tmp_path: Path, layouts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = layouts.put(tmp_path / "v1", layouts.first_edition())
    rows = [("half", text) for text in (RIGHT, WRONG, RIGHT)]
    first = run(tmp_path, rows, "--problems", str(problems))
    monkeypatch.setattr("verimentor.verilog.sandbox.run", None)
    assert run(tmp_path, rows, "--problems", str(problems)) == first
    assert first["steps"]["vote"]["mean"] == 1.0


def test_what_tables_add_is_counted_where_there_are_any() -> None:
    passed = {"a": [False, True], "b": [True, False], "c": [False, False]}
    voted = {name: Choice((0, 1), (0, 1), 0, 1.0, checked) for name, checked in (("a", 1), ("b", None), ("c", 1))}
    checked = replay.replay(voted, passed, ["a", "b"]).checked
    assert checked and checked.problems == 2
    assert (checked.vote.mean, checked.tables.mean, checked.gain.better) == (0.5, 1.0, 1)
    assert replay.replay(voted, passed).checked is None


def test_a_step_that_leaves_nothing_is_not_taken() -> None:
    found = replay.replay({"a": Choice((), (), None, 0.0)}, {"a": [True, False]})
    assert [step.mean for step in found.steps.values()] == [0.5, 0.5, 0.5, 0.5]
    assert not any(each.n for each in found.calibration.bins)


def test_answers_to_other_problems_are_refused(tmp_path: Path, layouts: Any) -> None:
    problems = layouts.put(tmp_path / "v1", layouts.first_edition())
    with pytest.raises(VerimentorError, match="answers no problem"):
        run(tmp_path, [("unheard of", RIGHT)], "--problems", str(problems))
