"""The language server seen from an editor: its process, and JSON-RPC over stdin and stdout.

Small on purpose: a request is stamped as it is written and its answer as it is read, with nothing between.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.verilog.problem import line_of, line_span

TIMEOUT_S = 120.0  # a loaded machine is slow; a server that says nothing for so long is gone
_CLOSE_TIMEOUT_S = 10.0
_LIMIT = 1 << 26  # bytes of one header line, which is short; the default would do as well for what we send


@dataclass(frozen=True)
class Answer:
    """What the server answered, and how long it took from the request's first byte to the answer's last."""

    result: Any
    milliseconds: float


@dataclass(frozen=True)
class Asked:
    """A request under way."""

    id: int
    answer: "asyncio.Future[Answer]"


class Client:
    """An editor window with the server behind it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = count(1)
        self._waiting: dict[int, tuple[float, asyncio.Future[Answer]]] = {}
        self._published: dict[str, asyncio.Event] = {}
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, root: Path, options: Mapping[str, Any], environment: Mapping[str, str]) -> "Client":
        """A server that has been initialised for the folder `root`; `options` are the editor's settings.

        Raises:
            VerimentorError: it did not come up.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "verimentor.cli.main", "serve", "--stdio"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **environment},
            limit=_LIMIT,
        )
        client = cls(process)
        folder = {"uri": root.as_uri(), "name": root.name}
        capabilities = {"textDocument": {"inlineCompletion": {}, "publishDiagnostics": {"versionSupport": True}}}
        await client.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [folder],
                "capabilities": capabilities,
                "initializationOptions": dict(options),
            },
        )
        client.notify("initialized", {})
        return client

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    async def close(self) -> None:
        """End the server, kindly if it lets us."""
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await self.request("shutdown", None)
                self.notify("exit", None)
                await self._process.wait()
        except (TimeoutError, VerimentorError):
            if self._process.returncode is None:
                self._process.kill()
            await self._process.wait()
        await self._listening

    def ask(self, method: str, params: Any) -> Asked:
        """Send a request.

        Raises:
            VerimentorError: the server is gone.
        """
        if self._listening.done():
            raise VerimentorError("The server has ended.")
        number = next(self._ids)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (time.perf_counter(), answer)
        self._send({"id": number, "method": method, "params": params})
        return Asked(number, answer)

    def cancel(self, asked: Asked) -> None:
        """Tell the server that nobody waits for the answer any more, as editors do at the next keystroke."""
        self._waiting.pop(asked.id, None)
        asked.answer.cancel()
        self.notify("$/cancelRequest", {"id": asked.id})

    async def request(self, method: str, params: Any) -> Answer:
        """Send a request and wait for its answer.

        Raises:
            VerimentorError: the server refuses, is gone, or says nothing for two minutes.
        """
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self.ask(method, params).answer
        except TimeoutError:
            raise VerimentorError(f"The server did not answer {method} within {TIMEOUT_S:.0f} s.") from None

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    async def diagnostics(self, uri: str) -> None:
        """Wait until the server has published diagnostics for a document, now or before.

        Raises:
            VerimentorError: none came within two minutes.
        """
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._event(uri).wait()
        except TimeoutError:
            raise VerimentorError(f"No diagnostics came for {uri} within {TIMEOUT_S:.0f} s.") from None

    def _event(self, uri: str) -> asyncio.Event:
        return self._published.setdefault(uri, asyncio.Event())

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def _listen(self) -> None:
        while (message := await self._read()) is not None:
            if "method" not in message:
                self._answered(message)
            elif "id" in message:
                # The server asks for little we could give: no settings beside the options, every registration granted.
                items = (message.get("params") or {}).get("items")
                self._send({"id": message["id"], "result": [None] * len(items) if items else None})
            elif message["method"] == "textDocument/publishDiagnostics":
                self._event(message["params"]["uri"]).set()
        for _, answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(VerimentorError("The server ended before it answered."))

    def _answered(self, message: dict[str, Any]) -> None:
        now = time.perf_counter()
        sent, answer = self._waiting.pop(message["id"], (now, None))
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(VerimentorError(f"The server refused: {message['error'].get('message')}"))
        else:
            answer.set_result(Answer(message.get("result"), 1000 * (now - sent)))

    async def _read(self) -> dict[str, Any] | None:
        """The next message; None at the end."""
        assert self._process.stdout is not None
        length = 0
        try:
            while line := (await self._process.stdout.readline()).strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = await self._process.stdout.readexactly(length)
        except asyncio.IncompleteReadError:
            return None
        return dict(json.loads(body)) if body else None


class Document:
    """A text the editor shows; its file need not exist."""

    def __init__(self, client: Client, path: Path, text: str) -> None:
        """Open it."""
        self._client = client
        self._version = 1
        self.path = path
        self.uri = path.as_uri()
        self.text = text
        item = {"uri": self.uri, "languageId": "verilog", "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})

    def insert(self, offset: int, text: str) -> None:
        """Type something."""
        here = self.position(offset)
        self.text = self.text[:offset] + text + self.text[offset:]
        self._version += 1
        change = {"range": {"start": here, "end": here}, "text": text}
        params = {"textDocument": {"uri": self.uri, "version": self._version}, "contentChanges": [change]}
        self._client.notify("textDocument/didChange", params)

    def ask_ghost(self, offset: int, *, automatic: bool = True) -> Asked:
        """Ask for ghost text, as an editor does after each keystroke, or because the user wants some."""
        params = {
            "textDocument": {"uri": self.uri},
            "position": self.position(offset),
            "context": {"triggerKind": 2 if automatic else 1},
        }
        return self._client.ask("textDocument/inlineCompletion", params)

    def close(self) -> None:
        """Close it."""
        self._client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    def position(self, offset: int) -> dict[str, int]:
        """The protocol's word for an offset in code points."""
        line = line_of(self.text, offset)
        before = self.text[line_span(self.text, line).start : offset]
        return {"line": line, "character": len(before.encode("utf-16-le")) // 2}


def ghost_in(answer: Answer) -> str:
    """The ghost text of an answer, "" where there is none."""
    items = answer.result["items"] if isinstance(answer.result, dict) else answer.result or []
    return str(items[0]["insertText"]) if items else ""
