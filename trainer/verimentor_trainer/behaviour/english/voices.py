# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""Whole descriptions, each in the voice of somebody: who asks politely, who writes a data sheet, who leaves a note."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from verimentor_trainer.behaviour.english.clauses import (
    delay_point,
    formula_points,
    inside,
    register_points,
    remembered,
)
from verimentor_trainer.behaviour.english.conditions import formula
from verimentor_trainer.behaviour.english.gists import gist_points
from verimentor_trainer.behaviour.english.instances import instance_points, submodule_point
from verimentor_trainer.behaviour.english.interface import clock_point, port_list, reset_follows_its_name, reset_point
from verimentor_trainer.behaviour.english.lookups import lookup_text
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, capital, listing
from verimentor_trainer.behaviour.english.pseudocode import pseudo_code
from verimentor_trainer.behaviour.english.states import graph_points
from verimentor_trainer.behaviour.english.titles import title
from verimentor_trainer.behaviour.english.values import wire_formula, wire_point
from verimentor_trainer.behaviour.expressions import Lookup
from verimentor_trainer.behaviour.model import Behaviour, submodules
from verimentor_trainer.families import Port
from verimentor_trainer.wording import article

_SIGNED = Phrases(
    (
        "{names} are signed",
        "{names} are signed, two's complement",
        "treat {names} as signed numbers",
        "signed numbers: {names}",
        "all arithmetic and comparisons are signed ({names})",
    ),
    ("read {names} as two's complement",),
)


class Account:
    """A behaviour with all that a voice needs to tell it."""

    def __init__(self, speaker: Speaker, behaviour: Behaviour, ports: Sequence[Port], header: str = "") -> None:
        self.speaker, self.behaviour, self.ports, self.header = speaker, behaviour, ports, header
        self.names = {signal.name for signal in (*behaviour.inputs, *behaviour.outputs)} | {
            r.signal.name for r in behaviour.registers
        }
        if behaviour.graph:
            self.names |= {state.name for state in behaviour.graph.states}
        for instance in behaviour.instances:
            self.names |= {instance.name, instance.behaviour.name, *(s.name for _, s in instance.connections)}
        if behaviour.reset:
            self.names |= {behaviour.reset.name, behaviour.clock}

    @property
    def title(self) -> str:
        """What it is, as a noun phrase without article; "" where there is no short name."""
        return title(self.speaker, self.behaviour)

    @property
    def port_list(self) -> str:
        """All ports."""
        return port_list(self.speaker, self.ports)

    def points(self, *, formulas: bool = False) -> list[str]:
        """All that is to be said but the ports, sentence by sentence."""
        speaker, behaviour = self.speaker, self.behaviour
        said: list[str] = []
        covered: tuple[str, ...] = ()
        if behaviour.gist and speaker.chance(0.6):
            covered = behaviour.gist.covers
            said += gist_points(speaker, behaviour.gist)
        outputs = {signal.name for signal in behaviour.outputs}
        chain = [register for register in behaviour.registers if register.role == "delay"]
        for register in behaviour.registers:
            if register.role == "before" or register.signal.name in covered:
                continue
            if register.role == "delay":
                if register is chain[-1]:
                    source = formula(chain[0].rules[0].operation.source or chain[0].signal)
                    said.append(delay_point(speaker, source, register.signal.name, len(chain)))
                continue
            if register.signal not in behaviour.outputs:
                said.append(inside(speaker, register))
            if formulas:
                said += formula_points(speaker, register)
            else:
                said += register_points(speaker, register)
        for sub in submodules(behaviour):
            inner = Account(speaker, replace(sub, clock="", reset=None), ()).points(formulas=formulas)
            said.append(submodule_point(speaker, sub, speaker.choose("; ", " and ").join(inner)))
        if behaviour.instances:
            said += instance_points(speaker, behaviour.instances)
        if behaviour.graph:
            said = [*graph_points(speaker, behaviour.graph), *said]
        wires = []
        for wire in behaviour.wires:
            if wire.signal.name in covered:
                continue
            if isinstance(wire.value, Lookup):
                wires.append(lookup_text(speaker, wire.value, wire.signal.name))
            else:
                wires.append(wire_formula(speaker, wire) if formulas else wire_point(speaker, wire))
        said = [*wires, *said] if speaker.chance(0.2) else [*said, *wires]
        signed = [signal.name for signal in (*behaviour.inputs, *behaviour.outputs) if signal.signed]
        if signed:
            said.insert(0 if speaker.chance(0.4) else len(said), speaker.say(_SIGNED, names=listing(signed)))
        if behaviour.clock:
            if (edges := remembered(speaker, behaviour)) and speaker.chance(0.85):
                said.append(edges)
            reset = behaviour.reset
            hidden = {*covered, *(register.signal.name for register in chain)} - outputs
            plain_reset = all(r.initial == 0 for r in behaviour.registers) and not behaviour.graph
            if reset and not (plain_reset and reset_follows_its_name(reset) and speaker.chance(0.25)):
                said.insert(0 if speaker.chance(0.25) else len(said), reset_point(speaker, behaviour, hidden))
            # A formula leaves open whether it is about a register; the clock says so.
            if behaviour.falling or speaker.chance(0.75 if formulas else 0.4):
                said.insert(0 if speaker.chance(0.6) else len(said), clock_point(speaker, behaviour))
        return said

    def sentence(self, point: str) -> str:
        """The point as a sentence: a capital unless it starts with a name, and a full stop."""
        if "\n" in point:
            first, _, rest = point.partition("\n")
            return f"{self.start(first)}\n{rest}"
        return f"{self.start(point)}."

    def start(self, text: str) -> str:
        """The text with a capital unless it starts with a name."""
        word = re.match(r"\w+", text)
        return text if word and word[0] in self.names else capital(text)

    def prose(self, points: Sequence[str], opening: str = "") -> str:
        """The points as running text after an opening; lists and tables stand on lines of their own."""
        text, in_block = opening, "\n" in opening
        for point in points:
            sentence = self.sentence(point)
            block = "\n" in sentence
            if text:
                text += "\n" if block or in_block else " "
            text += sentence
            in_block = block
        return text


