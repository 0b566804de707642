"""A trace as a waveform: one lane a pin, one column a moment, cut to the part that shows most of the module.

`waveform_svg` draws it and `waveform_text` writes it for a terminal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from verimentor.verilog.testbench import Trace

CYCLES = 16  # what fits beside the names on a laptop's screen


@dataclass(frozen=True)
class Lane:
    """One pin: its bits in every column, and the part it plays ("clock", "input" or "output")."""

    name: str
    width: int
    role: str
    values: tuple[str, ...]

    @property
    def runs(self) -> list[tuple[int, int, str]]:
        """Stretches of equal value: first column, column after the last, bits."""
        found: list[tuple[int, int, str]] = []
        for column, value in enumerate(self.values):
            if found and found[-1][2] == value:
                found[-1] = (found[-1][0], column + 1, value)
            else:
                found.append((column, column + 1, value))
        return found


@dataclass(frozen=True)
class Waveform:
    """What is to be drawn: the module's name, its lanes, and the cycle each column belongs to."""

    name: str
    lanes: tuple[Lane, ...]
    cycles: tuple[int, ...]
    clocked: bool


def waveform_of(trace: Trace, cycles: int = CYCLES) -> Waveform:
    """The part of a trace, so many cycles long, in which most happens at the outputs; the earliest of several."""
    interface = trace.interface
    columns = _columns(trace)
    starts = [0, *(at for at in range(1, len(columns)) if _cycle(trace, columns, at) != _cycle(trace, columns, at - 1))]
    ends = [*starts[cycles:], len(columns)] if len(starts) > cycles else [len(columns)]
    windows = [range(start, end) for start, end in zip(starts, ends, strict=False)]
    values = _values(trace, columns)
    changes = {name: _changes(bits) for name, bits in values.items()}
    chosen = max(windows, key=lambda window: _interest(trace, columns, window, values, changes))
    shown = slice(chosen.start, chosen.stop)
    lanes = []
    for pin in interface.pins:
        role = "clock" if pin.name in interface.clocks else "output" if pin.direction == "output" else "input"
        lanes.append(Lane(pin.name, pin.width, role, tuple(values[pin.name][shown])))
    lanes.sort(key=lambda lane: ("clock", "input", "output").index(lane.role))
    cycles_shown = tuple(trace.step(index).cycle for index in columns[shown])
    return Waveform(interface.name, tuple(lanes), cycles_shown, bool(interface.clocks))


def label(bits: str) -> str:
    """What stands in a bus: hexadecimal, an x or z for a digit that is not wholly known."""
    if set(bits) <= {"0", "1"}:
        return f"{int(bits, 2):x}"
    padded = bits.rjust(-(-len(bits) // 4) * 4, "0")
    digits = [padded[at : at + 4] for at in range(0, len(padded), 4)]
    return "".join(f"{int(d, 2):x}" if set(d) <= {"0", "1"} else "z" if set(d) <= {"z", "0"} else "x" for d in digits)


def _columns(trace: Trace) -> list[int]:
    """The rows worth a column: not the fall of a clock that changes no output, where the next row finds it low too.

    So the next inputs come with the fall, as in every textbook.
    """
    clocks = {index for index, pin in enumerate(trace.interface.driven) if pin.name in trace.interface.clocks}

    def low(index: int) -> bool:
        return not any(trace.step(index).values[clock] for clock in clocks)

    rows = trace.rows
    return [
        index
        for index in range(len(rows))
        if not clocks
        or not 0 < index < len(rows) - 1
        or rows[index] != rows[index - 1]
        or low(index - 1)
        or not (low(index) and low(index + 1))
    ]


def _values(trace: Trace, columns: Sequence[int]) -> dict[str, list[str]]:
    """The bits of every pin in every column."""
    seen = [trace.values(trace.rows[index]) for index in columns]
    steps = [trace.step(index) for index in columns]
    found = {
        pin.name: [f"{step.values[place]:0{pin.width}b}" for step in steps]
        for place, pin in enumerate(trace.interface.driven)
    }
    return found | {name: [bits[name] for bits in seen] for name in (seen[0] if seen else {})}


def _cycle(trace: Trace, columns: Sequence[int], at: int) -> int:
    return trace.step(columns[at]).cycle


def _changes(values: Sequence[str]) -> int:
    return sum(a != b for a, b in pairwise(values))


def _interest(
    trace: Trace,
    columns: Sequence[int],
    window: range,
    all_values: Mapping[str, Sequence[str]],
    changes: Mapping[str, int],
) -> tuple[float, int]:
    """How much a window of the columns shows; on a tie the earlier one, which begins with the reset.

    Outputs that move count, the more the seldomer they do (a flag that rises once is the point of a FIFO); unknown
    values, resets in the middle and inputs that move between edges count against it. The weights were chosen by eye on
    the designs of `tests/verilog/test_agreement.py`.
    """
    interface = trace.interface
    score = 0.0
    for pin in interface.pins:
        if pin.name in interface.clocks:
            continue
        values = all_values[pin.name][window.start : window.stop]
        moved = _changes(values)
        if pin.direction == "input":
            possible = min(1 << min(pin.width, 4), len(values))  # of a select, all values are worth seeing
            score += min(1.0, (len(set(values)) - 1) / (possible - 1)) if possible > 1 else 0.0
            continue
        score += (4.0 + 8.0 / (1 + changes[pin.name])) * bool(moved) + 2.0 * min(1.0, moved / (len(values) / 4))
        score -= 4.0 * sum("x" in value for value in values) / len(values)
    if interface.clocks:
        cycles = _cycle(trace, columns, window[-1]) - _cycle(trace, columns, window[0]) + 1
        score -= 0.7 * abs(len(window) - 2 * cycles)  # inputs that move between edges prove much and explain little
    for reset in interface.resets:
        levels = all_values[reset.name][window.start : window.stop]
        active = [int(bits, 2) == int(not reset.active_low) for bits in levels]
        score -= 1.5 * sum(now and not before for before, now in pairwise(active))
        score += 3.0 * (active[0] and not all(active))  # where a story begins
    return round(score, 3), -window[0]
