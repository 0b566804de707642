"""Walks a machine so that every transition shows, also where its states cannot be seen.

Each transition is taken after the shortest way to it, and followed by inputs that tell the state it must lead to from
every other one by their outputs: the W-method (Chow 1978), which finds every wrong module with as many states.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from verimentor.verilog.interface import Reset
from verimentor.verilog.oracle.expectation import MAX_STEPS, Expected, Oracle
from verimentor.verilog.oracle.machines import Inputs, Machine
from verimentor.verilog.oracle.ports import Bits, Ports
from verimentor.verilog.stimuli import Step, Stimuli


def walk(machine: Machine, reset: Reset | None, ports: Ports, source: str) -> Oracle | None:
    """The oracle of a machine behind one clock; None where it is too large or never shows anything.

    Without a reset, the machine begins once, when the power is switched on, and goes from transition to transition.
    """
    script = _Script(machine, reset, ports)
    numbers: dict[int, int] = {}
    endings: dict[str, list[tuple[Inputs, ...]]] = {}
    for state, inputs, row in _arrows(machine):
        number = numbers.setdefault(row, len(numbers))
        following = machine.next.get((state, inputs))
        if following and following[0] not in endings:
            endings[following[0]] = _endings(machine, following[0])
        for ending in endings[following[0]] if following else [()]:
            script.add(state, (inputs, *ending), number)
        if len(script.steps) > MAX_STEPS:
            return None
    if not any(set(each.bits) - {"x"} for each in script.expected):
        return None
    rows = tuple(machine.rows[row] for row in numbers)
    stimuli = Stimuli(ports.interface.driven, tuple(script.steps))
    return Oracle("transitions", source, rows, stimuli, tuple(script.expected), machine=machine)


def _arrows(machine: Machine) -> list[tuple[str, Inputs, int]]:
    """What is promised under each state and inputs, with the number of its row, where the machine can come."""
    reached = {machine.start, *_ways(machine, machine.start)}
    promised = {key: row for key, (_, row) in machine.next.items()}
    if machine.mealy:
        promised = {key: row for key, (_, row) in machine.shown.items()} | promised
    return [(state, inputs, row) for (state, inputs), row in promised.items() if state in reached]


def _ways(machine: Machine, origin: str) -> dict[str, tuple[Inputs, ...]]:
    """The shortest inputs from a state to each that can be reached."""
    ways: dict[str, tuple[Inputs, ...]] = {origin: ()}
    queue = deque([origin])
    while queue:
        state = queue.popleft()
        for (start, inputs), (following, _) in machine.next.items():
            if start == state and following not in ways:
                ways[following] = (*ways[state], inputs)
                queue.append(following)
    return ways


def _endings(machine: Machine, state: str) -> list[tuple[Inputs, ...]]:
    """Inputs that together tell the state from all others; the empty ones where its own output does."""
    found = {ending for other in _states(machine) if (ending := _telling(machine, state, other))}
    return sorted(found) or [()]


def _states(machine: Machine) -> tuple[str, ...]:
    return tuple(dict.fromkeys(state for state, _ in (*machine.next, *machine.shown)))


def _telling(machine: Machine, a: str, b: str) -> tuple[Inputs, ...]:
    """The shortest inputs with which two states show different outputs; () where they do at once, or never."""
    seen = {(a, b)}
    queue: deque[tuple[str, str, tuple[Inputs, ...]]] = deque([(a, b, ())])
    vectors = dict.fromkeys(inputs for _, inputs in (*machine.next, *machine.shown))
    while queue:
        first, second, path = queue.popleft()
        if not machine.mealy and _differ(machine.outputs.get(first, {}), machine.outputs.get(second, {})):
            return path
        for inputs in vectors:
            if machine.mealy and _differ(machine.shows(first, inputs), machine.shows(second, inputs)):
                return (*path, inputs)
            left, right = machine.next.get((first, inputs)), machine.next.get((second, inputs))
            if left and right and (left[0], right[0]) not in seen:
                seen.add((left[0], right[0]))
                queue.append((left[0], right[0], (*path, inputs)))
    return ()


def _differ(outputs: Bits, others: Bits) -> bool:
    return any({bit, others.get(place, bit)} == {"0", "1"} for place, bit in outputs.items())


@dataclass
class _Script:
    """Steps being put together, one pulse of the clock for each setting of the inputs."""

    machine: Machine
    reset: Reset | None
    ports: Ports
    steps: list[Step] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    here: str | None = None  # the state that the machine is in, where there is no reset
    ways: dict[str, dict[str, tuple[Inputs, ...]]] = field(default_factory=dict)

    def add(self, state: str, path: Sequence[Inputs], row: int) -> None:
        """Bring the machine into the state, then follow the path; what shows from there on is what the row promises."""
        if not self._bring(state):
            return
        mealy, following = self.machine.mealy, self.machine.next
        if not mealy and state == self.machine.start:
            self._expect(self.machine.outputs.get(state, {}), row)
        for inputs in path:
            self._put(inputs, 0)
            if mealy:
                self._expect(self.machine.shows(state, inputs), row)
            if (state, inputs) not in following:
                break
            # Looked at after a whole pulse, so that it does not matter on which edge the module acts.
            for clock in (1, 0):
                self._put(inputs, clock)
            state = following[state, inputs][0]
            if not mealy:
                self._expect(self.machine.outputs.get(state, {}), row)
        self.here = state

    def _bring(self, state: str) -> bool:
        """Lead the machine into a state; False where there is no way."""
        if self.reset is not None or self.here is None:
            self._begin()
            origin, opening = self.machine.start, self.machine.opening
        else:
            origin, opening = self.here, ()
        if origin not in self.ways:
            self.ways[origin] = _ways(self.machine, origin)
        way = self.ways[origin].get(state)
        for inputs in (*opening, *(way or ())):
            for clock in (0, 1, 0):
                self._put(inputs, clock)
        self.here = origin if way is None else state
        return way is not None

    def _begin(self) -> None:
        quiet = tuple(0 for _ in self.machine.inputs)
        if self.reset is not None:
            for clock in (0, 1, 0, 1, 0):
                self._put(quiet, clock, resetting=True)
        self._put(quiet, 0)

    def _expect(self, outputs: Bits, row: int) -> None:
        bits = "".join(outputs.get(place, "x") for place in self.ports.observed)
        self.expected.append(Expected(len(self.steps) - 1, row, bits))

    def _put(self, inputs: Inputs, clock: int, *, resetting: bool = False) -> None:
        bits = dict(zip(self.machine.inputs, inputs, strict=True))
        values = {name: clock for name in self.ports.interface.clocks}
        if self.reset is not None:
            values[self.reset.name] = int(resetting != self.reset.active_low)
        for (name, bit), value in bits.items():
            values[name] = values.get(name, 0) | value << bit
        self.steps.append(Step(len(self.steps), tuple(values[pin.name] for pin in self.ports.interface.driven)))
