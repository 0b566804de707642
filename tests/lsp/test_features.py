"""Language features over the wire: colours, folds, layout, and the switches that take each of them away."""

import copy
from pathlib import Path
from typing import Any

import pytest

from verimentor.verilog.formatting import find_formatter

TEXT = "module top(input a,output b);\n  assign b=a;\nendmodule\n"
# The setting, the capability it takes away, the request it silences, and what silence is.
FEATURES = [
    ("hover", "hoverProvider", "textDocument/hover", None),
    ("outline", "documentSymbolProvider", "textDocument/documentSymbol", []),
    ("keywordCompletion", "completionProvider", "textDocument/completion", []),
    ("folding", "foldingRangeProvider", "textDocument/foldingRange", []),
    ("codeActions", "codeActionProvider", "textDocument/codeAction", []),
]
needs_verible = pytest.mark.skipif(find_formatter() is None, reason="verible-verilog-format is not installed")


@pytest.fixture
def dynamic(all_capabilities: dict[str, Any]) -> dict[str, Any]:
    """A client that lets features come and go."""
    able = copy.deepcopy(all_capabilities)
    tokens = {"requests": {"full": True}, "tokenTypes": [], "tokenModifiers": [], "formats": ["relative"]}
    able["textDocument"]["semanticTokens"] = tokens
    for name in ("hover", "documentSymbol", "completion", "semanticTokens", "foldingRange", "codeAction", "formatting"):
        able["textDocument"].setdefault(name, {})["dynamicRegistration"] = True
    return able


def parameters(method: str, uri: str) -> dict[str, Any]:
    here = {"line": 0, "character": 8}
    range_ = {"start": here, "end": here}
    context = {"diagnostics": []} if method.endswith("codeAction") else None
    return {"textDocument": {"uri": uri}, "position": here, "range": range_, "context": context}


async def test_what_is_on_answers(editor: Any) -> None:
    uri = editor.open("top.v", TEXT)
    for _, capability, method, nothing in FEATURES:
        assert editor.capabilities[capability] not in (None, False)
        assert await editor.request(method, parameters(method, uri)) != nothing
    assert "full" in editor.capabilities["semanticTokensProvider"]


async def test_what_is_off_at_the_start_is_not_advertised(start_editor: Any, tiny_gguf: Path) -> None:
    wishes = {setting: False for setting, *_ in FEATURES} | {"highlighting": False, "formatting": False}
    editor = await start_editor({"model": {"path": str(tiny_gguf)}, "features": wishes})
    offered = {name for name, value in editor.capabilities.items() if value not in (None, False)}
    gone = {capability for _, capability, *_ in FEATURES}
    assert not offered & {*gone, "semanticTokensProvider", "documentFormattingProvider"}
    assert "inlineCompletionProvider" in offered


async def test_the_user_file_can_switch_off_too(start_editor: Any, tiny_gguf: Path, tmp_path: Path) -> None:
    file = tmp_path / ".config" / "verimentor" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[features]\nhover = false\n")
    editor = await start_editor({"model": {"path": str(tiny_gguf)}})
    assert not editor.capabilities.get("hoverProvider")
    assert editor.capabilities["foldingRangeProvider"]


async def test_switched_off_later_a_feature_answers_with_nothing(editor: Any, tiny_gguf: Path) -> None:
    uri = editor.open("top.v", TEXT)
    wishes = {setting: False for setting, *_ in FEATURES} | {"highlighting": False}
    options = {"model": {"path": str(tiny_gguf)}, "features": wishes, "completion": {"enabled": False}}
    editor.notify("workspace/didChangeConfiguration", {"settings": {"verimentor": options}})
    await editor.hear("verimentor/status", lambda p: p["completionEnabled"] is False)
    for _, _, method, nothing in FEATURES:
        assert await editor.request(method, parameters(method, uri)) == nothing
    tokens = await editor.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})
    assert tokens["data"] == []


async def test_a_client_that_can_is_told_when_a_feature_comes_and_goes(
    start_editor: Any, tiny_gguf: Path, dynamic: dict[str, Any]
) -> None:
    options: dict[str, Any] = {"model": {"path": str(tiny_gguf)}, "features": {"outline": False}}
    editor = await start_editor(options, capabilities=dynamic)
    editor.on_request["client/unregisterCapability"] = lambda _: None
    assert not editor.capabilities.get("hoverProvider")
    first = await editor.hear("client/registerCapability", lambda p: registered(p, "textDocument/hover"))
    assert registered(first, "textDocument/semanticTokens") and not registered(first, "textDocument/documentSymbol")
    options["features"] = {"hover": False}
    editor.notify("workspace/didChangeConfiguration", {"settings": {"verimentor": options}})
    await editor.hear("client/registerCapability", lambda p: registered(p, "textDocument/documentSymbol"))
    gone = await editor.hear("client/unregisterCapability")
    assert [item["method"] for item in gone["unregisterations"]] == ["textDocument/hover"]


def registered(params: dict[str, Any], method: str) -> bool:
    return any(item["method"] == method for item in params["registrations"])


async def test_without_slang_icarus_speaks_alone(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}, "features": {"slangDiagnostics": False}})
    uri = editor.open("m.v", "module m (output reg y);\n  initial y = 1'b0\nendmodule\n")
    found = await editor.diagnostics(uri, lambda found: bool(found))
    assert {diagnostic["source"] for diagnostic in found} == {"icarus"}


async def test_colours_whole_and_as_a_change(editor: Any) -> None:
    uri = editor.open("top.v", TEXT)
    place = {"textDocument": {"uri": uri}}
    whole = await editor.request("textDocument/semanticTokens/full", place)
    editor.change(uri, TEXT.replace("b=a", "b=a; // a"))
    delta = await editor.request(
        "textDocument/semanticTokens/full/delta", {**place, "previousResultId": whole["resultId"]}
    )
    data = list(whole["data"])
    for edit in delta["edits"]:
        data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
    again = await editor.request("textDocument/semanticTokens/full", place)
    assert data == again["data"] != whole["data"]


@needs_verible
async def test_layout_of_a_document_and_of_a_line(editor: Any) -> None:
    assert editor.capabilities["documentFormattingProvider"] and editor.capabilities["documentRangeFormattingProvider"]
    uri = editor.open("top.v", TEXT)
    options = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    edits = await editor.request("textDocument/formatting", options)
    assert applied(TEXT, edits) == "module top (\n    input  a,\n    output b\n);\n  assign b = a;\nendmodule\n"
    range_ = {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}
    edits = await editor.request("textDocument/rangeFormatting", {**options, "range": range_})
    assert applied(TEXT, edits) == TEXT.replace("b=a", "b = a")


@needs_verible
async def test_a_text_that_cannot_be_laid_out_stays_and_the_user_is_told(editor: Any) -> None:
    uri = editor.open("m.v", "module m (input a;\n")
    options = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    assert await editor.request("textDocument/formatting", options) == []
    assert any("syntax error" in message for message in editor.messages())


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after edits of whole lines."""
    lines = text.splitlines(keepends=True)
    for edit in reversed(edits):
        lines[edit["range"]["start"]["line"] : edit["range"]["end"]["line"]] = [edit["newText"]]
    return "".join(lines)
