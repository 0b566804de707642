"""Texts that lean on what is not there: macros of a missing header, fragments that another file includes."""

import re
from collections.abc import Collection

from verimentor.verilog.masking import mask

_UNIT = re.compile(r"\b(?:module|macromodule|interface|program|package|primitive)\b(?!\s+class\b)")
_INVOCATION = re.compile(r"`[A-Za-z_]\w*")
_IN_EXPRESSION = re.compile(r"[-=(,+*/%&|^~!<>?:\[#@'.]\s*\Z|\{[ \t]*\Z|\b(?:return|case[xz]?)\s*\Z")
_BEHIND_STATEMENT = re.compile(r"(?:[;)]|\b(?:begin|else|end))\s*\Z")
_STATEMENT = re.compile(r"\s*[A-Za-z_`$]")
_FAR = 200  # characters that a macro's surroundings are looked for in
_UVM = re.compile(r"`uvm_\w+|\bimport\s+uvm_pkg\b")
# What may stand around an `include: nothing, a module, a block, a case, a class, a list.
PLACES = (
    ("", ""),
    ("module m;", "endmodule"),
    ("module m; initial begin", "end endmodule"),
    ("module m; initial case (x)", "endcase endmodule"),
    ("class c;", "endclass"),
    ("module m(", "); endmodule"),
    ("module m #(", ") (); endmodule"),
    ("module m; n u(", "); endmodule"),
    ("module m; n #(", ") u(); endmodule"),
)


def holds_unit(text: str) -> bool:
    """Whether the text declares a module, a package or the like; what does not may be a part of one."""
    return _UNIT.search(mask(text)) is not None


def leans_on_uvm(text: str) -> bool:
    """Whether the text uses the UVM library, which is seldom among a project's files."""
    return "uvm_" in text and _UVM.search(text) is not None


def macro_at(text: str, place: int) -> str:
    """The macro's name that begins there, with its mark; empty where none does."""
    found = _INVOCATION.match(text, place)
    return found[0] if found else ""


def without_macros(text: str, places: Collection[int]) -> str:
    """The text without the macros that stand at `places`, every other letter where it was.

    In an expression a macro becomes a name nobody knows, between statements an empty one, elsewhere nothing.
    """
    code = mask(text)
    pieces, done = [], 0
    for place in sorted(places):
        found = _INVOCATION.match(text, place)
        if found is None or place < done:
            continue
        end = _end_of_arguments(code, found.end())
        before = code[max(0, place - _FAR) : place]
        if _IN_EXPRESSION.search(before):
            stands_for = f"_{found[0][1:]}"
        else:
            stands_for = ";" if _BEHIND_STATEMENT.search(before) and _STATEMENT.match(code, end) else ""
        blank = re.sub(r"[^\r\n]", " ", text[place + len(stands_for) : end])
        pieces += [text[done:place], stands_for, blank]
        done = end
    return "".join([*pieces, text[done:]])


def _end_of_arguments(code: str, end: int) -> int:
    """Where the arguments behind a macro's name end; `end` where there are none, or no end to them."""
    start = re.compile(r"[ \t]*\(").match(code, end)
    if start is None:
        return end
    depth = 0
    for found in re.compile(r"[()]").finditer(code, end):
        depth += 1 if found[0] == "(" else -1
        if not depth:
            return found.end()
    return end
