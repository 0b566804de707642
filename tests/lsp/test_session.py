"""Start and end, settings, words, outline and status over the wire."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

ADDER = "module adder (input [7:0] a, b, output [7:0] sum);\n  assign sum = a + b;\nendmodule\n"
TOP = "module top (input [7:0] x, output [7:0] y);\n  adder u (.a(x), .b(x), .sum(y));\n  \nendmodule\n"


async def test_a_polite_end(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}})
    await editor.ready()
    pid = (await editor.request("verimentor/status", {}))["workerPid"]
    assert await editor.stop() == 0
    assert editor.stderr == b""
    assert not _alive(pid)


async def test_an_editor_that_dies_takes_the_server_and_its_worker_along(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}})
    await editor.ready()
    pid = (await editor.request("verimentor/status", {}))["workerPid"]
    editor.process.stdin.close()
    async with asyncio.timeout(30):
        await editor.process.wait()
        while _alive(pid):  # noqa: ASYNC110  its end makes no event here
            await asyncio.sleep(0.1)


async def test_the_server_is_ready_before_its_model(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}})
    uri = editor.open("top.v", TOP)
    await editor.diagnostics(uri)
    assert not [m for m in editor.heard if m["method"] == "window/showMessage"]


async def test_positions_are_utf16_even_for_clients_that_prefer_other_units(editor: Any) -> None:
    assert editor.capabilities["positionEncoding"] == "utf-16"


async def test_invalid_settings_are_named_once_and_defaults_used(start_editor: Any, tiny_gguf: Path) -> None:
    options = {
        "model": {"path": str(tiny_gguf)},
        "completion": {"maxTokens": "many", "colour": "red"},
        "diagnostics": [],
    }
    editor = await start_editor(options)
    await editor.ready()
    (message,) = editor.messages()
    assert "maxTokens" in message and "colour" in message and "diagnostics" in message
    editor.notify("workspace/didChangeConfiguration", {"settings": {"verimentor": options}})
    uri = editor.open("top.v", "module m;\n  assign y = ;\nendmodule\n")
    await editor.diagnostics(uri, lambda found: bool(found))
    assert editor.messages() == [message]


async def test_a_broken_project_file_is_named(start_editor: Any, tiny_gguf: Path, tmp_path: Path) -> None:
    (tmp_path / "verimentor.toml").write_text("exclude = [")
    editor = await start_editor({"model": {"path": str(tiny_gguf)}})
    await editor.ready()
    (message,) = editor.messages()
    assert "verimentor.toml" in message


async def test_a_changed_project_file_counts_at_once(editor: Any) -> None:
    uri = editor.open("top.v", "module top;\n  wire [`WIDTH-1:0] x;\nendmodule\n")
    await editor.diagnostics(uri, lambda found: any("WIDTH" in d["message"] for d in found))
    path = editor.root / "verimentor.toml"
    path.write_text('[defines]\nWIDTH = "8"\n')
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 1}]})
    await editor.diagnostics(uri, lambda found: not any("WIDTH" in d["message"] for d in found))


async def test_settings_are_fetched_where_the_client_sends_none(editor: Any, tiny_gguf: Path) -> None:
    await editor.ready()
    options = {"model": {"path": str(tiny_gguf)}, "completion": {"enabled": False}}
    editor.on_request["workspace/configuration"] = lambda _: [options]
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    await editor.hear("verimentor/status", lambda p: p["completionEnabled"] is False)


async def test_words_hover_and_outline(editor: Any) -> None:
    editor.open("adder.v", ADDER)
    uri = editor.open("top.v", TOP)
    await editor.diagnostics(uri, lambda found: not found)
    hover = await editor.request("textDocument/hover", editor.place(uri, "  add"))
    assert "module adder (input [7:0] a, b, output [7:0] sum);" in hover["contents"]["value"]
    outline = await editor.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [symbol["name"] for symbol in outline] == ["top"]
    items = await editor.request("textDocument/completion", editor.place(uri, "(y));\n  "))
    adder = next(item for item in items if item["label"] == "adder")
    assert ".sum(${4:sum})" in adder["insertText"] and adder["insertTextFormat"] == 2
    editor.change(uri, TOP.replace(".b(x), .sum(y)", "."))
    items = await editor.request("textDocument/completion", editor.place(uri, ".a(x), ."))
    assert {item["label"] for item in items} == {"b", "sum"}


async def test_documents_without_a_file(editor: Any) -> None:
    item = {
        "uri": "untitled:Untitled-1",
        "languageId": "verilog",
        "version": 1,
        "text": "module m;\n  assign y = ;\nendmodule\n",
    }
    editor.notify("textDocument/didOpen", {"textDocument": item})
    await editor.hear("textDocument/publishDiagnostics", lambda p: p["uri"] == item["uri"] and p["diagnostics"])


async def test_unknown_documents_are_no_reason_to_stumble(editor: Any) -> None:
    place = {"textDocument": {"uri": "file:///nowhere.v"}, "position": {"line": 9, "character": 9}}
    inline = {**place, "context": {"triggerKind": 1}}
    assert await editor.request("textDocument/inlineCompletion", inline) is None
    assert await editor.request("textDocument/hover", place) is None
    assert await editor.request("textDocument/completion", place) == []
    assert await editor.request("textDocument/documentSymbol", place) == []
    editor.notify("textDocument/didSave", {"textDocument": place["textDocument"]})
    editor.notify("textDocument/didClose", {"textDocument": place["textDocument"]})
    editor.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": "file:///nowhere.v", "version": 2}, "contentChanges": [{"text": "x"}]},
    )
    assert (await editor.request("verimentor/status", {}))["root"] == str(editor.root)


async def test_typing_fast_in_a_long_file_keeps_the_loop_free(editor: Any) -> None:
    await editor.ready()
    body = "".join(f"  wire [7:0] w{i} = a + 8'd{i % 256};\n" for i in range(3000))
    text = f"module long (input [7:0] a);\n{body}  // end\nendmodule\n"
    uri = editor.open("long.v", text)
    for letters in ("w", "wi", "wir", "wire", "wire "):
        editor.change(uri, text.replace("// end", letters))
        editor.send_request(
            "textDocument/inlineCompletion", {**editor.place(uri, letters), "context": {"triggerKind": 2}}
        )
        started = time.monotonic()
        await editor.request("verimentor/status", {})
        assert time.monotonic() - started < 5  # no promise about speed: only that nothing waits for the checks
    await editor.diagnostics(uri)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text() if Path(f"/proc/{pid}").exists() else False


@pytest.mark.parametrize("missing", ["window", "workspace", "textDocument", "general"])
async def test_clients_that_know_less(
    start_editor: Any, tiny_gguf: Path, all_capabilities: dict[str, Any], missing: str
) -> None:
    less = {name: value for name, value in all_capabilities.items() if name != missing}
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, capabilities=less)
    uri = editor.open("m.v", "module m (output reg y);\n  initial y = 1'b0\nendmodule\n")
    await editor.diagnostics(uri, lambda found: any(d["severity"] == 1 for d in found))
    await editor.request("workspace/executeCommand", {"command": "verimentor.fix", "arguments": [uri, None]})
    assert len(editor.edits) == 1
