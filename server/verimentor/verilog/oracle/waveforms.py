"""Waveforms as tables: one line for each point in time, as a simulation prints them.

Inputs that change in the line of a clock edge change right after it, as in a simulation; a table without a time column,
which somebody wrote by hand, is only taken where that never happens.
"""

import re

from verimentor.verilog.oracle.expectation import Expected, Oracle
from verimentor.verilog.oracle.grids import Grid
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.values import clean, read_column
from verimentor.verilog.stimuli import Step, Stimuli

_TIME = re.compile(r"(?i)(?:sim(?:ulation)?\s*)?time\s*(?:[(\[]?\s*(?:ns|ps|us|s|units?)\s*[)\]]?)?|t")
_MOMENT = re.compile(r"(?i)\d+(?:\.\d+)?\s*(?:ns|ps|us|ms|s)?")


def waveform(grid: Grid, ports: Ports) -> Oracle | None:
    """The oracle of a waveform that shows all inputs; None where the grid is none. Other columns are passed over."""
    timed = bool(_TIME.fullmatch(clean(grid.header[0])))
    clocks = ports.interface.clocks
    if timed:
        if not all(_MOMENT.fullmatch(row[0]) for row in grid.rows):
            return None
    elif not clocks:
        return None
    columns: dict[int, tuple[Place, ...]] = {}
    for index, label in enumerate(grid.header[int(timed) :], int(timed)):
        if places := ports.places(label):
            columns[index] = places
    named = [place for places in columns.values() for place in places]
    if len(set(named)) < len(named) or {place for place in named if place in ports.driven} != ports.driven:
        return None
    values: dict[Place, list[str]] = {}
    for index, places in columns.items():
        found = read_column([row[index] for row in grid.rows], len(places))
        if found is None and ports.is_output(places):
            continue
        if found is None:
            return None
        for at, place in enumerate(places):
            values[place] = [bits[at] for bits in found]
    if not any(place in values for place in ports.observed):
        return None
    return _script(grid, ports, values, timed)


def _script(grid: Grid, ports: Ports, values: dict[Place, list[str]], timed: bool) -> Oracle | None:
    """Play the lines in order: first the clocks, then the other inputs, then look."""
    steps: list[Step] = []
    expected: list[Expected] = []
    said: list[str] = []
    now = {place: "0" for place in ports.driven}
    for number, text in enumerate(grid.said):
        wanted = {place: now[place] if (bit := values[place][number]) == "x" else bit for place in ports.driven}
        ticked = {place: bit if place[0] in ports.interface.clocks else now[place] for place, bit in wanted.items()}
        if steps and ticked != now and ticked != wanted:
            if not timed:
                return None
            steps.append(Step(number, _pack(ticked, ports), sampled=False))
        steps.append(Step(number, _pack(wanted, ports)))
        now = wanted
        bits = "".join(values[place][number] if place in values else "x" for place in ports.observed)
        if set(bits) - {"x"}:
            expected.append(Expected(len(steps) - 1, len(said), bits))
            said.append(text)
    if not expected:
        return None
    return Oracle("rows", "waveform", tuple(said), Stimuli(ports.interface.driven, tuple(steps)), tuple(expected))


def _pack(bits: dict[Place, str], ports: Ports) -> tuple[int, ...]:
    return tuple(
        sum(int(bits[pin.name, index]) << index for index in range(pin.width)) for pin in ports.interface.driven
    )
