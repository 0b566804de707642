"""Arrows of a state diagram drawn in a line: "A (0) --x=1--> B", "S0 -1/0-> S1", "A -> B on x=1", "A --> B : x"."""

import re
from dataclasses import dataclass

STATE = r"[A-Za-z]\w*|\d\w*"
_SHOWN = r"(?:\s*\(([^()]*)\)|\s*/\s*([01xX-]+)|\s*\[([^\]]*)\])?"
_HEAD = r"(?:-+>|=+>|→|⇒)"
# "A (0) --x=1--> B", "A -1/0-> B", and "A -> B on x=1", "A -> B (x=1)", "A --> B : x", 'A -> B [label="x"]'.
_LABELLED = re.compile(rf"({STATE}){_SHOWN}\s*[-=]+\s*([^\s>→-][^>→]*?|-)\s*{_HEAD}\s*({STATE}){_SHOWN}(?!\w)")
_FOLLOWED = re.compile(
    rf"({STATE}){_SHOWN}\s*{_HEAD}\s*({STATE})\s*(?::|,|\b(?:on|when|if|for|with)\b|(?=[(\[]))\s*([^;]+?)\s*(?=;|\.?$)"
)


_ENCLOSING = re.compile(r"^\s*digraph\b[^{]*\{|\brankdir\s*=\s*\w+\s*;?|\}\s*$")


@dataclass(frozen=True)
class Arrow:
    """An arrow as written: what stands at the state, on the arrow, and at the next state."""

    said: str
    state: str
    shown: str
    label: str
    next: str
    next_shown: str = ""


def drawn(line: str) -> list[Arrow]:
    """The arrows of a line that holds nothing else, but for what encloses a Graphviz drawing."""
    line = _ENCLOSING.sub("", line)
    for pattern in (_LABELLED, _FOLLOWED):
        found = list(pattern.finditer(line))
        if not found or re.sub(r"[\s,;.|*-]|\band\b", "", pattern.sub("", line)):
            continue
        if pattern is _LABELLED:
            return [
                Arrow(said(each[0]), each[1], _first(*each.groups()[1:4]), each[5], each[6], _first(*each.groups()[6:]))
                for each in found
            ]
        return [Arrow(said(each[0]), each[1], _first(*each.groups()[1:4]), each[6], each[5]) for each in found]
    return []


def said(text: str) -> str:
    """A part of the text on one line."""
    return re.sub(r"\s+", " ", text).strip()


def _first(*texts: str | None) -> str:
    return next((text for text in texts if text), "")
