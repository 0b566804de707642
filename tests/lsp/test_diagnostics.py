"""What the editor is told about broken code, and when."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from verimentor.editor.convert import uri_of

BROKEN = "module m (input a, output y);\n  assign y = a &;\nendmodule\n"
WORKING = BROKEN.replace("a &;", "a;")


def errors(diagnostics: list[Any]) -> list[str]:
    return [d["message"] for d in diagnostics if d["severity"] == 1]


async def test_a_broken_file_is_underlined_and_heals(editor: Any) -> None:
    uri = editor.open("m.v", BROKEN)
    (diagnostic,) = await editor.diagnostics(uri, lambda found: bool(errors(found)))
    assert diagnostic["source"] == "slang" and diagnostic["range"]["start"]["line"] == 1
    editor.change(uri, WORKING)
    assert await editor.diagnostics(uri, lambda found: not found) == []


async def test_icarus_has_a_say(editor: Any) -> None:
    uri = editor.open("m.v", "module m (input a, output y);\n  missing u (.i(a), .o(y));\nendmodule\n")
    found = await editor.diagnostics(uri, lambda found: any(d["source"] == "icarus" for d in found))
    assert any(d["source"] == "icarus" and "missing" in d["message"] for d in found)
    assert errors(found) == []  # a vendor's library may hold it


async def test_icarus_stays_while_the_user_types_elsewhere(editor: Any) -> None:
    text = "module m (input a, output y);\n  missing u (.i(a), .o(y));\n\nendmodule\n"
    uri = editor.open("m.v", text)
    await editor.diagnostics(uri, lambda found: any(d["source"] == "icarus" for d in found))
    editor.change(uri, "// one more line\n" + text)
    found = await editor.diagnostics(uri)  # the first of this version: slang's, with what Icarus said moved along
    assert [d["range"]["start"]["line"] for d in found if d["source"] == "icarus"] == [2]


@pytest.mark.parametrize("pause_ms", [600_000, 100])
async def test_a_line_being_typed_is_wrong_only_after_a_pause(start_editor: Any, pause_ms: int) -> None:
    editor = await start_editor({"diagnostics": {"pauseMs": pause_ms}})
    uri = editor.open("m.v", WORKING)
    assert await editor.diagnostics(uri) == []
    editor.change(uri, WORKING.replace("a;", "a & nope"))
    if pause_ms > 100:  # longer than the test may last
        assert errors(await editor.diagnostics(uri)) == []
    else:
        assert any("nope" in each for each in errors(await editor.diagnostics(uri, lambda found: bool(errors(found)))))


async def test_positions_count_utf16_units(editor: Any) -> None:
    uri = editor.open("m.v", "module m (output y);\n  /* 😋é */ assign y = nope;\nendmodule\n")
    found = await editor.diagnostics(uri, lambda found: bool(errors(found)))
    line = "  /* 😋é */ assign y = nope;"
    start = len(line[: line.index("nope")].encode("utf-16-le")) // 2
    assert found[0]["range"] == {"start": {"line": 1, "character": start}, "end": {"line": 1, "character": start + 4}}


async def test_crlf(editor: Any) -> None:
    uri = editor.open("m.v", BROKEN.replace("\n", "\r\n"))
    found = await editor.diagnostics(uri, lambda found: bool(errors(found)))
    assert found[0]["range"]["start"]["line"] == 1
    editor.change(uri, WORKING.replace("\n", "\r\n"))
    assert await editor.diagnostics(uri, lambda found: not found) == []


@pytest.mark.parametrize(
    "text", ["", "\n\n", "\ufeff", "\0\0\0", "module", "é", '`include "/dev/zero"\n', "(((((((((("]
)
async def test_odd_files_do_not_end_the_server(editor: Any, text: str) -> None:
    uri = editor.open("odd.v", text)
    await editor.diagnostics(uri)
    fine = editor.open("m.v", WORKING)
    assert await editor.diagnostics(fine) == []


async def test_a_long_file_does_not_keep_the_server_from_answering(editor: Any) -> None:
    body = "".join(f"  wire [7:0] w{i} = a + 8'd{i % 256};\n" for i in range(10_000))
    uri = editor.open("long.v", f"module long (input [7:0] a);\n{body}endmodule\n")
    await editor.request("verimentor/status", {})
    editor.change(uri, editor.texts[uri].replace("a + 8'd7;", "nope;", 1))
    found = await editor.diagnostics(uri, lambda found: bool(errors(found)))
    assert "nope" in errors(found)[0]


async def test_other_open_files_hear_of_a_changed_interface(editor: Any) -> None:
    child = editor.open("child.v", "module child (input i, output o);\n  assign o = i;\nendmodule\n")
    top = editor.open("top.v", "module top (input i, output o);\n  child u (.i(i), .o(o));\nendmodule\n")
    assert errors(await editor.diagnostics(top)) == []
    await editor.diagnostics(child)
    await asyncio.sleep(1)  # until both have settled: only a change of the interface may cause what follows
    editor.change(child, editor.texts[child].replace("output o", "output z").replace("assign o", "assign z"))
    found = await editor.diagnostics(top, lambda found: bool(errors(found)))
    assert any("'o'" in message or "``o''" in message for message in errors(found))


async def test_changes_on_disk_are_heard_of(editor: Any) -> None:
    top = editor.open("top.v", "module top (input i, output o);\n  child u (.i(i), .o(o));\nendmodule\n")
    await editor.diagnostics(top, lambda found: any("child" in each["message"] for each in found))
    path = editor.root / "child.v"
    path.write_text("module child (input i, output o);\n  assign o = i;\nendmodule\n")
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri_of(path), "type": 1}]})
    assert await editor.diagnostics(top, lambda found: not found) == []


async def test_without_file_events_the_server_looks_itself(start_editor: Any, tiny_gguf: Any) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, capabilities={})
    top = editor.open("top.v", "module top (input i, output o);\n  child u (.i(i), .o(o));\nendmodule\n")
    await editor.diagnostics(top, lambda found: any("child" in each["message"] for each in found))
    (editor.root / "child.v").write_text("module child (input i, output o);\n  assign o = i;\nendmodule\n")
    assert await editor.diagnostics(top, lambda found: not found) == []


async def test_closing_clears(editor: Any) -> None:
    uri = editor.open("m.v", BROKEN)
    await editor.diagnostics(uri, lambda found: bool(found))
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    await editor.hear("textDocument/publishDiagnostics", lambda p: p["uri"] == uri and not p["diagnostics"])


async def test_excluded_files_are_left_alone(start_editor: Any, tiny_gguf: Any) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}, "project": {"exclude": ["vendor/**"]}})
    uri = editor.open("vendor/m.v", BROKEN)
    await asyncio.sleep(0.5)
    other = editor.open("m.v", BROKEN)
    await editor.diagnostics(other, lambda found: bool(found))
    assert await editor.diagnostics(uri) == []


async def test_without_icarus_there_is_one_message_and_slang_goes_on(start_editor: Any, tiny_gguf: Any) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}}, env={"PATH": "/nonexistent"})
    for name in ("a.v", "b.v"):
        uri = editor.open(name, BROKEN)
        await editor.diagnostics(uri, lambda found: bool(errors(found)))
    said = [message for message in editor.messages() if "Icarus" in message]
    assert len(said) == 1 and "apt install iverilog" in said[0]


async def test_unusual_lines_are_marked_on_save_where_wanted(start_editor: Any, tiny_gguf: Path) -> None:
    editor = await start_editor({"model": {"path": str(tiny_gguf)}, "features": {"unusualLines": True}})
    await editor.ready()
    uri = editor.open("m.v", WORKING)
    assert hints(await editor.diagnostics(uri)) == []
    editor.save(uri)
    marked = await editor.diagnostics(uri, lambda found: bool(hints(found)))
    assert 0 < len(hints(marked)) <= 3
    first = hints(marked)[0]["range"]["start"]["line"]
    editor.change(uri, f"// above\n{WORKING}")
    moved = await editor.diagnostics(uri, lambda found: bool(hints(found)))
    assert hints(moved)[0]["range"]["start"]["line"] == first + 1


async def test_nothing_is_marked_where_nobody_asked(editor: Any) -> None:
    await editor.ready()
    uri = editor.open("m.v", WORKING)
    editor.save(uri)
    editor.change(uri, f"{WORKING}// end\n")
    assert hints(await editor.diagnostics(uri)) == []


def hints(found: list[Any]) -> list[Any]:
    return [diagnostic for diagnostic in found if diagnostic["source"] == "student"]
