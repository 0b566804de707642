"""How a clocked block begins: its events and the question for the reset, as the module's other blocks have them."""

import re
from collections import Counter

from verimentor.completion.deduced.site import Site

_BEGUN = re.compile(r"^(?P<indentation>\s*)(?P<word>always(?:_ff)?)(?P<said>\s*@?\s*\(?)\Z")
_EVENTS = re.compile(r"\balways(?:_ff)?\s*@\s*\((?P<events>[^)]*\b(?:pos|neg)edge\b[^)]*)\)(?P<begin>\s*begin\b)?")
_CLOCK = re.compile(r"(?:\w*_)?(?:clk|clock|aclk)(?:_i|_in)?", re.IGNORECASE)
_FIRST = re.compile(r"\)\s*(?:begin\b(?:\s*:\s*\w+)?)?\s*(?P<question>if\s*\([^()]*\)\s*begin\b)")
_OPENED = re.compile(r"\balways(?:_ff)?\s*@\s*\([^)]*\b(?:pos|neg)edge\b[^)]*\)\s*begin\b(?:\s*:\s*\w+)?\s*\Z")


def blocks(here: Site) -> list[str]:
    """The events of a clocked block that is being begun, or the reset's question as its first line."""
    begun = _BEGUN.match(here.line)
    if begun is not None and not here.after.partition("\n")[0].strip(" \t)"):
        events = _events(here)
        said = "".join(begun["said"].split())
        closing = "" if here.after.lstrip(" \t").startswith(")") else ") begin"
        start = ("" if begun["said"][-1:].isspace() or "@" in said else " ") if not said else ""
        return [start + "@("[len(said) :] + events + closing] if events else []
    if here.blank and _OPENED.search(here.before) and not here.after.strip().startswith("if"):
        questions = Counter(
            " ".join(found["question"].split())
            for block in _EVENTS.finditer(here.before + here.after)
            if (found := _FIRST.match((here.before + here.after)[block.end("events") :])) is not None
        )
        return [question for question, _ in questions.most_common(1)]
    return []


def _events(here: Site) -> str:
    """What most blocks of the module wait for; without any, its clock."""
    found = Counter(" ".join(block["events"].split()) for block in _EVENTS.finditer(here.before + here.after))
    if found:
        return found.most_common(1)[0][0]
    clocks = [name for name, what in here.declared.items() if what.kind == "input" and _CLOCK.fullmatch(name)]
    return f"posedge {clocks[0]}" if len(clocks) == 1 else ""
