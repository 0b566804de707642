"""Whether a statement that is being said names something that nobody declared, told token by token."""

import re
from collections.abc import Collection

from verimentor.verilog.keywords import SYSTEM_VERILOG

_FIRST = re.compile(r"\s*(\w+)\b(?=.)", re.DOTALL)
_WORD = re.compile(r"(?<![\w$`'.\\])[A-Za-z_]\w*")  # no port's name in a connection, no macro, no part of a number
_UNFINISHED = re.compile(r"[\w$`'.\\]*\Z")
_DECLARING = frozenset(
    ("wire", "reg", "logic", "integer", "int", "genvar", "localparam", "parameter", "function", "task", "input",
     "output", "inout", "tri", "wand", "wor", "real", "time", "bit", "typedef")
)  # fmt: skip


def brings_new_name(statement: str, piece: str, known: Collection[str]) -> bool:
    """Whether `piece` makes or adds a word that is no keyword and cannot become a known name.

    A declaration may name what it likes, and so may a comment.
    """
    first = _FIRST.match(statement)
    if (first and first[1] in _DECLARING) or "//" in statement.rpartition("\n")[2]:
        return False
    unfinished = _UNFINISHED.search(statement)
    assert unfinished is not None
    said = statement + piece
    for word in _WORD.finditer(said, unfinished.start()):
        if word[0] in known or word[0] in SYSTEM_VERILOG:
            continue
        goes_on = word.end() == len(said)
        if not goes_on or not any(name.startswith(word[0]) for name in (*known, *SYSTEM_VERILOG)):
            return True
    return False
