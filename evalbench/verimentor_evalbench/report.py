"""Tables and plots of judged runs and of what other commands wrote: provenance, pass@k, failures, published rows.

Writes `report.md`, `report.json` and the self-contained `report.html`. The JSON is

    {runs: [{name, settings, judging, n_problems, n_samples, unfinished, vote, strict, upstream, syntax, letters,
             categories, groups, gates, calibration, n_tokens, seconds, cpu_seconds}],
     comparisons: [{a, b, difference, better, worse}], published: {set: [...]},
     replays: [...], ladders: [...], completions: [...], latencies: [...], rounds: [...]}

with estimates as `{mean, low, high}`, shares in 0..1; `strict` and `upstream` hold them by k, and are those of SC@n
where `vote` is true. Published rows are in percent, as published.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from verimentor_evalbench import page, plots
from verimentor_evalbench.calibration import calibrate
from verimentor_evalbench.contents import Section, contents
from verimentor_evalbench.judged import Run, comparisons
from verimentor_evalbench.material import Material, gather
from verimentor_evalbench.pass_at_k import estimate
from verimentor_evalbench.plots import Plot
from verimentor_evalbench.published import PUBLISHED
from verimentor_evalbench.table import Table, as_markdown

_TITLE = "Measured with verimentor-bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="RUN",
        help="a judged run, the JSON of `replay`, `ladder`, `completion` or `latency`, or iterate.manifest.json",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the report goes")


def run(options: argparse.Namespace) -> int:
    """Read, tabulate, write."""
    material = gather(options.paths)
    sections = contents(material)
    options.out.mkdir(parents=True, exist_ok=True)
    text = markdown(_TITLE, sections)
    (options.out / "report.md").write_text(text, encoding="utf-8")
    numbers = json.dumps(as_json(material), indent=2, ensure_ascii=False)
    (options.out / "report.json").write_text(f"{numbers}\n", encoding="utf-8")
    (options.out / "report.html").write_text(page.render(_TITLE, sections), encoding="utf-8")
    print(text)
    if not plots.available():
        print(plots.LACKING)
    print(f"report: {options.out / 'report.html'}")
    return 0


def as_json(material: Material) -> dict[str, Any]:
    """The documented form."""
    compared = comparisons(material.runs)
    return {
        "runs": [_run(run) for run in material.runs],
        "comparisons": [{"a": a.name, "b": b.name, **asdict(comparison)} for a, b, comparison in compared],
        "published": {name: [asdict(row) for row in rows] for name, rows in PUBLISHED.items()},
        "replays": list(material.replays),
        "ladders": list(material.ladders),
        "completions": list(material.completions),
        "latencies": list(material.latencies),
        "rounds": list(material.rounds),
    }


def markdown(title: str, sections: Sequence[Section]) -> str:
    """Words and tables."""
    parts = [f"# {title}"]
    for section in sections:
        parts += ["", f"{'#' * section.level} {section.title}"]
        for part in section.parts:
            if not isinstance(part, Plot):
                parts += ["", *(as_markdown(part) if isinstance(part, Table) else [part])]
    return "\n".join(parts) + "\n"


def _run(run: Run) -> dict[str, Any]:
    outcomes = run.outcomes()
    return {
        "name": run.name,
        "settings": dict(run.settings),
        "judging": dict(run.judging),
        "n_problems": len(run.verdicts),
        "n_samples": run.n_samples,
        "unfinished": run.unfinished,
        "vote": run.voted,
        "strict": {str(k): asdict(value) for k, value in run.passes("strict").items()},
        "upstream": {str(k): asdict(value) for k, value in run.passes("upstream").items()},
        "syntax": asdict(estimate(list(run.rates("compiled").values()))),
        "letters": dict(run.letters().most_common()),
        "categories": _shares(run.categories()),
        "groups": _shares(run.groups()),
        "gates": [dict(row) for row in run.gates()],
        "calibration": asdict(calibrate(outcomes)) if outcomes else None,
        "n_tokens": int(run.total("n_tokens")),
        "seconds": run.total("seconds"),
        "cpu_seconds": run.total("cpu_seconds"),
    }


def _shares(found: dict[str, tuple[float, int]]) -> dict[str, dict[str, float]]:
    return {name: {"right": share, "problems": n} for name, (share, n) in found.items()}
