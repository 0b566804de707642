# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""Modules within modules, in words."""

from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.expressions import Signal
from verimentor_trainer.behaviour.model import Behaviour, Instance
from verimentor_trainer.wording import bits

_SUBMODULES = Phrases(
    (
        "write a submodule {m} with inputs {i} and output {o}: {what}", "it is built from a module {m} (inputs {i}, output {o}) in which {what}", "a small module {m} has the inputs {i} and the output {o}; {what}",
        "{m} is a module of its own, inputs {i}, output {o}: {what}", "first a module {m}({i}, {o}): {what}", "there is also a module {m} with {i} going in and {o} coming out; {what}", "submodule {m}, in {i}, out {o}: {what}",
    ),
    ("what it is made of is called {m} (takes {i}, gives {o}): {what}",),
)  # fmt: skip
_USES = Phrases(
    (
        "instance {u} of {m} takes {ins} and gives {out}", "one {m} ({u}) works on {ins} and drives {out}", "{u}: {m} with {pairs}", "{out} comes from an instance {u} of {m} fed with {ins}", "{m} {u} has {ins} at its inputs and {out} at its output",
        "instantiate {m} as {u}: {pairs}", "connect {u} (a {m}) like this: {pairs}",
    ),
    ("for {out} another {m}, {u}, is wired to {ins}",),
)  # fmt: skip


def submodule_point(speaker: Speaker, sub: Behaviour, what: str) -> str:
    """What the submodule is; `what` says what it does."""
    inputs = [_sized(speaker, signal) for signal in sub.inputs]
    if sub.clock and sub.reset:
        inputs = [sub.clock, sub.reset.name, *inputs]
    return speaker.say(_SUBMODULES, m=sub.name, i=listing(inputs), o=_sized(speaker, sub.outputs[0]), what=what)


def instance_points(speaker: Speaker, instances: tuple[Instance, ...]) -> list[str]:
    """How the instances are connected."""
    points = []
    for instance in instances:
        outputs = {signal.name for signal in instance.behaviour.outputs}
        ins = [signal.name for port, signal in instance.connections if port not in outputs]
        out = next(signal.name for port, signal in instance.connections if port in outputs)
        pairs = ", ".join(f"{port} = {signal.name}" for port, signal in instance.connections)
        points.append(
            speaker.say(_USES, u=instance.name, m=instance.behaviour.name, ins=listing(ins), out=out, pairs=pairs)
        )
    if instances[0].behaviour.clock and speaker.chance(0.6):
        points.append(
            speaker.choose(
                "clock and reset go to all of them",
                "all share clock and reset",
                "they all get the same clock and reset",
            )
        )
    return points


def _sized(speaker: Speaker, signal: Signal) -> str:
    if signal.width == 1:
        return signal.name
    return speaker.choose(
        f"{signal.name}[{signal.width - 1}:0]",
        f"{signal.name} ({signal.width} bits)",
        f"{bits(speaker.rng, signal.width)} {signal.name}",
    )
