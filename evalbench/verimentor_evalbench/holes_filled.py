"""What filled holes come to: shares by kind with intervals, and how long answers took.

Holes of one file resemble each other, so that a file's mean is one value, and files are what is drawn anew for the
intervals (95 %, bootstrap). The summary is

    {kinds: [{kind, n, files, kept, exact, similarity, exact_shown, parses, compiles, p50_ms, p95_ms, intervals}],
     undeduced: the same rows for what the student answers where the file may not decide, trimmed and parsed as well,
     alone: the same rows for the model alone, reasons: {reason: n}}

where `kept` is the share shown, `exact` counts what is not shown as wrong, `similarity`, `exact_shown`, `parses` and
`compiles` are of what is shown, and `intervals` holds [low, high] by column. All shares are in 0..1.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verimentor.errors import VerimentorError
from verimentor_evalbench.pass_at_k import estimate
from verimentor_evalbench.percentiles import percentile
from verimentor_evalbench.table import Table, as_markdown

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Likeness:
    """How an answer compares with what stood there."""

    exact: bool
    similarity: float  # 0..1


def compare(expected: str, answer: str, *, one_line: bool) -> Likeness:
    """The answer against what stood there; of an answer to one missing line only its first line counts."""
    found = _bare(answer)
    if one_line:
        found = found.partition("\n")[0]
    wanted = _bare(expected)
    return Likeness(found == wanted, round(similarity(wanted, found), 4))


def similarity(a: str, b: str) -> float:
    """Edit similarity in 0..1, as code completion benchmarks measure it (`fuzz.ratio` of RepoBench, CrossCodeEval).

    Raises:
        VerimentorError: rapidfuzz is not installed.
    """
    try:
        from rapidfuzz import fuzz  # what a user of the server alone does not have
    except ImportError:
        raise VerimentorError("rapidfuzz is not installed. Run: pip install 'verimentor[bench]'") from None
    return fuzz.ratio(a, b) / 100


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """The summary of all rows."""
    of_product = [row for row in rows if row["way"] == "product"]
    reasons = Counter(row["reason"].partition(":")[0] for row in of_product if row["reason"])
    return {
        "kinds": _by_kind(of_product),
        "undeduced": _by_kind([row for row in rows if row["way"] == "student"]),
        "alone": _by_kind([row for row in rows if row["way"] == "model"]),
        "reasons": dict(reasons.most_common()),
    }


def tell(summary: Row) -> str:
    """Three tables and the reasons, in Markdown."""
    sources = ", ".join(summary["sources"])
    lines = [f"Ghost text by `{summary['model']['name']}` in {summary['n_holes']} holes of {sources}."]
    lines += ["", "As shown, after trimming and parser:", "", *as_markdown(_table(summary["kinds"], _SHOWN))]
    lines += [
        "",
        "The same without what the file itself decides:",
        "",
        *as_markdown(_table(summary["undeduced"], _SHOWN)),
    ]
    lines += ["", "The model alone, its whole answer:", "", *as_markdown(_table(summary["alone"], _ALONE))]
    if summary["reasons"]:
        lines += ["", "Not shown because:", ""]
        lines += [f"- {n}: {reason}" for reason, n in summary["reasons"].items()]
    if summary["load"] > _BUSY:
        lines += ["", f"Other programs were running ({summary['load']:g} a core): the times say little."]
    return "\n".join(lines)


_BUSY = 0.5  # programs besides ours that want a core, for each core; as `latency` has it
_SHOWN = {
    "kept": "shown, %",
    "exact": "exact, %",
    "exact_shown": "exact of shown, %",
    "similarity": "similarity of shown, %",
    "parses": "parses of shown, %",
    "compiles": "compiles of shown, %",
}
_ALONE = {"exact": "exact, %", "similarity": "similarity, %", "parses": "parses, %", "compiles": "compiles, %"}
_VALUES: Mapping[str, Callable[[Row], float | None]] = {
    "kept": lambda row: float(not row["reason"]),
    "exact": lambda row: float(row["exact"]),
    "similarity": lambda row: None if row["reason"] else row["similarity"],
    "exact_shown": lambda row: None if row["reason"] else float(row["exact"]),
    "parses": lambda row: None if row["parses"] is None else float(row["parses"]),
    "compiles": lambda row: None if row["compiles"] is None else float(row["compiles"]),
}


def _by_kind(rows: Sequence[Row]) -> list[dict[str, Any]]:
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    return [_kind(kind, members) for kind, members in kinds.items()]


def _kind(kind: str, rows: Sequence[Row]) -> dict[str, Any]:
    shares: dict[str, float | None] = {}
    intervals: dict[str, list[float]] = {}
    for name, value_of in _VALUES.items():
        means = _means_by_file((row["repository"], row["path"], value_of(row)) for row in rows)
        if not means:
            shares[name] = None
            continue
        found = estimate(means)
        shares[name], intervals[name] = round(found.mean, 4), [round(found.low, 4), round(found.high, 4)]
    times = [row["milliseconds"] for row in rows]
    files = {(row["repository"], row["path"]) for row in rows}
    return {
        "kind": kind,
        "n": len(rows),
        "files": len(files),
        **shares,
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
        "intervals": intervals,
    }


def _means_by_file(values: Iterable[tuple[str, str, float | None]]) -> list[float]:
    files: dict[tuple[str, str], list[float]] = defaultdict(list)
    for repository, path, value in values:
        if value is not None:
            files[repository, path].append(value)
    return [sum(each) / len(each) for each in files.values()]


def _table(kinds: Sequence[Row], columns: Mapping[str, str]) -> Table:
    rows = []
    for row in kinds:
        cells = [row["kind"], f"{row['n']} ({row['files']})"]
        for name in columns:
            low, high = row["intervals"].get(name, (0, 0))
            value = row[name]
            cells.append("" if value is None else f"{100 * value:.0f} ({100 * low:.0f} to {100 * high:.0f})")
        cells += [f"{row['p50_ms']:.0f}", f"{row['p95_ms']:.0f}"]
        rows.append(cells)
    return Table(("hole", "n (files)", *columns.values(), "p50, ms", "p95, ms"), rows)


def _bare(text: str) -> str:
    return re.sub(r"[ \t]+(?=\n)", "", text.strip())
