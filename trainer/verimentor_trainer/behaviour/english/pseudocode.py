"""Pseudo-code, in several dialects."""

from collections.abc import Sequence
from dataclasses import dataclass

from verimentor_trainer.behaviour.english.conditions import formula
from verimentor_trainer.behaviour.english.operations import assignment
from verimentor_trainer.behaviour.english.phrases import Speaker
from verimentor_trainer.behaviour.expressions import Choice, Expression, Lookup
from verimentor_trainer.behaviour.model import Behaviour, Operation, Register, StateGraph, Wire

Branch = tuple[str, Sequence[str]]  # a condition, "" for else, and steps


@dataclass(frozen=True, slots=True)
class Dialect:
    """How somebody writes pseudo-code."""

    becomes: str
    then: str
    otherwise: str
    unit: str

    @classmethod
    def draw(cls, speaker: Speaker) -> "Dialect":
        """A dialect."""
        return cls(
            speaker.choose(" = ", " := ", " <- ", " <= "),
            speaker.choose(":", ":", " then"),
            speaker.choose("elif", "else if", "elsif"),
            speaker.choose("  ", "    "),
        )

    def branches(self, branches: Sequence[Branch]) -> list[str]:
        """A chain of conditions."""
        if len(branches) == 1 and not branches[0][0]:
            return list(branches[0][1])
        lines = []
        for i, (condition, steps) in enumerate(branches):
            if not condition:
                head = "else" if self.then == " then" else "else:"
            else:
                head = f"{self.otherwise if i else 'if'} {condition}{self.then}"
            if len(steps) == 1:
                lines.append(f"{head} {steps[0]}")
            else:
                lines += [head, *(self.unit + step for step in steps)]
        return lines


def pseudo_code(speaker: Speaker, behaviour: Behaviour) -> str:
    """The behaviour in pseudo-code; instances are written as calls."""
    dialect = Dialect.draw(speaker)
    registers = [r for r in behaviour.registers if r.role != "before"]
    lines = []
    if registers or behaviour.graph:
        edge = "falling" if behaviour.falling else "rising"
        lines.append(
            speaker.choose(
                f"on {edge} edge of {behaviour.clock}:",
                f"every {edge} {behaviour.clock}:",
                f"at {edge} {behaviour.clock}",
            )
        )
        steps: list[str] = []
        for register in registers:
            steps += _register(dialect, register)
        if behaviour.graph:
            steps += _graph(dialect, behaviour.graph)
        if behaviour.reset:
            start = [f"{r.signal.name}{dialect.becomes}{r.initial}" for r in registers]
            if behaviour.graph:
                start.append(f"{behaviour.graph.register.name}{dialect.becomes}{behaviour.graph.states[0].name}")
            active = f"{'not ' if behaviour.reset.active_low else ''}{behaviour.reset.name}"
            if len(registers) == 1 and not behaviour.graph:
                steps = dialect.branches([(active, start), *_rules(dialect, registers[0])])
            else:
                steps = dialect.branches([(active, start), ("", steps)])
        lines += [dialect.unit + step for step in steps]
    for instance in behaviour.instances:
        outputs = {signal.name for signal in instance.behaviour.outputs}
        ins = ", ".join(signal.name for port, signal in instance.connections if port not in outputs)
        out = next(signal.name for port, signal in instance.connections if port in outputs)
        lines.append(f"{out} = {instance.behaviour.name}({ins})  (instance {instance.name})")
    for sub in {instance.behaviour.name: instance.behaviour for instance in behaviour.instances}.values():
        names = ", ".join(signal.name for signal in sub.inputs)
        lines.append(f"module {sub.name}({names}, output {sub.outputs[0].name}):")
        lines += [dialect.unit + line for line in pseudo_code(speaker, sub).split("\n")]
    wires = [line for wire in behaviour.wires for line in _wire(wire)]
    if behaviour.graph:
        wires += _outputs(behaviour.graph)
    if wires and lines and speaker.chance(0.5):
        lines.append(speaker.choose("always:", "combinational:", "at all times:"))
        wires = [dialect.unit + line for line in wires]
    return "\n".join([*lines, *wires])


def _rules(dialect: Dialect, register: Register) -> list[Branch]:
    return [
        ("" if r.condition is None else formula(r.condition), _steps(dialect, register, r.operation))
        for r in register.rules
    ]


def _register(dialect: Dialect, register: Register) -> list[str]:
    return dialect.branches(_rules(dialect, register))


def _steps(dialect: Dialect, register: Register, operation: Operation) -> list[str]:
    """An operation, on lines of its own where it depends on a code."""
    q = register.signal
    if not isinstance(operation.source, Lookup):
        return [f"{q.name}{dialect.becomes}{assignment(operation, q)}"]
    lookup = operation.source
    arms = [f"{code}: {q.name}{dialect.becomes}{formula(value)}" for code, value in lookup.arms]
    if lookup.otherwise:
        arms.append(f"else: {q.name}{dialect.becomes}{formula(lookup.otherwise)}")
    return [f"case {lookup.selector.name}:", *(dialect.unit + arm for arm in arms)]


def _graph(dialect: Dialect, graph: StateGraph) -> list[str]:
    state = graph.register.name
    lines = [f"case {state}:"]
    for each in graph.states:
        branches: list[Branch] = []
        for condition, target in each.exits:
            move = [f"{state}{dialect.becomes}{target}"]
            if condition is not None:
                branches.append((formula(condition), move))
            elif each.stay:
                branches.append((f"{each.stay} cycles have been spent in {each.name}", move))
            else:
                branches.append(("", move))
        steps = dialect.branches(branches)
        if len(steps) == 1:
            lines.append(f"{dialect.unit}{each.name}: {steps[0]}")
        else:
            lines += [f"{dialect.unit}{each.name}:", *(dialect.unit * 2 + step for step in steps)]
    if graph.enable is not None:
        return [f"if {formula(graph.enable)}{dialect.then}", *(dialect.unit + line for line in lines)]
    return lines


def _outputs(graph: StateGraph) -> list[str]:
    state = graph.register.name
    lines = []
    for i, signal in enumerate(graph.outputs[:-1] if graph.mealy else graph.outputs):
        values = [(each.name, each.outputs[i]) for each in graph.states]
        if signal.width > 1:
            lines += [f"{signal.name} = {value} in {name}" for name, value in values]
        else:
            lines.append(f"{signal.name} = {state} in ({', '.join(name for name, value in values if value)})")
    if graph.mealy:
        parts = [f"({state} is {name} and {formula(condition)})" for name, condition in graph.mealy]
        lines.append(f"{graph.outputs[-1].name} = {' or '.join(parts)}")
    return lines


def _wire(wire: Wire) -> list[str]:
    value, y = wire.value, wire.signal.name
    if isinstance(value, Lookup):
        lines = [f"case {value.selector.name} of {code}: {y} = {formula(result)}" for code, result in value.arms]
        return [*lines, *([f"else {y} = {formula(value.otherwise)}"] if value.otherwise else [])]
    if isinstance(value, Choice):
        parts = []
        rest: Expression = value
        while isinstance(rest, Choice):
            parts.append(f"{formula(rest.then)} if {formula(rest.condition)}")
            rest = rest.otherwise
        return [f"{y} = {' else '.join([*parts, formula(rest)])}"]
    return [f"{y} = ({formula(value)})" if wire.kind == "flag" else f"{y} = {formula(value)}"]