Voice = Callable[[Account], str]

_REQUESTS = Phrases(
    (
        "Design {a}.", "Write {a}.", "Write a Verilog module for {a}.", "Implement {a}.", "I need {a}.", "Please write {a}.", "Create {a} in Verilog.", "Build {a}.", "Make {a}.",
        "Please implement {a} called {n}.", "Module {n}: {t}.", "{n} is {a}.", "Can you write {a}?", "Could you implement {a} for me?", "We need {a}.", "Develop {a}.", "Give me {a}.",
        "Write {a} named {n}.", "This is {a}.", "A module {n} that is {a}.", "Looking for {a}.", "Code {a} in Verilog.", "Design a module {n}, {a}.", "{T}.", "{T}:", "{n}: {t}.",
    ),
    ("What I am after is {a}.", "Kindly produce {a}.", "The task at hand: {a}.", "Let us have {a}, to be called {n}."),
)  # fmt: skip
_PLAIN_REQUESTS = Phrases(
    (
        "Write a Verilog module {n} that does the following.", "Module {n}.", "Implement {n} as follows.", "I need a module called {n}.", "Design {n}.", "Here is what {n} does.", "Please implement the module {n}.",
        "Write {n} in Verilog.", "{n}:", "Create a module {n} with this behaviour.", "Can you write {n} for me? It works like this.", "The block {n} works as follows.", "Build a small block called {n}.",
    ),
    ("Below is all there is to know about {n}.", "Turn this into a module {n}.",),
)  # fmt: skip
_SHALL = Phrases(
    (
        "The module {n} {m} implement {a}.",
        "{n} {m} be {a}.",
        "This block {m} be {a}.",
        "Requirement: {n} {m} implement {a}.",
    ),
    ("It is required that {n} be {a}.",),
)
_QUESTIONS = Phrases(
    (
        "How would I write {a}?",
        "What does {a} look like in Verilog?",
        "Can somebody show me {a}?",
        "How do I describe {a} in Verilog?",
        "How would you code {a}?",
        "What is the Verilog for {a}?",
    ),
    ("Would anybody know how to put {a} into Verilog?",),
)
_NOTES = Phrases(
    ("note to self: ", "todo: ", "TODO {n}: ", "remember: ", "for {n}: ", "quick one: ", "fixme: ", "need {n} -- ", ""),
    ("scribbled on the board: ",),
)
_TICKETS = Phrases(
    (
        "{key}-{number}: {t}",
        "[{key}-{number}] {t}",
        "Ticket {number}: {t}",
        "#{number} {t}",
        "{key} {number} - add {t}",
    ),
    ("Change request {number}: {t}",),
)
_ACCEPTANCE = Phrases(
    ("Acceptance:", "Done when:", "Acceptance criteria:", "Requirements:", "Expected:", "Must have:"),
    ("To be checked:",),
)


