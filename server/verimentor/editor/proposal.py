"""Long work on behalf of the user, and edits the user looks at before they happen.

Where the client says `{"experimental": {"verimentor": {"preview": true}}}`, it is asked by `verimentor/preview`, with

    {uri, title, choices: [{label, summary, text, tokens}], evidence: [{text, ok}],
     legend: {tokenTypes, tokenModifiers}}

to show the document as each of the choices would make it (the first is the one we recommend; a document that does not
exist yet counts as empty), and answers `{choice}`, the number of the one the user took, or null. `tokens` are the
semantic tokens of `text`, none where colours are off. Other clients get an edit to be confirmed.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from verimentor.editor import convert, highlighting
from verimentor.editor.client import ask
from verimentor.editor.documents import Document
from verimentor.verilog.highlighting import highlight
from verimentor.verilog.source import outline

if TYPE_CHECKING:
    from verimentor.editor.server import Server

Report = Callable[[str, float | None], None]  # what is being done, and the share done in 0..1 where that is known

PREVIEW = "verimentor/preview"

_T = TypeVar("_T")
_ANNOTATION = "verimentor"


@dataclass(frozen=True)
class Choice:
    """One way a document could go on; `summary` is what speaks for it, in a line, `text` the whole document."""

    label: str
    summary: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """A line of what was done and tried, and whether it held or helped."""

    text: str
    ok: bool


async def choose(
    server: "Server", uri: str, title: str, choices: Sequence[Choice], evidence: Sequence[Evidence] = ()
) -> int | None:
    """Let the user look at what a document would become and take one of the choices; None for none of them."""
    colours = server.session.settings.features.highlighting
    path = convert.path_of(uri)

    def tokens(text: str) -> list[int]:
        return highlighting.encode(text, highlight(outline(text, path))) if colours else []

    params = {
        "uri": uri,
        "title": title,
        "choices": [{**asdict(choice), "tokens": await asyncio.to_thread(tokens, choice.text)} for choice in choices],
        "evidence": [asdict(line) for line in evidence],
        "legend": {
            "tokenTypes": list(highlighting.LEGEND.token_types),
            "tokenModifiers": list(highlighting.LEGEND.token_modifiers),
        },
    }
    taken = await ask(server, PREVIEW, params, "choice")
    return taken if isinstance(taken, int) and 0 <= taken < len(choices) else None


async def with_progress(server: "Server", title: str, work: Callable[[Report], Awaitable[_T]]) -> _T | None:
    """Do `work` while the editor shows how far it is; None where the user cancelled it."""
    window = server.client_capabilities.window
    if window is None or not window.work_done_progress:
        return await work(lambda message, share: None)
    token = f"verimentor-{uuid.uuid4()}"
    progress = server.work_done_progress
    try:
        await progress.create_async(token)
    except JsonRpcException:
        return await work(lambda message, share: None)

    def report(message: str, share: float | None) -> None:
        percentage = None if share is None else round(100 * share)
        progress.report(token, types.WorkDoneProgressReport(message=message, percentage=percentage))

    task = asyncio.ensure_future(work(report))
    cancelled = progress.tokens[token]
    cancelled.add_done_callback(lambda future: task.cancel() if future.cancelled() else None)
    progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True, percentage=0))
    try:
        return await task
    except asyncio.CancelledError:
        if not cancelled.cancelled():
            raise  # the request itself was cancelled
        return None
    finally:
        task.cancel()
        progress.tokens.pop(token, None)
        progress.end(token, types.WorkDoneProgressEnd())


async def propose(
    server: "Server",
    document: Document,
    edits: Sequence[types.TextEdit],
    label: str,
    description: str,
    *,
    confirm: bool = True,
) -> bool:
    """Hand edits of a document to the editor; says whether they were made.

    It shows them first where it can, unless they were looked at already (not `confirm`).
    """
    edit = workspace_edit(server.client_capabilities, document, edits, label, description, confirm=confirm)
    if edit.change_annotations is None:
        label = f"{label}: {description}"
    answer = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))
    return answer.applied


def workspace_edit(
    capabilities: types.ClientCapabilities,
    document: Document,
    edits: Sequence[types.TextEdit],
    label: str,
    description: str,
    *,
    confirm: bool = True,
) -> types.WorkspaceEdit:
    """The edits in the richest form the client knows: versioned, and to be confirmed if so wished."""
    workspace = capabilities.workspace
    able = workspace.workspace_edit if workspace is not None else None
    if able is None or not able.document_changes:
        return types.WorkspaceEdit(changes={document.uri: list(edits)})
    place = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    if able.change_annotation_support is None or not confirm:
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(place, list(edits))])
    annotated = [types.AnnotatedTextEdit(_ANNOTATION, edit.range, edit.new_text) for edit in edits]
    annotation = types.ChangeAnnotation(label, needs_confirmation=True, description=description)
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(place, annotated)], change_annotations={_ANNOTATION: annotation}
    )
