"""What two pieces of code differ in: parts of names and numbers that stand for each other."""

import re
from collections.abc import Mapping

from verimentor.completion.deduced.site import Site
from verimentor.verilog.keywords import keywords

_PIECE = re.compile(r"(?P<literal>\d*'[sS]?[bodhBODH][\w?]+)|(?P<word>[A-Za-z_$`][\w$]*)|(?P<number>\d+)|\s+|.")
_PART = re.compile(r"[A-Za-z]+|\d+|.")
_NAME = re.compile(r"(?<![\w'.$`])[A-Za-z_]\w*")
_KEYWORDS = frozenset(keywords())

Part = tuple[str, str]  # its kind ("word", "number", "literal"; "" for what is never exchanged) and its text
Exchange = Mapping[Part, str]


def pieces_of(code: str) -> "list[re.Match[str]]":
    """Names, numbers and signs."""
    return [found for found in _PIECE.finditer(code) if not found[0].isspace()]


def exchange_of(one: str, two: str, known: Exchange | None = None) -> dict[Part, str] | None:
    """What stands in the second piece for each part of the first, with what was known; None where more differs."""
    first, second = _parts(one), _parts(two)
    if len(first) != len(second):
        return None
    found = dict(known or {})
    for a, b in zip(first, second, strict=True):
        if a[0] != b[0] or (not a[0] and a != b) or found.setdefault(a, b[1]) != b[1]:
            return None
    return found


def exchanges_names(exchange: Exchange) -> bool:
    """Whether parts of names are exchanged and no values; numbers alone seldom count alike, and tables not at all."""
    kinds = {kind for (kind, text), other in exchange.items() if text != other}
    return "word" in kinds and "literal" not in kinds


def exchanged(code: str, exchange: Exchange) -> str:
    """Code with the parts put in that stand for its own."""

    def put(piece: "re.Match[str]") -> str:
        if _kind(piece) == "word":
            return "".join(exchange.get(("word", part), part) for part in _PART.findall(piece[0]))
        return exchange.get((_kind(piece), piece[0]), piece[0])

    return _PIECE.sub(put, code)


def names_are_known(code: str, here: Site) -> bool:
    """Whether the file says all names of a piece of code somewhere."""
    names = {name for name in _NAME.findall(code) if name not in _KEYWORDS}
    return names <= set(_NAME.findall(here.code))


def first_name(code: str) -> str:
    """The first name that is no keyword; "" where there is none."""
    return next((name for name in _NAME.findall(code) if name not in _KEYWORDS), "")


def _parts(code: str) -> list[Part]:
    found: list[Part] = []
    for piece in pieces_of(code):
        texts = _PART.findall(piece[0]) if _kind(piece) == "word" else [piece[0]]
        found += [(_kind(piece), text) for text in texts]
    return found


def _kind(piece: "re.Match[str]") -> str:
    return "" if piece[0] in _KEYWORDS else piece.lastgroup or ""
