"""Counters: what counts up to the limit where it is cleared there, or down from where it is loaded."""

import re
from collections import Counter

from verimentor.completion.deduced.site import Site

_TARGET = re.compile(r"^\s*(?:else\s+)?(?P<name>[A-Za-z_]\w*)\s*<=\s*\Z")
_IF = re.compile(
    r"\bif\s*\((?P<asked>[^;{}]*?)\)\s*(?:begin\b)?\s*(?P<done>(?:[\w\[\]:.]+\s*<=[^;]*;\s*|if\s*\([^;]*\)\s*)+)"
)
_ELSE = re.compile(r"(?:\bend\s*)?\belse\s*(?:begin\b)?\s*\Z")
_ONE = re.compile(r"[+-]\s*(1'[bd]1|1)\s*;")
_ZERO = re.compile(r"(?:\d+'[bdhBDH])?0+\Z|'0\Z|\{.*1'b0\s*\}\s*\}\Z")


def counters(here: Site) -> list[str]:
    """One more, or one less, for a name behind `else` that the branch before asks for and sets anew."""
    target = _TARGET.match(here.line)
    if target is None:
        return []
    name = target["name"]
    above = here.above
    above += "else " if here.line.lstrip().startswith("else") else ""
    ended = _ELSE.search(above)
    branches = list(_IF.finditer(above[: ended.start()])) if ended is not None else []
    if not branches or above[branches[-1].end() : ended.start() if ended is not None else None].strip():
        return []
    branch = branches[-1]
    anew = re.search(rf"(?<![\w.]){name}\s*<=\s*([^;]*?)\s*;", branch["done"])
    if anew is None or not re.search(rf"(?<![\w.]){name}\b", branch["asked"]):
        return []
    sign = "+" if _ZERO.match(anew[1]) else "-"
    ones = Counter(_ONE.findall(here.before + here.after))
    one = ones.most_common(1)[0][0] if ones else "1'b1"
    return [f"{name} {sign} {one}{here.semicolon}"]
