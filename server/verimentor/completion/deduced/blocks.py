"""How a clocked block begins: its events and the question for the reset, as the module's other blocks have them."""

import re
from collections import Counter

from verimentor.completion.deduced.site import Site

_BEGUN = re.compile(r"^(?P<indentation>\s*)(?P<word>always(?:_ff)?)(?P<said>\s*@?\s*\(?)\Z")
_CLOCKED = r"\balways(?:_ff)?(?P<events>\s*@\s*\([^)]*\b(?:pos|neg)edge\b[^)]*\)(?:[ \t]*begin\b)?)"
_EVENTS = re.compile(_CLOCKED)
_CLOCK = re.compile(r"(?:\w*_)?(?:clk|clock|aclk)(?:_i|_in)?", re.IGNORECASE)
_FIRST = re.compile(r"\s*(?:begin\b)?(?:\s*:\s*\w+)?\s*(?P<question>if\s*\([^()]*\)\s*(?:begin\b)?)")
_FIRST_EDGE = re.compile(r"(edge\s+)\w+(?:[^)]*\w)?")
_OPENED = re.compile(_CLOCKED + r"(?:\s*begin\b)?(?:\s*:\s*\w+)?\s*\Z")


def blocks(here: Site) -> list[str]:
    """The events of a clocked block that is being begun, or the reset's question as its first line."""
    begun = _BEGUN.match(here.line)
    if begun is not None and not here.after.partition("\n")[0].strip(" \t)"):
        events = _events(here)
        said = "".join(begun["said"].split())
        rest = events[_typed(events, said) :] if events else ""
        if begun["said"][-1:].isspace() or not said:
            rest = rest.lstrip() if begun["said"] else rest
        closed = here.after.lstrip(" \t").startswith(")")
        return [rest.rpartition(")")[0] if closed else rest] if rest else []
    if here.blank and _OPENED.search(here.before) and not here.after.strip().startswith("if"):
        questions = Counter(
            " ".join(found["question"].split())
            for block in _EVENTS.finditer(here.before + here.after)
            if (found := _FIRST.match(here.before + here.after, block.end("events"))) is not None
        )
        return [question for question, _ in questions.most_common(1)]
    return []


def _typed(events: str, said: str) -> int:
    """How much of the events is there already, blanks left aside."""
    place = 0
    for letter in said:
        place = events.index(letter, place) + 1
    return place


def _events(here: Site) -> str:
    """What most blocks of the module wait for, as they write it; without any, its clock as in the rest of the file."""
    if usual := _usual(here.before + here.after):
        return usual
    clocks = [name for name, what in here.declared.items() if what.kind == "input" and _CLOCK.fullmatch(name)]
    habit = _usual(here.code) or " @(posedge clk) begin"
    return _FIRST_EDGE.sub(rf"\1{clocks[0]}", habit) if len(clocks) == 1 else ""


def _usual(code: str) -> str:
    found = Counter(" ".join(["", *block["events"].split()]) for block in _EVENTS.finditer(code))
    return found.most_common(1)[0][0] if found else ""
