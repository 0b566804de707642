"""The behaviour IR: registers with operations by priority, wires, state graphs and instances.

It says what a design does and nothing of how a module writes it or people say it; `rendering.py`, `lowering.py`,
`interpreter.py` and `english/` each read it in their own way.
"""

from dataclasses import dataclass, field

from verimentor_trainer.behaviour.expressions import (
    Binary,
    Choice,
    Concat,
    Constant,
    Edge,
    Expression,
    Lookup,
    Replicate,
    Signal,
    Slice,
    Unary,
)
from verimentor_trainer.families import Reset


@dataclass(frozen=True, slots=True)
class Operation:
    """What a register may do at a clock edge.

    `kind` is one of clear, preset, load, up, down, left, right, rotate_left, rotate_right, add, subtract, toggle,
    invert, set_bit, clear_bit, exclusive and hold. `source` is what comes in, `limit` where counting ends: by wrapping
    to the other end ("modulo") or by staying ("saturate").
    """

    kind: str
    source: Expression | None = None
    step: int = 1
    ending: str = ""  # "", "modulo" or "saturate"
    limit: int = 0  # the last value reached: the top going up, the bottom going down
    restart: int = 0  # what follows the limit of a modulo count

    @property
    def shape(self) -> str:
        """Its part of a behaviour's shape."""
        step = "n" if self.step > 1 else ""
        return self.kind + step + {"": "", "modulo": "_mod", "saturate": "_sat"}[self.ending]


@dataclass(frozen=True, slots=True)
class Rule:
    """An operation and when it is done; None is always."""

    condition: Expression | None
    operation: Operation


@dataclass(frozen=True, slots=True)
class Register:
    """A register; of its rules the first whose condition is true counts, and without one it holds."""

    signal: Signal
    initial: int
    rules: tuple[Rule, ...]
    role: str = ""  # what it is for where its rules do not tell: "pulse", "before", "stage", "sticky", ...

    def next_value(self) -> Expression:
        """What it becomes at a clock edge."""
        result: Expression = self.signal
        for rule in reversed(self.rules):
            following = next_value(self.signal, rule.operation)
            result = following if rule.condition is None else Choice(rule.condition, following, result)
        return result

    @property
    def shape(self) -> str:
        """Its part of a behaviour's shape."""
        return f"{self.role}[{'>'.join(condition_shape(r.condition) + r.operation.shape for r in self.rules)}]"


@dataclass(frozen=True, slots=True)
class Wire:
    """A combinational signal."""

    signal: Signal
    value: Expression
    kind: str  # "flag", "value" or "lookup"

    @property
    def shape(self) -> str:
        """Its part of a behaviour's shape."""
        return f"{self.kind}({expression_shape(self.value)})"


@dataclass(frozen=True, slots=True)
class State:
    """A state: where it goes (the first true condition counts, None is always) and its outputs."""

    name: str
    exits: tuple[tuple[Expression | None, str], ...]
    outputs: tuple[int, ...] = ()
    stay: int = 0  # with a timer: the cycles it lasts before its unconditional exit


@dataclass(frozen=True, slots=True)
class StateGraph:
    """A state machine; its outputs are constant in a state (Moore), or with `mealy` depend on inputs too."""

    register: Signal
    states: tuple[State, ...]
    outputs: tuple[Signal, ...]
    timer: Signal | None = None
    enable: Signal | None = None  # while it is low the state is kept
    mealy: tuple[tuple[str, Expression], ...] = ()  # the last output is high in this state with this condition

    @property
    def codes(self) -> dict[str, int]:
        """The states' numbers."""
        return {state.name: code for code, state in enumerate(self.states)}

    @property
    def shape(self) -> str:
        """Its part of a behaviour's shape."""
        codes = self.codes
        exits = "/".join(
            ",".join(condition_shape(c) + str(codes[to]) for c, to in state.exits) + ("t" if state.stay else "")
            for state in self.states
        )
        kind = "mealy" if self.mealy else "moore"
        return f"{kind}{'_en' if self.enable else ''}[{exits}]"


@dataclass(frozen=True, slots=True)
class Instance:
    """A submodule in use; its ports go to signals of the behaviour."""

    name: str
    behaviour: "Behaviour"
    connections: tuple[tuple[str, Signal], ...]  # port name and signal