def _opening(account: Account, phrases: Phrases = _REQUESTS) -> str:
    speaker, name = account.speaker, account.behaviour.name
    text = account.title
    if not text:
        return speaker.say(_PLAIN_REQUESTS, n=name)
    return speaker.say(phrases, a=article(text), t=text, T=capital(text), n=name, m=speaker.mood)


def _with_ports(account: Account, text: str, share: float = 0.7) -> str:
    """The text with the port list before or after it, or without, where the header says the same."""
    if not account.speaker.chance(share):
        return text
    listed = account.port_list
    if account.speaker.chance(0.25):
        return f"{listed}\n{text}"
    if "\n" in listed + text or account.speaker.chance(0.5):
        return f"{text}\n{listed}"
    return f"{text if text.endswith(('.', '?')) else f'{text}.'} {listed}"


def request(account: Account) -> str:
    """Somebody asks for it in running text."""
    points = account.points()
    listed = account.port_list if account.speaker.chance(0.7) else ""
    opening = _opening(account)
    style = account.speaker.rng.random()
    if listed and style < 0.45 and "\n" not in listed:
        return account.prose(points, f"{opening} {_stopped(account.start(listed))}")
    if listed and style < 0.75:
        return f"{account.prose(points, opening)}\n{listed}"
    if listed:
        return f"{listed}\n{account.prose(points, opening)}"
    return account.prose(points, opening)


def plain(account: Account) -> str:
    """The sentences alone."""
    return _with_ports(account, account.prose(account.points()), 0.75)


def bullets(account: Account) -> str:
    """A list."""
    speaker = account.speaker
    mark = speaker.choose("- ", "* ", "  - ", "• ", "")
    numbered = speaker.chance(0.12)
    points = account.points()
    flat = [p for p in points if "\n" not in p]
    blocks = [p for p in points if "\n" in p]
    lines = [
        f"{f'{i}. ' if numbered else mark}{p if speaker.level % 2 else account.start(p)}" for i, p in enumerate(flat, 1)
    ]
    opening = _opening(account)
    return _with_ports(account, "\n".join([opening, *lines, *blocks]), 0.65)


def formulas(account: Account) -> str:
    """Equations, one a line."""
    points = account.points(formulas=True)
    separator = account.speaker.choose("\n", "\n", "; ")
    if any("\n" in p for p in points):
        separator = "\n"
    body = separator.join(points)
    lead = account.speaker.choose(
        "",
        "",
        f"{account.behaviour.name}:\n" if separator == "\n" else f"{account.behaviour.name}: ",
        f"{_opening(account)}\n",
    )
    return _with_ports(account, lead + body, 0.55)


def terse(account: Account) -> str:
    """As few words as possible."""
    points = [p for p in account.points(formulas=account.speaker.chance(0.5))]
    text = account.title
    body = (
        "\n".join(points) if any("\n" in p for p in points) else account.speaker.choose("; ", ", ", ". ").join(points)
    )
    if text:
        body = f"{text}{account.speaker.choose(': ', ', ', '; ', ' - ')}{body}"
    return _with_ports(account, body, 0.4)


