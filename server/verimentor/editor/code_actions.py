"""The lightbulb: a module from a comment, another answer for it, its testbench, and a repair of what is broken."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import alternatives, convert, fix_action, generate_action, testbench_action
from verimentor.editor.documents import Document

if TYPE_CHECKING:
    from verimentor.editor.server import Server

KINDS = (types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite)
_OURS = frozenset({"slang", "icarus"})


def actions_at(
    document: Document, range_: types.Range, context: types.CodeActionContext, *, has_mentor: bool
) -> list[types.CodeAction]:
    """What can be done about a range."""
    span = convert.span_of(document.text, range_)
    selection = span.end > span.start
    broken = [
        diagnostic
        for diagnostic in context.diagnostics
        if diagnostic.source in _OURS and diagnostic.severity == types.DiagnosticSeverity.Error
    ]
    actions: list[types.CodeAction] = []
    if broken:
        actions.append(_fix(document, types.CodeActionKind.QuickFix, has_mentor, broken))
    if selection and document.text[span.start : span.end].strip():
        kind = types.CodeActionKind.QuickFix if broken else types.CodeActionKind.RefactorRewrite
        actions.append(_fix(document, kind, has_mentor, broken, range_))
    if generate_action.find_target(document.text, span.start) is not None:
        actions.append(_rewrite(generate_action.TITLE, generate_action.COMMAND, document.uri, range_.start))
    if not broken and testbench_action.module_at(document.text, span.start) is not None:
        command = types.Command(
            testbench_action.TITLE, testbench_action.COMMAND, arguments=[document.uri, range_.start]
        )
        actions.append(types.CodeAction(testbench_action.TITLE, types.CodeActionKind.RefactorRewrite, command=command))
    return _wanted(actions, context)


def _rewrite(title: str, name: str, uri: str, position: types.Position) -> types.CodeAction:
    command = types.Command(title, name, arguments=[uri, position])
    return types.CodeAction(title, types.CodeActionKind.RefactorRewrite, command=command)


def _fix(
    document: Document,
    kind: types.CodeActionKind,
    has_mentor: bool,
    broken: Sequence[types.Diagnostic],
    selection: types.Range | None = None,
) -> types.CodeAction:
    title = fix_action.title_for(has_mentor, selection is not None)
    command = types.Command(title, fix_action.COMMAND, arguments=[document.uri, selection])
    return types.CodeAction(title, kind, diagnostics=list(broken) or None, command=command)


def _wanted(actions: Sequence[types.CodeAction], context: types.CodeActionContext) -> list[types.CodeAction]:
    wanted = context.only
    return [action for action in actions if wanted is None or _is_wanted(action.kind, wanted)]


def _is_wanted(kind: types.CodeActionKind | str | None, wanted: Sequence[types.CodeActionKind | str]) -> bool:
    name = str(getattr(kind, "value", kind))
    return any(name == w or name.startswith(f"{w}.") for w in (str(getattr(w, "value", w)) for w in wanted))


def register(server: "Server") -> None:
    """Offer the actions and the commands behind them."""
    fix_action.register(server)
    generate_action.register(server)
    testbench_action.register(server)
    alternatives.register(server)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS)))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = server.documents.get(params.text_document.uri)
        if document is None or not server.session.settings.features.code_actions:
            return []
        named = server.session.settings.mentor
        has_mentor = bool(named.url or named.model)
        actions = actions_at(document, params.range, params.context, has_mentor=has_mentor)
        start = convert.offset_at(document.text, params.range.start)
        return actions + _wanted(await alternatives.actions_at(server, document, start), params.context)
