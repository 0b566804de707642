"""Draws a waveform as SVG, in WaveDrom's manner: clocks and bits as lines, buses as labelled boxes, unknown hatched.

The picture brings its own background, so that it can be read wherever it is shown; "auto" follows the reader's system.
"""

from collections.abc import Iterator
from html import escape

from verimentor.verilog.waveform import Lane, Waveform, label

_ROW, _HIGH = 30, 18  # height of a lane, and of the signal in it
_TOP, _MARGIN = 46, 14
_LETTER = 6.7  # width of a letter of 11 px monospace; measured with DejaVu Sans Mono, wider than its kin
_SMALL, _LARGE = 22, 44  # width of a column; wider ones are for buses whose values would not fit
_SLOPE = 3.0  # half the width of a change
_NAME_LETTERS = 28  # longer ones lose their middle; the whole name is in their tooltip

_LIGHT = {"paper": "#ffffff", "ink": "#1f2933", "faint": "#e3e8ee", "note": "#66717f", "clock": "#7b8794"}
_LIGHT |= {"input": "#1f6feb", "output": "#1a7f37", "bad": "#cf222e", "fill-in": "#eaf2ff", "fill-out": "#e9f7ec"}
_DARK = {"paper": "#1e2228", "ink": "#dde3ea", "faint": "#333a44", "note": "#98a3b0", "clock": "#8a96a3"}
_DARK |= {"input": "#6cb0ff", "output": "#5fd17e", "bad": "#ff7b72", "fill-in": "#22334a", "fill-out": "#1f3a28"}


def draw(waveform: Waveform, theme: str = "auto") -> str:
    """The picture as an SVG document; `theme` is "light", "dark" or "auto"."""
    column = _column_width(waveform)
    names = [_cut_name(lane) for lane in waveform.lanes]
    left = _MARGIN + max(len(name) for name in names) * _LETTER * 12 / 11 + 12
    width = left + column * len(waveform.cycles) + _MARGIN
    width = max(width, _MARGIN * 2 + len(_title(waveform)) * 8)
    height = _TOP + _ROW * len(waveform.lanes) + _MARGIN - 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}"'
        f' viewBox="0 0 {width:.0f} {height}" role="img">',
        f"<title>{escape(_title(waveform))}</title>",
        f"<style>{_style(theme)}</style>",
        '<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="bad" d="M0,0V6"/></pattern></defs>',
        f'<rect class="paper" width="{width:.0f}" height="{height}" rx="6"/>',
        f'<text class="title" x="{_MARGIN}" y="20">{escape(_title(waveform))}</text>',
        *_ruler(waveform, left, column, height),
    ]
    for row, (lane, name) in enumerate(zip(waveform.lanes, names, strict=True)):
        middle = _TOP + _ROW * row + _ROW / 2
        parts.append(
            f'<text class="name {lane.role}" x="{left - 10:.1f}" y="{middle + 4:.1f}">'
            f"<title>{escape(lane.name)}</title>{escape(name)}</text>"
        )
        draw_lane = _bit if lane.width == 1 else _bus
        parts += draw_lane(lane, left, column, middle - _HIGH / 2)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _title(waveform: Waveform) -> str:
    first, last = waveform.cycles[0], waveform.cycles[-1]
    return f"{waveform.name}, {'cycles' if waveform.clocked else 'vectors'} {first} to {last}"


def _style(theme: str) -> str:
    dark = _rules(_DARK)
    if theme != "auto":
        return _SHAPES + (dark if theme == "dark" else _rules(_LIGHT))
    return f"{_SHAPES}{_rules(_LIGHT)}@media (prefers-color-scheme:dark){{{dark}}}"


_SHAPES = (
    "text{font:11px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}"
    ".title{font-size:13px;font-weight:bold}.name{font-size:12px;text-anchor:end}.value{text-anchor:middle}"
    ".cycle{font-size:10px;text-anchor:middle}path{fill:none;stroke-width:1.5;stroke-linejoin:round}"
    "path.faint{stroke-width:1}"
)


def _rules(colours: dict[str, str]) -> str:
    c = colours
    lines = "".join(f"path.{role}{{stroke:{c[role]}}}" for role in ("clock", "input", "output", "bad", "faint"))
    return (
        f".paper{{fill:{c['paper']}}}text{{fill:{c['ink']}}}.cycle{{fill:{c['note']}}}{lines}"
        f"text.input{{fill:{c['input']}}}text.output{{fill:{c['output']}}}text.clock{{fill:{c['note']}}}"
        f"path.box.input{{fill:{c['fill-in']}}}path.box.output{{fill:{c['fill-out']}}}"
        f"path.box.bad{{fill:url(#unknown)}}path.part{{stroke:{c['bad']}}}text.bad{{fill:{c['bad']}}}"
    )