@dataclass(frozen=True, slots=True)
class Gist:
    """What some registers and wires do together, where that may be said instead of what each does."""

    kind: str
    covers: tuple[str, ...]
    slots: "dict[str, int | str | Expression]"
    only: Expression | None = None  # what must be true for anything to happen


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A design: its interface and what happens behind it."""

    name: str
    inputs: tuple[Signal, ...]
    outputs: tuple[Signal, ...]
    registers: tuple[Register, ...] = ()
    wires: tuple[Wire, ...] = ()
    graph: StateGraph | None = None
    instances: tuple[Instance, ...] = ()
    clock: str = ""
    falling: bool = False
    reset: Reset | None = None
    notes: dict[str, str] = field(default_factory=dict)  # what signals stand for
    events: dict[str, str] = field(default_factory=dict)  # what it means that a condition input is high, as a clause
    gist: Gist | None = None
    kind: str = ""  # a short word for what its main part is

    @property
    def shape(self) -> str:
        """Its structure without names, widths and constants."""
        parts = [r.shape for r in self.registers if r.role != "before"] + [w.shape for w in self.wires]
        if self.graph:
            parts.append(self.graph.shape)
        parts += [f"inst({instance.behaviour.shape})" for instance in self.instances]
        return "+".join(parts)


def submodules(behaviour: Behaviour) -> tuple[Behaviour, ...]:
    """The behaviours it instantiates, each once."""
    return tuple({instance.behaviour.name: instance.behaviour for instance in behaviour.instances}.values())


def next_value(target: Signal, operation: Operation) -> Expression:
    """What the register becomes when the operation is done."""
    width, source = target.width, operation.source
    match operation.kind:
        case "clear":
            return Constant(0, width)
        case "preset" | "load":
            assert source is not None
            return source
        case "up" | "down":
            return _counted(target, operation)
        case "left":
            assert source is not None
            return Concat((Slice(target, width - 1 - source.width, 0), source))
        case "right":
            assert source is not None
            return Concat((source, Slice(target, width - 1, source.width)))
        case "rotate_left":
            return Concat((Slice(target, width - 2, 0), Slice(target, width - 1, width - 1)))
        case "rotate_right":
            return Concat((Slice(target, 0, 0), Slice(target, width - 1, 1)))
        case "add":
            assert source is not None
            return Binary("+", target, source, width)
        case "subtract":
            assert source is not None
            return Binary("-", target, source, width)
        case "exclusive":
            assert source is not None
            return Binary("^", target, source, width)
        case "toggle" | "invert":
            return Unary("~", target)
        case "set_bit":
            assert source is not None
            return Binary("|", target, Binary("<<", Constant(1, width), source, width), width)
        case "clear_bit":
            assert source is not None
            return Binary("&", target, Unary("~", Binary("<<", Constant(1, width), source, width)), width)
        case "hold":
            return target
    raise ValueError(operation.kind)


def _counted(target: Signal, operation: Operation) -> Expression:
    width = target.width
    moved = Binary("+" if operation.kind == "up" else "-", target, Constant(operation.step, width), width)
    if not operation.ending:
        return moved
    at_end = Binary("==", target, Constant(operation.limit, width))
    return Choice(at_end, target if operation.ending == "saturate" else Constant(operation.restart, width), moved)


def condition_shape(condition: Expression | None) -> str:
    """A condition without names; "" for plain signals, so that they and their names do not count."""
    match condition:
        case None:
            return "*"
        case Signal():
            return ""
        case Edge(kind, _, _):
            return f"{kind}:"
        case Unary("!", Signal()):
            return "!"
    return expression_shape(condition) + ":"


def expression_shape(expression: Expression) -> str:
    """An expression without names, widths and constants."""
    match expression:
        case Signal(_, width, _):
            return "v" if width > 1 else "b"
        case Constant():
            return "k"
        case Unary(operator, operand):
            return f"{operator}{expression_shape(operand)}"
        case Binary(operator, left, right, _):
            return f"({expression_shape(left)}{operator}{expression_shape(right)})"
        case Choice(condition, then, otherwise):
            return f"({expression_shape(condition)}?{expression_shape(then)}:{expression_shape(otherwise)})"
        case Slice():
            return "s"
        case Concat(parts):
            return f"{{{','.join(expression_shape(part) for part in parts)}}}"
        case Replicate(_, part):
            return f"{{n{expression_shape(part)}}}"
        case Edge(kind, _, _):
            return kind
        case Lookup(_, arms, other):
            values = ",".join(sorted({expression_shape(value) for _, value in arms}))
            return f"op{len(arms)}{'d' if other else ''}<{values}>"
