"""Layout of a document or of a part of it, by verible-verilog-format."""

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import convert
from verimentor.verilog.formatting import Unformatted, format_text

if TYPE_CHECKING:
    from verimentor.editor.server import Server


def lines_of(range_: types.Range) -> tuple[int, int]:
    """The first and the last line of a range; one it only touches at its start does not count."""
    last = range_.end.line - (range_.end.character == 0 and range_.end.line > range_.start.line)
    return range_.start.line, last


async def _edits(
    server: "Server", uri: str, options: types.FormattingOptions, lines: tuple[int, int] | None
) -> list[types.TextEdit]:
    document = server.documents.get(uri)
    if document is None or not server.session.settings.features.formatting:
        return []
    formatted = await asyncio.to_thread(
        format_text, document.text, document.path, indentation=options.tab_size, lines=lines
    )
    if isinstance(formatted, Unformatted):
        server.say(formatted.reason)
        return []
    return convert.edits_between(document.text, formatted)


def register(server: "Server") -> None:
    """Offer formatting; the switchboard sees to it that only a machine with verible does."""

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def format_all(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        return await _edits(server, params.text_document.uri, params.options, None)

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def format_part(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        return await _edits(server, params.text_document.uri, params.options, lines_of(params.range))
