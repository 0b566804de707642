"""Proposals that the client shows its own way, and its word before the mentor is asked, over the wire."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from verimentor.student.catalog import Catalog
from verimentor.verilog.check import check, count_errors

BROKEN = "module m (input a, output reg y);\n  always @* begin\n    y = a\n  end\nendmodule\n"
HOPELESS = "module m (input a, output y);\n  assign y = a + zzz_unknown;\nendmodule\n"
COUNTER = """module counter (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 4'd0; else if (en) q <= q + 4'd1;
endmodule
"""


@pytest.fixture
def able(all_capabilities: dict[str, Any]) -> dict[str, Any]:
    """A client that previews, and asks before the mentor is asked."""
    capabilities = copy.deepcopy(all_capabilities)
    capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = ["create"]
    capabilities["experimental"] = {"verimentor": {"preview": True, "mentorConsent": True}}
    return capabilities


async def command(editor: Any, name: str, *arguments: Any) -> Any:
    return await editor.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})


async def shown(editor: Any) -> dict[str, Any]:
    """The preview that was asked for."""
    found: dict[str, Any] = await editor.hear("verimentor/preview")
    return found


@pytest.mark.parametrize("choice", [0, None, 7, "first"])
async def test_a_repair_is_made_if_it_was_taken(start_editor: Any, tiny_gguf: Path, able: Any, choice: Any) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, capabilities=able)
    editor.on_request["verimentor/preview"] = lambda _: {"choice": choice}
    uri = editor.open("m.v", BROKEN)
    await command(editor, "verimentor.fix", uri, None)
    preview = await shown(editor)
    (repaired,) = preview["choices"]
    assert preview["uri"] == uri and "→ 0 errors" in repaired["summary"]
    assert count_errors(check(repaired["text"], "m.v")) == 0
    assert preview["legend"]["tokenTypes"][repaired["tokens"][3]] == "keyword"  # module
    assert any(line["ok"] and line["text"].startswith("rule:") for line in preview["evidence"])
    if choice == 0:
        (edit,) = editor.edits
        assert "changeAnnotations" not in edit  # it was looked at already
        assert editor.apply(uri, edit) == repaired["text"]
    else:
        assert editor.edits == []


async def test_a_file_that_changes_under_the_preview_is_left_alone(
    start_editor: Any, tiny_gguf: Path, able: Any
) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, capabilities=able)
    uri = editor.open("m.v", BROKEN)

    def write_on(_: Any) -> dict[str, Any]:
        editor.change(uri, "// typing on\n" + BROKEN)
        return {"choice": 0}

    editor.on_request["verimentor/preview"] = write_on
    await command(editor, "verimentor.fix", uri, None)
    assert editor.edits == [] and any("changed" in message for message in editor.messages())


async def test_a_testbench_is_shown_before_its_file_exists(start_editor: Any, tiny_gguf: Path, able: Any) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, capabilities=able)
    editor.on_request["verimentor/preview"] = lambda _: {"choice": 0}
    uri = editor.open("counter.v", COUNTER)
    await command(editor, "verimentor.generateTestbench", uri, {"line": 1, "character": 4})
    preview = await shown(editor)
    assert preview["uri"] == uri.replace("counter.v", "counter_tb.v")
    create, change = (await editor.edit())["documentChanges"]
    assert create["uri"] == preview["uri"] and change["edits"][0]["newText"] == preview["choices"][0]["text"]


@pytest.mark.skipif(not Catalog().models(), reason="no model is shipped in this checkout")
async def test_every_behaviour_of_the_answers_can_be_taken(start_editor: Any, able: Any) -> None:
    editor = await start_editor({"generate": {"samples": 8}}, capabilities=able)
    await editor.ready()
    editor.on_request["verimentor/preview"] = lambda params: {"choice": len(params["choices"]) - 1}
    text = "// a gray code counter with a pause\n" + COUNTER.split("\n")[0] + "\nendmodule\n\n// the end\n"
    uri = editor.open("m.v", text)
    await command(editor, "verimentor.generateFromComment", uri, {"line": 0, "character": 5})
    if not editor.edits:
        pytest.skip(f"the student could not: {editor.messages()}")
    preview = await shown(editor)
    first, *others = preview["choices"]
    assert "compiled" in first["summary"] and any(line["text"].startswith("compiled") for line in preview["evidence"])
    assert all("cycle" in other["label"] and other["summary"].startswith("cycle ") for other in others)
    for choice in preview["choices"]:
        assert choice["text"].startswith("// a gray code") and choice["text"].endswith("// the end\n")
    assert editor.apply(uri, editor.edits[0]) == preview["choices"][-1]["text"]


@pytest.fixture
async def mentor() -> AsyncIterator[dict[str, Any]]:
    """The address of a mentor that knows one answer, and how often it was asked."""
    state: dict[str, Any] = {"asked": 0}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        state["asked"] += 1
        answer = "```verilog\n" + HOPELESS.replace(" + zzz_unknown", "") + "```"
        body = json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": answer}}]}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    state["host"] = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield state
    server.close()


@pytest.mark.parametrize("allowed", [True, False])
async def test_the_mentor_is_asked_only_where_that_is_allowed(
    start_editor: Any, tiny_gguf: Path, able: Any, mentor: Any, allowed: bool
) -> None:
    options = {"model": {"path": str(tiny_gguf)}, "mentor": {"url": f"http://{mentor['host']}/v1", "model": "big"}}
    editor = await start_editor(options, capabilities=able)
    editor.on_request["verimentor/mayAskMentor"] = lambda _: {"allowed": allowed}
    editor.on_request["verimentor/preview"] = lambda _: {"choice": 0}
    rules_suffice = editor.open("b.v", BROKEN)
    await command(editor, "verimentor.fix", rules_suffice, None)
    assert not [m for m in editor.heard if m["method"] == "verimentor/mayAskMentor"]  # nothing was to be sent
    uri = editor.open("m.v", HOPELESS)
    await command(editor, "verimentor.fix", uri, None)
    assert await editor.hear("verimentor/mayAskMentor") == {"mentor": mentor["host"]}
    assert mentor["asked"] == (1 if allowed else 0)
    assert len(editor.edits) == (2 if allowed else 1)
    assert allowed or any("was not asked" in message for message in editor.messages())