def _column_width(waveform: Waveform) -> float:
    """Wide enough for the labels of the buses, as far as that is bearable."""
    wanted = float(_SMALL)
    for lane in waveform.lanes:
        if lane.width > 1:
            for start, end, value in lane.runs:
                wanted = max(wanted, (len(label(value)) * _LETTER + 4 * _SLOPE) / (end - start))
    return min(wanted, _LARGE if waveform.clocked else 2 * _LARGE)


def _cut_name(lane: Lane) -> str:
    name = lane.name if lane.width == 1 else f"{lane.name}[{lane.width - 1}:0]"
    half = _NAME_LETTERS // 2
    return name if len(name) <= _NAME_LETTERS else f"{name[: half - 1]}…{name[-half:]}"


def _ruler(waveform: Waveform, left: float, column: float, height: float) -> Iterator[str]:
    """A line where a cycle begins, its number above where there is room."""
    begins = [at for at, cycle in enumerate(waveform.cycles) if at == 0 or cycle != waveform.cycles[at - 1]]
    room = column * len(waveform.cycles) / len(begins)
    every = next(step for step in (1, 2, 5, 10, 50, 100) if room * step >= 24 or step == 100)
    lines = "".join(f"M{left + at * column:.1f},{_TOP - 6}V{height - 6:.0f}" for at in begins)
    yield f'<path class="faint" d="{lines}"/>'
    for at in begins:
        if waveform.cycles[at] % every == 0:
            yield f'<text class="cycle" x="{left + at * column:.1f}" y="{_TOP - 10}">{waveform.cycles[at]}</text>'


def _bit(lane: Lane, left: float, column: float, top: float) -> Iterator[str]:
    """A line that is high, low, or in the middle where it floats; hatched where it is unknown."""
    levels = {"1": top, "0": top + _HIGH, "z": top + _HIGH / 2}
    pieces: list[str] = []
    drawn = False  # whether the run before left the pen on the paper
    for start, end, value in lane.runs:
        begin = left + start * column + drawn * _SLOPE
        stop = left + end * column - (end < len(lane.values)) * _SLOPE
        if value == "x":
            yield _unknown(left + start * column, left + end * column, top)
        else:
            pieces.append(f"{'L' if drawn else 'M'}{begin:.1f},{levels[value]:.1f}H{stop:.1f}")
        drawn = value != "x"
    if pieces:
        yield f'<path class="{lane.role}" d="{"".join(pieces)}"/>'


def _bus(lane: Lane, left: float, column: float, top: float) -> Iterator[str]:
    """Boxes with pointed ends where the value changes; a label that does not fit is in the tooltip."""
    middle, bottom = top + _HIGH / 2, top + _HIGH
    for start, end, value in lane.runs:
        x0, x1 = left + start * column, left + end * column
        if set(value) <= {"x"}:
            yield _unknown(x0, x1, top)
            continue
        a, b = _SLOPE * (start > 0), _SLOPE * (end < len(lane.values))
        kind = f"{lane.role} part" if "x" in value else lane.role
        start_y, end_y = middle if a else top, middle if b else top
        shape = f"M{x0:.1f},{start_y:.1f}L{x0 + a:.1f},{top:.1f}H{x1 - b:.1f}L{x1:.1f},{end_y:.1f}"
        shape += f"{'' if b else f'V{bottom:.1f}'}L{x1 - b:.1f},{bottom:.1f}H{x0 + a:.1f}Z"
        shown = _fitting(label(value), x1 - x0 - 2 * _SLOPE - 2)
        text_class = "value bad" if "x" in value else "value"
        text = (
            f'<text class="{text_class}" x="{(x0 + x1) / 2:.1f}" y="{middle + 4:.1f}">{shown}</text>' if shown else ""
        )
        yield f'<g><title>{escape(lane.name)} = {label(value)}</title><path class="box {kind}" d="{shape}"/>{text}</g>'


def _unknown(x0: float, x1: float, top: float) -> str:
    return f'<path class="box bad" d="M{x0 + 1:.1f},{top:.1f}H{x1 - 1:.1f}V{top + _HIGH:.1f}H{x0 + 1:.1f}Z"/>'


def _fitting(text: str, room: float) -> str:
    """The label, or its end after an ellipsis: the low digits are those that move."""
    letters = int(room / _LETTER)
    if len(text) <= letters:
        return text
    return f"…{text[-(letters - 1) :]}" if letters >= 3 else ""
