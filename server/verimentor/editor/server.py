"""The language server: wires documents, session, model and features to the protocol.

All handlers are asynchronous; whatever takes time runs in threads or in the model's worker process. Positions are
always in UTF-16 units, which every client knows.
"""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Coroutine, Generator
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

import verimentor
from verimentor import config
from verimentor.completion.completer import Completer
from verimentor.editor import (
    code_actions,
    completion,
    convert,
    diagnostics,
    folding,
    formatting,
    highlighting,
    hover,
    inline_completion,
    models,
    settings,
    status,
    symbols,
    watched_files,
    waveform,
    why_no_suggestion,
)
from verimentor.editor.alternatives import Memory
from verimentor.editor.documents import Documents
from verimentor.editor.model import Keeper
from verimentor.editor.session import Session
from verimentor.editor.switches import Switchboard
from verimentor.verilog.watch import Watch

FEATURES = (
    settings,
    diagnostics,
    inline_completion,
    code_actions,
    completion,
    hover,
    symbols,
    highlighting,
    folding,
    formatting,
    watched_files,
    waveform,
    models,
    status,
    why_no_suggestion,
)


class Protocol(LanguageServerProtocol):
    """pygls' protocol with documents of our own: its splits lines at form feeds, as no editor does."""

    _server: "Server"

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Take the settings before anything can log them."""
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = None
        options = params.initialization_options
        self._server.options = settings.take_options(options)
        params.initialization_options = None
        self._server.session.mentor_key = settings.take_key(self._server.options)
        result = yield from super().lsp_initialize(params)
        # Two small files, and what they say cannot be taken back for every client.
        wishes, _ = config.load(self._server.root_folder(), self._server.options)
        self._server.switches.advertise(result.capabilities, params.capabilities, wishes.features)
        return result

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Keep the document and tell the features."""
        document = self._server.documents.open(params.text_document)
        self._server.start(diagnostics.opened(self._server, document))
        self._server.start(inline_completion.opened(self._server, document))

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Keep the document's new version and tell the features."""
        document = self._server.documents.change(params)
        if document is not None:
            inline_completion.changed(self._server, document)
            self._server.start(diagnostics.changed(self._server, document))

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget the document and tell the features."""
        document = self._server.documents.close(params.text_document.uri)
        if document is not None:
            self._server.start(diagnostics.closed(self._server, document))


class Server(LanguageServer):
    """The server of one editor window."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("verimentor", verimentor.__version__, protocol_cls=Protocol, max_workers=2)
        self.documents = Documents()
        self.session = Session()
        self.memory = Memory()
        self.switches = Switchboard()
        self.keeper = Keeper(lambda: status.changed(self), self.tell)
        self.options: dict[str, Any] = {}  # the editor's settings as last sent
        self.attendants: dict[str, diagnostics.Attendant] = {}
        self.ghosts = Completer()
        self.watch: Watch | None = None
        self.initialized = False
        self.last_status: dict[str, Any] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something in the background; what it raises is logged."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show the user a message, once."""
        if message not in self.session.told:
            self.session.told.add(message)
            self.say(message, kind)

    def say(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show the user a message."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def root_folder(self) -> Path | None:
        """The folder the editor has open; the first of several."""
        folders = list(self.workspace.folders.values())
        uri = folders[0].uri if folders else self.workspace.root_uri
        return Path(convert.path_of(uri)) if uri and uri.startswith("file:") else None

    async def close(self) -> None:
        """End the worker and all that runs in the background."""
        for task in self._tasks:
            task.cancel()
        self.ghosts.close()
        await self.keeper.close()
        if self.watch is not None:
            await asyncio.to_thread(self.watch.close)
        self.session.close()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            logging.getLogger("verimentor").error("A background task failed", exc_info=problem)


def create() -> Server:
    """A server with all features."""
    server = Server()
    for feature in FEATURES:
        feature.register(server)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        server.initialized = True
        await settings.apply(server)
        await watched_files.follow(server)

    @server.feature(types.SHUTDOWN)
    async def shutdown(*_: object) -> None:
        await server.close()

    return server


def main(stdio: bool = True) -> int:
    """Serve one editor over stdin and stdout until it leaves."""
    assert stdio, "there is no other transport"
    # pygls logs whole messages at INFO, and with them the user's code.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.ERROR)
    # The protocol has stdin and stdout for itself: what a library prints goes to stderr.
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    server = create()
    with contextlib.suppress(BrokenPipeError):
        server.start_io(stdin, stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
