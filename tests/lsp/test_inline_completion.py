"""Ghost text over the wire, from a model with random weights and, where it is there, from the shipped one."""

import asyncio
import os
import signal
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from verimentor.student.catalog import Catalog

METHOD = "textDocument/inlineCompletion"
OPEN_ENDED = "module m (input wire clk, input wire d, output reg q);\n  always @(posedge clk) q <= \nendmodule\n"


def asked(editor: Any, uri: str, mark: str, automatic: bool = False) -> dict[str, Any]:
    return {**editor.place(uri, mark), "context": {"triggerKind": 2 if automatic else 1}}


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes()


async def status(editor: Any) -> dict[str, Any]:
    found: dict[str, Any] = await editor.request("verimentor/status", {})
    return found


async def test_it_is_offered_and_answered(editor: Any) -> None:
    assert "inlineCompletionProvider" in editor.capabilities
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    answer = await editor.request(METHOD, asked(editor, uri, "q <= "))
    now = await status(editor)
    assert now["state"] == "ready" and now["model"] == "tiny"
    # Random weights write no Verilog: the parser must have refused, and the reason is kept.
    assert answer is None and now["whyNoSuggestion"]


@pytest.mark.parametrize("mark", ["module m", "posedge"])
async def test_nothing_in_the_middle_of_code(editor: Any, mark: str) -> None:
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    assert await editor.request(METHOD, asked(editor, uri, mark)) is None
    assert "right of the cursor" in (await status(editor))["whyNoSuggestion"]


async def test_nothing_before_the_model_is_there(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}})
    uri = editor.open("m.v", OPEN_ENDED)
    await editor.request(METHOD, asked(editor, uri, "q <= "))  # an answer comes, whatever it is
    await editor.diagnostics(uri, lambda found: bool(found))


