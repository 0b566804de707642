"""One command makes the tables anew: what has data, in their order, and goes on where it stopped."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import findings, main
from verimentor_evalbench.plan import LADDER_SAMPLES, NAMES, SETS, Scope, chapters
from verimentor_evalbench.table import Table


def results(out: Path, *more: str) -> int:
    return main.run(["results", "--out", str(out), *more])


def numbers(out: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((out / "results.json").read_text("utf-8"))
    return {chapter["name"]: chapter for chapter in found["chapters"]}


def test_the_plan_asks_as_the_tables_say() -> None:
    plan = {chapter.name: chapter for chapter in chapters(Scope(Path("out")))}
    assert tuple(plan) == NAMES and NAMES[0] == "samples" and NAMES[-1] == "references"
    asked = [step for step in plan["samples"].steps if step.command == "generate"]
    drawn = {(step.needs, step.words[4]): int(step.words[6]) for step in asked}
    assert drawn["verilog-eval-v1-human", "direct"] == 20 and drawn["rtllm-2.0", "locked"] == 10
    assert {name for name, way in drawn if way == "locked"} == {"verilog-eval-v2-spec-to-rtl", "rtllm-2.0"}
    ladders = [step for step in plan["ladder"].steps if step.command == "ladder"]
    assert [step.needs for step in ladders] == [each.name for each in SETS]
    assert all(step.words[step.words.index("--samples") + 1] == str(LADDER_SAMPLES) for step in ladders)
    assert set(plan["guided"].steps) < set(plan["ladder"].steps)  # done once for both
    assert not plan["published"].steps and "--published" in plan["published"].lacks


def test_a_greedy_hold_out_is_made_once(
    tmp_path: Path, tiny_gguf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, asked = (
        tmp_path / "results",
        ["--only", "hold-out", "completion", "greedy", "--limit", "2", "--model", str(tiny_gguf)],
    )
    assert results(out, *asked) == 0
    said = capsys.readouterr().out
    found = numbers(out)
    assert list(found) == ["greedy", "hold-out", "completion"]  # in the order of RESULTS.md
    (table, words) = found["hold-out"]["parts"]
    assert [row[:2] for row in table["rows"]] == [
        *([f"hold-out, {name}", "2"] for name in ("known", "phrasings", "shapes", "families", "written")),
        ["all", "10"],
    ]
    assert words.startswith("One greedy answer, header given") and not found["hold-out"]["left_out"]
    assert found["greedy"]["left_out"][0].startswith("verilog-eval-v1-human was not added")
    assert found["completion"]["parts"] == [f"Left out: {found['completion']['left_out'][0]}."]
    text = (out / "results.md").read_text("utf-8")
    assert text in said and "| hold-out, known | 2 |" in text and "tiny" in text
    assert "hold-out, written" in (out / "results.html").read_text("utf-8")
    monkeypatch.setattr("verimentor_evalbench.generate.Student", None)  # nobody is asked again
    assert results(out, *asked) == 0 and numbers(out) == found


def test_a_folder_of_other_numbers_is_refused(
    tmp_path: Path, tiny_gguf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results"
    assert results(out, "--only", "completion", "--model", str(tiny_gguf)) == 0
    assert results(out, "--only", "completion") == 2
    assert "is a run with another model" in capsys.readouterr().err
    assert results(out, "--only", "completion", "--model", str(tiny_gguf), "--samples", "3") == 2
    assert "is a run with another samples" in capsys.readouterr().err


def test_what_one_command_refuses_does_not_keep_the_others(tmp_path: Path, layouts: Any, tiny_gguf: Path) -> None:
    problems = layouts.put(tmp_path / "v1", layouts.first_edition())
    assert main.run(["data", "add", "verilog-eval", str(problems)]) == 0
    good, torn = tmp_path / "good.jsonl", tmp_path / "torn.jsonl"
    row = json.dumps({"task_id": "half", "completion": f"module top_module {layouts.ports}{layouts.body}"})
    good.write_text(f"{row}\n", "utf-8")
    torn.write_text(f'{row}\n{{"task_id": "ha\n{row}\n', "utf-8")
    out = tmp_path / "results"
    asked = [
        "--only",
        "published",
        "references",
        "--limit",
        "1",
        "--model",
        str(tiny_gguf),
        "--published",
        str(torn),
        str(good),
    ]
    assert results(out, *asked) == 0
    published, references = numbers(out)["published"], numbers(out)["references"]
    assert published["parts"][0]["rows"][0][:2] == ["good", "100.0 (100.0 to 100.0)"]
    (why,) = published["left_out"]
    assert f"{torn}:2: not a sample" in why
    assert ["verilog-eval-v1-human", "1 of 1", ""] in references["parts"][0]["rows"]
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == [
        "good.jsonl",
        "torn.jsonl",
    ]  # theirs stay as they are


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert results(tmp_path / "file" / "results", "--only", "completion") == 2
    assert "file" in capsys.readouterr().err


def test_a_stop_says_that_the_same_command_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("verimentor_evalbench.results.begin", stop)
    assert results(tmp_path / "results") == 130
    assert "the same command goes on" in capsys.readouterr().err


def test_a_ladder_tells_what_guiding_adds_to_the_rung_before_it(tmp_path: Path) -> None:
    def rung(name: str, share: float, n_tokens: float) -> dict[str, Any]:
        found = {"mean": share, "low": share, "high": share}
        return {"name": name, "right": found, "compiles": found, "n_tokens": n_tokens, "gain": {"difference": found}}

    scope = Scope(tmp_path)
    rungs = [
        rung("raw", 0.0, 90),
        rung("interface lock", 0.25, 100),
        rung("guided", 0.5, 150),
        rung("+ vote", 0.75, 900),
    ]
    for asked, steps in (
        (SETS[0], rungs),
        (SETS[1], [rungs[0], rung("interface lock (headers given)", 0, 90), rungs[2]]),
    ):
        scope.ladder(asked).write_text(json.dumps({"problems": 4, "rungs": steps}), "utf-8")
    table = next(iter(findings.parts("ladder", scope)))
    assert isinstance(table, Table)
    first, second = (dict(zip(table.header, row, strict=True)) for row in table.rows)
    assert first["interface lock, %"] == "25.0 (25.0 to 25.0)" and first["+ vote, %"].startswith("75.0")
    assert first["compiles, before and guided, %"] == "25.0, 50.0" and first["tokens, before and guided"] == "100, 150"
    assert second["interface lock, %"] == second["+ vote, %"] == "" and second["tokens, before and guided"] == "90, 150"
