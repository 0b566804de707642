"""A whole description: how the request is framed, which sentences are kept and how ports are listed."""

import re
from collections.abc import Sequence
from random import Random
from typing import Protocol

from verimentor_trainer.wording.phrases import article, bits
from verimentor_trainer.wording.phrasing import HeldOut, phrase

# The demo and the papers ask for these two; they never occur in training data.
RESERVED = (
    "design a verilog module that implements a three input xor",
    "design a module that implements 32 bit shift register",
)


class PortLike(Protocol):
    """What the wording needs to know of a port."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def direction(self) -> str: ...  # noqa: D102
    @property
    def width(self) -> int | str: ...  # noqa: D102
    @property
    def range(self) -> str: ...  # noqa: D102
    @property
    def note(self) -> str: ...  # noqa: D102


_FRAMES = (
    "Design {a}.",
    "Design a module that implements {a}.",
    "Design a Verilog module that implements {a}.",
    "Design a verilog module that implements {t}",
    "Design a module that implements {t}",
    "Write a Verilog module for {a}.",
    "Write verilog code for {a}",
    "Implement {a}.",
    "Implement {a} in Verilog.",
    "Create {a}.",
    "Create a module called {n} which is {a}.",
    "Build {a}.",
    "I need {a}.",
    "Please write {a}.",
    "Please implement a module named {n}: {a}.",
    "Module {n}: {t}.",
    "Can you give me {a}?",
    "{T}.",
    "{T}",
    "{t}",
    "This module implements {a}.",
    "{n}: {t}",
    "Make {a}, please.",
    "The module is {a}.",
    "Generate RTL for {a}.",
    "Describe {a} in Verilog.",
    "Develop a module with the function of {a}.",
    "TODO: {t}",
    "Task: implement {a}.",
    "we want {a} here",
)
_UNSEEN_FRAMES = (
    "What would {a} look like in Verilog?",
    "Our board lacks {a}; supply one.",
    "The task at hand: {a}, to be called {n}.",
    "Kindly code up {a}.",
    "Let {n} be {a}.",
    "Goal: {a}",
    "RTL wanted: {t}.",
    "Show me {a} in synthesizable code.",
    "Here is the specification of {a}.",
    "Give the source of {n}, {a}.",
    "There should be {a}.",
    "Sketch the HDL of {a}.",
    "Add {a} to the library.",
)


def describe(
    rng: Random, title: str, behaviour: Sequence[str], ports: Sequence[PortLike], name: str, *, sparse: bool
) -> str:
    """One description; when `sparse` the sentences and the port list may both be left out."""
    while True:
        text = _compose(rng, title, behaviour, ports, name, sparse=sparse)
        if not is_reserved(text):
            return text


def is_reserved(text: str) -> bool:
    """Whether the text holds one of the reserved sentences, whatever its case, spacing and punctuation."""
    plain = " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.lower()).split())
    return any(sentence in plain for sentence in RESERVED)


def _compose(
    rng: Random, title: str, behaviour: Sequence[str], ports: Sequence[PortLike], name: str, *, sparse: bool
) -> str:
    voice = rng.random()
    only_title = sparse and voice < 0.35
    listed = _ports(rng, ports)
    sentences = [] if only_title else [_sentence(s) for s in behaviour]
    if sentences and isinstance(rng, HeldOut):
        return _unseen_order(rng, _frame(rng, title, name), sentences, listed)
    if only_title:
        text = _frame(rng, title, name)
        if rng.random() < 0.35:
            text = f"{text.rstrip('.')}. {listed}" if "\n" not in listed else f"{text}\n{listed}"
    elif voice < 0.60:
        text = _join([_frame(rng, title, name), *sentences])
        if rng.random() < 0.6:
            text = _with_ports(rng, text, listed)
    elif voice < 0.75:  # bullets
        mark = rng.choice(("- ", "* ", "  - ", "• "))
        text = "\n".join([_frame(rng, title, name), *(mark + s.rstrip(".") for s in sentences)])
        if rng.random() < 0.6:
            text = _with_ports(rng, text, listed)
    elif voice < 0.87:  # the sentences alone, as in a datasheet or a ticket
        text = _join(sentences or [_frame(rng, title, name)])
        if not any(re.match(rf"{re.escape(port.name)}\b", text) for port in ports):  # a name keeps its case
            text = f"{text[:1].upper()}{text[1:]}"
        text = _with_ports(rng, text, listed) if rng.random() < 0.75 else f"{title[:1].upper()}{title[1:]}. {text}"
    else:  # ports first
        text = f"{listed}\n{_join([_frame(rng, title, name), *sentences])}"
    if rng.random() < 0.15:
        text = _lower_prose(text)
    if rng.random() < 0.08:
        text = text.rstrip(".")
    return text


def _unseen_order(rng: Random, frame: str, sentences: Sequence[str], listed: str) -> str:
    """Layouts that training never uses: numbered, under headings, the ports in the middle, the request last."""
    order = rng.randrange(5)
    if order == 0:
        return "\n".join([frame, *(f"{i}. {s.rstrip('.')}" for i, s in enumerate(sentences, 1)), listed])
    if order == 1:
        return f"PURPOSE\n{frame}\n\nPINS\n{listed}\n\nBEHAVIOUR\n{_join(sentences)}"
    if order == 2:
        return f"{frame}\n{listed}\n{_join(sentences)}"
    if order == 3:
        return f"{_join(sentences)}\n{listed}\n{frame}"
    return "\n".join([f"/* {frame}", *(f" * {line}" for line in _join([*sentences, listed]).split("\n")), " */"])


def _frame(rng: Random, title: str, name: str) -> str:
    frame = phrase(rng, _FRAMES, _UNSEEN_FRAMES)
    return frame.format(a=article(title), t=title, T=title[:1].upper() + title[1:], n=name)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", ":", "!", "?", "|", ";")) or "\n" in text else text + "."


def _join(sentences: Sequence[str]) -> str:
    """Sentences in a row; tables and lists keep lines of their own."""
    text, table = "", False
    for sentence in sentences:
        if table or (text and "\n" in sentence):
            text += f"\n{sentence}" if table or text.endswith((".", "?", ":")) else f".\n{sentence}"
        elif text:
            text += f" {sentence}" if text.endswith((".", "?", ":")) else f". {sentence}"
        else:
            text = sentence
        table = "\n" in sentence
    return text


def _with_ports(rng: Random, text: str, listed: str) -> str:
    return f"{text}\n{listed}" if "\n" in listed + text or rng.random() < 0.5 else f"{text} {listed}"


def _lower_prose(text: str) -> str:
    """Sentence starts in lower case, as in quick notes; names in the middle stay."""
    return re.sub(r"(^|[.\n] )([A-Z])(?=[a-z]+ )", lambda m: m.group(1) + m.group(2).lower(), text)


def _ports(rng: Random, ports: Sequence[PortLike]) -> str:
    """The port list as prose, as bullets, or tersely."""
    inputs = [port for port in ports if port.direction == "input"]
    outputs = [port for port in ports if port.direction == "output"]
    if not inputs:
        return rng.choice(
            (f"Output: {_terse(rng, outputs)}.", f"It has no inputs and {_prose(rng, outputs, 'output')}.")
        )
    if isinstance(rng, HeldOut):
        return _unseen_ports(rng, inputs, outputs)
    style = rng.randrange(7)
    if style == 0:
        return f"Inputs: {_terse(rng, inputs)}. Outputs: {_terse(rng, outputs)}."
    if style == 1:
        return f"inputs {_terse(rng, inputs)}; output{'s' if len(outputs) > 1 else ''} {_terse(rng, outputs)}"
    if style == 2:
        mark = rng.choice(("- ", " - ", "* "))
        lines = [f"{mark}{port.direction} {_bullet(rng, port)}" for port in ports]
        return "\n".join([rng.choice(("Ports:", "The interface is:", "Interface:", "I/O:")), *lines])
    if style == 3:
        lines = [rng.choice(("Input ports:", "Inputs:")), *(f"    {_bullet(rng, port)}" for port in inputs)]
        lines += [rng.choice(("Output ports:", "Outputs:")), *(f"    {_bullet(rng, port)}" for port in outputs)]
        return "\n".join(lines)
    if style == 4:
        return f"It has {_prose(rng, inputs, 'input')} and {_prose(rng, outputs, 'output')}."
    if style == 5:
        return f"Ports: {', '.join(f'{p.direction} {p.range} {p.name}'.replace('  ', ' ') for p in ports)}."
    return f"The inputs are {_terse(rng, inputs)}, the outputs are {_terse(rng, outputs)}."


def _unseen_ports(rng: Random, inputs: Sequence[PortLike], outputs: Sequence[PortLike]) -> str:
    """The port list in forms that training never uses: a table, an arrow, VHDL's order, or who gives what."""
    style = rng.randrange(4)
    if style == 0:
        rows = [f"| {port.name} | {port.direction} | {port.width} |" for port in (*inputs, *outputs)]
        return "\n".join(["| port | direction | width |", "|---|---|---|", *rows])
    if style == 1:
        sides = [", ".join(f"{p.name}:{p.width}" for p in side) for side in (inputs, outputs)]
        return f"({sides[0]}) -> ({sides[1]}), the number after the colon being the width in bits."
    if style == 2:
        listed = [f"{p.name} : {'in' if p.direction == 'input' else 'out'}({p.width})" for p in (*inputs, *outputs)]
        return "; ".join(listed) + "."
    named = [
        ", ".join(p.name if p.width == 1 else f"{p.name} of width {p.width}" for p in side)
        for side in (inputs, outputs)
    ]
    return f"What goes in: {named[0]}. What comes out: {named[1]}."


def _terse(rng: Random, ports: Sequence[PortLike]) -> str:
    style = rng.randrange(3)
    items = []
    for port in ports:
        if port.width == 1:
            items.append(port.name)
        elif style == 0:
            items.append(f"{port.name}{port.range}")
        elif style == 1:
            items.append(f"{bits(rng, port.width)} {port.name}")
        else:
            items.append(f"{port.name} ({_bit_count(port.width)})")
    return ", ".join(items)


def _bit_count(width: int | str) -> str:
    return f"{width} bits" if width != 1 else "1 bit"


def _bullet(rng: Random, port: PortLike) -> str:
    note = f": {port.note}" if port.note and rng.random() < 0.5 else ""
    if port.width == 1:
        return f"{port.name}{note}"
    return (
        rng.choice((f"{port.name} ({_bit_count(port.width)})", f"{port.name}{port.range}", f"{port.range} {port.name}"))
        + note
    )


def _prose(rng: Random, ports: Sequence[PortLike], direction: str) -> str:
    items = [
        article(f"{direction} {port.name}" if port.width == 1 else f"{bits(rng, port.width)} {direction} {port.name}")
        for port in ports
    ]
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
