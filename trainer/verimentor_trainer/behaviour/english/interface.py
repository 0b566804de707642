# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""The interface in words: ports, clock and reset."""

from collections.abc import Collection, Sequence

from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.model import Behaviour, Register
from verimentor_trainer.families import Port, Reset
from verimentor_trainer.wording import article, bits

_CLOCKS = Phrases(
    (
        "everything happens on the {edge} edge of {clk}", "all registers are clocked by {clk} ({edge} edge)", "{clk} is the clock, {edge} edge", "everything is synchronous to {clk}",
        "state changes at {pos} {clk} only", "registers update on the {edge} edge of {clk}", "use the {edge} edge of {clk}", "the clock is {clk}", "clocked on {pos} {clk}",
    ),
    ("time is counted in {edge} edges of {clk}", "{clk} drives all flip-flops ({edge} edge)"),
)  # fmt: skip
_RESETS = Phrases(
    (
        "{rst} is {a_kind} reset ({pol}) that {does}", "an {pol} {kind} reset {rst} {does}", "the {kind} {pol} reset {rst} {does}", "{kind} reset {rst}, {pol}: {does}",
        "when {rst} is {level} it {kind_adv} {does}", "{rst} ({kind}, {pol}) {does}", "{rst} = {bit} {does} {at}", "reset: {rst}, {kind}, {pol}, {does}", "{rst} {does} {at}; it is {pol}",
        "{does_command} {at} while {rst} is {level}", "as long as {rst} is {level}, the {kind} reset {does}", "{rst} is {pol} and {kind}; it {does}",
    ),
    ("asserting {rst} ({level}, {kind}) {does}", "an assertion of {rst}, which is {pol} and {kind}, {does}", "{does_command} upon {rst} = {bit}, {at}"),
)  # fmt: skip
_SHALL_RESETS = Phrases(
    (
        "the {kind} {pol} reset {rst} {m} {do}",
        "while {rst} is {level}, the module {m} {do} ({kind} reset)",
        "{rst} {m} be {a_kind} {pol} reset that {does}",
        "{a_kind} reset {rst} ({pol}) {m} {do}",
    ),
    ("on assertion of {rst} ({pol}, {kind}) the module {m} {do}",),
)
_CLEAR_ALL = Phrases(
    (
        "clear{s} everything",
        "clear{s} all registers",
        "set{s} all registers to 0",
        "put{s} everything back to zero",
        "zeroes everything",
    ),
    ("wipe{s} all state",),
)
_CLEAR_SOME = Phrases(
    ("clear{s} {q}", "set{s} {q} to 0", "make{s} {q} 0", "bring{s} {q} to zero", "reset{s} {q} to 0"),
    ("return{s} {q} to zero",),
)
_SET_SOME = Phrases(
    ("set{s} {q} to {v}", "put{s} {v} into {q}", "load{s} {q} with {v}", "make{s} {q} {v}"), ("start{s} {q} at {v}",)
)


_TO_START = Phrases(
    ("return{s} to {t}", "put{s} it into {t}", "lead{s} back to {t}", "set{s} the state to {t}"),
    ("throw{s} it back into {t}",),
)


def clock_point(speaker: Speaker, behaviour: Behaviour) -> str:
    """Which clock, which edge."""
    edge, pos = ("falling", "negedge") if behaviour.falling else ("rising", "posedge")
    while True:
        said = speaker.say(_CLOCKS, clk=behaviour.clock, edge=edge, pos=pos)
        if not behaviour.falling or edge in said or pos in said:
            return said


def reset_point(speaker: Speaker, behaviour: Behaviour, hidden: Collection[str] = ()) -> str:
    """What kind the reset is and what it does; `hidden` are registers that nothing else is said about."""
    reset = behaviour.reset
    assert reset is not None
    registers = [r for r in behaviour.registers if r.role != "before" and r.signal.name not in hidden]
    start = behaviour.graph.states[0].name if behaviour.graph else ""
    kind = speaker.choose("asynchronous", "async") if reset.asynchronous else speaker.choose("synchronous", "sync")
    words = {
        "rst": reset.name,
        "kind": kind,
        "a_kind": article(kind),
        "pol": speaker.choose("active-low", "active low")
        if reset.active_low
        else speaker.choose("active-high", "active high"),
        "level": "low" if reset.active_low else "high",
        "bit": "0" if reset.active_low else "1",
        "at": speaker.choose("at once, without waiting for the clock", "asynchronously", "immediately (asynchronous)")
        if reset.asynchronous
        else speaker.choose("at the clock edge", "synchronously", "at the next clock edge"),
        "kind_adv": "asynchronously" if reset.asynchronous else "synchronously",
        "m": speaker.mood,
    }
    effects = effect(speaker, registers, start, s=True)
    if speaker.mood != "is":
        return speaker.say(_SHALL_RESETS, do=effect(speaker, registers, start, s=False), does=effects, **words)
    return speaker.say(_RESETS, does=effects, does_command=effect(speaker, registers, start, s=False), **words)


