"""Plots as inline SVG, drawn by matplotlib.

Read in print and by the colour-blind: what colours tell apart, shapes, hatches or letters tell apart too. Ink is the
page's own colour, so that the plots follow it into the dark.
"""

import io
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from importlib.util import find_spec
from typing import Any

LACKING = "Plots are left out: matplotlib is not installed (pip install 'verimentor[bench]')."

_WIDTH, _ROW = 7.2, 0.27  # of a figure and of a row in it, in inches
_LABEL, _LEGEND = 34, 88  # characters that have room in a row's label, and in a line of the legend
_INK, _PALE = "#010203", "#8a8a8a"  # the first stands for the page's colour and is replaced by it
_OURS = "#0072b2"
# Okabe and Ito's palette, which the colour-blind can tell apart, with a shape for each.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_SHAPES = "osD^vP"
_NAMELESS = re.compile(r' id="[A-Za-z0-9]+_\d+"')  # the same in every figure

Interval = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """Shares (0..1) by row, None where there is none, with their intervals where these are known."""

    name: str
    values: Sequence[float | None]
    intervals: Sequence[Interval | None] = ()


@dataclass(frozen=True)
class Plot:
    """A plot to be drawn when a page wants it; `says` is for those who cannot see it."""

    says: str
    draw: Callable[..., Any]
    arguments: Sequence[Any] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def available() -> bool:
    """Whether anything can be drawn."""
    return find_spec("matplotlib") is not None


def svg(plot: Plot) -> str:
    """The plot as an element for a page."""
    with _style():
        figure = plot.draw(*plot.arguments, **plot.options)
        out = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(out, format="svg", transparent=True, metadata=nothing)
    text = out.getvalue()
    text = _NAMELESS.sub("", text[text.index("<svg") :].strip()).replace(_INK, "currentColor")
    # In a narrow window it scrolls rather than shrinks until nobody can read it.
    width = text.partition('width="')[2].partition('"')[0]
    told = f'role="img" aria-label="{escape(plot.says)}" style="min-width: min(34rem, {width})"'
    return text.replace("<svg", f"<svg {told}", 1)


def passes(rows: Sequence[str], series: Sequence[Series], *, published: Sequence[bool]) -> Any:
    """pass@k by model, a shape for each k, best on top; published models pale and hollow.

    A row has the interval of its first share alone: those of one row would lie over each other.
    """
    first = [next(each.name for each in series if each.values[place] is not None) for place in range(len(rows))]
    figure, axes = _figure(len(rows) * _tall(rows), legend=1)
    for shape, each in zip(_SHAPES, series, strict=False):
        for place, value in enumerate(each.values):
            if value is None:
                continue
            colour = _PALE if published[place] else _OURS
            filling = "none" if published[place] else colour
            if first[place] == each.name and each.intervals and (interval := each.intervals[place]):
                axes.hlines(place, *_percent(interval), color=colour, linewidth=1.5)
            axes.plot(100 * value, place, shape, color=colour, markerfacecolor=filling, markersize=7, clip_on=False)
        axes.plot([], [], shape, color=_INK, markerfacecolor="none", linestyle="none", label=each.name)
    if any(published):
        axes.plot([], [], "s", color=_PALE, markerfacecolor="none", linestyle="none", label="pale: published")
    return _rows(figure, axes, rows, "share right, % (line: 95 % interval of one answer)", legend=True)


