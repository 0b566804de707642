"""A module from a comment and a repair, over the wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from verimentor.student.catalog import Catalog
from verimentor.verilog.check import check, count_errors

BROKEN = "module m (input a, output reg y);\n  always @* begin\n    y = a\n  end\nendmodule\n"
HOPELESS = "module m (input a, output y);\n  assign y = a + zzz_unknown;\nendmodule\n"


async def actions(editor: Any, uri: str, mark: str, diagnostics: list[Any] | None = None) -> dict[str, Any]:
    place = editor.place(uri, mark)["position"]
    range_ = {"start": place, "end": place}
    params = {"textDocument": {"uri": uri}, "range": range_, "context": {"diagnostics": diagnostics or []}}
    found = await editor.request("textDocument/codeAction", params)
    return {action["title"]: action for action in found}


async def run(editor: Any, action: dict[str, Any]) -> None:
    command = {"command": action["command"]["command"], "arguments": action["command"]["arguments"]}
    await editor.request("workspace/executeCommand", command)


def titles(editor: Any) -> list[str]:
    return [m["params"]["value"]["title"] for m in editor.heard
            if m["method"] == "$/progress" and m["params"]["value"]["kind"] == "begin"]  # fmt: skip


async def broken(editor: Any, text: str) -> tuple[str, dict[str, Any]]:
    uri = editor.open("m.v", text)
    found = await editor.diagnostics(uri, lambda found: any(d["severity"] == 1 for d in found))
    (action,) = (await actions(editor, uri, "y", found)).values()
    return uri, action


async def test_rules_repair_and_the_user_is_asked(editor: Any) -> None:
    uri, action = await broken(editor, BROKEN)
    assert action["title"] == "Fix with rules and student"
    await run(editor, action)
    edit = await editor.edit()
    (annotation,) = edit["changeAnnotations"].values()
    assert annotation["needsConfirmation"] and "→ 0 errors" in annotation["description"]
    assert edit["documentChanges"][0]["textDocument"]["version"] == 1
    assert count_errors(check(editor.apply(uri, edit), "m.v")) == 0
    assert titles(editor) == ["Fix with mentor"]


async def test_what_cannot_be_repaired_is_said_and_left_alone(editor: Any) -> None:
    _, action = await broken(editor, HOPELESS)
    await run(editor, action)
    assert editor.edits == []
    assert any("mentor" in message for message in editor.messages())


async def test_a_selection_bounds_the_repair(editor: Any) -> None:
    twice = BROKEN + BROKEN.replace("module m", "module n")
    uri = editor.open("m.v", twice)
    below = {"start": {"line": 5, "character": 0}, "end": {"line": 10, "character": 0}}
    await editor.request("workspace/executeCommand", {"command": "verimentor.fix", "arguments": [uri, below]})
    edit = await editor.edit()
    assert editor.apply(uri, edit).startswith(BROKEN)


async def test_a_file_that_changed_meanwhile_is_left_alone(editor: Any) -> None:
    uri, action = await broken(editor, BROKEN)
    _, answer = editor.send_request(
        "workspace/executeCommand", {"command": action["command"]["command"], "arguments": [uri, None]}
    )
    editor.change(uri, "// typing on\n" + BROKEN)
    await answer
    assert editor.edits == []
    assert any("changed" in message for message in editor.messages())


@pytest.fixture
async def mentor() -> AsyncIterator[dict[str, Any]]:
    """A mentor's server whose answer, delay and requests are to be set and read."""
    state: dict[str, Any] = {"answer": "nonsense", "delay": 0.0, "requests": []}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line[15:]) for line in head.lower().splitlines() if line.startswith("content-length:")), 0)
        state["requests"].append((head, (await reader.readexactly(length)).decode()))
        await asyncio.sleep(state["delay"])
        message = {"choices": [{"index": 0, "message": {"role": "assistant", "content": state["answer"]}}]}
        body = json.dumps(message).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    state["url"] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    yield state
    server.close()


async def with_mentor(start_editor: Any, tiny_gguf: Any, url: str, **more: Any) -> Any:
    options = {"model": {"path": str(tiny_gguf)}, "mentor": {"url": url, "model": "big", **more}, "mentorKey": "s3cret"}
    return await start_editor(options)


