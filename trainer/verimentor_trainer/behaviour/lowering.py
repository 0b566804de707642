"""What a behaviour comes down to, a next value for each register and a value for each wire, and the reference so told."""

from dataclasses import dataclass

from verimentor_trainer.behaviour.expressions import Expression, Signal
from verimentor_trainer.behaviour.model import Behaviour


@dataclass(frozen=True, slots=True)
class Flat:
    """A behaviour without operations, graphs and instances."""

    registers: tuple[tuple[Signal, int, Expression], ...]  # what it is after reset and what it becomes
    wires: tuple[tuple[Signal, Expression], ...]  # each after those it reads


def flatten(behaviour: Behaviour) -> Flat:
    """The behaviour as equations."""
    registers = [(r.signal, r.initial, r.next_value()) for r in behaviour.registers]
    wires = [(w.signal, w.value) for w in behaviour.wires]
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