async def test_requests_are_cancelled(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    answers = []
    for _ in range(5):
        number, answer = editor.send_request(METHOD, asked(editor, uri, "q <= ", automatic=True))
        editor.notify("$/cancelRequest", {"id": number})
        answers.append(answer)
    done = await asyncio.gather(*answers, return_exceptions=True)
    assert all(isinstance(each, Exception) or each is None for each in done)
    assert (await status(editor))["state"] == "ready"


async def test_stale_answers_are_dropped(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    _, answer = editor.send_request(METHOD, asked(editor, uri, "q <= ", automatic=True))
    editor.change(uri, OPEN_ENDED.replace("q <= ", "q <= d"))
    assert await answer is None


async def test_a_worker_killed_mid_answer(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    pid = int((await status(editor))["workerPid"])
    _, answer = editor.send_request(METHOD, asked(editor, uri, "q <= "))
    os.kill(pid, signal.SIGKILL)
    await answer
    await editor.request(METHOD, asked(editor, uri, "q <= "))
    now = await status(editor)
    assert now["state"] == "ready" and now["workerPid"] not in (None, pid)
    assert editor.messages() == []


@pytest.mark.parametrize("what", ["missing", "corrupt", "truncated"])
async def test_a_model_that_cannot_be_used(start_editor: Any, tiny_gguf: Path, tmp_path: Path, what: str) -> None:
    path, whole = tmp_path / "mine.gguf", _bytes_of(tiny_gguf)
    if what == "corrupt":
        path.write_bytes(b"GGUF" + bytes(range(256)) * 100)
    elif what == "truncated":
        path.write_bytes(whole[:50_000])
    editor = await start_editor({"model": {"path": str(path)}})
    await editor.hear("verimentor/status", lambda p: p["state"] == "failed")
    uri = editor.open("m.v", OPEN_ENDED)
    for _ in range(3):
        assert await editor.request(METHOD, asked(editor, uri, "q <= ")) is None
    await editor.diagnostics(uri, lambda found: bool(found))  # everything else works
    (message,) = editor.messages()
    assert "mine.gguf" in message
    path.write_bytes(whole)  # put back, it is noticed without a restart
    await editor.ready()


async def test_a_replaced_model_is_reloaded(start_editor: Any, make_gguf: Any, tmp_path: Path) -> None:
    path = make_gguf(tmp_path / "mine.gguf", seed=1)
    editor = await start_editor({"model": {"path": str(path)}})
    await editor.ready()
    pid = (await status(editor))["workerPid"]
    make_gguf(tmp_path / "new.gguf", seed=2).replace(path)
    await editor.hear("verimentor/status", lambda p: p["state"] == "ready" and p["workerPid"] not in (None, pid))


async def test_the_model_restarts_on_command(editor: Any) -> None:
    await editor.ready()
    pid = (await status(editor))["workerPid"]
    await editor.request("workspace/executeCommand", {"command": "verimentor.restartModel", "arguments": []})
    now = await status(editor)
    assert now["state"] == "ready" and now["workerPid"] != pid


async def test_completions_can_be_switched_off(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    options = {"completion": {"enabled": False}, "model": {"path": (await status(editor))["modelPath"]}}
    editor.notify("workspace/didChangeConfiguration", {"settings": {"verimentor": options}})
    await editor.hear("verimentor/status", lambda p: p["completionEnabled"] is False)
    assert await editor.request(METHOD, asked(editor, uri, "q <= ", automatic=True)) is None


async def test_each_reason_is_kept(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    for _ in range(2):
        await editor.request(METHOD, asked(editor, uri, "posedge"))
    number, answer = editor.send_request(METHOD, asked(editor, uri, "q <= ", automatic=True))
    editor.notify("$/cancelRequest", {"id": number})
    await asyncio.gather(answer, return_exceptions=True)
    last, first = (await editor.request("verimentor/whyNoSuggestion", {}))["entries"]
    assert "right of the cursor" in first["reason"] and first["count"] == 2
    assert last == {**last, "file": str(editor.root / "m.v"), "line": 2, "count": 1}
    assert "next key" in last["reason"]
    assert datetime.fromisoformat(first["time"]) <= datetime.fromisoformat(last["time"])


async def test_only_when_it_is_asked_for(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}, "completion": {"trigger": "manual"}})
    await editor.ready()
    uri = editor.open("m.v", OPEN_ENDED)
    assert await editor.request(METHOD, asked(editor, uri, "q <= ", automatic=True)) is None
    assert "completion.trigger" in (await status(editor))["whyNoSuggestion"]
    await editor.request(METHOD, asked(editor, uri, "q <= "))
    now = await status(editor)
    assert "completion.trigger" not in now["whyNoSuggestion"] and now["tokensPerSecond"] > 0


async def test_a_trigger_that_there_is_not_is_named(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}, "completion": {"trigger": "sometimes"}})
    await editor.ready()
    (message,) = editor.messages()
    assert "completion.trigger" in message and "sometimes" in message


SHIPPED = pytest.mark.skipif(not Catalog().models(), reason="no model is shipped in this checkout")


@SHIPPED
@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_the_shipped_model_completes(start_editor: Any, end: str) -> None:
    editor = await start_editor()
    await editor.ready()
    text = (
        "// é 😋\nmodule register (\n  input wire clk,\n  input wire rst,\n  input wire [7:0] d,\n"
        "  output reg [7:0] q\n);\n  always @(posedge clk) begin\n    if (rst)\n      q <= \n  end\nendmodule\n"
    ).replace("\n", end)
    uri = editor.open("register.v", text)
    answer = await editor.request(METHOD, asked(editor, uri, "q <= "))
    (item,) = answer["items"]
    ghost = item["insertText"]
    assert ghost.strip() and "\n" not in ghost
    place = editor.place(uri, "q <= ")["position"]
    assert item["range"] == {"start": place, "end": place}
    # Typing along with it asks nobody.
    editor.change(uri, text.replace("q <= ", "q <= " + ghost[0]))
    answer = await editor.request(METHOD, asked(editor, uri, "q <= " + ghost[0]))
    assert [item["insertText"] for item in answer["items"]] == [ghost[1:]]
    # And what was suggested added no error.
    editor.change(uri, text.replace("q <= ", "q <= " + ghost))
    assert not [d for d in await editor.diagnostics(uri) if d["severity"] == 1]


@SHIPPED
async def test_what_opens_a_block_gets_several_lines(start_editor: Any) -> None:
    editor = await start_editor()
    await editor.ready()
    text = "module register (input wire clk, input wire [7:0] d, output reg [7:0] q);\n  always @(posedge clk) begin\nendmodule\n"
    uri = editor.open("register.v", text)
    answer = await editor.request(METHOD, asked(editor, uri, "clk) begin"))
    now = await status(editor)
    assert answer is not None or now["whyNoSuggestion"]
    if answer is not None:
        assert answer["items"][0]["insertText"].startswith("\n")


@SHIPPED
async def test_the_end_of_a_block_is_put_where_it_belongs(start_editor: Any) -> None:
    editor = await start_editor()
    await editor.ready()
    text = (
        "module register (input wire clk, input wire rst, input wire [7:0] d, output reg [7:0] q);\n"
        "  always @(posedge clk) begin\n    if (rst) begin\n      q <= 8'd0;\n      \nendmodule\n"
    )
    uri = editor.open("register.v", text)
    answer = await editor.request(METHOD, asked(editor, uri, "8'd0;\n      "))
    (item,) = answer["items"]
    assert item["insertText"].startswith("end")
    start, end = item["range"]["start"], item["range"]["end"]
    assert (start["character"], end["character"]) == (4, 6) and start["line"] == end["line"] == 4
