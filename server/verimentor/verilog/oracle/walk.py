"""Walks a machine from reset so that every transition shows, also where its states cannot be seen.

Each transition is taken after the shortest way to it, and followed by inputs that tell the state it must lead to from
every other one by their outputs: the W-method (Chow 1978), which finds every wrong module with as many states.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from verimentor.verilog.interface import Reset
from verimentor.verilog.oracle.expectation import MAX_STEPS, Expected, Oracle
from verimentor.verilog.oracle.ports import Ports
from verimentor.verilog.oracle.states import Machine
from verimentor.verilog.stimuli import Step, Stimuli

_Inputs = tuple[int, ...]


def walk(machine: Machine, reset: Reset, ports: Ports) -> Oracle | None:
    """The oracle of a machine behind one clock and one reset; None where it is too large or never shows anything."""
    ways = _ways(machine)
    script = _Script(machine, reset, ports)
    numbers: dict[int, int] = {}
    for (state, inputs), (following, row) in machine.next.items():
        if state in ways:
            number = numbers.setdefault(row, len(numbers))
            for ending in _endings(machine, following):
                script.add((*ways[state], inputs, *ending), len(ways[state]), number)
        if len(script.steps) > MAX_STEPS:
            return None
    if not any(set(each.bits) - {"x"} for each in script.expected):
        return None
    rows = tuple(machine.rows[row] for row in numbers)
    stimuli = Stimuli(ports.interface.driven, tuple(script.steps))
    return Oracle("transitions", "state table", rows, stimuli, tuple(script.expected))


def _ways(machine: Machine) -> dict[str, tuple[_Inputs, ...]]:
    """The shortest inputs from reset to each state that can be reached."""
    ways: dict[str, tuple[_Inputs, ...]] = {machine.start: ()}
    queue = deque([machine.start])
    while queue:
        state = queue.popleft()
        for (origin, inputs), (following, _) in machine.next.items():
            if origin == state and following not in ways:
                ways[following] = (*ways[state], inputs)
                queue.append(following)
    return ways


def _endings(machine: Machine, state: str) -> set[tuple[_Inputs, ...]]:
    """Inputs that together tell the state from all others; the empty ones where its own output does."""
    found = {ending for other in machine.outputs if (ending := _telling(machine, state, other))}
    return found or {()}


def _telling(machine: Machine, a: str, b: str) -> tuple[_Inputs, ...]:
    """The shortest inputs after which two states show different outputs; () where they do at once, or never."""
    seen = {(a, b)}
    queue: deque[tuple[str, str, tuple[_Inputs, ...]]] = deque([(a, b, ())])
    vectors = dict.fromkeys(inputs for _, inputs in machine.next)
    while queue:
        first, second, path = queue.popleft()
        outputs, others = machine.outputs[first], machine.outputs[second]
        if any({bit, others.get(place, bit)} == {"0", "1"} for place, bit in outputs.items()):
            return path
        for inputs in vectors:
            left, right = machine.next.get((first, inputs)), machine.next.get((second, inputs))
            if left and right and (left[0], right[0]) not in seen:
                seen.add((left[0], right[0]))
                queue.append((left[0], right[0], (*path, inputs)))
    return ()


@dataclass
class _Script:
    """Steps being put together, one pulse of the clock for each setting of the inputs."""

    machine: Machine
    reset: Reset
    ports: Ports
    steps: list[Step] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)

    def add(self, path: Sequence[_Inputs], taken: int, row: int) -> None:
        """Reset, then follow the path; what shows after its step `taken` and later is what the row promises."""
        quiet = tuple(0 for _ in self.machine.inputs)
        for clock in (0, 1, 0, 1, 0):
            self._put(quiet, clock, resetting=True)
        self._put(quiet, 0)
        state = self.machine.start
        if taken == 0:
            self._expect(state, row)
        for place, inputs in enumerate(path):
            # Looked at after a whole pulse, so that it does not matter on which edge the module acts.
            for clock in (0, 1, 0):
                self._put(inputs, clock)
            state = self.machine.next[state, inputs][0]
            if place >= taken:
                self._expect(state, row)

    def _expect(self, state: str, row: int) -> None:
        bits = "".join(self.machine.outputs[state].get(place, "x") for place in self.ports.observed)
        self.expected.append(Expected(len(self.steps) - 1, row, bits))

    def _put(self, inputs: _Inputs, clock: int, *, resetting: bool = False) -> None:
        bits = dict(zip(self.machine.inputs, inputs, strict=True))
        values = {name: clock for name in self.ports.interface.clocks}
        values[self.reset.name] = int(resetting != self.reset.active_low)
        for (name, bit), value in bits.items():
            values[name] = values.get(name, 0) | value << bit
        self.steps.append(Step(len(self.steps), tuple(values[pin.name] for pin in self.ports.interface.driven)))
