"""The user's settings, from the editor, the project file and the user file, at start and whenever they change."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from verimentor.editor import diagnostics, inline_completion, model, status

if TYPE_CHECKING:
    from verimentor.editor.server import Server

SECTION = "verimentor"
KEY = "mentorKey"
# Settings of the editor's extension itself, which it sends along with ours.
_CLIENT_ONLY = frozenset({"server", "trace", "python", "pythonPath", "enable", "enabled", "statusBar"})


def take_options(sent: Any) -> dict[str, Any]:
    """The settings in what an editor sent: at the top, or below our section."""
    if not isinstance(sent, Mapping):
        return {}
    inner = sent.get(SECTION)
    values = dict(inner) if isinstance(inner, Mapping) else dict(sent)
    nested: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _CLIENT_ONLY and value is not None:
            _put(nested, str(name).removeprefix(f"{SECTION}.").split("."), value)
    return nested


def take_key(options: dict[str, Any]) -> str | None:
    """The mentor's key, taken out of the settings so that nothing else sees it; None where there is none."""
    key = options.pop(KEY, None)
    return key if isinstance(key, str) and key else None


def _put(table: dict[str, Any], path: list[str], value: Any) -> None:
    """`completion.enabled: false` as `completion: {enabled: false}`."""
    *folders, name = path
    for folder in folders:
        inner = table.setdefault(folder, {})
        if not isinstance(inner, dict):
            return
        table = inner
    if isinstance(value, Mapping) and isinstance(table.get(name), dict):
        table[name].update(value)
    else:
        table[name] = dict(value) if isinstance(value, Mapping) else value


async def apply(server: "Server") -> None:
    """Read all settings and act on what changed."""
    session = server.session
    old, old_project = session.settings, session.project
    root = server.root_folder()
    messages = await session.update(session.configure, root, server.options)
    if messages:
        server.tell("Verimentor: " + " ".join(messages))
    new = session.settings
    status.changed(server)
    server.start(server.switches.follow(server))
    if server.keeper.state is model.State.OFF or new.model != old.model:
        server.start(_use_model(server))
    if session.project is not old_project or new != old or session.indexed_project is None:
        server.start(_index(server))


async def _use_model(server: "Server") -> None:
    """Load the model, then let it read what is open."""
    await server.keeper.use(server.session.settings.model)
    for document in server.documents:
        await inline_completion.opened(server, document)


async def _index(server: "Server") -> None:
    """Index the project, then look at the open documents again with what it knows."""
    for document in server.documents:
        await server.session.update(server.session.project.set_text, Path(document.path), document.text)
    await server.session.index()
    for message in server.session.project.messages:
        server.tell(f"Verimentor: {message}")
    diagnostics.refresh(server)


async def _changed(server: "Server", params: types.DidChangeConfigurationParams) -> None:
    sent = params.settings
    workspace = server.client_capabilities.workspace
    if not sent and workspace is not None and workspace.configuration:
        try:
            item = types.ConfigurationItem(section=SECTION)
            (sent,) = await server.workspace_configuration_async(types.ConfigurationParams([item]))
        except (JsonRpcException, ValueError):
            return
    server.options = take_options(sent)
    key = take_key(server.options)
    if key is not None:
        server.session.mentor_key = key
    await apply(server)


def register(server: "Server") -> None:
    """Follow the editor's settings."""

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        await _changed(server, params)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_workspace_folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        await asyncio.sleep(0)
        await apply(server)
