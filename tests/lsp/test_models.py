"""Models listed, chosen, added and downloaded over the wire."""

import asyncio
import filecmp
import hashlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest


async def command(editor: Any, name: str, *arguments: Any) -> Any:
    return await editor.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})


@pytest.fixture
def content(tiny_gguf: Path) -> bytes:
    """A model and 4 MB that mean nothing."""
    return tiny_gguf.read_bytes() + bytes(4 << 20)


@pytest.fixture
async def address(content: bytes) -> AsyncIterator[dict[str, Any]]:
    """A server with a model; it waits in the middle of the file until `go` is set."""
    go = threading.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(content))
        writer.write(content[: 2 << 20])
        await asyncio.to_thread(go.wait)
        writer.write(content[2 << 20 :])
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/big.gguf"
    yield {"url": url, "go": go, "sha256": hashlib.sha256(content).hexdigest()}
    go.set()
    server.close()


async def test_the_model_in_use_is_marked(editor: Any, tiny_gguf: Path) -> None:
    catalogue = await editor.request("verimentor/models", {})
    (mine,) = [model for model in catalogue["models"] if model["selected"]]
    assert (mine["name"], mine["path"], mine["setting"]) == ("tiny", str(tiny_gguf), str(tiny_gguf))
    assert [model["setting"] for model in catalogue["models"] if model["origin"] == "shipped"][:1] in ([""], [])
    assert catalogue["folder"] == str(editor.root / ".data" / "verimentor" / "models")


async def test_a_model_is_downloaded_and_chosen(start_editor: Any, address: Any) -> None:
    editor = await start_editor({"completion": {"enabled": False}})
    address["go"].set()
    answer = await command(editor, "verimentor.downloadModel", address["url"], address["sha256"])
    assert answer["ok"] and answer["setting"] == "big" and address["sha256"] in answer["message"]
    reports = [m["params"]["value"] for m in editor.heard if m["method"] == "$/progress"]
    assert any("of 4." in report.get("message", "") and report.get("percentage", 0) > 0 for report in reports)
    answer = await command(editor, "verimentor.useModel", "big")
    assert answer["ok"], answer
    assert 'path = "big"' in (editor.root / ".config" / "verimentor" / "config.toml").read_text()
    await editor.hear("verimentor/status", lambda p: p["model"] == "big")


async def test_a_download_that_is_cancelled_leaves_nothing(editor: Any, address: Any) -> None:
    _, answer = editor.send_request(
        "workspace/executeCommand", {"command": "verimentor.downloadModel", "arguments": [address["url"], ""]}
    )
    report = await editor.hear("$/progress", lambda p: p["value"].get("message", "").startswith("1."))
    editor.notify("window/workDoneProgress/cancel", {"token": report["token"]})
    assert await answer == {"ok": False, "setting": "", "message": ""}
    address["go"].set()
    folder = editor.root / ".data" / "verimentor" / "models"
    async with asyncio.timeout(60):
        while any(folder.iterdir()):  # noqa: ASYNC110  its end makes no event here
            await asyncio.sleep(0.1)


async def test_what_is_wrong_is_answered(editor: Any, address: Any) -> None:
    address["go"].set()
    for name, arguments, complaint in (
        ("verimentor.downloadModel", [address["url"], "0" * 64], "SHA-256"),
        ("verimentor.downloadModel", ["ftp://example.org/x.gguf", ""], "https://"),
        ("verimentor.addModel", ["/nowhere.gguf", True], "does not exist"),
        ("verimentor.addModel", ["/nowhere.gguf", False], "does not exist"),
        ("verimentor.useModel", ["nonesuch"], "nonesuch"),
    ):
        answer = await command(editor, name, *arguments)
        assert not answer["ok"] and complaint in answer["message"], name


async def test_a_file_is_added_by_copy_or_where_it_is(editor: Any, tiny_gguf: Path) -> None:
    answer = await command(editor, "verimentor.addModel", str(tiny_gguf), True)
    assert answer["ok"] and answer["setting"] == "tiny"
    assert filecmp.cmp(editor.root / ".data" / "verimentor" / "models" / "tiny.gguf", tiny_gguf, shallow=False)
    answer = await command(editor, "verimentor.addModel", str(tiny_gguf), False)
    assert answer["ok"] and answer["setting"] == str(tiny_gguf)
    answer = await command(editor, "verimentor.useModel", "tiny")
    assert not answer["ok"] and "the editor sets" in answer["message"]  # the fixture names a path
