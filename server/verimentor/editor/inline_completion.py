"""Ghost text: the protocol's side of `verimentor.complete`.

A suggestion the user is typing along with is not asked for again, and the model reads a document when it is opened, so
that the first suggestion does not have to wait for that.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.complete import Ghost, complete, context_for, place_at
from verimentor.editor import convert, status
from verimentor.editor.documents import Document
from verimentor.errors import ModelError
from verimentor.student.prompt import FillPrompt

if TYPE_CHECKING:
    from verimentor.editor.server import Server

AUTOMATIC = types.InlineCompletionTriggerKind.Automatic


@dataclass(frozen=True)
class Shown:
    """A suggestion and the text it was made for."""

    uri: str
    text: str
    offset: int
    ghost: str


def type_along(shown: Shown | None, uri: str, text: str, offset: int) -> str | None:
    """What is left of a suggestion while the user types just what it says; None where they went another way."""
    if shown is None or shown.uri != uri or offset < shown.offset:
        return None
    typed = text[shown.offset : offset]
    if not shown.ghost.startswith(typed) or len(typed) == len(shown.ghost):
        return None
    if len(text) - len(shown.text) != len(typed):
        return None
    same = text.startswith(shown.text[: shown.offset]) and text.endswith(shown.text[shown.offset :])
    return shown.ghost[len(typed) :] if same else None


def to_list(text: str, offset: int, ghost: str) -> types.InlineCompletionList:
    """The suggestion as the editor takes it."""
    here = convert.position_at(text, offset)
    return types.InlineCompletionList([types.InlineCompletionItem(ghost, range=types.Range(here, here))])


async def suggest(server: "Server", params: types.InlineCompletionParams) -> types.InlineCompletionList | None:
    """Answer one request; None where there is nothing good to show, and the reason is kept."""
    document = server.documents.get(params.text_document.uri)
    wishes = server.session.settings.completion
    automatic = params.context.trigger_kind == AUTOMATIC
    if document is None or (automatic and not wishes.enabled):
        return None
    started = time.monotonic()
    offset = convert.offset_at(document.text, params.position)
    rest = type_along(server.shown, document.uri, document.text, offset)
    if rest is not None:
        return to_list(document.text, offset, rest)
    if automatic:
        await asyncio.sleep(wishes.debounce_ms / 1000)  # the next keystroke cancels this
    student = server.keeper.student
    if student is None:
        _refuse(server, server.keeper.message or "The model is still being loaded.")
        return None
    try:
        result = await complete(
            document.text, document.path, offset, student, server.session.indexed_project, settings=wishes
        )
    except ModelError as problem:
        if student is server.keeper.student:
            server.keeper.fail(problem)
        return None
    server.keeper.answered()
    if not server.documents.current(document):
        return None
    if not isinstance(result, Ghost):
        _refuse(server, result.reason)
        return None
    server.shown = Shown(document.uri, document.text, offset, result.text)
    server.session.last_refusal = ""
    server.session.last_milliseconds = 1000 * (time.monotonic() - started)
    status.changed(server)
    return to_list(document.text, offset, result.text)


def _refuse(server: "Server", reason: str) -> None:
    server.session.last_refusal = reason
    status.changed(server)


async def opened(server: "Server", document: Document) -> None:
    """Let the model read a document that was just opened, as far as its first suggestion will need it."""
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
