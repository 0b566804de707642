"""A report says of judged runs what can be counted by hand, and where it comes from."""

import argparse
import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import report
from verimentor_evalbench.letters import MEANINGS
from verimentor_evalbench.page import COLOURS


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
                | {"group": name[0], "upstream": letter in ".F", "strict": letter == ".", "letter": letter}
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
    assert run["groups"]["a"] == {"pass@1": pytest.approx(0.4), "problems": 2}
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


def test_a_vote_is_never_called_anything_else(tmp_path: Path) -> None:
    drawing = {"samples": 8, "temperature": 0.5, "top_p": 0.95, "seed": 0, "max_tokens": 64}
    run = judged(tmp_path / "run", {"a1": "."}, strategy="voted", drawing=drawing)
    assert "| pupil, SC@8+, T=0.5 |" in made(tmp_path / "out", run)[1]


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
    with pytest.raises(VerimentorError, match="not what"):
        made(tmp_path / "out", run / "run.json")


def test_a_replay_joins_the_report(tmp_path: Path) -> None:
    step = {"mean": 0.25, "low": 0.2, "high": 0.3}
    replay = {
        "samples": "elsewhere/theirs.jsonl",
        "rule": "strict",
        "problems": 4,
        "n": 10,
        "steps": {"any sample": step, "vote": step | {"mean": 0.5}},
        "reliability": [{"from": 0.8, "to": 1.0, "right": 3, "all": 4}, {"from": 0.0, "to": 0.2, "right": 0, "all": 0}],
    }
    path = tmp_path / "replay.json"
    path.write_text(json.dumps(replay), "utf-8")
    numbers, text = made(tmp_path / "out", judged(tmp_path / "run", {"a1": "."}), path)
    assert numbers["replays"] == [replay]
    assert "theirs.jsonl" in text and "vote (SC@10)" in text and "| 80 to 100 % | 4 | 75 % |" in text


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
        self.asked_for += [name for name, value in attrs if name in ("src", "href")]
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


def test_the_page_holds_tables_and_plots_and_needs_nothing_else(tmp_path: Path) -> None:
    run = judged(tmp_path / "run", {"a<b>": "..SR", "a2": "F...", "b1": "RRRR"})
    step = {"mean": 0.25, "low": 0.2, "high": 0.3}
    replay = {"samples": "theirs.jsonl", "rule": "strict", "problems": 4, "n": 10, "steps": {"vote": step}}
    replay |= {"reliability": [{"from": 0.8, "to": 1.0, "right": 3, "all": 4}]}
    (tmp_path / "replay.json").write_text(json.dumps(replay), "utf-8")
    made(tmp_path / "out", run, tmp_path / "replay.json")
    page = Page((tmp_path / "out" / "report.html").read_text("utf-8"))
    assert page.open == [] and page.asked_for == []
    assert page.counts["svg"] == 5  # pass@1, endings, groups, steps of choosing, reliability
    assert page.counts["table"] == 5  # provenance, scores, endings, steps, reliability
    assert "GPT-4 (published)" in page.texts and "41.7 %" in page.texts
    assert "F  passed upstream and refused by us: the verdict may be forged" in page.texts
