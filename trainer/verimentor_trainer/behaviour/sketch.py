"""A behaviour while it is being drawn: names in use, and what has been put on paper so far."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from verimentor_trainer.behaviour import scenarios
from verimentor_trainer.behaviour.expressions import Binary, Constant, Edge, Expression, Signal, Unary, signals
from verimentor_trainer.behaviour.model import Behaviour, Gist, Instance, Operation, Register, Rule, StateGraph, Wire
from verimentor_trainer.behaviour.scenarios import Named, Scenario
from verimentor_trainer.families import Reset
from verimentor_trainer.wording import names

# Small widths are what people ask for, and what a few hundred cycles of simulation get through.
_WIDTHS = (2, 3, 4, 4, 4, 5, 6, 8, 8, 8, 8, 8, 10, 12, 16, 16, 32)
_COUNTER_WIDTHS = (2, 3, 4, 4, 4, 5, 6, 7, 8, 8, 8, 8, 10, 12, 16)


class Sketch:
    """A design in the making; motifs ask it for signals and add registers and wires."""

    def __init__(self, rng: Random, *, world: Scenario | None = None) -> None:
        self.rng = rng
        self.plain = rng.random() < 0.35 if world is None else world is scenarios.PLAIN
        self.world = world or (scenarios.PLAIN if self.plain else rng.choice(scenarios.WORLDS))
        self.inputs: list[Signal] = []
        self.outputs: list[Signal] = []
        self.registers: list[Register] = []
        self.wires: list[Wire] = []
        self.graph: StateGraph | None = None
        self.gist: Gist | None = None
        self.instances: list[Instance] = []
        self.notes: dict[str, str] = {}
        self.events: dict[str, str] = {}
        self.used: set[str] = set()
        self.prefixes = rng.choices((("", ""), ("i_", "o_"), ("", "_out")), (94, 3, 3))[0]
        self.suffixes = rng.choices((("", ""), ("_i", "_o")), (95, 5))[0] if self.prefixes == ("", "") else ("", "")
        if self.prefixes[1] == "_out":
            self.prefixes, self.suffixes = ("", ""), ("", "")

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def fresh(self, pool: Sequence[str]) -> str:
        """A name of the pool that is not in use, in any case."""
        start = self.rng.randrange(len(pool))
        for i in range(len(pool)):
            name = pool[(start + i) % len(pool)]
            if name.lower() not in self.used:
                self.used.add(name.lower())
                return name
        number = 2
        while f"{pool[start]}{number}".lower() in self.used:
            number += 1
        self.used.add(f"{pool[start]}{number}".lower())
        return f"{pool[start]}{number}"

    def _named(self, pool: Sequence[Named]) -> tuple[str, str]:
        start = self.rng.randrange(len(pool))
        for i in range(len(pool)):
            name, about = pool[(start + i) % len(pool)]
            if name.lower() not in self.used:
                self.used.add(name.lower())
                return name, about
        return self.fresh([name for name, _ in pool]), ""

    def named_input(self, name: str, width: int = 1, *, signed: bool = False) -> Signal:
        """An input of this name, decorated by the author's custom."""
        signal = Signal(f"{self.prefixes[0]}{name}{self.suffixes[0]}", width, signed)
        self.used.add(signal.name.lower())
        self.inputs.append(signal)
        return signal

    def named_output(self, name: str, width: int = 1, *, signed: bool = False) -> Signal:
        """An output of this name, decorated by the author's custom."""
        signal = Signal(f"{self.prefixes[1]}{name}{self.suffixes[1]}", width, signed)
        self.used.add(signal.name.lower())
        self.outputs.append(signal)
        return signal

    def event(self) -> Signal:
        """A one-bit input that says that something happens."""
        name, about = self._named(self.world.events)
        signal = self.named_input(name)
        if about:
            self.events[signal.name] = about
        return signal

    def opposites(self) -> tuple[Signal, Signal]:
        """Two one-bit inputs with contrary effects, the first upwards."""
        pool = [pair for pair in self.world.opposites if not {n.lower() for n, _ in pair} & self.used]
        (first, about), (second, meaning) = self.rng.choice(pool or [(("up", ""), ("down", ""))])
        first, second = self.fresh((first,)), self.fresh((second,))
        signals = self.named_input(first), self.named_input(second)
        for signal, clause in zip(signals, (about, meaning), strict=True):
            if clause:
                self.events[signal.name] = clause
        return signals

    def control(self, pool: Sequence[str]) -> Signal:
        """A one-bit input of a general kind: an enable, a clear, a load."""
        return self.named_input(self.fresh(pool))

    def data(self, width: int, *, signed: bool = False) -> Signal:
        """A vector input."""
        name, about = self._named(self.world.data)
        signal = self.named_input(name, width, signed=signed)
        if about:
            self.notes[signal.name] = about
        return signal

    def select(self, width: int) -> Signal:
        """An input that chooses."""
        return self.named_input(self.fresh(scenarios.SELECTS), width)

    def bit(self, pool: Sequence[str]) -> Signal:
        """A one-bit data input."""
        return self.named_input(self.fresh(pool))

    def count(self, width: int, *, internal: bool = False, signed: bool = False) -> Signal:
        """A vector output, or with `internal` a vector that is none."""
        return self._result(self.world.counts, width, internal=internal, signed=signed)

    def flag(self, *, internal: bool = False) -> Signal:
        """A one-bit output that tells something."""
        return self._result(self.world.flags, 1, internal=internal)

    def drive(self, *, internal: bool = False) -> Signal:
        """A one-bit output that does something."""
        return self._result(self.world.drives, 1, internal=internal)

    def _result(self, pool: Sequence[Named], width: int, *, internal: bool, signed: bool = False) -> Signal:
        name, about = self._named(pool)
        if internal:
            return Signal(name, width, signed)
        signal = self.named_output(name, width, signed=signed)
        if about:
            self.notes[signal.name] = about
        return signal

    def width(self) -> int:
        """A usual width of data."""
        return self.rng.choice(_WIDTHS)

    def counter_width(self) -> int:
        """A usual width of a counter."""
        return self.rng.choice(_COUNTER_WIDTHS)

    def add(self, signal: Signal, *rules: Rule, initial: int = 0, role: str = "") -> Register:
        """Put a register on paper."""
        register = Register(signal, initial, rules, role)
        self.registers.append(register)
        return register

    def wire(self, signal: Signal, value: Expression, kind: str) -> Wire:
        """Put a wire on paper."""
        wire = Wire(signal, value, kind)
        self.wires.append(wire)
        return wire

    def edge(self, signal: Signal, kind: str) -> Edge:
        """A change of the signal, remembered by a register of its own."""
        for register in self.registers:
            if register.role == "before" and register.rules[0].operation.source == signal:
                return Edge(kind, signal, register.signal)
        name = self.fresh(
            (f"{signal.name}_q", f"{signal.name}_prev", f"last_{signal.name}", f"{signal.name}_d", f"old_{signal.name}")
        )
        before = self.add(Signal(name, signal.width), Rule(None, Operation("load", signal)), role="before")
        return Edge(kind, signal, before.signal)

    def condition(self, pool: Sequence[str] | None = None, *, edges: bool = True) -> Expression:
        """A condition on inputs, mostly a plain one; without `edges` it needs no memory."""
        kind = self.rng.random()
        if kind < 0.72:
            return self.control(pool) if pool and (self.plain or self.chance(0.5)) else self.event()
        if kind < 0.79:
            return Unary("!", self.control(scenarios.HOLDS) if self.chance(0.4) else self.event())
        if kind < 0.86 and edges:
            return self.edge(self.event(), self.rng.choice(("rise", "rise", "rise", "fall", "change")))
        if kind < 0.93:
            first = self.control(scenarios.ENABLES) if self.chance(0.5) else self.event()
            second = self.event()
            return Binary("&&", first, Unary("!", second) if self.chance(0.35) else second)
        data = self.data(self.rng.choice((3, 4, 8, 8)))
        operator = self.rng.choice(("==", ">", "<", ">=", "!="))
        top = (1 << data.width) - 1
        return Binary(operator, data, Constant(self.rng.randrange(1, top), data.width))

    def finish(self, kind: str) -> Behaviour:
        """The behaviour, with a clock where it has registers."""
        rng = self.rng
        clock, reset, falling = "", None, False
        if self.registers or self.graph or any(i.behaviour.clock for i in self.instances):
            clock = self._free(names.clock)
            falling = rng.random() < 0.03
            reset = Reset.draw(rng)
            while reset.name.lower() in self.used:
                reset = Reset.draw(rng)
            self.used.add(reset.name.lower())
        return Behaviour(
            self._module_name(),
            tuple(self.inputs),
            tuple(self.outputs),
            tuple(self.registers),
            tuple(self.wires),
            self.graph,
            tuple(self._on_clock(instance, clock, reset, falling=falling) for instance in self.instances),
            clock,
            falling,
            reset,
            self.notes,
            self.events,
            None if self._gist_hides_something() else self.gist,
            kind,
        )

    def _gist_hides_something(self) -> bool:
        """Whether something else depends on an internal signal that the gist leaves unsaid."""
        if self.gist is None:
            return False
        covered = set(self.gist.covers)
        hidden = covered - {signal.name for signal in self.outputs}
        read: list[Signal] = []
        for register in self.registers:
            if register.signal.name not in covered:
                read += signals(register.next_value())
        for wire in self.wires:
            if wire.signal.name not in covered:
                read += signals(wire.value)
        return any(signal.name in hidden for signal in read)

    @staticmethod
    def _on_clock(instance: Instance, clock: str, reset: Reset | None, *, falling: bool) -> Instance:
        """The instance with the clock and the reset of the whole."""
        if not instance.behaviour.clock:
            return instance
        return replace(instance, behaviour=replace(instance.behaviour, clock=clock, reset=reset, falling=falling))

    def _free(self, draw: Callable[[Random], str]) -> str:
        while True:
            name = draw(self.rng)
            if name.lower() not in self.used:
                self.used.add(name.lower())
                return name

    def _module_name(self) -> str:
        rng = self.rng
        base = rng.choice(self.world.modules)
        extra = rng.random()
        if extra < 0.10:
            base = f"{base}{rng.randrange(1, 9)}"
        elif extra < 0.20:
            base = f"{base}_{rng.choice(('ctrl', 'unit', 'v2', 'top', 'core', 'block', 'logic', 'a', 'b', 'x'))}"
        elif extra < 0.24:
            base = f"my_{base}"
        elif extra < 0.40 and self.outputs:
            suffix = rng.choice(("gen", "unit", "reg", "logic", "ctl", "calc", "keeper", "block"))
            base = f"{self.outputs[0].name}_{suffix}"
        elif extra < 0.46 and self.inputs:
            base = f"{self.inputs[0].name}_{rng.choice(('handler', 'monitor', 'unit', 'proc', 'stage', 'watch'))}"
        while base.lower() in self.used or base in ("always", "module"):
            base += "_u"
        return base