def dots(rows: Sequence[str], series: Sequence[Series], *, label: str = "share right, %") -> Any:
    """Shares by row, a colour and a shape for each series, one below the other within a row."""
    names = [each.name for each in series]
    figure, axes = _figure(len(rows) * max(_tall(rows), 0.6 * len(series)), legend=-(-len(names) // _columns(names)))
    step = 0.7 / len(series)
    for number, each in enumerate(series):
        colour, shape = _COLOURS[number % len(_COLOURS)], _SHAPES[number % len(_SHAPES)]
        for place, value in enumerate(each.values):
            y = place + step * (number - (len(series) - 1) / 2)
            if value is None:
                continue
            if each.intervals and (interval := each.intervals[place]):
                axes.hlines(y, *_percent(interval), color=colour, linewidth=1.5)
            axes.plot(100 * value, y, shape, color=colour, markersize=6, clip_on=False)
        axes.plot([], [], shape, color=colour, linestyle="none", label=each.name)
    return _rows(figure, axes, rows, label)


def stacked(rows: Sequence[str], parts: Mapping[str, Sequence[int]], colours: Mapping[str, str]) -> Any:
    """Bars of whole rows divided into parts; a part that has room says its name."""
    figure, axes = _figure(len(rows) * 1.2 * _tall(rows))
    totals = [sum(counts[place] for counts in parts.values()) or 1 for place in range(len(rows))]
    left = [0.0] * len(rows)
    for name, counts in parts.items():
        widths = [100 * count / total for count, total in zip(counts, totals, strict=True)]
        bars = axes.barh(range(len(rows)), widths, left=left, color=colours[name], edgecolor="white", height=0.8)
        for bar, width in zip(bars, widths, strict=True):
            if width >= 3:
                middle = bar.get_x() + width / 2, bar.get_y() + bar.get_height() / 2
                axes.text(*middle, name, ha="center", va="center", color=_readable_on(colours[name]))
        left = [before + width for before, width in zip(left, widths, strict=True)]
    return _rows(figure, axes, rows, "samples, %")


def reliability(bins: Sequence[Mapping[str, float]]) -> Any:
    """The share of right choices by their confidence; on the diagonal a confidence keeps its word."""
    figure, axes = _figure(11, width=4.6)
    axes.plot([0, 100], [0, 100], linestyle="--", color=_PALE, linewidth=1, label="keeps its word")
    filled = [each for each in bins if each["n"]]
    sure = [100 * each["confidence"] for each in filled]
    right = [100 * each["right"] / each["n"] for each in filled]
    axes.plot(sure, right, "o-", color=_OURS, label="measured")
    for number, (x, y, each) in enumerate(zip(sure, right, filled, strict=True)):
        above, away = y < 85, 9 + 12 * (number % 2)  # neighbours at two heights, so that their words keep apart
        axes.annotate(
            f"{each['right']:.0f} of {each['n']:.0f}",
            (x, y),
            xytext=(0, away if above else -away),
            textcoords="offset points",
            ha="right" if x > 85 else "center",
            va="bottom" if above else "top",
        )
    axes.set(xlim=(-3, 103), ylim=(-3, 103), xlabel="samples that agree, % (mean of the bin)", ylabel="right, %")
    axes.legend(loc="upper left", frameon=False)
    return figure


def distribution(series: Mapping[str, Sequence[float]], *, label: str) -> Any:
    """Which share of the values stays below which value; marks where half and 95 % do."""
    figure, axes = _figure(11)
    dashes = ("-", "--", ":", "-.")
    for number, (name, values) in enumerate(series.items()):
        ranked = sorted(values)
        shares = [100 * (place + 1) / len(ranked) for place in range(len(ranked))]
        colour = _COLOURS[number % len(_COLOURS)]
        axes.step(ranked, shares, where="post", color=colour, linestyle=dashes[number % len(dashes)], label=name)
    for share in (50, 95):
        axes.axhline(share, color=_PALE, linewidth=0.8, linestyle=":")
        axes.annotate(f"p{share}", (1, share), xycoords=("axes fraction", "data"), ha="right", va="bottom", color=_INK)
    axes.set(ylim=(0, 102), xlabel=label, ylabel="answered within, %")
    axes.set_xlim(left=0)
    axes.legend(frameon=False, loc="lower right")
    return figure


def lines(series: Mapping[str, Sequence[tuple[float, float]]], *, across: str, up: str) -> Any:
    """Shares over whole numbers, a line for each series."""
    figure, axes = _figure(10)
    for number, (name, points) in enumerate(series.items()):
        colour, shape = _COLOURS[number % len(_COLOURS)], _SHAPES[number % len(_SHAPES)]
        xs, ys = [x for x, _ in points], [100 * y for _, y in points]
        axes.plot(xs, ys, f"{shape}-", color=colour, label=name)
    axes.set(xlabel=across, ylabel=up)
    axes.margins(y=0.1)  # before the bottom is fixed: room above the highest point
    axes.set_ylim(bottom=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False)
    return figure


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib

    ink = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    settings = {
        "svg.fonttype": "none",  # words stay words: found by search, read aloud
        "svg.hashsalt": "verimentor",  # the same plot is the same text
        "font.family": "DejaVu Sans",  # wider than what browsers take instead, so that nothing overlaps there
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        **dict.fromkeys(ink, _INK),
    }
    with matplotlib.rc_context(settings):
        yield


def _figure(n_rows: float, *, width: float = _WIDTH, legend: int = 0) -> tuple[Any, Any]:
    """A figure for so many rows, and so many lines of a legend above them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, 0.75 + _ROW * n_rows + 0.25 * legend), layout="constrained")
    return figure, figure.add_subplot()


def _rows(figure: Any, axes: Any, rows: Sequence[str], label: str, *, legend: bool = False) -> Any:
    """Finish a plot whose lines are named at the left: first on top."""
    axes.set_yticks(range(len(rows)), [textwrap.fill(row, _LABEL) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for place in range(1, len(rows), 2):  # a pale band behind every other line leads the eye
        axes.axhspan(place - 0.5, place + 0.5, color=_PALE, alpha=0.12, linewidth=0, zorder=0)
    axes.set_xlim(0, 100)
    axes.set_xlabel(label)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=_PALE, alpha=0.35, linewidth=0.6)
    names = axes.get_legend_handles_labels()[1]
    if legend or len(names) > 1:
        figure.legend(loc="outside upper left", ncols=_columns(names), frameon=False)
    return figure


def _tall(rows: Sequence[str]) -> float:
    """How much taller a row must be for its label, which is broken where it is long."""
    n_lines = max((len(textwrap.wrap(row, _LABEL)) for row in rows), default=1)
    return 1 + 0.6 * (n_lines - 1)


def _columns(names: Sequence[str]) -> int:
    """How many names stand side by side in a legend."""
    if sum(len(name) + 6 for name in names) <= _LEGEND:
        return max(1, len(names))
    return max(1, _LEGEND // (max(map(len, names)) + 6))


def _percent(interval: Interval) -> Interval:
    return 100 * interval[0], 100 * interval[1]


def _readable_on(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#111111" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
