"""A report says of judged runs what can be counted by hand, and where it comes from."""

import argparse
import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import page, plots, report
from verimentor_evalbench.contents import COLOURS, Section
from verimentor_evalbench.letters import MEANINGS


def judged(folder: Path, verdicts: dict[str, str], **settings: Any) -> Path:
    """A run of a few samples a problem: `.` passes, `F` passes upstream alone, `S` does not compile."""
    folder.mkdir()
    n = max(map(len, verdicts.values()))
    drawing = {"samples": n, "temperature": 0.5, "top_p": 0.95, "seed": 7, "max_tokens": 64}
    said = {
        "problems": "verilog-eval-v1-human",
        "n_problems": len(verdicts),
        "model": {"name": "pupil", "sha256": "ab" * 32, "format": "verimentor-1"},
        "prompt_version": 1,
        "strategy": "direct",
        "drawing": drawing,
        "commit": "c0ffee",
        "icarus": "11.0",
    } | settings
    (folder / "run.json").write_text(json.dumps(said), "utf-8")
    rows, samples = [], []
    for name, letters in verdicts.items():
        for number, letter in enumerate(letters):
            place = {"task_id": name, "sample": number}
            samples.append(place | {"completion": "", "n_tokens": 10, "seconds": 0.5, "cpu_seconds": 0.25})
            rows.append(
                place
                | {"group": name[0], "category": {"a": "combinational", "b": "sequential"}[name[0]]}
                | {"upstream": letter in ".F", "strict": letter == ".", "letter": letter}
                | {"compiled": letter != "S", "reason": "", "seconds": 0.1}
            )
    for name, lines in (("samples", samples), ("verdicts", rows)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines), "utf-8")
    return folder


def made(out: Path, *runs: Path) -> tuple[dict[str, Any], str]:
    parser = argparse.ArgumentParser()
    report.add_arguments(parser)
    assert report.run(parser.parse_args([*map(str, runs), "--out", str(out)])) == 0
    return json.loads((out / "report.json").read_text("utf-8")), (out / "report.md").read_text("utf-8")


def test_numbers_by_hand(tmp_path: Path) -> None:
    verdicts = {"a1": "....R", "a2": "FRRRR", "b1": "SSSSS", "b2": ".SSSS"}
    numbers, text = made(tmp_path / "out", judged(tmp_path / "run", verdicts, n_problems=5))
    (run,) = numbers["runs"]
    assert run["strict"]["1"]["mean"] == pytest.approx((4 / 5 + 1 / 5) / 4)
    assert run["upstream"]["1"]["mean"] == pytest.approx((4 / 5 + 1 / 5 + 1 / 5) / 4)
    assert run["strict"]["5"]["mean"] == pytest.approx(2 / 4)
    assert set(run["strict"]) == {"1", "5"}  # ten cannot be taken from five
    assert run["syntax"]["mean"] == pytest.approx((1 + 1 + 0 + 1 / 5) / 4)
    assert run["letters"] == {"S": 9, ".": 5, "R": 5, "F": 1}
    assert run["categories"]["combinational"] == {"right": pytest.approx(0.4), "problems": 2}
    assert (run["unfinished"], run["n_tokens"], run["cpu_seconds"]) == (1, 200, 5.0)
    assert "| pupil, direct, n=5, T=0.5 | 25.0 (" in text and "4 x 5, 1 unanswered" in text


def test_provenance_comes_first_and_published_rows_are_marked(tmp_path: Path) -> None:
    _, text = made(tmp_path / "out", judged(tmp_path / "run", {"a1": ".", "a2": "R"}))
    where = text.index("Where the numbers come from")
    for word in ("abababababab", "c0ffee", "Icarus 11.0", "T=0.5", "| 7 |"):
        assert where < text.index(word) < text.index("pass@1")
    row = next(line for line in text.splitlines() if "GPT-4" in line)
    assert "(published)" in row and "43.5" in row and "58.9" in row
    assert "two of the 156 references fail" in text


DRAWING = {"samples": 8, "temperature": 0.5, "top_p": 0.95, "seed": 0, "max_tokens": 64}


def test_a_vote_is_never_called_anything_else(tmp_path: Path) -> None:
    run = judged(tmp_path / "run", {"a1": ".", "a2": "R"}, strategy="voted", drawing=DRAWING)
    numbers, text = made(tmp_path / "out", run)
    header, row = (
        line.split(" | ") for line in text.splitlines() if line.startswith(("| model | pass@1", "| pupil, SC@8+"))
    )
    cells = dict(zip(header, row, strict=True))
    assert (cells["pass@1"], cells["vote (SC@n)"][:4]) == ("", "50.0")
    assert numbers["runs"][0]["vote"] is True


