"""Which lines belong together, so that an editor can fold them; found by words alone, so in broken texts, too."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from verimentor.verilog.lexemes import Lexeme, lexemes
from verimentor.verilog.problem import line_of, line_span, line_starts


class Fold(NamedTuple):
    """Lines, 0-based, of which all but the first can be hidden; `kind` is code, comment or region."""

    first: int
    last: int
    kind: str


_JOINS = ("join", "join_any", "join_none")
_ENDS: Mapping[str, tuple[str, ...]] = {
    "(": (")",),
    "{": ("}",),
    "begin": ("end",),
    "fork": _JOINS,
    **dict.fromkeys(("case", "casex", "casez", "randcase"), ("endcase",)),
    **dict.fromkeys(("module", "macromodule"), ("endmodule",)),
    "covergroup": ("endgroup",),
    **{
        word: (f"end{word}",)
        for word in (
            *("checker", "class", "clocking", "config", "function", "generate", "interface", "package", "primitive"),
            *("program", "property", "sequence", "specify", "table", "task"),
        )
    },
}
_CLOSERS = frozenset(closer for closers in _ENDS.values() for closer in closers)
_REGION = re.compile(r"//\s*#?(end)?region\b")


def folds(text: str) -> list[Fold]:
    """The folds in order, of those that begin on one line the longest."""
    found: dict[int, Fold] = {}
    pieces = tuple(lexemes(text))
    for fold in (*_blocks(text, pieces), *_comments(text, pieces)):
        known = found.get(fold.first)
        if fold.last > fold.first and (known is None or known.last < fold.last):
            found[fold.first] = fold
    return sorted(found.values())


def _blocks(text: str, pieces: Sequence[Lexeme]) -> Iterator[Fold]:
    """Blocks and conditional parts. A closing word ends the nearest block it can end, and what was left open in it."""
    blocks: list[tuple[str, int]] = []
    conditions: list[int] = []
    regions: list[int] = []
    for lexeme in pieces:
        word = lexeme.text
        if lexeme.kind in ("name", "mark"):
            if word in _ENDS:
                blocks.append((word, lexeme.start))
            elif word in _CLOSERS:
                at = next((i for i in reversed(range(len(blocks))) if word in _ENDS[blocks[i][0]]), None)
                if at is not None:
                    yield _fold(text, blocks[at][1], lexeme)
                    del blocks[at:]
        elif lexeme.kind == "directive":
            if word in ("`else", "`elsif", "`endif") and conditions:
                yield _fold(text, conditions.pop(), lexeme)
            if word in ("`ifdef", "`ifndef", "`else", "`elsif"):
                conditions.append(lexeme.start)
        elif lexeme.kind == "comment" and (mark := _REGION.match(word)):
            if mark[1] is None:
                regions.append(lexeme.start)
            elif regions:
                yield Fold(line_of(text, regions.pop()), line_of(text, lexeme.start), "region")


def _fold(text: str, start: int, closer: Lexeme) -> Fold:
    """From an opening to what closes it, whose line stays to be seen where it begins with it."""
    last = line_of(text, closer.start)
    begins_line = not text[line_starts(text)[last] : closer.start].strip()
    return Fold(line_of(text, start), last - begins_line, "code")


def _comments(text: str, pieces: Sequence[Lexeme]) -> Iterator[Fold]:
    """Block comments, and line comments that stand below one another."""
    first = last = -2
    for lexeme in pieces:
        if lexeme.kind != "comment":
            continue
        start = line_of(text, lexeme.start)
        if lexeme.text.startswith("/*"):
            yield Fold(start, line_of(text, lexeme.end - 1), "comment")
            continue
        alone = not text[line_span(text, start).start : lexeme.start].strip() and not _REGION.match(lexeme.text)
        if alone and start == last + 1:
            last = start
            continue
        yield Fold(first, last, "comment")
        first = last = start if alone else -2
    yield Fold(first, last, "comment")
