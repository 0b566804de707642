# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What a behaviour is, as a noun phrase: "8-bit up counter with load"."""

from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.expressions import Binary, Choice, Constant, Lookup, Signal
from verimentor_trainer.behaviour.model import Behaviour, Register
from verimentor_trainer.wording import bits

_EXTRAS = {
    "clear": Phrases(("clear", "synchronous clear", "a clear input")),
    "load": Phrases(("load", "parallel load", "a load input")),
    "hold": Phrases(("hold", "a hold input", "freeze")),
    "preset": Phrases(("preset",)),
    "invert": Phrases(("inversion",)),
}


def title(speaker: Speaker, behaviour: Behaviour) -> str:
    """The noun phrase, without article; "" where there is no short one."""
    registers = [r for r in behaviour.registers if r.role != "before"]
    if behaviour.graph and not registers:
        return speaker.choose(
            "state machine",
            "finite state machine",
            "FSM",
            f"{len(behaviour.graph.states)}-state machine",
            f"state machine with {speaker.count(len(behaviour.graph.states))} states",
            "controller",
            "small controller",
        )
    if (
        len(registers) == 1
        and registers[0].signal in behaviour.outputs
        and not behaviour.graph
        and not behaviour.instances
    ):
        return _register(speaker, registers[0])
    if not registers and len(behaviour.wires) == 1 and not behaviour.instances:
        wire = behaviour.wires[0]
        size = bits(speaker.rng, wire.signal.width) + " " if wire.signal.width > 1 and speaker.chance(0.7) else ""
        if isinstance(wire.value, Lookup) and all(isinstance(value, Constant) for _, value in wire.value.arms):
            return speaker.choose(
                "lookup table", "small table", "code converter", "decoder", f"table with {len(wire.value.arms)} entries"
            )
        if isinstance(wire.value, Lookup) and all(isinstance(value, Signal) for _, value in wire.value.arms):
            n = len(wire.value.arms)
            return f"{size}{speaker.choose('multiplexer', 'mux', f'{n}-to-1 multiplexer', f'{n}:1 mux', 'selector')}"
        if isinstance(wire.value, Lookup):
            return f"{size}{speaker.choose('function unit', 'ALU', 'selector', 'small ALU', 'operation unit')}"
        if isinstance(wire.value, Choice):
            return (
                f"{size}{speaker.choose('selector', 'multiplexer', 'combinational selector')}"
                if not _constant_arm(wire.value)
                else ""
            )
        if isinstance(wire.value, Binary) and wire.value.operator in "+-" and wire.signal.width > 1:
            return (
                f"{bits(speaker.rng, wire.value.left.width)} {'adder' if wire.value.operator == '+' else 'subtractor'}"
            )
        if isinstance(wire.value, Binary) and wire.value.operator in ("==", "!=", "<", ">", "<=", ">="):
            return f"{bits(speaker.rng, wire.value.left.width)} {speaker.choose('comparator', 'magnitude comparator', 'combinational comparator')}"
    return ""


def _constant_arm(value: Choice) -> bool:
    return value.then.width == 1


def _register(speaker: Speaker, register: Register) -> str:
    kinds = [rule.operation.kind for rule in register.rules]
    width = register.signal.width
    size = f"{bits(speaker.rng, width)} " if width > 1 else ""
    endings = {rule.operation.ending for rule in register.rules if rule.operation.kind in ("up", "down")}
    name = ""
    if isinstance(register.rules[-1].operation.source, Lookup):
        return f"{size}{speaker.choose('register with several functions', 'function register', 'register that does what a code says', 'universal register')}"
    if register.role == "sticky":
        return speaker.choose("sticky flag", "set/reset flag", "flag", "set-reset flip-flop")
    if "up" in kinds and "down" in kinds:
        name = speaker.choose("up/down counter", "up-down counter", "bidirectional counter")
    elif "up" in kinds:
        name = speaker.choose("counter", "up counter", "up-counter", "binary counter")
    elif "down" in kinds:
        name = speaker.choose("down counter", "down-counter", "countdown counter")
    elif {"left", "right"} & set(kinds):
        both = {"left", "right"} <= set(kinds)
        way = "bidirectional " if both else speaker.choose("", "left " if "left" in kinds else "right ")
        name = f"{way}shift register"
    elif {"rotate_left", "rotate_right"} & set(kinds):
        name = speaker.choose("rotating register", "rotate register", "ring register", "barrel of bits that rotates")
    elif {"add", "subtract"} & set(kinds):
        name = speaker.choose("accumulator", "accumulating register", "running total")
    elif "toggle" in kinds:
        return speaker.choose("toggle flip-flop", "T flip-flop", "toggle register")
    elif {"set_bit", "clear_bit"} & set(kinds):
        name = speaker.choose("bit mask register", "flag register", "register with single bits to set and clear")
    elif "exclusive" in kinds:
        name = speaker.choose("checksum register", "XOR accumulator", "register")
    else:
        name = speaker.choose("register", "data register", "storage register")
    if endings == {"saturate"} and speaker.chance(0.6):
        name = f"saturating {name}"
    extras = [
        speaker.say(_EXTRAS[kind])
        for kind in dict.fromkeys(kinds)
        if kind in _EXTRAS and not (kind == "load" and name.endswith("register") and kinds == ["load"])
    ]
    tail = f" with {listing(extras)}" if extras and speaker.chance(0.5) else ""
    return f"{size}{name}{tail}"
