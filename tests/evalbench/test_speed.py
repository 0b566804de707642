"""The measurement, as small as it goes: a tiny model with random weights, and numbers made by hand."""

import json
from pathlib import Path

import pytest

from verimentor.account import Step
from verimentor.candidates import Candidate
from verimentor.generate import Generated
from verimentor_evalbench import main, speed
from verimentor_evalbench.speed import BATCH, Timing, as_measures

AND = "module top (input a, b, output y);\n  assign y = a & b;\nendmodule\n"


def test_everything_is_measured(
    tmp_path: Path, tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speed, "REQUESTS", speed.REQUESTS[:1])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    out = tmp_path / "speed.json"
    assert main.run(["speed", "--model", str(tiny_gguf), "--samples", "2", "--json", str(out)]) == 0
    report = json.loads(out.read_text())
    assert set(report) == {"model", "machine", "provenance", "samples", "measures"}
    measures = {measure["name"].strip(): measure for measure in report["measures"]}
    assert "request to module, one round" in capsys.readouterr().out
    assert measures["request to module, one round"]["n"] == 1 and measures["rounds"]["max"] >= 1


def test_times_are_told_a_round() -> None:
    steps = (Step("student", "", 2.0), Step("guided decoding", "", 0.1))
    made = Generated(AND, (), (Candidate(AND, -0.1, 9, votes=2),), 4.0, steps)
    measures = {each.name.strip(): each for each in as_measures([Timing(made, 4.0, None, 2, 1.0)], [0.3])}
    assert measures["request to module, one round"].values == (2000,)
    assert measures["student"].values == (1000,)
    assert measures["slang's checks while decoding"].values == (10,)
    assert measures["a first answer compiles"].values == ()
    assert measures[f"simulating {BATCH} candidates"].kept
    assert measures["lines of the module"].values == (3,)


def test_a_batch_of_broken_candidates_is_none() -> None:
    assert speed._batch([Candidate("module", -0.1, 9, ("broken",))]) is None
    seconds = speed._batch([Candidate(AND, -0.1, 9)])
    assert seconds is not None and seconds > 0
