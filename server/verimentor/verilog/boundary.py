"""Where a text that is being written has just finished a statement, and what would end everything still open there.

Pure text, read anew each time: 0.1 ms for 1 kB. Where the text says things that a list of keywords cannot follow
(conditional directives, classes, primitives, ...), there is no boundary, and nobody asks anything.
"""

import re
from dataclasses import dataclass

_CLOSER = {
    "module": "endmodule",
    "macromodule": "endmodule",
    "begin": "end",
    "case": "endcase",
    "casex": "endcase",
    "casez": "endcase",
    "fork": "join",
    "function": "endfunction",
    "task": "endtask",
    "generate": "endgenerate",
    "specify": "endspecify",
}
_ENDS = frozenset({*_CLOSER.values(), "join_any", "join_none"})
_UNSURE = """
primitive table class interface package program covergroup property sequence checker clocking config randsequence
"""
_WORDS = sorted((*_CLOSER, *_ENDS, *_UNSURE.split()), key=len, reverse=True)
_TOKEN = re.compile(
    rf"""
    (?P<gap> //[^\n]* (?:\n|\Z) | /\*.*?(?:\*/|\Z))
    | (?P<other> "(?:\\.|[^"\\\n])*"? | \\\S+ | `define\b(?:\\\r?\n|[^\n])* | \b(?:wait|disable)\s+fork\b)
    | (?P<holder> \bfor\s*\( | \b(?:struct|union)\b[^;{{]*\{{ )
    | (?P<unsure> \bdo(?=\s+begin\b) | `(?:ifdef|ifndef|elsif|else|endif)\b )
    | (?P<word> (?<![\w$.])(?:{"|".join(_WORDS)})(?![\w$]))
    | (?P<mark> [()\[\]{{}};])
    """,
    re.DOTALL | re.VERBOSE,
)
_BEGIN = re.compile(r"^[ \t]*(?:module\b|`(?!``))", re.MULTILINE)  # talk and a fence may stand before it
_MODULE = re.compile(r"\bmodule\s+\w+\s*[#(;]")
_HIDDEN = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_MAY_END = re.compile(r"(?:;|\b(?:begin|end\w*|join\w*)[^\w$])\s*\Z")


@dataclass(frozen=True)
class Boundary:
    """The end of a statement, a block or a module."""

    end: int  # offset behind it
    word: str  # what stands there: ";", "begin", "end", "endmodule", ...
    closing: str  # ends what is still open
    openers: tuple[int, ...]  # offsets of what is still open, outermost first

    @property
    def whole(self) -> bool:
        """Whether no module is left open."""
        return not self.openers


def may_end(tail: str) -> bool:
    """Whether a text with this tail, 20 code points or more, could stand at a boundary: a cheap first question."""
    return _MAY_END.search(tail) is not None


def boundary(text: str) -> Boundary | None:
    """The boundary at which `text` ends, comments and white space left aside; None where it ends elsewhere.

    A word at the very end might go on, and counts only with something behind it.
    """
    opened: list[tuple[str, int]] = []
    brackets: list[str] = []
    last, last_end = "", 0
    for found in _TOKEN.finditer(text):
        kind, token = found.lastgroup, found[0]
        if kind == "gap":
            if text[last_end : found.start()].strip():
                last = "other"
            if found.end() == len(text) and not token.endswith(("\n", "*/")):
                return None  # still inside the comment
            last_end = found.end()
            continue
        if kind == "unsure":
            return None
        if kind == "holder":
            brackets.append("holder")
        elif token in _UNSURE_WORDS:
            if last in _STARTS and not text[last_end : found.start()].strip():
                return None
            token = "other"  # a keyword taken for a name, or what needs no end: `assert property (...)`
        elif kind == "word":
            brackets.clear()  # a block's word inside brackets: they were never closed
            if token in _CLOSER:
                opened.append((token, found.start()))
            elif token in _ENDS and opened:
                opened.pop()
        elif token in "([{":
            brackets.append(token)
        elif token in ")]}":
            del brackets[-1:]
        elif kind == "mark" and "holder" not in brackets:
            brackets.clear()  # a semicolon inside brackets: likewise
        last = token if kind in ("word", "mark") else "other"
        last_end = end = found.end()
    boundary_word = last in _ENDS or last == "begin" or (last == ";" and bool(opened) and not brackets)
    if not last or not boundary_word or text[last_end:].strip() or (last != ";" and end == len(text)):
        return None
    closing = "".join(f"\n{_CLOSER[word]}" for word, _ in reversed(opened)) + "\n"
    return Boundary(end, last, closing, tuple(start for _, start in opened))


def begin_of(text: str) -> int:
    """Where Verilog begins in an answer that may begin with talk and a fence; its end where it has not yet."""
    found = _BEGIN.search(text)
    return found.start() if found else len(text)


def leaves_open(text: str) -> bool:
    """Whether a module has begun that has no end."""
    code = _HIDDEN.sub(" ", text)
    return _MODULE.search(code, max(0, code.rfind("endmodule"))) is not None


_UNSURE_WORDS = frozenset(_UNSURE.split())
_STARTS = frozenset({"", ";", "begin", *_ENDS})  # what a statement may follow
