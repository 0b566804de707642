"""Colours: the pieces of a text as semantic tokens, whole or as what has changed since."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import convert
from verimentor.editor.documents import Document
from verimentor.verilog.highlighting import Kind, Piece, highlight
from verimentor.verilog.problem import line_of, line_span
from verimentor.verilog.source import outline

if TYPE_CHECKING:
    from verimentor.editor.server import Server

# Only names of the protocol's own: every theme has colours for those.
_TOKENS: Mapping[Kind, tuple[types.SemanticTokenTypes, types.SemanticTokenModifiers | None]] = {
    Kind.COMMENT: (types.SemanticTokenTypes.Comment, None),
    Kind.STRING: (types.SemanticTokenTypes.String, None),
    Kind.NUMBER: (types.SemanticTokenTypes.Number, None),
    Kind.KEYWORD: (types.SemanticTokenTypes.Keyword, None),
    Kind.DIRECTIVE: (types.SemanticTokenTypes.Keyword, None),
    Kind.MACRO: (types.SemanticTokenTypes.Macro, None),
    Kind.BUILT_IN_TYPE: (types.SemanticTokenTypes.Type, types.SemanticTokenModifiers.DefaultLibrary),
    Kind.SYSTEM: (types.SemanticTokenTypes.Function, types.SemanticTokenModifiers.DefaultLibrary),
    Kind.TYPE: (types.SemanticTokenTypes.Type, None),
    Kind.MODULE: (types.SemanticTokenTypes.Class, None),
    Kind.PORT: (types.SemanticTokenTypes.Parameter, None),
    Kind.CONNECTION: (types.SemanticTokenTypes.Property, None),
    Kind.CONSTANT: (types.SemanticTokenTypes.Variable, types.SemanticTokenModifiers.Readonly),
    Kind.VARIABLE: (types.SemanticTokenTypes.Variable, None),
    Kind.FUNCTION: (types.SemanticTokenTypes.Function, None),
}
_TYPES = list(dict.fromkeys(type_ for type_, _ in _TOKENS.values()))
_MODIFIERS = list(dict.fromkeys(modifier for _, modifier in _TOKENS.values() if modifier is not None))
LEGEND = types.SemanticTokensLegend([each.value for each in _TYPES], [each.value for each in _MODIFIERS])
_CODES = {
    kind: (_TYPES.index(type_), 0 if modifier is None else 1 << _MODIFIERS.index(modifier))
    for kind, (type_, modifier) in _TOKENS.items()
}


def encode(text: str, pieces: Iterable[Piece]) -> list[int]:
    """Five numbers a token: lines and UTF-16 units since the one before, length, type, modifiers."""
    data: list[int] = []
    last_line = last_column = 0
    for start, end, kind in pieces:
        for line, column, length in _parts(text, start, end):
            since = column - last_column if line == last_line else column
            data += (line - last_line, since, length, *_CODES[kind])
            last_line, last_column = line, column
    return data


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """A span line by line, since not every client takes tokens over several."""
    line, last = line_of(text, start), line_of(text, end - 1)
    while line <= last:
        whole = line_span(text, line)
        first, behind = max(start, whole.start), min(end, whole.end)
        if first < behind:
            yield line, convert.units(text[whole.start : first]), convert.units(text[first:behind])
        line += 1


def edits_between(old: Sequence[int], new: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """The one edit that makes the old numbers into the new ones; none where they are the same."""
    if old == new:
        return []
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    return [types.SemanticTokensEdit(head, len(old) - head - tail, list(new[head : len(new) - tail]))]


@dataclass(frozen=True)
class _Sent:
    result_id: str
    data: list[int]


def _look(document: Document) -> list[int]:
    return encode(document.text, highlight(outline(document.text, document.path)))


def register(server: "Server") -> None:
    """Offer colours."""
    last: dict[str, _Sent] = {}  # what was sent last, by document
    numbers = count(1)

    async def look(uri: str) -> _Sent:
        document = server.documents.get(uri)
        on = server.session.settings.features.highlighting
        data = await asyncio.to_thread(_look, document) if document is not None and on else []
        for closed in [other for other in last if server.documents.get(other) is None]:
            del last[closed]
        last[uri] = _Sent(str(next(numbers)), data)
        return last[uri]

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    async def whole(params: types.SemanticTokensParams) -> types.SemanticTokens:
        now = await look(params.text_document.uri)
        return types.SemanticTokens(now.data, now.result_id)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA)
    async def changed(params: types.SemanticTokensDeltaParams) -> types.SemanticTokens | types.SemanticTokensDelta:
        before = last.get(params.text_document.uri)
        now = await look(params.text_document.uri)
        if before is None or before.result_id != params.previous_result_id:
            return types.SemanticTokens(now.data, now.result_id)
        return types.SemanticTokensDelta(edits_between(before.data, now.data), now.result_id)
