"""Runs a behaviour directly, as a third opinion beside its module and its reference."""

from collections.abc import Mapping

from verimentor_trainer.behaviour.lowering import flatten
from verimentor_trainer.behaviour.model import Behaviour


class Interpreter:
    """A behaviour at work: inputs go in step by step, outputs come out."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._flat = flatten(behaviour)
        self._values = {signal.name: initial for signal, initial, _ in self._flat.registers}
        self._clock = 0

    def step(self, inputs: Mapping[str, int]) -> dict[str, int]:
        """Apply the inputs; registers move where the clock has its edge or an asynchronous reset is asserted."""
        behaviour, reset = self._behaviour, self._behaviour.reset
        values = {**self._values, **inputs}
        asserted = reset is not None and bool(inputs[reset.name]) != reset.active_low
        clock = inputs.get(behaviour.clock, 0)
        ticked = bool(behaviour.clock) and clock != self._clock and clock != int(behaviour.falling)
        if asserted and (ticked or (reset is not None and reset.asynchronous)):
            self._values = {signal.name: initial for signal, initial, _ in self._flat.registers}
        elif ticked:
            for signal, value in self._flat.wires:
                values[signal.name] = value.value(values)
            self._values = {signal.name: following.value(values) for signal, _, following in self._flat.registers}
        self._clock = clock
        values = {**inputs, **self._values}
        for signal, value in self._flat.wires:
            values[signal.name] = value.value(values)
        return {signal.name: values[signal.name] for signal in behaviour.outputs}
