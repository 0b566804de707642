"""Holes in real files, by kind: what a cursor would meet while such a file is being written.

| kind | the cursor stands | what is missing |
|---|---|---|
| rest of line | where a word of a line begins | the rest of the line |
| next line | at the indentation of a line | the line |
| port connection | inside the parentheses of `.port()` | what is connected |
| case item | where an item of a `case` begins | its label and statement |
| reset block | below `if (rst) begin` of a clocked block | the statements up to its `end` |
| declaration | at the indentation of a line | a `reg`, `wire`, `localparam`, ... and its `;` |
| whole body | below a module's header | everything up to `endmodule` |

Everything else of the file stays, before and after the hole. Lines with comments are not cut into, nor lines that say
nothing (`end`, `);`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from verimentor.verilog.masking import mask
from verimentor.verilog.module import Module
from verimentor.verilog.source import parse

MAX_LINES = 60  # of a body; longer ones are beyond any ghost text and any small context
_MAX_BLOCK_LINES = 20


class Kind(StrEnum):
    """What is missing."""

    REST_OF_LINE = "rest of line"
    NEXT_LINE = "next line"
    PORT_CONNECTION = "port connection"
    CASE_ITEM = "case item"
    RESET_BLOCK = "reset block"
    DECLARATION = "declaration"
    WHOLE_BODY = "whole body"

    @property
    def one_line(self) -> bool:
        """Whether what is missing ends with its line."""
        return self not in (Kind.CASE_ITEM, Kind.RESET_BLOCK, Kind.WHOLE_BODY)


@dataclass(frozen=True, order=True)
class Hole:
    """The missing part of a text, from code point `start` to `end`."""

    start: int
    end: int
    kind: Kind

    def missing(self, text: str) -> str:
        """What stood there."""
        return text[self.start : self.end]

    def cut(self, text: str) -> str:
        """The text without it."""
        return text[: self.start] + text[self.end :]


_SAYS_NOTHING = re.compile(r"\s*(?:[\s()\[\]{};,]|begin\b|end\w*\b|else\b|join\w*\b)*\Z")
_WORD = re.compile(r"(?<=[\s(,.=<])\S")
_CONNECTION = re.compile(r"(?<![\w.)\]])\.\w+\s*\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_DECLARATION = re.compile(r"\s*(?:reg|wire|logic|integer|genvar|localparam|parameter)\b[^;]*;\s*\Z")
_CASE = re.compile(r"\b(?:(?P<case>case[xz]?)|(?P<end>endcase))\b")
_VALUE = r"(?:[\w'`.?$]+|\{[^}\n]*\})"
_LABEL = re.compile(rf"[ \t]*{_VALUE}(?:\s*,\s*{_VALUE})*\s*:(?![:=])")
_BLOCK_WORD = re.compile(r"\b(?:begin|end|case[xz]?|endcase)\b")
_CLOCKED = re.compile(r"\balways(?:_ff)?\s*@\s*\([^)]*\b(?:pos|neg)edge\b[^)]*\)")
# One letter may stand before it, as in `arst`; `first` is no reset.
_NAMED_RESET = r"(?:\w*_|[a-z]?)(?:rst|reset|clr)\w*"
_RESET = re.compile(rf"(?i)\bif\s*\(\s*[!~]?\s*{_NAMED_RESET}\s*(?:==\s*[\w']+\s*)?\)\s*(begin\b(?:\s*:\s*\w+)?)")
_BLOCK_BEGINS = re.compile(r"\b(?:always|assign|endmodule|initial)\b")


def holes_in(text: str) -> list[Hole]:
    """All holes of all kinds, in order of place; none in a text without code."""
    code = mask(text)
    modules = parse(text).modules
    found = [*_in_lines(text, code), *_connections(code, modules), *_case_items(code), *_reset_blocks(code)]
    found += _bodies(text, modules)
    return sorted(hole for hole in found if text[hole.start : hole.end].strip())


def _lines(code: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in code.split("\n"):
        yield start, line
        start += len(line) + 1


def _in_lines(text: str, code: str) -> Iterator[Hole]:
    """Rests of lines, lines and declarations; what is masked in a line is a comment or a string in it."""
    for start, line in _lines(code):
        body = line.rstrip()
        if _SAYS_NOTHING.match(body) or text[start : start + len(line)] != line or body.lstrip().startswith("`"):
            continue
        indented, end = start + len(body) - len(body.lstrip()), start + len(body)
        yield Hole(indented, end, Kind.DECLARATION if _DECLARATION.match(body) else Kind.NEXT_LINE)
        for word in _WORD.finditer(body, indented - start + 1):
            if re.search(r"\w", body[word.start() :]):
                yield Hole(start + word.start(), end, Kind.REST_OF_LINE)


def _connections(code: str, modules: Sequence[Module]) -> Iterator[Hole]:
    for instance in (instance for module in modules for instance in module.instances):
        for found in _CONNECTION.finditer(code, instance.span.start, instance.span.end):
            yield Hole(found.start(1), found.end(1), Kind.PORT_CONNECTION)


def _case_items(code: str) -> Iterator[Hole]:
    depth = 0
    for start, line in _lines(code):
        label = _LABEL.match(line) if depth else None
        if label and (end := _end_of_statement(code, start + label.end())):
            yield Hole(start + len(line) - len(line.lstrip()), end, Kind.CASE_ITEM)
        for word in _CASE.finditer(line):
            depth += 1 if word["case"] else -1


def _end_of_statement(code: str, start: int, *, with_else: bool = True) -> int | None:
    """Behind the statement that begins at `start`; None where it is longer than a block of ours may be."""
    limit = len(code)
    for _, newline in zip(range(_MAX_BLOCK_LINES), re.finditer(r"\n", code[start:]), strict=False):
        limit = start + newline.start()
    depth = 0
    for found in re.finditer(rf"{_BLOCK_WORD.pattern}|;", code[start:limit]):
        if found[0] != ";":
            depth += -1 if found[0].startswith("end") else 1
        if depth < 0:
            return None
        if depth == 0 and not (with_else and re.match(r"\s*else\b", code[start + found.end() :])):
            return start + found.end()
    return None


def _reset_blocks(code: str) -> Iterator[Hole]:
    for block in _CLOCKED.finditer(code):
        # The next block's own beginning ends the search: a reset stands in the block it resets.
        following = _BLOCK_BEGINS.search(code, block.end())
        found = _RESET.search(code, block.end(), following.start() if following else len(code))
        end = _end_of_statement(code, found.start(1), with_else=False) if found else None
        if found is None or end is None:
            continue
        body = code[found.end() : end - len("end")]
        start = found.end() + len(body) - len(body.lstrip())
        if "\n" in code[found.end() : start]:  # the cursor stands on a line of its own
            yield Hole(start, found.end() + len(body.rstrip()), Kind.RESET_BLOCK)


def _bodies(text: str, modules: Sequence[Module]) -> Iterator[Hole]:
    for module in modules:
        start, end = module.header_span.end, text.rfind("endmodule", 0, module.span.end)
        body = text[start : max(start, end)]
        start += len(body) - len(body.lstrip())
        if body.strip() and "\n" in text[module.header_span.end : start] and body.strip().count("\n") < MAX_LINES:
            yield Hole(start, end - (len(body) - len(body.rstrip())), Kind.WHOLE_BODY)
