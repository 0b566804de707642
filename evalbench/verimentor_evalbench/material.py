"""What a report is made of: judged runs, and what the other commands wrote.

| file | recognised by | from |
|---|---|---|
| replay | `steps`, `calibration` | `replay --json` |
| ladder | `rungs` | `ladder --json` |
| latency | `measures`, `keys` | `latency --json` |
| completion | `kinds` | `completion.json` in the run's folder |
| rounds | `rounds`, alone or in `results` | the trainer's `iterate.manifest.json` |

Of a completion's kinds, and of those under `undeduced` and `alone`, {kind, n, kept, exact, similarity, parses,
compiles, intervals, p50_ms, p95_ms} are shown, each where it is there; of rounds, by the score that ranked them,
{number, pass_at_1}.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from verimentor.errors import VerimentorError
from verimentor_evalbench.judged import Row, Run, read


@dataclass(frozen=True)
class Material:
    """Judged runs, and the rows of files by what they are; each has its file's name as `file`."""

    runs: Sequence[Run] = ()
    replays: Sequence[Row] = ()
    ladders: Sequence[Row] = ()
    completions: Sequence[Row] = ()
    latencies: Sequence[Row] = ()
    rounds: Sequence[Row] = ()


def gather(paths: Iterable[Path]) -> Material:
    """Read folders as runs, and files as what they are recognised by.

    Raises:
        VerimentorError: a folder is no judged run, or a file is none of the known ones.
    """
    runs: list[Run] = []
    found: dict[str, list[Row]] = {"replays": [], "ladders": [], "completions": [], "latencies": [], "rounds": []}
    for path in paths:
        if not path.is_file():
            runs.append(read(path))
            continue
        kind, row = _recognise(path)
        found[kind].append({"file": "/".join(path.parts[-2:]), **row})  # the names alone are often the same
    return Material(runs, **found)


def _recognise(path: Path) -> tuple[str, Row]:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        row = None
    if isinstance(row, dict):
        if {"samples", "steps", "calibration"} <= set(row):
            return "replays", row
        if isinstance(row.get("rungs"), list):
            return "ladders", row
        if {"measures", "keys"} <= set(row):
            return "latencies", row
        if isinstance(row.get("kinds"), list):
            return "completions", row
        results = row["results"] if isinstance(row.get("results"), dict) else row
        if isinstance(results.get("rounds"), dict):
            return "rounds", row | {"rounds": results["rounds"]}
    raise VerimentorError(
        f"{path} is nothing a report knows: it takes runs' folders, and what `replay --json`, `ladder --json`, "
        "`latency --json`, `completion` (completion.json) or the trainer's iterate stage (iterate.manifest.json) wrote."
    )