def effect(speaker: Speaker, registers: Sequence[Register], start: str, *, s: bool) -> str:
    """What a reset does to the registers and a state machine, "clears q" or with `s` False "clear q"."""
    forms = {"s": "s" if s else ""}
    zero = [r.signal.name for r in registers if r.initial == 0]
    parts = []
    if zero:
        if len(zero) == len(registers) and not start and (len(zero) > 2 or speaker.chance(0.3)):
            said = speaker.say(_CLEAR_ALL, **forms)
            parts.append(said if s else said.replace("zeroes", "zero"))
        else:
            parts.append(speaker.say(_CLEAR_SOME, q=listing(zero), **forms))
    for register in registers:
        if register.initial:
            width = register.signal.width
            full = register.initial == (1 << width) - 1 and width > 1
            value = (
                speaker.choose("all ones", str(register.initial)) if full else speaker.number(register.initial, width)
            )
            parts.append(speaker.say(_SET_SOME, q=register.signal.name, v=value, **forms))
    if start:
        parts.insert(0, speaker.say(_TO_START, t=start, **forms))
    return listing(parts) if parts else f"clear{forms['s']} everything"


def reset_follows_its_name(reset: Reset) -> bool:
    """Whether the name tells the kind by the usual custom, so that it may go unsaid."""
    low = reset.active_low
    return reset.asynchronous == low and (
        reset.name.lower() in ("rst_n", "reset_n", "resetn", "rst_ni")
        if low
        else reset.name.lower() in ("rst", "reset", "rst_i")
    )


def port_list(speaker: Speaker, ports: Sequence[Port]) -> str:
    """All ports with their widths, in prose, in bullets or tersely."""
    inputs = [port for port in ports if port.direction == "input"]
    outputs = [port for port in ports if port.direction == "output"]
    style = speaker.rng.randrange(9)
    if speaker.unseen:
        style = 9 + speaker.rng.randrange(2)
    match style:
        case 0:
            return f"Inputs: {_terse(speaker, inputs)}. Outputs: {_terse(speaker, outputs)}."
        case 1:
            return (
                f"inputs {_terse(speaker, inputs)}; output{'s' if len(outputs) > 1 else ''} {_terse(speaker, outputs)}"
            )
        case 2 | 3:
            mark = speaker.choose("- ", " - ", "* ", "")
            lines = [f"{mark}{_direction(speaker, port)} {_bullet(speaker, port)}" for port in ports]
            return "\n".join([speaker.choose("Ports:", "Interface:", "I/O:", "Pins:", "Signals:"), *lines])
        case 4:
            lines = [speaker.choose("Inputs:", "in:"), *(f"  {_bullet(speaker, port)}" for port in inputs)]
            return "\n".join(
                [*lines, speaker.choose("Outputs:", "out:"), *(f"  {_bullet(speaker, port)}" for port in outputs)]
            )
        case 5:
            return f"It has {_prose(speaker, inputs, 'input')} and {_prose(speaker, outputs, 'output')}."
        case 6:
            return f"Ports: {', '.join(f'{p.direction} {p.range} {p.name}'.replace('  ', ' ') for p in ports)}."
        case 7:
            lines = [
                f"| {p.name} | {p.direction} | {p.width}{' (signed)' if p.signed else ''} | {p.note or '-'} |"
                for p in ports
            ]
            return "\n".join(["| port | direction | width | meaning |", "|---|---|---|---|", *lines])
        case 8:
            return f"The inputs are {_terse(speaker, inputs)}, the output{'s are' if len(outputs) > 1 else ' is'} {_terse(speaker, outputs)}."
        case 9:
            return f"Pins going in: {_terse(speaker, inputs)}. Pins coming out: {_terse(speaker, outputs)}."
    return f"It receives {_terse(speaker, inputs)} and drives {_terse(speaker, outputs)}."


def _direction(speaker: Speaker, port: Port) -> str:
    return port.direction if speaker.chance(0.8) else port.direction[:-3]


def _terse(speaker: Speaker, ports: Sequence[Port]) -> str:
    style = speaker.rng.randrange(4)
    items = []
    for port in ports:
        sign = "signed " if port.signed else ""
        width = int(port.width)
        if width == 1:
            items.append(port.name)
        elif style == 0:
            items.append(f"{sign}{port.name}{port.range}")
        elif style == 1:
            items.append(f"{sign}{bits(speaker.rng, width)} {port.name}")
        elif style == 2:
            items.append(f"{port.name} ({width} bits{', signed' if sign else ''})")
        else:
            items.append(f"{sign}{port.range} {port.name}")
    return ", ".join(items)


def _bullet(speaker: Speaker, port: Port) -> str:
    note = f"{speaker.choose(': ', ' - ', ', ')}{port.note}" if port.note and speaker.chance(0.6) else ""
    sign = "signed " if port.signed else ""
    if port.width == 1:
        return f"{port.name}{note}"
    width = speaker.choose(
        f"{port.name} ({sign}{port.width} bits)",
        f"{sign}{port.name}{port.range}",
        f"{sign}{port.range} {port.name}",
        f"{port.name}, {sign}{port.width} bits",
    )
    return width + note


def _prose(speaker: Speaker, ports: Sequence[Port], direction: str) -> str:
    items = []
    for port in ports:
        width = "" if port.width == 1 else f"{bits(speaker.rng, port.width)} "
        items.append(article(f"{width}{'signed ' if port.signed else ''}{direction} {port.name}"))
    return listing(items)
