"""What the lightbulb offers, the edits behind it, and settings as editors send them."""

from typing import Any

import pytest
from lsprotocol import types

from verimentor.editor import fix_action, generate_action
from verimentor.editor.code_actions import actions_at
from verimentor.editor.documents import Document
from verimentor.editor.proposal import workspace_edit
from verimentor.editor.settings import take_key, take_options

TEXT = "// an 8-bit up counter\nmodule m (input a);\n  assign y = ;\nendmodule\n"
DOCUMENT = Document("file:///m.v", "/m.v", TEXT, 3)


def range_(line: int, start: int, end: int) -> types.Range:
    return types.Range(types.Position(line, start), types.Position(line, end))


def error(source: str = "slang") -> types.Diagnostic:
    return types.Diagnostic(range_(2, 13, 14), "expected expression", types.DiagnosticSeverity.Error, source=source)


def offered(place: types.Range, *diagnostics: types.Diagnostic, only: list[str] | None = None) -> list[str]:
    context = types.CodeActionContext(diagnostics, only=only)
    return [action.title for action in actions_at(DOCUMENT, place, context, has_mentor=True)]


def test_what_is_offered() -> None:
    assert offered(range_(2, 13, 13), error()) == [fix_action.TITLE]
    assert offered(range_(2, 13, 13), error("another linter")) == []
    assert offered(range_(2, 2, 14)) == ["Fix selection with mentor"]
    assert offered(range_(2, 2, 14), error()) == [fix_action.TITLE, "Fix selection with mentor"]
    assert offered(range_(3, 2, 2)) == []


def test_generating_is_offered_on_a_comment() -> None:
    document = Document("file:///m.v", "/m.v", "// an 8-bit up counter\n", 1)
    context = types.CodeActionContext([])
    (action,) = actions_at(document, range_(0, 4, 4), context, has_mentor=False)
    assert action.title == generate_action.TITLE
    assert action.command is not None and action.command.arguments == ["file:///m.v", types.Position(0, 4)]


def test_kinds_asked_for() -> None:
    assert offered(range_(2, 13, 13), error(), only=["quickfix"]) == [fix_action.TITLE]
    assert offered(range_(2, 13, 13), error(), only=["refactor"]) == []
    assert offered(range_(2, 2, 14), only=["refactor"]) == ["Fix selection with mentor"]


def test_without_a_mentor_the_title_says_so() -> None:
    context = types.CodeActionContext([error()])
    (action,) = actions_at(DOCUMENT, range_(2, 13, 13), context, has_mentor=False)
    assert action.title == "Fix with rules and student"


EDIT = types.TextEdit(range_(0, 0, 0), "x")


def capabilities(**able: Any) -> types.ClientCapabilities:
    edit = types.WorkspaceEditClientCapabilities(**able)
    return types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(workspace_edit=edit))


def test_edits_are_previewed_where_the_editor_can() -> None:
    able = capabilities(
        document_changes=True, change_annotation_support=types.ChangeAnnotationsSupportOptions(groups_on_label=True)
    )
    edit = workspace_edit(able, DOCUMENT, [EDIT], "Fix", "2 → 0 errors")
    assert edit.change_annotations is not None
    (annotation,) = edit.change_annotations.values()
    assert annotation.needs_confirmation and annotation.description == "2 → 0 errors"
    versioned = workspace_edit(capabilities(document_changes=True), DOCUMENT, [EDIT], "Fix", "")
    assert versioned.document_changes is not None and versioned.change_annotations is None
    assert workspace_edit(types.ClientCapabilities(), DOCUMENT, [EDIT], "Fix", "").changes == {"file:///m.v": [EDIT]}


@pytest.mark.parametrize(
    "sent",
    [
        {"completion": {"enabled": False}, "mentorKey": "secret"},
        {"verimentor": {"completion": {"enabled": False}, "mentorKey": "secret"}},
        {"verimentor.completion.enabled": False, "mentorKey": "secret", "trace": {"server": "off"}},
        {"completion.enabled": False, "model": None, "mentorKey": "secret"},
    ],
)
def test_settings_as_editors_send_them(sent: dict[str, Any]) -> None:
    options = take_options(sent)
    assert take_key(options) == "secret"
    assert options == {"completion": {"enabled": False}}


@pytest.mark.parametrize("sent", [None, [], "", 3, {"verimentor": None}, {}])
def test_no_settings(sent: Any) -> None:
    assert take_options(sent) == {}
    assert take_key({}) is None