async def test_the_mentor_repairs_what_rules_cannot(start_editor: Any, tiny_gguf: Any, mentor: Any) -> None:
    editor = await with_mentor(start_editor, tiny_gguf, mentor["url"])
    mentor["answer"] = "```verilog\n" + HOPELESS.replace(" + zzz_unknown", "") + "```"
    uri, action = await broken(editor, HOPELESS)
    assert action["title"] == "Fix with mentor"
    await run(editor, action)
    assert editor.apply(uri, await editor.edit()) == HOPELESS.replace(" + zzz_unknown", "")
    head, _ = mentor["requests"][0]
    assert "bearer s3cret" in head.lower()
    await editor.stop()
    assert b"s3cret" not in editor.stderr
    assert "s3cret" not in json.dumps(editor.heard)


@pytest.mark.parametrize("how", ["down", "slow", "nonsense"])
async def test_a_mentor_that_does_not_help(start_editor: Any, tiny_gguf: Any, mentor: Any, how: str) -> None:
    mentor["delay"] = 30.0 if how == "slow" else 0.0
    url = "http://127.0.0.1:9/v1" if how == "down" else mentor["url"]
    editor = await with_mentor(start_editor, tiny_gguf, url, timeoutS=1 if how == "slow" else 60)
    _, action = await broken(editor, HOPELESS)
    await run(editor, action)
    assert editor.edits == []
    (message,) = editor.messages()
    assert {"down": "reached", "slow": "did not answer", "nonsense": "mentor"}[how] in message


async def test_the_user_cancels_the_repair(start_editor: Any, tiny_gguf: Any, mentor: Any) -> None:
    mentor["delay"] = 30.0
    editor = await with_mentor(start_editor, tiny_gguf, mentor["url"])
    uri, action = await broken(editor, HOPELESS)
    _, answer = editor.send_request(
        "workspace/executeCommand", {"command": action["command"]["command"], "arguments": [uri, None]}
    )
    begin = await editor.hear("$/progress", lambda p: p["value"]["kind"] == "begin")
    editor.notify("window/workDoneProgress/cancel", {"token": begin["token"]})
    assert await answer is None
    await editor.hear("$/progress", lambda p: p["value"]["kind"] == "end")
    assert editor.edits == [] and editor.messages() == []


async def test_generating_says_why_nothing_came(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", "// an 8-bit up counter with enable\n")
    (action,) = (await actions(editor, uri, "8-bit")).values()
    await run(editor, action)
    assert editor.edits == []  # random weights write no module
    (message,) = editor.messages()
    assert "No module was generated" in message
    assert titles(editor) == ["Generate module from comment"]


async def test_generating_without_a_model(start_editor: Any, tmp_path: Any) -> None:
    editor = await start_editor({"model": {"path": str(tmp_path / "none.gguf")}})
    await editor.hear("verimentor/status", lambda p: p["state"] == "failed")
    answer = await editor.request("verimentor/generate", {"spec": "an 8-bit up counter"})
    assert answer["ok"] is False and "none.gguf" in answer["evidence"]
    table = "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n"
    answer = await editor.request("verimentor/generate", {"spec": f"A gate:\n{table}"})
    assert answer["ok"] is True and "written out from your truth table" in answer["evidence"]


async def test_odd_questions_get_an_answer(editor: Any) -> None:
    place = {"line": 0, "character": 0}
    for command, where in (
        ("verimentor.fix", None),
        ("verimentor.generateFromComment", place),
        ("verimentor.generateTestbench", place),
    ):
        await editor.request(
            "workspace/executeCommand", {"command": command, "arguments": ["file:///nowhere.v", where]}
        )
    answer = await editor.request("verimentor/generate", {"spec": ""})
    assert answer["ok"] is False
    assert len(editor.messages()) == 3


@pytest.mark.skipif(not Catalog().models(), reason="no model is shipped in this checkout")
async def test_the_shipped_model_writes_a_module_below_its_comment(start_editor: Any) -> None:
    editor = await start_editor({"generate": {"samples": 4}})
    await editor.ready()
    uri = editor.open(
        "m.v", "// An inverter: y is the complement of a.\nmodule inverter (input a, output y);\nendmodule\n"
    )
    (action,) = (await actions(editor, uri, "inverter")).values()
    await run(editor, action)
    if not editor.edits:
        pytest.skip(f"the student could not: {editor.messages()}")
    text = editor.apply(uri, editor.edits[0])
    assert text.startswith("// An inverter") and count_errors(check(text, "m.v")) == 0