def specification(account: Account) -> str:
    """A text with "shall"."""
    speaker = account.speaker
    speaker.mood = speaker.choose("shall", "shall", "must", "should", "will")
    opening = _opening(account, _SHALL)
    points = account.points()
    listed = account.port_list if speaker.chance(0.7) else ""
    if speaker.chance(0.3):
        flat, blocks = [p for p in points if "\n" not in p], [account.sentence(p) for p in points if "\n" in p]
        body = "\n".join([*(f"{i}. {account.sentence(p)}" for i, p in enumerate(flat, 1)), *blocks])
        return f"{opening}\n{body}" + (f"\n{listed}" if listed else "")
    if listed and speaker.chance(0.5):
        return account.prose(
            points, f"{opening}\n{listed}" if "\n" in listed else f"{opening} {_stopped(account.start(listed))}"
        )
    return account.prose(points, opening) + (f"\n{listed}" if listed else "")


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def ticket(account: Account) -> str:
    """An entry of an issue tracker."""
    speaker = account.speaker
    key = speaker.choose("RTL", "HW", "FPGA", "LOG", "DIG", "SOC", "VER", "IP")
    head = speaker.say(
        _TICKETS, key=key, number=speaker.rng.randrange(11, 4000), t=account.title or f"module {account.behaviour.name}"
    )
    mark = speaker.choose("- ", "* ", "- [ ] ")
    points = account.points()
    flat = [p for p in points if "\n" not in p]
    blocks = [p for p in points if "\n" in p]
    lines = [mark + p for p in flat]
    if speaker.chance(0.7):
        lines.insert(0, mark + speaker.choose("module name ", "module ", "name: ") + account.behaviour.name)
    listed = account.port_list if speaker.chance(0.7) else ""
    return "\n".join([head, *([listed] if listed else []), speaker.say(_ACCEPTANCE), *lines, *blocks])


def note(account: Account) -> str:
    """A hasty note, mostly in lower case and in one go."""
    speaker = account.speaker
    points = account.points()
    lead = speaker.say(_NOTES, n=account.behaviour.name)
    text = account.title
    if any("\n" in p for p in points):
        body = "\n".join(points)
    else:
        joint = speaker.choose(", ", "; ", ". ", ", and ")
        if any(re.match("else|otherwise|failing|in the absence", point) for point in points):
            joint = "; "
        body = joint.join(points)
    if text and speaker.chance(0.7):
        body = f"{text}, {body}"
    if speaker.chance(0.55):
        listed = account.port_list
        body += ("\n" if "\n" in body + listed else speaker.choose(". ", "; ")) + listed
    return lead + body


def datasheet(account: Account) -> str:
    """A data sheet's functional description."""
    speaker, name = account.speaker, account.behaviour.name
    if text := account.title:
        head = speaker.choose(
            f"{name} - {text}.", f"{name}: {text}.", f"{name}\n{capital(text)}.", f"Function of {name}: {text}."
        )
    else:
        head = speaker.choose(f"{name} - functional description.", f"Device {name}.", f"Function of {name}:", f"{name}")
    joint = "\n" if "\n" in head or speaker.chance(0.4) else " "
    listed = account.port_list
    if "\n" in listed:
        return f"{head}\n{listed}\n{account.prose(account.points())}"
    joint = joint if head.endswith((".", ":")) else "\n"
    return account.prose(account.points(), f"{head}{joint}{_stopped(account.start(listed))}")


def question(account: Account) -> str:
    """Somebody asks in a forum."""
    speaker = account.speaker
    if not account.title:
        opening = speaker.choose(
            "How do I write this in Verilog?",
            "Can somebody help me with this module?",
            "How would you code the following?",
        )
    else:
        opening = _opening(account, _QUESTIONS)
    points = account.points()
    text = account.prose(points, opening)
    if speaker.chance(0.2):
        text = account.prose([*points, opening.rstrip("?")])[:-1] + "?"
    return _with_ports(account, text, 0.65)


_SCENES = Phrases(
    (
        "Here is the situation.",
        "This is for a small gadget.",
        "Background: it belongs to {m}.",
        "It sits in {m}.",
        "Part of {m}.",
        "We are building {m}.",
        "",
    ),
    ("The setting is {m}.",),
)


def story(account: Account) -> str:
    """What happens, told with what the signals mean."""
    speaker, behaviour = account.speaker, account.behaviour
    if not behaviour.events:
        return plain(account)
    speaker.events = behaviour.events
    scene = speaker.say(_SCENES, m=article(behaviour.name.replace("_", " ")))
    opening = _opening(account) if speaker.chance(0.4) else scene
    text = account.prose(account.points(), opening)
    for signal in behaviour.outputs:
        if (about := behaviour.notes.get(signal.name)) and about != signal.name:
            text = re.sub(rf"\b{signal.name}\b", f"{signal.name} ({about})", text, count=1)
    return _with_ports(account, text, 0.75)


