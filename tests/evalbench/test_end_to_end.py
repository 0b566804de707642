"""The shipped student answers problems of the hold-out, is judged beside a baseline, and both are reported."""

import json
from pathlib import Path

from verimentor_evalbench import main


def test_generate_score_report(tmp_path: Path) -> None:
    run, floor, report = (tmp_path / name for name in ("run", "floor", "report"))
    drawn = ["--limit", "3", "--samples", "2", "--max-tokens", "96", "--workers", "1"]
    assert main.run(["generate", "hold-out-known", "--out", str(run), *drawn]) == 0
    assert main.run(["baseline", "hold-out-known", "--out", str(floor)]) == 0
    for folder in (run, floor):
        assert main.run(["score", str(folder)]) == 0
    assert main.run(["report", str(run), str(floor), "--out", str(report)]) == 0
    student, baseline = json.loads((report / "report.json").read_text("utf-8"))["runs"]
    assert (student["n_problems"], student["n_samples"], student["unfinished"]) == (3, 2, 0)
    assert student["n_tokens"] > 0 and student["settings"]["model"]["sha256"]
    assert sum(student["letters"].values()) == 6
    assert baseline["n_problems"] == 100 and baseline["syntax"]["mean"] == 1.0
    for name in ("report.md", "report.json", "report.html"):
        assert "constant 0" in (report / name).read_text("utf-8")