def test_a_vote_s_confidence_is_held_against_what_came_of_it(tmp_path: Path) -> None:
    run = judged(tmp_path / "run", {"a1": ".", "a2": "R", "b1": "S"}, strategy="voted", drawing=DRAWING)
    evidence = {"a1": "compiled, simulated, 7 of 8 agree", "a2": "compiled, simulated, 2 of 8 agree: a guess", "b1": ""}
    rows = [{"task_id": name, "sample": 0, "finish": said, "n_tokens": 1} for name, said in evidence.items()]
    (run / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    numbers, text = made(tmp_path / "out", run)
    found = numbers["runs"][0]["calibration"]
    assert [(each["right"], each["n"]) for each in found["bins"]] == [(0, 0), (0, 1), (0, 0), (0, 0), (1, 1)]
    assert found["error"] == pytest.approx((0.25 + 0.125) / 2)
    assert "calibration error: 18.8 points" in text


def test_gates_of_right_answers_stand_beside_the_references(tmp_path: Path) -> None:
    run = judged(tmp_path / "run", {"a1": "..", "a2": ".R", "b1": "RR"})
    costs = iter([(10, 4), (20, 4), (5, 6)])  # cells and longest path of the three right answers
    lines = []
    for line in (run / "verdicts.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["strict"]:
            row |= dict(zip(("cells", "longest_path"), next(costs), strict=True))
            row |= {"reference_cells": 10, "reference_path": 4}
        lines.append(json.dumps(row) + "\n")
    (run / "verdicts.jsonl").write_text("".join(lines), "utf-8")
    numbers, text = made(tmp_path / "out", run)
    # The first problem's median answer has 15 cells, the second's 5; paths are 4 and 6.
    assert "| pupil, direct, n=2, T=0.5 | 2 | 1.00 | 1 / 0 / 1 | 1.25 | 0 / 1 / 1 |" in text
    assert len(numbers["runs"][0]["gates"]) == 3


def test_runs_of_the_same_set_are_compared_in_pairs(tmp_path: Path) -> None:
    before = judged(tmp_path / "before", {"a1": "R", "a2": ".", "b1": "R", "b2": "R"})
    after = judged(tmp_path / "after", {"a1": ".", "a2": ".", "b1": ".", "b2": "R"})
    elsewhere = judged(tmp_path / "elsewhere", {"a1": "."}, problems="rtllm-2.0")
    numbers, text = made(tmp_path / "out", before, after, elsewhere)
    (compared,) = numbers["comparisons"]
    assert (compared["a"], compared["b"], compared["better"], compared["worse"]) == ("before", "after", 2, 0)
    assert compared["difference"]["mean"] == pytest.approx(0.5)
    assert "after over before" in text


def test_what_is_not_judged_is_named(tmp_path: Path) -> None:
    run = judged(tmp_path / "run", {"a1": "."})
    (run / "verdicts.jsonl").unlink()
    with pytest.raises(VerimentorError, match=r"verdicts\.jsonl is missing.*verimentor-bench score"):
        made(tmp_path / "out", run)
    (run / "verdicts.jsonl").write_text('{"task_id"', "utf-8")
    with pytest.raises(VerimentorError, match="damaged"):
        made(tmp_path / "out", run)
    (run / "verdicts.jsonl").write_text("", "utf-8")
    with pytest.raises(VerimentorError, match="holds no verdict"):
        made(tmp_path / "out", run)
    with pytest.raises(VerimentorError, match="nothing a report knows"):
        made(tmp_path / "out", run / "run.json")


def test_a_replay_joins_the_report(tmp_path: Path) -> None:
    step = {"mean": 0.25, "low": 0.2, "high": 0.3}
    replay = {
        "samples": "elsewhere/theirs.jsonl",
        "rule": "strict",
        "problems": 4,
        "n": 10,
        "steps": {"any sample": step, "vote": step | {"mean": 0.5}},
        "calibration": {
            "bins": [
                {"low": 0.8, "high": 1.0, "right": 3, "n": 4, "confidence": 0.9},
                {"low": 0.0, "high": 0.2, "right": 0, "n": 0, "confidence": 0.1},
            ],
            "error": 0.15,
        },
    }
    halves = {"mean": 0.5, "low": 0.25, "high": 0.75}
    gain = {"difference": {"mean": 0.25, "low": 0.0, "high": 0.5}, "better": 1, "worse": 0}
    replay["checked"] = {"problems": 4, "vote": halves, "tables": halves | {"mean": 0.75}, "gain": gain}
    path = tmp_path / "replay.json"
    path.write_text(json.dumps(replay), "utf-8")
    numbers, text = made(tmp_path / "out", judged(tmp_path / "run", {"a1": "."}), path)
    assert numbers["replays"] == [{"file": f"{tmp_path.name}/replay.json", **replay}]
    assert "theirs.jsonl" in text and "vote (SC@10)" in text and "| 80 to 100 % | 4 | 90 % | 75 % |" in text
    assert "Expected calibration error: 15.0 points" in text
    assert "| vote with the tables' checks | 75.0 (25.0 to 75.0) | +25.0 (+0.0 to +50.0) |" in text


class Page(HTMLParser):
    """Counts what a page holds, and sees whether its elements are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.counts: Counter[str] = Counter()
        self.asked_for: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] += 1
        self.asked_for += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_every_letter_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(MEANINGS) and len(set(COLOURS.values())) == len(MEANINGS)


def written(folder: Path) -> list[Path]:
    """A file of each kind that a report takes in beside runs."""
    step = {"mean": 0.25, "low": 0.2, "high": 0.3}
    bins = [{"low": 0.8, "high": 1.0, "right": 3, "n": 4, "confidence": 0.9}]
    keys = {"shown": 3, "suppressed": {"it would add an error": 1}, "followed": 2, "in_time": 1, "cancelled": 3}
    measure = {"name": "ghost text, warm prefix", "unit": "ms", "n": 3, "p50": 40, "p95": 90, "p99": 90, "max": 90}
    measure |= {"limits": {"p50": 120}, "kept": True, "values": [30, 40, 90]}
    files: dict[str, Any] = {
        "replay.json": {
            "samples": "theirs.jsonl",
            "rule": "strict",
            "problems": 4,
            "n": 10,
            "steps": {"any sample": step, "vote": step},
            "calibration": {"bins": bins, "error": 0.15},
        },
        "latency.json": {
            "model": {"name": "pupil", "sha256": "cd" * 32},
            "machine": "2 cores",
            "measures": [measure],
            "keys": keys | {"not_asked": 5},
        },
        "completion.json": {
            "kinds": [
                {"kind": "next line", "n": 50, "exact": 0.25, "p50_ms": 41.2, "intervals": {"exact": [0.2, 0.31]}},
                {"kind": "body"},
            ],
            "alone": [{"kind": "next line", "n": 50, "similarity": 0.5}],
        },
        "iterate.manifest.json": {
            "stage": "iterate",
            "results": {"rounds": {"simulation": [{"number": 0, "pass_at_1": 0.1}, {"number": 1, "pass_at_1": 0.2}]}},
        },
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), "utf-8")
    return [folder / name for name in files]


def test_what_other_commands_wrote_joins_the_report(tmp_path: Path) -> None:
    numbers, text = made(tmp_path / "out", *written(tmp_path))
    assert {name: len(numbers[name]) for name in ("replays", "latencies", "completions", "rounds")} == {
        "replays": 1,
        "latencies": 1,
        "completions": 1,
        "rounds": 1,
    }
    assert "| next line | 50 | 25.0 (20 to 31) | 41 |  |" in text and "| next line | 50 | 50.0 |  |  |" in text
    assert "| ghost text, warm prefix | ms | 3 | 40 |  |  | 90 | p50 < 120 | yes |" in text
    assert "| waited for | suppressed: it would add an error | 1 | 25 % |" in text
    assert "| 0 | 10.0 |" in text and "| 1 | 20.0 |" in text
    assert "cdcdcdcdcdcd" in text and "2 cores" in text


def test_the_page_holds_tables_and_plots_and_needs_nothing_else(tmp_path: Path) -> None:
    run = judged(tmp_path / "run", {"a<b>": "..SR", "a2": "F...", "b1": "RRRR"})
    made(tmp_path / "out", run, *written(tmp_path))
    shown = Page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert shown.open == [] and shown.asked_for and all(place.startswith("#") for place in shown.asked_for)
    # pass@k, endings, kinds of circuit, steps of choosing, reliability, completion (2), latency, rounds
    assert shown.counts["svg"] == 9
    # where from (2), scores, endings, kinds, steps, reliability, completion (2), latency, keys, rounds
    assert shown.counts["table"] == 12
    assert "GPT-4 (published)" in shown.texts and "41.7 (0.0 to 75.0)" in shown.texts
    assert "passed upstream and refused by us: the verdict may be forged" in shown.texts


def test_a_long_page_begins_with_links_to_its_chapters() -> None:
    chapters = [Section(f"chapter {number}", ["no `clk` <here>"]) for number in range(6)]
    long = Page(text := page.render("title", [chapters[0], Section("a part", [], 3), *chapters[1:]]))
    assert long.open == [] and long.asked_for == ["#s0", *(f"#s{number}" for number in range(2, 7))]
    assert all(f'id="{place[1:]}"' in text for place in long.asked_for)
    assert "<p>no <code>clk</code> &lt;here&gt;</p>" in text
    assert Page(page.render("title", chapters[:2])).asked_for == []


def test_without_matplotlib_the_page_has_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "available", lambda: False)
    made(tmp_path / "out", judged(tmp_path / "run", {"a1": ".", "a2": "R"}))
    shown = Page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert shown.counts["svg"] == 0 and shown.counts["table"] == 4 and plots.LACKING in shown.texts
