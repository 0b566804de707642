"""Writes a waveform with letters, for terminals."""

from verimentor.verilog.waveform import Lane, Waveform, label

_LEVELS = {"1": "▔", "0": "▁", "z": "─", "x": "╳"}
_COLUMN = {True: 2, False: 3}  # letters a column, with and without a clock: a byte fits where it stays for a cycle


def write(waveform: Waveform) -> str:
    """One line a lane below a line of cycle numbers; ╳ is unknown."""
    names = [lane.name if lane.width == 1 else f"{lane.name}[{lane.width - 1}:0]" for lane in waveform.lanes]
    margin = max(map(len, names)) + 2
    width = _COLUMN[waveform.clocked]
    lines = [" " * margin + _ruler(waveform, width)]
    for lane, name in zip(waveform.lanes, names, strict=True):
        lines.append(f"{name:<{margin}}{(_bit if lane.width == 1 else _bus)(lane, width)}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _ruler(waveform: Waveform, width: int) -> str:
    ruler = ""
    for column, cycle in enumerate(waveform.cycles):
        begins = column == 0 or cycle != waveform.cycles[column - 1]
        if begins and (not ruler or len(ruler) < column * width):
            ruler = ruler.ljust(column * width) + str(cycle)
    return ruler


def _bit(lane: Lane, width: int) -> str:
    return "".join(_LEVELS[value] * width for value in lane.values)


def _bus(lane: Lane, width: int) -> str:
    """Each value behind a bar; of one that does not fit, the end."""
    boxes = []
    for start, end, value in lane.runs:
        room = (end - start) * width - 1
        if set(value) == {"x"}:
            boxes.append("│" + "╳" * room)
        else:
            shown = label(value)
            shown = shown if len(shown) <= room else f"…{shown[len(shown) - room + 1 :]}" if room > 1 else "…"
            boxes.append("│" + shown.ljust(room))
    return "".join(boxes)
