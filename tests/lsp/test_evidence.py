"""A testbench, a waveform and other answers, over the wire."""

import copy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from verimentor.student.catalog import Catalog
from verimentor.verilog.skeleton import rehearse

COUNTER = """module counter (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 4'd0; else if (en) q <= q + 4'd1;
endmodule
"""
TITLE = "Generate testbench for module"


async def actions(editor: Any, uri: str, mark: str) -> dict[str, Any]:
    place = editor.place(uri, mark)["position"]
    params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    return {action["title"]: action for action in await editor.request("textDocument/codeAction", params)}


async def run(editor: Any, action: dict[str, Any]) -> None:
    command = {"command": action["command"]["command"], "arguments": action["command"]["arguments"]}
    await editor.request("workspace/executeCommand", command)


@pytest.fixture
def able(all_capabilities: dict[str, Any]) -> dict[str, Any]:
    """An editor that creates files and opens them."""
    capabilities = copy.deepcopy(all_capabilities)
    capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = ["create"]
    capabilities["window"]["showDocument"] = {"support": True}
    return capabilities


async def test_a_testbench_is_created_beside_its_module(start_editor: Any, tiny_gguf: Path, able: Any) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, capabilities=able)
    editor.on_request["window/showDocument"] = lambda _: {"success": True}
    uri = editor.open("rtl/counter.v", COUNTER)
    await run(editor, (await actions(editor, uri, "module counter"))[TITLE])
    edit = await editor.edit()
    create, change = edit["documentChanges"]
    assert create["kind"] == "create" and create["uri"] == uri.replace("counter.v", "counter_tb.v")
    (annotation,) = edit["changeAnnotations"].values()
    assert annotation["needsConfirmation"] and "recorded" in annotation["description"]
    assert rehearse(change["edits"][0]["newText"], "counter", COUNTER).startswith("Mismatches: 0 in ")
    assert (await editor.hear("window/showDocument"))["uri"] == create["uri"]


async def test_an_editor_that_creates_no_files_is_told_the_command(editor: Any) -> None:
    uri = editor.open("counter.v", COUNTER)
    await run(editor, (await actions(editor, uri, "module counter"))[TITLE])
    assert editor.edits == [] and "verimentor testbench counter.v" in editor.messages()[0]
    assert TITLE not in await actions(editor, uri, "q <= 4'd0")


async def test_a_waveform_of_a_document_or_a_text(editor: Any) -> None:
    uri = editor.open("counter.v", COUNTER)
    answer = await editor.request("verimentor/waveform", {"uri": uri, "cycles": 6, "theme": "dark"})
    assert answer["ok"] and ElementTree.fromstring(answer["svg"]).tag.endswith("svg")
    answer = await editor.request("verimentor/waveform", {"text": COUNTER.replace("counter", "other")})
    assert answer["ok"] and "<title>other, cycles" in answer["svg"] and answer["text"].count("\n") == 5
    two = {"text": COUNTER + COUNTER.replace("counter", "other"), "position": {"line": 4, "character": 2}}
    answer = await editor.request("verimentor/waveform", two)
    assert answer["ok"] and "<title>other, cycles" in answer["svg"]
    answer = await editor.request("verimentor/waveform", {"text": "module m ("})
    assert not answer["ok"] and "does not compile" in answer["message"]


async def test_nothing_was_generated_yet(editor: Any) -> None:
    answer = await editor.request("verimentor/alternatives", {})
    assert answer == {"module": "", "votes": 0, "guess": False, "alternatives": []}


@pytest.mark.skipif(not Catalog().models(), reason="no model is shipped in this checkout")
async def test_other_answers_are_offered_where_the_chosen_one_stands(start_editor: Any) -> None:
    editor = await start_editor({"generate": {"samples": 8}})
    await editor.ready()
    header = COUNTER.split("\n")[0]
    made = await editor.request("verimentor/generate", {"spec": "a gray code counter with a pause", "header": header})
    told = await editor.request("verimentor/alternatives", {"module": made["module"]})
    assert told["module"] == made["module"]
    if not told["alternatives"]:
        pytest.skip(f"all answers behave alike: {made['evidence']}")
    uri = editor.open("m.v", f"// generated\n{made['module']}")
    offered = [action for title, action in (await actions(editor, uri, "always")).items() if title != TITLE]
    assert len(offered) == len(told["alternatives"]) and all("vote" in action["title"] for action in offered)
    text = editor.apply(uri, offered[0]["edit"])
    assert text == f"// generated\n{told['alternatives'][0]['module']}"
    editor.change(uri, text)
    assert any(title.startswith("Back to the chosen answer") for title in await actions(editor, uri, "always"))
