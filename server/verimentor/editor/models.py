"""The models to choose from, and new ones among them: for any editor, by a request and three commands.

The commands answer `{ok, setting, message}`: `setting` is what `model.path` says to choose the model; `message` tells
the user what came of it, "" where they cancelled.
"""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verimentor.config import ModelSettings
from verimentor.editor import settings
from verimentor.editor.proposal import Report, with_progress
from verimentor.errors import ModelError, VerimentorError
from verimentor.student import intake
from verimentor.student.catalog import Catalog, Model
from verimentor.student.choice import choose, setting_for

if TYPE_CHECKING:
    from verimentor.editor.server import Server

REQUEST = "verimentor/models"
USE = "verimentor.useModel"
ADD = "verimentor.addModel"
DOWNLOAD = "verimentor.downloadModel"

Take = Callable[[intake.Progress, threading.Event], Path]


def describe(wanted: ModelSettings) -> dict[str, Any]:
    """The answer to the request; reads the heads of files, so call it in a thread."""
    catalog = Catalog()
    models = list(catalog.models())
    selected: Path | None = None
    try:
        model = catalog.selected(wanted)
    except ModelError:
        pass  # the status says what is wrong
    else:
        selected = model.path
        if selected not in [each.path for each in models]:
            models.append(model)  # anywhere else on the disk
    return {"folder": str(catalog.user_folder), "models": [_row(catalog, model, selected) for model in models]}


def _row(catalog: Catalog, model: Model, selected: Path | None) -> dict[str, Any]:
    is_default = model.origin == "shipped" and model == catalog.selected(ModelSettings())
    return {
        "name": model.name,
        "path": str(model.path),
        "origin": model.origin,
        "context": model.n_context,
        "format": str(model.prompt_format),
        "licence": model.licence,
        "trained": model.trained,
        "selected": model.path == selected,
        "setting": "" if is_default else setting_for(catalog, model),
    }


async def _take_in(server: "Server", title: str, take: Take) -> dict[str, Any]:
    """Copy or download a model while the editor shows how far it is."""
    loop, stop = asyncio.get_running_loop(), threading.Event()

    async def work(report: Report) -> Path:
        def on_progress(done: int, size: int | None) -> None:  # in the thread
            said = f"{done / 1e6:.1f} MB" if size is None else f"{done / 1e6:.1f} of {size / 1e6:.1f} MB"
            loop.call_soon_threadsafe(report, said, None if size is None else done / max(1, size))

        try:
            return await asyncio.to_thread(take, on_progress, stop)
        finally:
            stop.set()  # the thread cannot be cancelled

    try:
        path = await with_progress(server, title, work)
        if path is None:
            return _failed("")  # the user cancelled
        catalog = Catalog()
        model = await asyncio.to_thread(catalog.open, path)
        verification = await asyncio.to_thread(catalog.verify, model)
    except ModelError as problem:
        return _failed(str(problem))
    return _done(setting_for(catalog, model), f"{model.name} is here. Its SHA-256 is {verification.sha256}.")


def _done(setting: str, message: str) -> dict[str, Any]:
    return {"ok": True, "setting": setting, "message": message}


def _failed(message: str) -> dict[str, Any]:
    return {"ok": False, "setting": "", "message": message}


def register(server: "Server") -> None:
    """Offer the request and the commands."""

    @server.feature(REQUEST)
    async def models_request(*_: object) -> dict[str, Any]:
        """`{folder, models: [{name, path, origin, context, format, licence, trained, selected, setting}]}`.

        `origin` is "shipped" or "user", `context` counts tokens, `folder` is where the user's own models are, and
        `setting` is what `model.path` says to choose the model, "" for the shipped one.
        """
        return await asyncio.to_thread(describe, server.session.settings.model)

    @server.command(USE)
    async def use_model(name: str) -> dict[str, Any]:
        """Choose a model by name or path in the user's configuration file; what the editor itself sets still wins."""
        catalog = Catalog()
        try:
            model = await asyncio.to_thread(catalog.selected, ModelSettings(path=name))
            await asyncio.to_thread(choose, catalog, model)
        except VerimentorError as problem:
            return _failed(str(problem))
        await settings.apply(server)
        wanted = setting_for(catalog, model)
        if server.session.settings.model.path != wanted:
            return _failed(f"{model.name} is chosen, but the editor sets `verimentor.model.path` to another model.")
        return _done(wanted, f"{model.name} answers from now on.")

    @server.command(ADD)
    async def add_model(path: str, copy: bool) -> dict[str, Any]:
        """Look at a GGUF file, and copy it to the user's models if so wished."""
        catalog = Catalog()
        if copy:
            folder = catalog.user_folder
            return await _take_in(server, "Copying the model", lambda *how: intake.copy(Path(path), folder, *how))
        try:
            model = await asyncio.to_thread(catalog.open, Path(path))
        except ModelError as problem:
            return _failed(str(problem))
        return _done(setting_for(catalog, model), f"{model.name} can be used where it is.")

    @server.command(DOWNLOAD)
    async def download_model(url: str, sha256: str) -> dict[str, Any]:
        """Fetch a GGUF file to the user's models; `sha256` is what it must have, "" accepts any."""
        folder = Catalog().user_folder
        return await _take_in(server, "Downloading the model", lambda *how: intake.download(url, sha256, folder, *how))
