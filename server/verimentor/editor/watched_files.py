"""Files that change outside the editor: told by the client where it can, seen by watchdog otherwise."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from verimentor.config import PROJECT_FILE
from verimentor.editor import convert, diagnostics, settings

if TYPE_CHECKING:
    from verimentor.editor.server import Server

PATTERNS = ("**/*.{v,vh,sv,svh,f}", f"**/{PROJECT_FILE}")
REGISTRATION = "verimentor-files"


async def follow(server: "Server") -> None:
    """See to it that changes on disk are heard of."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    if watching is not None and watching.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(p) for p in PATTERNS])
        registration = types.Registration(REGISTRATION, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        try:
            await server.client_register_capability_async(types.RegistrationParams([registration]))
            return
        except JsonRpcException:
            pass  # it refused; then we look ourselves
    loop = asyncio.get_running_loop()

    def seen(path: Path) -> None:  # in watchdog's thread
        loop.call_soon_threadsafe(lambda: server.start(changed(server, [path])))

    server.watch = await asyncio.to_thread(server.session.project.watch, seen)


async def changed(server: "Server", paths: list[Path]) -> None:
    """Take in changed files, and look again at the documents that may depend on them."""
    if any(path.name == PROJECT_FILE for path in paths):
        await settings.apply(server)
    for path in paths:
        await server.session.update(server.session.project.refresh, path)
    await server.session.index()
    diagnostics.refresh(server)


def register(server: "Server") -> None:
    """Listen to the client's file events."""

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        open_paths = {document.path for document in server.documents}
        paths = [convert.path_of(event.uri) for event in params.changes]
        # An open document counts by what the editor shows, and saving it is heard of anyway.
        await changed(server, [Path(path) for path in paths if path not in open_paths])
