"""A table as texts in rows, and how Markdown and a terminal show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from verimentor_evalbench.pass_at_k import Estimate


@dataclass(frozen=True)
class Table:
    """A header and its rows; the only markup in a cell is `code`."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def as_markdown(table: Table) -> list[str]:
    """Its lines in Markdown."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |" for cells in (table.header, *table.rows)]
    return [lines[0], "|" + "---|" * len(table.header), *lines[1:]]


def as_text(table: Table) -> list[str]:
    """Its lines in columns."""
    cells = (table.header, *table.rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def percent(found: Estimate) -> str:
    """A share with its interval, in per cent."""
    return f"{100 * found.mean:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def points(found: Estimate) -> str:
    """A difference of shares with its interval, in points."""
    return f"{100 * found.mean:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f})"
