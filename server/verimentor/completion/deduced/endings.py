"""What closes the block that is open, where the cursor has gone back to the column in which it was opened."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from verimentor.completion.deduced.site import Site
from verimentor.verilog.instantiation import INSTANCE

_CLOSER = {
    "begin": "end", "case": "endcase", "casex": "endcase", "casez": "endcase", "function": "endfunction",
    "task": "endtask", "generate": "endgenerate", "fork": "join", "module": "endmodule", "(": ");",
}  # fmt: skip
_ENDS = frozenset({*_CLOSER.values(), "join_any", "join_none", ")"})
_BRACKET = re.compile(r"\b(?:module|begin|case[xz]?|function|task|generate|fork|end\w*|join\w*)\b|[()]")
_COMPLETE = re.compile(r"(?:;|\bend\w*(?:\s*:\s*\w+)?|\bjoin\w*)\Z")
_LISTED = re.compile(r"[\w)\]}]\Z")
_HEADER = re.compile(r"\bmodule\s+\w+\s*(?:#\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*)?\Z")
_ELSE = re.compile(r"[ \t]*(?:\n\s*)?else\b[^\n;]*?\bbegin\b(?=[ \t]*(?:\n|\Z))")


@dataclass(frozen=True)
class _Opened:
    word: str
    start: int
    line: str  # that it stands in

    @property
    def indentation(self) -> str:
        return self.line[: len(self.line) - len(self.line.lstrip())]


def endings(here: Site) -> list[str]:
    """The end of what is open, if what it holds is deeper, whole, and not closed below."""
    above = here.above.rstrip()
    if not here.blank or not above:
        return []
    last = above[above.rfind("\n") + 1 :]
    opened = _open_block(here.before) if _is_deeper(last, here.line) else None
    if opened is None or opened.indentation != here.line:
        return []
    whole = _LISTED if opened.word == "(" else _COMPLETE
    if not whole.search(last) or _is_closed(here.after) or (opened.word == "(" and not _is_list(here, opened)):
        return []
    if opened.word == "module" and "endmodule" in here.code[here.offset :]:
        return []
    return [_usual_else(here, opened) or _CLOSER[opened.word]]


def _is_deeper(line: str, indentation: str) -> bool:
    return line.startswith(indentation) and line[len(indentation) :][:1].isspace()


def _brackets(code: str) -> Iterator["re.Match[str]"]:
    return (found for found in _BRACKET.finditer(code) if found[0] in _CLOSER or found[0] in _ENDS)


def _open_block(before: str) -> _Opened | None:
    """What is open innermost at the end of a text."""
    stack: list[_Opened] = []
    for found in _brackets(before):
        if found[0] in _ENDS:
            stack = stack[:-1]
        else:
            start = before.rfind("\n", 0, found.start()) + 1
            line = before[start : before.find("\n", start)]
            stack.append(_Opened(found[0], found.start(), line))
    return stack[-1] if stack else None


def _is_closed(after: str) -> bool:
    """Whether more is closed below than opened there."""
    depth = 0
    for found in _brackets(after):
        depth += -1 if found[0] in _ENDS else 1
        if depth < 0:
            return True
    return False


def _is_list(here: Site, opened: _Opened) -> bool:
    """Whether a parenthesis begins a list of ports or connections."""
    before = here.before[: opened.start]
    return INSTANCE.search(before) is not None or _HEADER.search(before) is not None


def _usual_else(here: Site, opened: _Opened) -> str:
    """The end with the `else` that most blocks begun by the same line have; "" where most have none."""
    if opened.word != "begin" or not opened.line.strip().startswith("if"):
        return ""
    ends = Counter(_end_behind(here.before, found.end()) for found in _same_lines(here, opened))
    usual = ends.most_common(1)[0][0] if ends else ""
    return usual if "\n" not in usual else ""


def _same_lines(here: Site, opened: _Opened) -> Iterator["re.Match[str]"]:
    return re.finditer(rf"^[ \t]*{re.escape(opened.line.strip())}[ \t]*$", here.before[: opened.start], re.MULTILINE)


def _end_behind(code: str, start: int) -> str:
    """The end of a block that begins at a place, with its `else`; "" without one."""
    depth = 1
    for found in _brackets(code[start:]):
        depth += -1 if found[0] in _ENDS else 1
        if depth == 0:
            follows = _ELSE.match(code, start + found.end())
            return f"end{follows[0]}" if follows is not None else ""
    return ""
