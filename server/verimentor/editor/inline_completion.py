"""Ghost text: the protocol's side of `verimentor.completion.completer`."""

import asyncio
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.complete import Ghost, Suppressed, place_at
from verimentor.completion.completer import Desk
from verimentor.completion.context import context_for
from verimentor.completion.cursor import Cursor
from verimentor.completion.reasons import NO_MODEL_YET, OVERTAKEN
from verimentor.editor import convert, status
from verimentor.editor.documents import Document
from verimentor.errors import ModelError
from verimentor.student.prompt import FillPrompt
from verimentor.verilog.problem import Span

if TYPE_CHECKING:
    from verimentor.editor.server import Server

AUTOMATIC = types.InlineCompletionTriggerKind.Automatic


def to_list(text: str, ghost: Ghost) -> types.InlineCompletionList:
    """The suggestion as the editor takes it."""
    range_ = convert.range_of(text, Span(ghost.offset - ghost.n_replaced, ghost.offset))
    return types.InlineCompletionList([types.InlineCompletionItem(ghost.text, range=range_)])


async def suggest(server: "Server", params: types.InlineCompletionParams) -> types.InlineCompletionList | None:
    """Answer one request; None where there is nothing good to show, and the reason is kept."""
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    started = time.monotonic()
    cursor = Cursor(document.path, document.text, convert.offset_at(document.text, params.position))
    result = await _ask(server, cursor, automatic=params.context.trigger_kind == AUTOMATIC)
    if not server.documents.current(document):
        server.ghosts.reasons.add(cursor.path, cursor.line, OVERTAKEN)
        return None
    if isinstance(result, Suppressed):
        server.session.last_refusal = result.reason
        status.changed(server)
        return None
    server.session.last_refusal = ""
    server.session.last_milliseconds = 1000 * (time.monotonic() - started)
    status.changed(server)
    return to_list(document.text, result)


async def _ask(server: "Server", cursor: Cursor, *, automatic: bool) -> Ghost | Suppressed:
    student, excuse = server.keeper.student, server.keeper.message or NO_MODEL_YET
    desk = Desk(student, server.session.indexed_project, server.session.settings.completion, excuse)
    try:
        result = await server.ghosts.suggest(cursor, desk, automatic=automatic)
    except ModelError as problem:
        if student is server.keeper.student:
            server.keeper.fail(problem)
        server.ghosts.reasons.add(cursor.path, cursor.line, str(problem))
        return Suppressed(str(problem))
    if student is not None and student.ready is not None:
        server.keeper.answered()
    return result


def changed(server: "Server", document: Document) -> None:
    """A document is another now: what is being decoded for it may be in vain."""
    server.ghosts.changed(document.path, document.text)


async def opened(server: "Server", document: Document) -> None:
    """Let the model read a document that was just opened, as far as its first suggestion will need it."""
    server.ghosts.opened(document.path, document.text)
    student = server.keeper.student
    if student is None or student.ready is None or not server.session.settings.completion.enabled:
        return
    # Where the cursor will be is not known; most edits happen in the last module.
    end = document.text.rfind("endmodule")
    place = place_at(document.text, end if end > 0 else len(document.text))
    context = await asyncio.to_thread(context_for, place, server.session.indexed_project)
    try:
        await student.warm(FillPrompt(place.prefix, place.suffix, context))
    except ModelError as problem:
        if student is server.keeper.student:
            server.keeper.fail(problem)


def register(server: "Server") -> None:
    """Offer ghost text."""

    # Without the options object the capability would silently not be advertised.
    @server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(params: types.InlineCompletionParams) -> types.InlineCompletionList | None:
        return await suggest(server, params)
