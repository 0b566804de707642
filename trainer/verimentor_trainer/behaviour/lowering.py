"""What a behaviour comes down to: next values for its registers, values for its wires; and the reference so told."""

from dataclasses import dataclass

from verimentor_trainer.behaviour.expressions import Binary, Choice, Constant, Expression, Signal, renamed
from verimentor_trainer.behaviour.model import Behaviour, StateGraph


@dataclass(frozen=True, slots=True)
class Flat:
    """A behaviour without operations, graphs and instances."""

    registers: tuple[tuple[Signal, int, Expression], ...]  # what it is after reset and what it becomes
    wires: tuple[tuple[Signal, Expression], ...]  # each after those it reads


def flatten(behaviour: Behaviour) -> Flat:
    """The behaviour as equations; what is registered or wired in a submodule must be one of its ports."""
    registers = [(r.signal, r.initial, r.next_value()) for r in behaviour.registers]
    wires = [(w.signal, w.value) for w in behaviour.wires]
    for instance in reversed(behaviour.instances):
        inner = flatten(instance.behaviour)
        names = dict(instance.connections)
        registers = [
            (names[s.name], initial, renamed(value, names)) for s, initial, value in inner.registers
        ] + registers
        wires = [(names[s.name], renamed(value, names)) for s, value in inner.wires] + wires
    if behaviour.graph:
        machine = _flatten_graph(behaviour.graph)
        registers += machine.registers
        wires = [*machine.wires, *wires]
    return Flat(tuple(registers), tuple(wires))


def _flatten_graph(graph: StateGraph) -> Flat:
    state, codes = graph.register, graph.codes

    def code(name: str) -> Constant:
        return Constant(codes[name], state.width)

    def within(name: str) -> Expression:
        return Binary("==", state, code(name))

    following: Expression = state
    for each in reversed(graph.states):
        target: Expression = state
        for condition, name in reversed(each.exits):
            if condition is None and each.stay:
                assert graph.timer is not None
                condition = Binary("==", graph.timer, Constant(each.stay - 1, graph.timer.width))
            target = code(name) if condition is None else Choice(condition, code(name), target)
        following = Choice(within(each.name), target, following)
    if graph.enable is not None:
        following = Choice(graph.enable, following, state)
    registers: list[tuple[Signal, int, Expression]] = [(state, 0, following)]
    if timer := graph.timer:
        counted = Binary("+", timer, Constant(1, timer.width), timer.width)
        registers.append((timer, 0, Choice(Binary("==", following, state), counted, Constant(0, timer.width))))
    wires: list[tuple[Signal, Expression]] = []
    for i, signal in enumerate(graph.outputs[:-1] if graph.mealy else graph.outputs):
        value: Expression = Constant(0, signal.width)
        for each in graph.states:
            value = Choice(within(each.name), Constant(each.outputs[i], signal.width), value)
        wires.append((signal, value))
    if graph.mealy:
        value = Constant(0, 1)
        for name, condition in graph.mealy:
            value = Choice(Binary("&&", within(name), condition), Constant(1, 1), value)
        wires.append((graph.outputs[-1], value))
    return Flat(tuple(registers), tuple(wires))


def reference_body(behaviour: Behaviour) -> str:
    """The body of the reference: one line for each register and wire, every step cast to its width."""
    flat = flatten(behaviour)
    outputs = {signal.name for signal in behaviour.outputs}
    lines = []
    for signal in [s for s, _, _ in flat.registers] + [s for s, _ in flat.wires]:
        if signal.name not in outputs:
            lines.append(f"logic{' signed' if signal.signed else ''} [{signal.width - 1}:0] {signal.name};")
    if flat.registers:
        edge = "negedge" if behaviour.falling else "posedge"
        reset = behaviour.reset
        events = reset.events(behaviour.clock, edge=edge) if reset else f"{edge} {behaviour.clock}"
        for signal, initial, following in flat.registers:
            value = following.reference
            if reset:
                value = f"{reset.condition} ? {signal.width}'d{initial} : {value}"
            lines.append(f"always @({events}) {signal.name} <= {value};")
    lines += [f"assign {signal.name} = {value.reference};" for signal, value in flat.wires]
    return "\n".join(lines)
