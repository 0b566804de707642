"""The report as one HTML page that needs nothing else: tables, and plots drawn as inline SVG."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from verimentor_evalbench import tables
from verimentor_evalbench.judged import Row, Run, comparisons
from verimentor_evalbench.letters import MEANINGS
from verimentor_evalbench.published import CAVEATS, PUBLISHED, RULE

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>verimentor-bench</title>
<style>STYLE</style></head>
<body>
BODY</body>
</html>
"""
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --line: #c8c8c8; --ours: #2b6cb0; --theirs: #a0a0a0 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #181818; --line: #4a4a4a; --ours: #63a4e0; --theirs: #6b6b6b }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1, h2 { line-height: 1.2 } h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: .8rem 0; font-size: 13px; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .7rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line) }
tr.published { opacity: .7; font-style: italic }
svg { max-width: 100%; height: auto; display: block; margin: .8rem 0 }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif }
"""
# A letter has one colour in all plots; the common ones are Okabe and Ito's, which the colour-blind can tell apart.
COLOURS = {
    ".": "#009e73",
    "R": "#d55e00",
    "r": "#e69f00",
    "S": "#0072b2",
    "C": "#56b4e9",
    "p": "#cc79a7",
    "m": "#f0e442",
}
COLOURS |= {
    "c": "#8f5a83",
    "w": "#6a3d9a",
    "n": "#b15928",
    "e": "#4d4d4d",
    "0": "#808080",
    "T": "#1c1c1c",
    "F": "#c00000",
}
_LABELS, _BARS, _ROW = 300, 480, 22  # widths of labels and bars and a row's height, in pixels


def render(runs: Sequence[Run], replays: Sequence[Row]) -> str:
    """The page."""
    parts = ["<h1>Measured with verimentor-bench</h1>", "<h2>Where the numbers come from</h2>"]
    parts.append(_table(tables.provenance(runs)))
    for name in dict.fromkeys(run.problems for run in runs):
        here = [run for run in runs if run.problems == name]
        parts += [f"<h2>{escape(name)}</h2>", _passes(here), _table(tables.scores(here))]
        parts.append(f"<p>{escape(RULE)} {escape(CAVEATS.get(name, ''))}</p>")
        parts += ["<h3>How samples ended</h3>", _endings(here), _table(tables.endings(here))]
        for run in here:
            if run.groups():
                bars = [(f"{group} ({n})", share, None, True) for group, (share, n) in run.groups().items()]
                parts += [f"<h3>pass@1 by group, {escape(run.title)}</h3>", _bars(bars)]
    if compared := comparisons(runs):
        parts += ["<h2>Compared on the same problems</h2>", _table(tables.differences(compared))]
    for replay in replays:
        parts += [f"<h2>Replayed: {escape(Path(replay['samples']).name)}</h2>"]
        steps = replay["steps"].items()
        parts += [_bars([(name, step["mean"], (step["low"], step["high"]), True) for name, step in steps])]
        parts += [_table(tables.steps(replay)), "<h3>How honest the vote's share is</h3>"]
        parts += [_reliability(replay), _table(tables.reliability(replay))]
    return _PAGE.replace("STYLE", _STYLE).replace("BODY", _lines(parts))


def _passes(runs: Sequence[Run]) -> str:
    """pass@1 of our runs with their intervals, published ones in grey, best last."""
    ours = [(run.title, run.passes("strict")[1]) for run in runs]
    bars: list[_Bar] = [(title, found.mean, (found.low, found.high), True) for title, found in ours]
    published = PUBLISHED.get(runs[0].problems, ())
    bars += [(row.title, row.passes[1] / 100, None, False) for row in published]
    return _bars(sorted(bars, key=lambda bar: bar[1]))


_Bar = tuple[str, float, tuple[float, float] | None, bool]  # label, share, interval, whether it is ours


def _bars(bars: Sequence[_Bar]) -> str:
    shapes = []
    for row, (label, share, interval, ours) in enumerate(bars):
        y = row * _ROW
        colour = "var(--ours)" if ours else "var(--theirs)"
        shapes.append(_text(_LABELS - 8, y + 15, label, "end"))
        size = f'width="{_BARS * share:.1f}" height="{_ROW - 7}"'
        shapes.append(f'<rect x="{_LABELS}" y="{y + 3}" {size} fill="{colour}"/>')
        end = share
        if interval:
            low, high = (_LABELS + _BARS * value for value in interval)
            end, middle = max(share, interval[1]), y + _ROW / 2 - 0.5
            shapes.append(f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="var(--ink)" stroke-width="1.5"/>')
        shapes.append(_text(_LABELS + _BARS * end + 6, y + 15, f"{100 * share:.1f} %"))
    return _svg(_LABELS + _BARS + 60, len(bars) * _ROW, shapes)


def _endings(runs: Sequence[Run]) -> str:
    """A bar a run, a colour a letter, and what the letters mean."""
    letters = [letter for letter, _ in sum((run.letters() for run in runs), Counter[str]()).most_common()]
    shapes = []
    for row, run in enumerate(runs):
        y, counts = row * _ROW, run.letters()
        shapes.append(_text(_LABELS - 8, y + 15, run.title, "end"))
        x = float(_LABELS)
        for letter in letters:
            width = _BARS * counts[letter] / counts.total()
            rect = f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{_ROW - 7}" fill="{COLOURS[letter]}">'
            shapes.append(f"{rect}<title>{escape(letter)} {counts[letter]}</title></rect>")
            x += width
    y = len(runs) * _ROW + 8
    for letter in letters:
        shapes.append(f'<rect x="{_LABELS}" y="{y}" width="12" height="12" fill="{COLOURS[letter]}"/>')
        shapes.append(_text(_LABELS + 20, y + 11, f"{letter}  {MEANINGS[letter]}"))
        y += 18
    return _svg(_LABELS + _BARS + 60, y, shapes)


def _reliability(replay: Row) -> str:
    """The share of right answers over the share of samples that agree; on the diagonal the share tells the truth."""
    size, margin = 260, 40

    def place(across: float, up: float) -> tuple[float, float]:
        return margin + size * across, 10 + size * (1 - up)

    rows = [row for row in replay["reliability"] if row["all"]]
    points = [(*place((row["from"] + row["to"]) / 2, row["right"] / row["all"]), row) for row in rows]
    (left, bottom), (right, top) = place(0, 0), place(1, 1)
    shapes = [
        f'<path d="M{left} {top}V{bottom}H{right}" fill="none" stroke="var(--ink)"/>',
        f'<path d="M{left} {bottom}L{right} {top}" stroke="var(--line)" stroke-dasharray="4"/>',
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)}" fill="none" stroke="var(--ours)"/>',
    ]
    for x, y, row in points:
        shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="var(--ours)"/>')
        shapes.append(_text(x + 7, y + 4, f"{row['right']} of {row['all']}"))
    for value in (0, 0.5, 1):
        shapes.append(_text(place(value, 0)[0], bottom + 16, f"{100 * value:.0f}", "middle"))
        shapes.append(_text(left - 6, place(0, value)[1] + 4, f"{100 * value:.0f}", "end"))
    shapes.append(_text(left + size / 2, bottom + 34, "samples that agree, %", "middle"))
    shapes.append(_text(left + 8, top + 4, "right, %"))
    return _svg(size + margin + 90, size + margin + 20, shapes)


def _table(table: tables.Table) -> str:
    header, rows = table
    lines = ["".join(f"<th>{_code(cell)}</th>" for cell in header)]
    lines = [f"<tr>{lines[0]}</tr>"]
    for row in rows:
        kind = ' class="published"' if row and row[0].endswith("(published)") else ""
        lines.append(f"<tr{kind}>{''.join(f'<td>{_code(cell)}</td>' for cell in row)}</tr>")
    return f'<div class="wide"><table>\n{_lines(lines)}</table></div>'


def _code(cell: str) -> str:
    """A cell of the Markdown tables, whose only markup is `code`."""
    return f"<code>{escape(cell[1:-1])}</code>" if len(cell) > 2 and cell[0] == cell[-1] == "`" else escape(cell)


def _svg(width: float, height: float, shapes: Iterable[str]) -> str:
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img">\n{_lines(shapes)}</svg>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)