def skeleton(account: Account) -> str:
    """The header with a remark, to be completed."""
    speaker = account.speaker
    points = account.points(formulas=speaker.chance(0.35))
    text = account.title
    if any("\n" in p for p in points):
        points = [line for p in points for line in p.split("\n")]
    if len(points) < 4 and speaker.chance(0.6):
        remark = "// " + speaker.choose("; ", ", ").join([*([text] if text and speaker.chance(0.6) else []), *points])
    else:
        remark = "\n".join("// " + p for p in [*([text] if text and speaker.chance(0.6) else []), *points])
    lead = speaker.choose(
        "", "", "complete this module\n", "Fill in the body:\n", "finish this:\n", "Please complete the module.\n"
    )
    if speaker.chance(0.35):
        return f"{lead}{remark}\n{account.header}"
    return f"{lead}{account.header}\n{remark}"


def remark(account: Account) -> str:
    """A comment; the rest is in the header."""
    points = account.points(formulas=account.speaker.chance(0.4))
    text = account.title
    lines = [
        line for p in [*([text] if text and account.speaker.chance(0.5) else []), *points] for line in p.split("\n")
    ]
    if len(lines) < 5:
        return "// " + account.speaker.choose("; ", ", ").join(lines)
    return "\n".join("// " + line for line in lines)


def code(account: Account) -> str:
    """Pseudo-code."""
    text = pseudo_code(account.speaker, account.behaviour)
    reset = account.behaviour.reset
    lines = [text]
    if reset:
        kind = "asynchronous" if reset.asynchronous else "synchronous"
        lines.append(f"{reset.name}: {kind}, active {'low' if reset.active_low else 'high'}")
        if edges := remembered(account.speaker, account.behaviour):
            lines.append(edges)
    opening = account.speaker.choose(
        "", "", f"{account.behaviour.name} in pseudo-code:", "Translate to Verilog:", "Pseudo code:", _opening(account)
    )
    return _with_ports(account, "\n".join([*([opening] if opening else []), *lines]), 0.6)


def letter(account: Account) -> str:
    """A mail to a colleague."""
    speaker = account.speaker
    listed = account.port_list
    greeting, ending = (
        speaker.choose("Hi", "Hello", "Dear all", "Morning"),
        speaker.choose("Thanks", "Cheers", "Best", "Thank you"),
    )
    return f"{greeting},\n{account.prose(account.points(), _opening(account))}\n{listed}\n{ending}"


def examination(account: Account) -> str:
    """A task of an exam."""
    speaker = account.speaker
    number = speaker.rng.randrange(1, 15)
    listed = account.port_list
    head = f"{speaker.choose('Problem', 'Exercise', 'Task')} {number} ({speaker.rng.randrange(2, 20)} points)."
    task = speaker.choose("give a synthesizable description", "write the module", "describe it in Verilog")
    return f"{account.prose([*account.points(), task], head)}\n{listed}"


VOICES: tuple[tuple[Voice, int], ...] = (
    (request, 20),
    (plain, 11),
    (bullets, 12),
    (formulas, 8),
    (terse, 8),
    (specification, 8),
    (ticket, 6),
    (note, 7),
    (datasheet, 6),
    (question, 5),
    (story, 8),
    (skeleton, 4),
    (remark, 3),
    (code, 5),
)
# Two tables with nothing between them would be one.
_TABLE_AFTER_TABLE = re.compile(r"(\|\n)(\|[^\n]*\|\n\|[ -]*-)")
HELD_OUT_VOICES: tuple[Voice, ...] = (letter, examination)


def describe(speaker: Speaker, behaviour: Behaviour, ports: Sequence[Port], header: str) -> str:
    """One description, in a drawn voice."""
    if speaker.unseen and speaker.chance(0.4):
        voice = speaker.rng.choice(HELD_OUT_VOICES)
    else:
        voice = speaker.rng.choices([v for v, _ in VOICES], [w for _, w in VOICES])[0]
    account = Account(speaker, behaviour, ports, header)
    text = _TABLE_AFTER_TABLE.sub(r"\1\n\2", voice(account))
    return text if voice in (skeleton, code) else _imperfect(speaker, text, account)


def _imperfect(speaker: Speaker, text: str, account: Account) -> str:
    """The small faults of quick typing, seldom."""
    chance = speaker.rng.random()
    if chance < 0.06:
        text = re.sub(r"(^|[.\n] )([A-Z])(?=[a-z]+ )", lambda m: m.group(1) + m.group(2).lower(), text)
    elif chance < 0.12:
        text = text.rstrip(".")
    return text
