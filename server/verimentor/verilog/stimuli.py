"""Stimuli made from a module's interface: what its inputs are set to, step by step.

Clocks change in steps of their own, so inputs never move together with an edge.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache

from verimentor.verilog.interface import Interface, Pin

EXHAUSTIVE_BITS = 12  # 4,096 vectors simulate in about 10 ms
_RESET_CYCLES = 2
# Where the running and the steady stretch end, as shares of the cycles. With 400 cycles both together outlast the wrap
# of an 8-bit counter; with several enables (a queue's) the turns they take matter more.
_STRETCHES = (0.4, 0.65)
_STRETCHES_WITH_ENABLES = (0.15, 0.6)
# After the cycles asked for, inputs are held for as long as the largest number a module compares with, so that limits,
# saturations and time-outs are met: first all enables, then one input after the other. Beyond a thousand it takes too
# long.
_DEEPEST = 1_000
_DEEP_CYCLES = 3_000  # of all held phases together
_DEEP_MARGIN = 16
_LOADS = re.compile(r"(?i)load|(^|_)(ld|set|init|preset)")
_MODES = re.compile(r"(?i)load|ld|clear|clr|set|up|down|dir|mode|sel|stop|hold|pause|flush|init|abort|cancel|inv|neg")


@dataclass(frozen=True)
class Step:
    """One setting of all driven pins; `values` are in the order of `Interface.driven`.

    `sampled` is False until a reset has seen its first clock edges.
    """

    cycle: int
    values: tuple[int, ...]
    sampled: bool = True


@dataclass(frozen=True, eq=False)
class Stimuli:
    """The steps for one list of driven pins, and the `$readmemh` file that holds them."""

    driven: tuple[Pin, ...]
    steps: tuple[Step, ...]

    @cached_property
    def text(self) -> str:
        """One hexadecimal word a step: a bit that says whether it is sampled, then the pins in order."""
        return "".join(f"{_pack(self.driven, step):x}\n" for step in self.steps)

    @cached_property
    def sampled(self) -> tuple[int, ...]:
        """The indices of the sampled steps."""
        return tuple(index for index, step in enumerate(self.steps) if step.sampled)


@lru_cache(maxsize=64)
def stimulate(interface: Interface, *, seed: int = 1, cycles: int = 400) -> Stimuli:
    """Choose the steps: every vector for small combinational modules, else directed and seeded random ones.

    Kept for the last modules asked for: training compares one reference with many candidates.
    """
    source = _Source(interface, random.Random(seed))
    if interface.clocks:
        return Stimuli(interface.driven, tuple(_clocked(source, cycles)))
    bits = sum(pin.width for pin in interface.driven)
    vectors = list(_all_vectors(interface.driven)) if bits <= EXHAUSTIVE_BITS else list(_directed(interface.driven))
    if bits > EXHAUSTIVE_BITS and len(vectors) > cycles // 2:
        vectors = source.random.sample(vectors, cycles // 2)
    # Random vectors after exhaustive ones too: a latch shows only in the order of its inputs.
    remaining = max(cycles - len(vectors), cycles // 4)
    vectors += [source.vector() for _ in range(remaining)]
    return Stimuli(interface.driven, tuple(Step(cycle, vector) for cycle, vector in enumerate(vectors)))


def _pack(driven: Sequence[Pin], step: Step) -> int:
    word = int(step.sampled)
    for pin, value in zip(driven, step.values, strict=True):
        word = word << pin.width | value
    return word


def _all_vectors(driven: Sequence[Pin]) -> Iterator[tuple[int, ...]]:
    for word in range(1 << sum(pin.width for pin in driven)):
        values, rest = [], word
        for pin in reversed(driven):
            values.append(rest & (1 << pin.width) - 1)
            rest >>= pin.width
        yield tuple(reversed(values))


def _directed(driven: Sequence[Pin]) -> Iterator[tuple[int, ...]]:
    zeros = tuple(0 for _ in driven)
    ones = tuple((1 << pin.width) - 1 for pin in driven)
    yield zeros
    yield ones
    for background in (zeros, ones):
        for index, pin in enumerate(driven):
            for bit in range(pin.width):
                values = list(background)
                values[index] ^= 1 << bit
                yield tuple(values)


def _corners(width: int) -> tuple[int, ...]:
    ones = (1 << width) - 1
    return (0, 1, ones, ones - 1, ones >> 1, (ones >> 1) + 1, ones // 3, ones - ones // 3)


class _Source:
    """Draws input values; remembers the last ones, because holding an input is a stimulus too."""

    def __init__(self, interface: Interface, generator: random.Random) -> None:
        self.interface = interface
        self.random = generator
        self.last = tuple(0 for _ in interface.driven)
        self._serial: dict[str, list[int]] = {}
        self._words = {
            pin.name: [value for width, value in interface.constants if width <= pin.width and value >> pin.width == 0]
            for pin in interface.driven
        }
        self._focused: frozenset[str] = frozenset()

    def refocus(self) -> None:
        """Choose the inputs that take few values for a while: only so is a sequence of them ever right."""
        self._focused = frozenset(name for name, words in self._words.items() if words and self.random.random() < 0.35)

    def value(self, pin: Pin) -> int:
        draw = self.random.random()
        words = self._words[pin.name]
        if draw < 0.9 and pin.name in self._focused:
            return self.random.choice([0, *words])
        if draw < 0.15:
            return self.random.choice(_corners(pin.width)) & (1 << pin.width) - 1
        if draw < 0.3 and words:
            return self.random.choice(words)
        if draw < 0.4:
            twins = [
                value
                for other, value in zip(self.interface.driven, self.last, strict=True)
                if other.width == pin.width and other is not pin
            ]
            if twins:
                return (self.random.choice(twins) + self.random.choice((0, 0, 1, -1))) & (1 << pin.width) - 1
        if draw < 0.5:
            return self.random.randrange(min(16, 1 << pin.width))
        return self.random.getrandbits(pin.width)

    def bit(self, pin: Pin, probability: float) -> int:
        """Draw one bit; now and then spell out a constant of the module, which serial detectors wait for."""
        queue = self._serial.setdefault(pin.name, [])
        if not queue and self.interface.constants and 0 < probability < 1 and self.random.random() < 0.04:
            width, value = self.random.choice(self.interface.constants)
            bits = [value >> index & 1 for index in range(min(width, 32))]
            queue += bits if self.random.random() < 0.5 else bits[::-1]
        return queue.pop() if queue else int(self.random.random() < probability)

    def vector(self) -> tuple[int, ...]:
        """Draw all inputs of a module without a clock."""
        hold = 0.5 if self.random.random() < 0.3 else 0.0
        self.last = tuple(
            last if self.random.random() < hold else self.value(pin) if pin.width > 1 else self.bit(pin, 0.5)
            for pin, last in zip(self.interface.driven, self.last, strict=True)
        )
        return self.last


class _Stretch(Enum):
    """What a run of cycles is for."""

    RUNNING = auto()  # enabled and undisturbed, so that counters get far
    STEADY = auto()  # undisturbed in modes that do not change, enables taking turns, so that queues fill and drain
    BUSY = auto()  # everything happens, resets included


def _clocked(source: _Source, cycles: int) -> Iterator[Step]:
    interface, rng = source.interface, source.random
    shares = _STRETCHES_WITH_ENABLES if len(interface.enables) > 1 else _STRETCHES
    running_end, steady_end = (int(cycles * share) for share in shares)
    clocks = {index for index, pin in enumerate(interface.driven) if pin.name in interface.clocks}
    resets = {
        index: int(not reset.active_low)
        for index, pin in enumerate(interface.driven)
        for reset in interface.resets
        if reset.name == pin.name
    }
    bias: dict[int, float] = {}
    holds: dict[int, float] = {}
    segment_end = 0
    for cycle in range(cycles):
        starting = cycle < _RESET_CYCLES and bool(resets)
        if cycle >= segment_end:
            if cycle < running_end:
                stretch, segment_end = _Stretch.RUNNING, running_end
            elif cycle < steady_end:
                length = rng.choice((12, 20, 40)) if len(interface.enables) > 1 else cycles // 8
                stretch, segment_end = _Stretch.STEADY, min(steady_end, cycle + length)
            else:
                stretch, segment_end = _Stretch.BUSY, cycle + rng.randrange(6, 25)
            source.refocus()
            for index, pin in enumerate(interface.driven):
                bias[index] = _bias(pin, interface, stretch, rng)
                holds[index] = rng.choice((0.0, 0.0, 0.5, 0.95))
        busy = stretch is _Stretch.BUSY
        values = [
            _draw(source, index, bias[index], holds[index]) if index not in clocks else 0
            for index in range(len(interface.driven))
        ]
        pulse = busy and rng.random() < 0.08  # asserted and released between two edges: only an asynchronous one acts
        for index, active in resets.items():
            assert_it = starting or (busy and rng.random() < 0.06)
            values[index] = active if assert_it else 1 - active
            if pulse and rng.random() < 0.7:
                held = [*values]
                held[index] = active
                yield Step(cycle, tuple(held))
        source.last = tuple(values)
        edge_done = not starting or cycle > 0
        yield Step(cycle, tuple(values), edge_done)
        ticking = [index for index in clocks if len(clocks) == 1 or rng.random() < 0.7 or starting]
        for index in ticking:
            values[index] = 1
        yield Step(cycle, tuple(values))
        if busy and rng.random() < 0.15:  # tells a flip-flop from a latch
            for index in range(len(values)):
                if index not in clocks and index not in resets:
                    values[index] = _draw(source, index, 0.5, 0.0)
            source.last = tuple(values)
            yield Step(cycle, tuple(values))
        for index in ticking:
            values[index] = 0
        yield Step(cycle, tuple(values))
    yield from _held(source, cycles, clocks, resets)


def _held(source: _Source, start: int, clocks: set[int], resets: dict[int, int]) -> Iterator[Step]:
    """Phases in which no input moves but the clocks; each begins where the last one left the module."""
    interface, cycle = source.interface, start
    reached = max((value for _, value in interface.constants if value <= _DEEPEST), default=0)
    length = reached + _DEEP_MARGIN
    levers = [
        index
        for index, pin in enumerate(interface.driven)
        if pin.width == 1 and index not in clocks and index not in resets and not _LOADS.search(pin.name)
    ]
    enables = {index for index in levers if interface.driven[index].name in interface.enables}
    phases = [enables, *({index} for index in levers), *({index} | enables for index in levers if index not in enables)]
    for pressed in phases[: max(1, _DEEP_CYCLES // length)]:
        values = [
            1 - resets[index] if index in resets else source.value(pin) if pin.width > 1 else int(index in pressed)
            for index, pin in enumerate(interface.driven)
        ]
        yield Step(cycle, tuple(0 if index in clocks else value for index, value in enumerate(values)))
        for _ in range(length):
            for level in (1, 0):
                yield Step(cycle, tuple(level if index in clocks else value for index, value in enumerate(values)))
            cycle += 1


def _draw(source: _Source, index: int, bias: float, hold: float) -> int:
    pin = source.interface.driven[index]
    if pin.width == 1:
        return source.bit(pin, bias)
    return source.last[index] if source.random.random() < hold else source.value(pin)


def _bias(pin: Pin, interface: Interface, stretch: _Stretch, rng: random.Random) -> float:
    """Choose how often a one-bit input is 1 during a stretch."""
    if stretch is _Stretch.BUSY:
        return rng.choice((0.0, 0.1, 0.5, 0.5, 0.9, 1.0))
    if pin.name in interface.enables:
        alone = stretch is _Stretch.RUNNING or len(interface.enables) == 1
        return 1.0 if alone else rng.choice((0.0, 0.5, 1.0, 1.0))
    if stretch is _Stretch.RUNNING:
        if _LOADS.search(pin.name):
            return 0.04  # a shift register that starts from zero shows nothing
        return 0.0 if _MODES.search(pin.name) else 0.5
    if _MODES.search(pin.name):
        return rng.choice((0.0, 0.1, 0.9, 1.0))
    return rng.choice((0.0, 0.0, 0.5, 1.0))  # nothing for a while is what a timeout waits for
