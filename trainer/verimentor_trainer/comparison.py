"""Two measured students on the same problems: who is better, and how sure that is.

Each problem is drawn for both at once in the bootstrap, so that hard problems do not count as noise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from verimentor.errors import VerimentorError
from verimentor_evalbench.pass_at_k import compare
from verimentor_trainer.manifest import read_rows

_ALL = "all"
_QUESTIONS = ("right", "compiles")


@dataclass(frozen=True)
class Comparison:
    """The new student against the old one on the problems of a set that both were asked; the interval is of 95 %."""

    set: str
    question: str  # "right" or "compiles"
    n: int
    old: float
    new: float
    both: int
    only_old: int
    only_new: int
    low: float  # of new minus old
    high: float

    @property
    def verdict(self) -> str:
        """What the interval says."""
        if self.low > 0 or self.high < 0:
            return "better" if self.low > 0 else "worse"
        return "undecided"


def against(old: Path, new: Sequence[Mapping[str, Any]]) -> list[Comparison]:
    """Compare greedy answers, set by set and over all sets.

    Raises:
        VerimentorError: `old` holds no such answers, or to none of the same problems.
    """
    before = {(row["set"], row["id"]): row for row in read_rows(old) if "right" in row}
    pairs = [(before[key], row) for row in new if (key := (row["set"], row["id"])) in before]
    if not pairs:
        raise VerimentorError(f"{old} has no answer to a problem that this student was asked; measure both alike.")
    sets = dict.fromkeys(row["set"] for _, row in pairs)
    chosen = {_ALL: pairs} | {name: [pair for pair in pairs if pair[1]["set"] == name] for name in sets}
    return [_compared(name, question, members) for question in _QUESTIONS for name, members in chosen.items()]


def show(comparisons: Sequence[Comparison]) -> None:
    """Print a table."""
    table = Table("set", "", "n", "old", "new", "both", "only old", "only new", "new - old, 95 %", "")
    for each in comparisons:
        interval = f"{each.new - each.old:+.1%} ({each.low:+.1%} to {each.high:+.1%})"
        shares = f"{each.old:.1%}", f"{each.new:.1%}"
        counts = map(str, (each.both, each.only_old, each.only_new))
        table.add_row(each.set, each.question, str(each.n), *shares, *counts, interval, each.verdict)
    Console(width=None if Console().is_terminal else 120).print(table)


def _compared(name: str, question: str, pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Comparison:
    old = {f"{row['set']}/{row['id']}": float(row[question]) for row, _ in pairs}
    new = {f"{row['set']}/{row['id']}": float(row[question]) for _, row in pairs}
    found = compare(old, new)
    return Comparison(
        name,
        question,
        len(pairs),
        sum(old.values()) / len(pairs),
        sum(new.values()) / len(pairs),
        sum(old[key] == new[key] == 1 for key in old),
        found.worse,
        found.better,
        found.difference.low,
        found.difference.high,
    )
