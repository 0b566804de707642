"""Waveforms as tables: one line for each point in time, as a simulation prints them, or for each cycle of the clock.

In a table with a time column, inputs that change in the line of a clock edge change right after it, as in a simulation.
Where somebody wrote a table by hand, whether the edge meets the old inputs or the new ones, and whether the outputs of
a cycle are those before its edge or after, is open: a module may keep either.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from verimentor.verilog.interface import Reset
from verimentor.verilog.oracle.expectation import Expected, Oracle, Row
from verimentor.verilog.oracle.grids import Grid
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.values import clean, read_column
from verimentor.verilog.stimuli import Step, Stimuli

_TIME = re.compile(r"(?i)(?:sim(?:ulation)?\s*)?time\s*(?:[(\[]?\s*(?:ns|ps|us|s|units?)\s*[)\]]?)?|t")
_MOMENT = re.compile(r"(?i)\d+(?:\.\d+)?\s*(?:ns|ps|us|ms|s)?")
_CYCLE = re.compile(
    r"(?i)(?:clock|clk)?\s*(?:cycles?|ticks?|edges?|pulses?|periods?)\s*(?:#|no\.?|number)?|#\s*cycles?"
)

_Bits = dict[Place, str]


def waveform(grid: Grid, ports: Ports, reset: Reset | None = None) -> Oracle | None:
    """The oracle of a waveform that shows all inputs; None where the grid is none. Other columns are passed over.

    A table of cycles shows no clock, and no reset if the one there is comes before it.
    """
    label, clocks = clean(grid.header[0]), ports.interface.clocks
    timed, counted = bool(_TIME.fullmatch(label)), bool(_CYCLE.fullmatch(label))
    first = [row[0] for row in grid.rows]
    if (timed and not all(map(_MOMENT.fullmatch, first))) or not (timed or clocks):
        return None
    if counted and not (all(map(str.isdecimal, first)) and all(int(a) + 1 == int(b) for a, b in pairwise(first))):
        return None
    values = _values(grid, ports, int(timed or counted))
    shown = {name for name, _ in values or {}}
    if not values or not any(place in values for place in ports.observed):
        return None
    unshown = {name for name, _ in ports.driven} - shown
    if (
        counted
        and unshown == {*clocks, *([reset.name] if reset and reset.name in unshown else [])}
        and len(clocks) == 1
    ):
        return _both(_cycles(grid, ports, values, reset if reset and reset.name in unshown else None))
    if unshown or counted:
        return None
    if timed:
        return _played(grid, ports, values, clock_first=True).oracle()
    return _both([_played(grid, ports, values, clock_first=first) for first in (True, False)])


def _values(grid: Grid, ports: Ports, start: int) -> dict[Place, list[str]] | None:
    """The columns bit by bit; None where an input is told twice or cannot be read."""
    values: dict[Place, list[str]] = {}
    for index, label in enumerate(grid.header[start:], start):
        places = ports.places(label)
        if not places:
            continue
        found = read_column([row[index] for row in grid.rows], len(places))
        if any(place in values for place in places) or (found is None and not ports.is_output(places)):
            return None
        for at, place in enumerate(places):
            if found is not None:
                values[place] = [bits[at] for bits in found]
    return values


@dataclass
class _Script:
    """Steps being put together, and what must show after some of them."""

    ports: Ports
    steps: list[Step] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def put(self, bits: _Bits, *, sampled: bool = True) -> None:
        """Set all inputs."""
        pins = self.ports.interface.driven
        packed = tuple(sum(int(bits[pin.name, index]) << index for index in range(pin.width)) for pin in pins)
        self.steps.append(Step(len(self.steps), packed, sampled=sampled))

    def expect(self, outputs: str, row: str) -> None:
        """Promise what shows now, if it is anything."""
        if set(outputs) - {"x"}:
            self.expected.append(Expected(len(self.steps) - 1, len(self.said), outputs))
            self.said.append(row)

    def oracle(self) -> Oracle | None:
        """What was put together; None where nothing is promised."""
        stimuli = Stimuli(self.ports.interface.driven, tuple(self.steps))
        told = () if self.ports.interface.clocks else tuple(map(self._row, self.expected))
        found = Oracle("rows", "waveform", tuple(self.said), stimuli, tuple(self.expected), told=told)
        return found if self.expected else None

    def _row(self, expected: Expected) -> Row:
        """A promise as that of a module without memory; an "x" in a waveform is unknown, not free."""
        pins, values = self.ports.interface.driven, self.steps[expected.step].values
        inputs = {
            (pin.name, bit): str(value >> bit & 1)
            for pin, value in zip(pins, values, strict=True)
            for bit in range(pin.width)
        }
        outputs = zip(self.ports.observed, expected.bits, strict=True)
        return Row(self.said[expected.row], inputs, {place: bit for place, bit in outputs if bit != "x"})


def _both(scripts: "list[_Script]") -> Oracle | None:
    """An oracle that either reading fulfils; just one where both are the same."""
    oracle, other = (script.oracle() for script in scripts)
    return replace(oracle, alternatives=(other,)) if oracle and other and oracle != other else oracle


def _lines(grid: Grid, ports: Ports, values: dict[Place, list[str]]) -> Iterator[tuple[str, _Bits, str]]:
    """Each line as written, its inputs where it shows them, and its outputs."""
    now = {place: "0" for place in ports.driven if place in values}
    for number, text in enumerate(grid.said):
        now = {place: was if (bit := values[place][number]) == "x" else bit for place, was in now.items()}
        yield text, now, "".join(values[place][number] if place in values else "x" for place in ports.observed)


def _played(grid: Grid, ports: Ports, values: dict[Place, list[str]], *, clock_first: bool) -> _Script:
    """Play the lines in order: the clocks and the other inputs one after the other, then look."""
    script = _Script(ports)
    clocks = ports.interface.clocks
    now = dict.fromkeys(ports.driven, "0")
    for text, wanted, outputs in _lines(grid, ports, values):
        between = {place: bit if (place[0] in clocks) == clock_first else now[place] for place, bit in wanted.items()}
        if script.steps and between not in (now, wanted):
            script.put(between, sampled=False)
        script.put(wanted)
        script.expect(outputs, text)
        now = wanted
    return script


def _cycles(grid: Grid, ports: Ports, values: dict[Place, list[str]], reset: Reset | None) -> list[_Script]:
    """Both readings of a table of cycles: outputs after the edge, or with the inputs before it."""
    (clock,) = ports.interface.clocks
    scripts = []
    for after in (True, False):
        script = _Script(ports)
        put = _with_clock(script, clock, reset)
        if reset:
            for level in (0, 1, 0, 1, 0):
                put({place: "0" for place in ports.driven}, level, True)
        for text, inputs, outputs in _lines(grid, ports, values):
            put(inputs, 0, False)
            if not after:
                script.expect(outputs, text)
            put(inputs, 1, False)
            put(inputs, 0, False)
            if after:
                script.expect(outputs, text)
        scripts.append(script)
    return scripts


def _with_clock(script: _Script, clock: str, reset: Reset | None) -> Callable[[_Bits, int, bool], None]:
    """What puts inputs with a level of the clock, and the reset where it is not one of them."""

    def put(inputs: _Bits, level: int, resetting: bool) -> None:
        bits = {**inputs, (clock, 0): str(level)}
        if reset:
            bits[reset.name, 0] = str(int(resetting != reset.active_low))
        script.put(bits)

    return put
