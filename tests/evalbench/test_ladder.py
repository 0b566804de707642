"""Stored runs in which every rung of the ladder gains what can be counted by hand."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import ladder, report

NAMES = ("lock", "first", "most", "rows", "typo", "told")
N = 4

BENCH = """module tb;
  reg a = 0, b = 0;
  wire y;
  reg [3:0] good = 4'b1000;
  integer i, errors = 0;
  NAME dut(.a(a), .b(b), .y(y));
  initial begin
    for (i = 0; i < 4; i = i + 1) begin
      {a, b} = i;
      #1 if (y !== good[i]) errors = errors + 1;
    end
    $display("Mismatches: %0d in 4 samples", errors);
    $finish;
  end
endmodule
"""
TABLE = "a b | y\n0 0 | 0\n0 1 | 0\n1 0 | 0\n1 1 | 1\n"

RIGHT = "  assign y = a & b;\nendmodule\n"
ALSO_RIGHT = "  assign y = !(!a | !b);\nendmodule\n"
OR, XOR = RIGHT.replace("&", "|"), RIGHT.replace("&", "^")
SILENT = "endmodule\n"
BROKEN = "  assign y = a &;\nendmodule\n"  # no rule knows what is missing
TYPO = "  assign y = a & b\nendmodule\n"  # a rule does
OTHER_PORTS = "module lock(input p, input q, output r);\n  assign r = p & q;\nendmodule\n"


def header(name: str) -> str:
    return f"module {name}(input a, input b, output y);\n"


def gates(folder: Path, *names: str) -> str:
    """The path of a set: one problem leaves its header open, others have a table in their description."""
    for name in names:
        said = f"{name}(a, b -> y): both." if name == "lock" else f"{name}: both.\n{TABLE * (name in ('rows', 'told'))}"
        prompt = said if name == "lock" else f"{said}\n{header(name)}"
        texts = {"prompt.txt": prompt, "ref.v": header(name) + RIGHT, "tb.v": BENCH.replace("NAME", name)}
        (folder / name).mkdir(parents=True)
        for file, text in texts.items():
            (folder / name / file).write_text(text, "utf-8")
    return str(folder)


def stored(folder: Path, problems: str, strategy: str, answers: dict[str, list[str]], **more: Any) -> Path:
    drawing = {"samples": N, "temperature": 0.5, "top_p": 0.95, "seed": 7, "max_tokens": 64}
    model = {"name": "pupil", "sha256": "ab" * 32, "format": "verimentor-1"}
    settings = {"problems": problems, "problems_sha256": "cd", "model": model, "strategy": strategy, "drawing": drawing}
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps(settings | more), "utf-8")
    rows = []
    for name, texts in answers.items():
        described = strategy != "direct" and name == "lock"
        for number, text in enumerate(texts):
            row = {"task_id": name, "sample": number, "of": N, "completion": header(name) + text if described else text}
            row |= {"interface": "described"} if described else {}
            row |= {"n_tokens": 10, "mean_logprob": -0.1 * number, "finish": "stop", "cpu_seconds": 0.25}
            rows.append(row | ({"n_spent": 12, "retries": 1} if strategy == "guided" else {}))
    (folder / "samples.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return folder


def climbed(out: Path, *arguments: object) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    ladder.add_arguments(parser)
    assert ladder.run(parser.parse_args([*map(str, arguments), "--json", str(out)])) == 0
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def three_runs(folder: Path) -> list[Path]:
    problems = gates(folder / "gates", *NAMES)
    direct = {
        "lock": [OTHER_PORTS] * N,
        "first": [BROKEN, BROKEN, RIGHT, RIGHT],
        "most": [SILENT, OR, RIGHT, ALSO_RIGHT],
        "rows": [OR, OR, XOR, RIGHT],
        "typo": [TYPO] * N,
        "told": [OR, XOR, OR, SILENT],
    }
    locked = direct | {"lock": [RIGHT] * N}
    guided = locked | {"first": [BROKEN, RIGHT, RIGHT, RIGHT]}
    return [
        stored(folder / "raw", problems, "direct", direct),
        stored(folder / "locked", problems, "locked", locked),
        stored(folder / "guided", problems, "guided", guided),
    ]


def test_every_rung_gains_what_it_should(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = three_runs(tmp_path)
    out, markdown = tmp_path / "ladder.json", tmp_path / "ladder.md"
    found = climbed(out, *runs, "--markdown", markdown)
    right = {rung["name"]: rung["right"]["mean"] for rung in found["rungs"]}
    assert right == {
        "raw": pytest.approx((0 + 2 / 4 + 2 / 4 + 1 / 4 + 0 + 0) / 6),
        "interface lock": pytest.approx((1 + 2 / 4 + 2 / 4 + 1 / 4 + 0 + 0) / 6),
        "guided": pytest.approx((1 + 3 / 4 + 2 / 4 + 1 / 4 + 0 + 0) / 6),
        "+ compile filter": pytest.approx(2 / 6),  # the first that compiles is silent, or wrong
        "+ vote": pytest.approx(3 / 6),
        "+ oracles": pytest.approx(4 / 6),
        "+ rules": pytest.approx(5 / 6),
        "+ written out": pytest.approx(6 / 6),  # also where no sample is right
    }
    assert [rung["measure"] for rung in found["rungs"]] == ["pass@1"] * 3 + ["SC@4"] * 5
    assert [rung["gain"] and (rung["gain"]["better"], rung["gain"]["worse"]) for rung in found["rungs"]] == [
        None,
        (1, 0),
        (1, 0),
        (1, 2),
        (1, 0),
        (1, 0),
        (1, 0),
        (1, 0),
    ]
    compiles = [rung["compiles"]["mean"] for rung in found["rungs"]]
    assert compiles == pytest.approx([3.5 / 6, 4.5 / 6, 4.75 / 6, 5 / 6, 5 / 6, 5 / 6, 1, 1])
    tokens = [rung["n_tokens"] for rung in found["rungs"]]
    assert tokens == pytest.approx([10, 10, 12, (1 + 2 + 1 + 1 + 4 + 1) / 6 * 12, 48, 48, 48, 48])
    seconds = [rung["cpu_seconds"] for rung in found["rungs"]]
    assert seconds[:3] == [0.25, 0.25, 0.25] and 0.41 < seconds[3] < 1.0 < seconds[4]
    assert seconds[4:] == sorted(seconds[4:])
    assert (found["problems"], found["left_out"], found["n"]) == (6, 0, 4)

    text = capsys.readouterr().out
    assert "SC@4" in text and "+40.0" not in text and "100.0 (100.0 to 100.0)" in text
    assert markdown.read_text("utf-8").count("\n") == 2 + len(right)

    monkeypatch.setattr("verimentor.verilog.sandbox.run", None)  # nothing is judged, and no process begins
    monkeypatch.setattr("verimentor_evalbench.ladder.climb_as_rows", None)
    assert climbed(out, *runs) == found


def test_the_raw_run_serves_for_the_locked_one_and_the_report_shows_it(tmp_path: Path) -> None:
    problems = gates(tmp_path / "gates", "first")
    raw = stored(tmp_path / "raw", problems, "direct", {"first": [BROKEN, BROKEN, RIGHT, RIGHT]})
    guided = stored(tmp_path / "guided", problems, "guided", {"first": [BROKEN, RIGHT, RIGHT, RIGHT]})
    alone = climbed(tmp_path / "alone.json", raw)
    judged = (raw / "judged.jsonl").read_text("utf-8")
    found = climbed(tmp_path / "both.json", raw, guided)
    assert [rung["name"] for rung in alone["rungs"]][:3] == [
        "raw",
        "interface lock (headers given)",
        "+ compile filter",
    ]
    assert [rung["right"]["mean"] for rung in found["rungs"]][:4] == [0.5, 0.5, 0.75, 1.0]
    assert (raw / "judged.jsonl").read_text("utf-8") == judged
    (row,) = map(json.loads, (guided / "judged.jsonl").read_text("utf-8").splitlines())
    assert "vote" in row  # the choice alone: the raw run's journal knows both texts

    parser, out = argparse.ArgumentParser(), tmp_path / "report"
    report.add_arguments(parser)
    assert report.run(parser.parse_args([str(tmp_path / "both.json"), "--out", str(out)])) == 0
    text, page = (out / "report.md").read_text("utf-8"), (out / "report.html").read_text("utf-8")
    assert f"## Ladder: pupil on {problems}, 1 problems" in text
    assert "| + rules |  | 100.0 (100.0 to 100.0) |" in text
    assert "| + written out |  | 100.0 (100.0 to 100.0) |" in text
    assert "What each rung of the ladder is worth" in page
    assert json.loads((out / "report.json").read_text("utf-8"))["ladders"][0]["n"] == N


def test_a_run_that_is_not_finished_and_a_smaller_n(tmp_path: Path) -> None:
    problems = gates(tmp_path / "gates", "first", "most")
    raw = stored(tmp_path / "raw", problems, "direct", {"first": [RIGHT, RIGHT, OR, OR], "most": [RIGHT]})
    found = climbed(tmp_path / "out.json", raw, "--samples", 2)
    assert (found["problems"], found["left_out"], found["n"]) == (1, 1, 2)
    assert found["rungs"][0]["right"]["mean"] == 1.0 and found["rungs"][-1]["measure"] == "SC@2"


def test_runs_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    raw = stored(tmp_path / "raw", "s", "direct", {})
    guided = stored(tmp_path / "guided", "s", "guided", {})
    other = stored(tmp_path / "other", "s", "guided", {}, model={"name": "another"})
    voted = stored(tmp_path / "voted", "s", "voted", {})
    for runs, words in (
        ([guided, raw], "in this order: direct, locked, guided"),
        ([raw, raw], "in this order"),
        ([raw, other], "another model"),
        ([voted], "--strategy voted"),
        ([tmp_path], "no run of"),
    ):
        with pytest.raises(VerimentorError, match=words):
            ladder.read(runs)
