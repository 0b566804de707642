"""A quantity measured several times, the limit it should keep, and a table of such."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from verimentor_evalbench.percentiles import percentile

SHARES = (0.5, 0.95, 0.99, 1.0)


@dataclass(frozen=True)
class Measure:
    """Values of one quantity; `limits` are what its percentiles, by share, should stay below."""

    name: str
    unit: str
    values: tuple[float, ...]
    limits: Mapping[float, float] = field(default_factory=dict)

    def at(self, share: float) -> float:
        """A percentile."""
        return percentile(self.values, share)

    @property
    def kept(self) -> bool | None:
        """Whether every limit is kept; None where there is none, or nothing was measured."""
        if not self.limits or not self.values:
            return None
        return all(self.at(share) < limit for share, limit in self.limits.items())

    def as_json(self) -> dict[str, Any]:
        """The documented form: percentiles as p50, p95, p99 and max, limits likewise."""
        return {
            "name": self.name,
            "unit": self.unit,
            "n": len(self.values),
            **{_label(share): None if math.isnan(value := self.at(share)) else round(value, 2) for share in SHARES},
            "limits": {_label(share): limit for share, limit in self.limits.items()},
            "kept": self.kept,
            "values": [round(value, 2) for value in self.values],
        }


def print_table(measures: Sequence[Measure], console: Console) -> None:
    """Print the measures, a row each; plain columns where there is no terminal."""
    header = ("measure", "unit", "n", *map(_label, SHARES), "target", "kept")
    rows = [_cells(measure) for measure in measures]
    if console.is_terminal:
        table = Table(*header)
        for row in rows:
            table.add_row(*row)
        console.print(table)
        return
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cells(measure: Measure) -> tuple[str, ...]:
    # A percentile that the number of values cannot tell from the maximum says nothing of its own.
    told = [share for share in SHARES if share in (0.5, 1) or len(measure.values) * (1 - share) >= 1]
    values = [f"{measure.at(share):.0f}" if share in told and measure.values else "" for share in SHARES]
    target = ", ".join(f"{_label(share)} < {limit:g}" for share, limit in measure.limits.items())
    kept = {None: "", True: "yes", False: "no"}[measure.kept]
    return (measure.name, measure.unit, str(len(measure.values)), *values, target, kept)


def _label(share: float) -> str:
    return "max" if share == 1 else f"p{round(100 * share)}"
