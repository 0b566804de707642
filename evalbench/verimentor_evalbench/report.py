"""Tables of judged runs: where they come from, pass@k with intervals, failures, and published rows beside.

Writes `report.md`, `report.json` and the self-contained `report.html`. The JSON is

    {runs: [{name, settings, n_problems, n_samples, unfinished, strict, upstream, syntax, letters, groups, n_tokens,
             seconds, cpu_seconds}], comparisons: [{a, b, difference, better, worse}], published: {set: [...]},
     replays: [...]}

with estimates as `{mean, low, high}`, shares in 0..1; `strict` and `upstream` hold them by k. Published rows are in
percent, as published.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor_evalbench import page, tables
from verimentor_evalbench.judged import Row, Run, comparisons, read
from verimentor_evalbench.pass_at_k import estimate
from verimentor_evalbench.published import CAVEATS, PUBLISHED, RULE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="a judged run, or what `replay --json` wrote")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the report goes")


def run(options: argparse.Namespace) -> int:
    """Read, tabulate, write."""
    runs = [read(path) for path in options.runs if not path.is_file()]
    replays = [_replay(path) for path in options.runs if path.is_file()]
    options.out.mkdir(parents=True, exist_ok=True)
    texts: dict[str, Callable[[], str]] = {
        "report.md": lambda: markdown(runs, replays),
        "report.json": lambda: json.dumps(as_json(runs, replays), indent=2) + "\n",
        "report.html": lambda: page.render(runs, replays),
    }
    for name, text in texts.items():
        (options.out / name).write_text(text(), encoding="utf-8")
    print((options.out / "report.md").read_text(encoding="utf-8"), end="")
    print(f"\nreport: {options.out / 'report.html'}")
    return 0


def as_json(runs: Sequence[Run], replays: Sequence[Row]) -> dict[str, Any]:
    """The documented form."""
    return {
        "runs": [
            {
                "name": run.name,
                "settings": dict(run.settings),
                "n_problems": len(run.verdicts),
                "n_samples": run.n_samples,
                "unfinished": run.unfinished,
                "strict": {str(k): asdict(value) for k, value in run.passes("strict").items()},
                "upstream": {str(k): asdict(value) for k, value in run.passes("upstream").items()},
                "syntax": asdict(estimate(list(run.rates("compiled").values()))),
                "letters": dict(run.letters().most_common()),
                "groups": {name: {"pass@1": share, "problems": n} for name, (share, n) in run.groups().items()},
                "n_tokens": int(run.total("n_tokens")),
                "seconds": run.total("seconds"),
                "cpu_seconds": run.total("cpu_seconds"),
            }
            for run in runs
        ],
        "comparisons": [{"a": a.name, "b": b.name, **asdict(comparison)} for a, b, comparison in comparisons(runs)],
        "published": {name: [asdict(row) for row in rows] for name, rows in PUBLISHED.items()},
        "replays": list(replays),
    }


def markdown(runs: Sequence[Run], replays: Sequence[Row]) -> str:
    """The tables, provenance first."""
    parts = [
        "# Measured with verimentor-bench",
        "",
        "## Where the numbers come from",
        "",
        *_table(*tables.provenance(runs)),
    ]
    for name in dict.fromkeys(run.problems for run in runs):
        here = [run for run in runs if run.problems == name]
        parts += ["", f"## {name}", "", *_table(*tables.scores(here))]
        parts += ["", f"{RULE} {CAVEATS.get(name, '')}".rstrip()]
        parts += ["", "How samples ended:", "", *_table(*tables.endings(here))]
        for run in here:
            if run.groups():
                parts += ["", f"By group, {run.title}:", "", *_table(*tables.groups(run))]
    if compared := comparisons(runs):
        parts += ["", "## Compared on the same problems", "", *_table(*tables.differences(compared))]
    for replay in replays:
        parts += ["", f"## Replayed: {Path(replay['samples']).name}", "", *_table(*tables.steps(replay))]
        parts += ["", "How honest the vote's share is:", "", *_table(*tables.reliability(replay))]
    return "\n".join(parts) + "\n"


def _replay(path: Path) -> Row:
    try:
        found: Row = json.loads(path.read_text(encoding="utf-8"))
        if {"samples", "steps", "reliability"} <= set(found):
            return found
    except ValueError:
        pass
    raise VerimentorError(f"{path} is not what `verimentor-bench replay --json` writes.")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(cells)} |" for cells in (header, *rows)]
    return [lines[0], "|" + "---|" * len(header), *lines[1:]]
