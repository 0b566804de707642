"""A small editor that speaks to the real server over stdin and stdout, and keeps all it hears."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from verimentor.editor.convert import offset_at, position_at, uri_of

PATIENCE_S = 180.0  # a busy machine is slow, not broken

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "window": {"workDoneProgress": True},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True},
        "completion": {"completionItem": {"snippetSupport": True}},
        "inlineCompletion": {},
    },
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}},
    },
}


class Refused(Exception):
    """The server answered with an error."""


class Editor:
    """One editor window."""

    def __init__(self, process: asyncio.subprocess.Process, root: Path) -> None:
        self.process = process
        self.root = root
        self.heard: list[dict[str, Any]] = []  # notifications and requests of the server, in order
        self.edits: list[dict[str, Any]] = []  # what workspace/applyEdit asked for
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.stderr = bytearray()
        self.capabilities: dict[str, Any] = {}
        self.on_request: dict[str, Callable[[Any], Any]] = {
            "workspace/applyEdit": self._apply,
            "client/registerCapability": lambda _: None,
            "window/workDoneProgress/create": lambda _: None,
            "workspace/configuration": lambda _: [{}],
        }
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._drain())]

    @classmethod
    async def start(
        cls,
        root: Path,
        options: dict[str, Any] | None = None,
        capabilities: dict[str, Any] | None = None,
        env: dict[str, str] | None = None,
    ) -> "Editor":
        homes = {"XDG_CONFIG_HOME": str(root / ".config"), "XDG_DATA_HOME": str(root / ".data")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "verimentor.editor.server",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            cwd=root, env={**os.environ, **homes, **(env or {})}, limit=1 << 26,
        )  # fmt: skip
        editor = cls(process, root)
        answer = await editor.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri_of(root),
                "workspaceFolders": [{"uri": uri_of(root), "name": root.name}],
                "capabilities": CAPABILITIES if capabilities is None else capabilities,
                "initializationOptions": options or {},
            },
        )
        editor.capabilities = answer["capabilities"]
        editor.notify("initialized", {})
        return editor

    async def stop(self) -> int:
        """Leave politely; returns the exit code."""
        if self.process.returncode is None:
            await self.request("shutdown", None)
            self.notify("exit", None)
        async with asyncio.timeout(PATIENCE_S):
            code = await self.process.wait()
        await asyncio.gather(*self._tasks)
        return code

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def send_request(self, method: str, params: Any) -> tuple[int, "asyncio.Future[Any]"]:
        number = len(self._answers) + 1
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._send({"id": number, "method": method, "params": params})
        return number, answer

    async def request(self, method: str, params: Any) -> Any:
        _, answer = self.send_request(method, params)
        async with asyncio.timeout(PATIENCE_S):
            return await answer

    def open(self, name: str, text: str, language: str = "verilog") -> str:
        """Open a document; written to disk first where its folder exists. Returns its URI."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        uri = uri_of(path)
        self.texts[uri], self.versions[uri] = text, 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, text: str) -> int:
        """Replace what differs, as an editor does. Returns the new version."""
        old = self.texts[uri]
        head = _common(old, text)
        tail = _common(old[head:][::-1], text[head:][::-1])
        start, end = position_at(old, head), position_at(old, len(old) - tail)
        head, end_offset = offset_at(old, start), offset_at(old, end)  # between \r and \n there is no position
        inserted = text[head : len(text) - (len(old) - end_offset)]
        self.texts[uri], self.versions[uri] = text, self.versions[uri] + 1
        range_ = {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        }
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self.versions[uri]},
                "contentChanges": [{"range": range_, "text": inserted}],
            },
        )
        return self.versions[uri]

    def save(self, uri: str) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def place(self, uri: str, mark: str, after: bool = True) -> dict[str, Any]:
        """The parameters of a request about the place behind (or before) the first `mark`."""
        text = self.texts[uri]
        offset = text.index(mark) + (len(mark) if after else 0)
        position = position_at(text, offset)
        return {
            "textDocument": {"uri": uri},
            "position": {"line": position.line, "character": position.character},
        }

    async def hear(self, method: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """The parameters of the first notification of the kind, waiting for it."""

        def found() -> Any:
            return next((m["params"] for m in self.heard if m["method"] == method and wanted(m["params"])), None)

        async with asyncio.timeout(PATIENCE_S), self._news:
            while (params := found()) is None:
                await self._news.wait()
            return params

    async def diagnostics(self, uri: str, wanted: Callable[[list[Any]], bool] = lambda _: True) -> list[Any]:
        """The diagnostics of the current version that satisfy `wanted`, waiting for them."""
        version = self.versions[uri]
        params = await self.hear(
            "textDocument/publishDiagnostics",
            lambda p: p["uri"] == uri and p.get("version") == version and wanted(p["diagnostics"]),
        )
        found: list[Any] = params["diagnostics"]
        return found

    async def ready(self) -> None:
        """Wait until the model is loaded."""
        await self.hear("verimentor/status", lambda p: p["state"] == "ready")

    def messages(self) -> list[str]:
        return [m["params"]["message"] for m in self.heard if m["method"] == "window/showMessage"]

    async def edit(self) -> dict[str, Any]:
        """The edit the server asked for, waiting for it."""
        await self.hear("workspace/applyEdit")
        return self.edits[0]

    def apply(self, uri: str, edit: dict[str, Any]) -> str:
        """The document's text after an edit the server asked for."""
        (change,) = edit["documentChanges"]
        text = self.texts[uri]
        for item in reversed(change["edits"]):
            start, end = (self._offset(text, item["range"][side]) for side in ("start", "end"))
            text = text[:start] + item["newText"] + text[end:]
        return text

    @staticmethod
    def _offset(text: str, position: dict[str, int]) -> int:
        from lsprotocol.types import Position

        return offset_at(text, Position(**position))

    def _apply(self, params: Any) -> Any:
        self.edits.append(params["edit"])
        return {"applied": True}

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        stream = self.process.stdout
        while line := await stream.readline():
            if not line.lower().startswith(b"content-length:"):
                continue
            length = int(line.split(b":")[1])
            while (await stream.readline()).strip():
                pass
            self._take(json.loads(await stream.readexactly(length)))
            async with self._news:
                self._news.notify_all()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Refused(f"the server ended: {self.stderr.decode()}"))
                answer.exception()

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            answer = self._answers[message["id"]]
            if "error" in message:
                answer.set_exception(Refused(message["error"]["message"]))
                answer.exception()
            else:
                answer.set_result(message["result"])
            return
        self.heard.append(message)
        if "id" in message:
            result = self.on_request[message["method"]](message.get("params"))
            self._send({"id": message["id"], "result": result})

    async def _drain(self) -> None:
        assert self.process.stderr is not None
        while piece := await self.process.stderr.read(65536):
            self.stderr += piece


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


Start = Callable[..., Awaitable[Editor]]


@pytest.fixture
def all_capabilities() -> dict[str, Any]:
    """What the editor says it can do, where a test does not want it otherwise."""
    return CAPABILITIES


@pytest.fixture
async def start_editor(tmp_path: Path) -> AsyncIterator[Start]:
    """Opens editor windows on the test's folder and closes them afterwards."""
    editors: list[Editor] = []

    async def start(options: dict[str, Any] | None = None, **more: Any) -> Editor:
        editor = await Editor.start(more.pop("root", tmp_path), options, **more)
        editors.append(editor)
        return editor

    yield start
    for editor in editors:
        if editor.process.returncode is None:
            await editor.stop()


@pytest.fixture
async def editor(start_editor: Start, tiny_gguf: Path) -> Editor:
    """An editor whose model has random weights: it answers, but not with Verilog."""
    return await start_editor({"model": {"path": str(tiny_gguf)}})
