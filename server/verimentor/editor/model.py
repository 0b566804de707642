"""The student of one editor window: chosen, started, watched, replaced, and in what state it is.

A model that cannot be used costs the user one message and the ghost text, nothing else.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from verimentor.config import ModelSettings
from verimentor.errors import ModelError
from verimentor.student.catalog import Catalog, Model, Watch
from verimentor.student.runtime import Student


class State(StrEnum):
    """How the model is."""

    OFF = "off"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class Keeper:
    """Keeps one student as the settings want it."""

    def __init__(self, on_change: Callable[[], None], on_failure: Callable[[str], None]) -> None:
        self._on_change = on_change
        self._on_failure = on_failure
        self._settings = ModelSettings()
        self._student: Student | None = None
        self._watch: Watch | None = None
        self._changing = asyncio.Lock()  # one model comes or goes at a time
        self._reloads: set[asyncio.Task[None]] = set()
        self.state = State.OFF
        self.message = ""  # what is wrong, where something is

    @property
    def student(self) -> Student | None:
        """Who answers; None where no model can be used."""
        return self._student

    @property
    def model(self) -> Model | None:
        """The model that answers, or will."""
        return self._student.model if self._student is not None else None

    async def use(self, settings: ModelSettings) -> None:
        """Load the model the settings name; whatever goes wrong is told, not raised."""
        async with self._changing:
            await self._dismiss()
            self._settings = settings
            self._set(State.LOADING)
            try:
                await self._watch_files()
                model = await asyncio.to_thread(Catalog().selected, settings)
                self._student = Student.wanted(model, settings)
                ready = await self._student.start()
            except ModelError as problem:
                self.fail(problem)
            else:
                self._set(State.READY)
                if ready.note:
                    self._on_failure(ready.note)

    async def restart(self) -> None:
        """Load the model anew."""
        await self.use(self._settings)

    async def close(self) -> None:
        """End the worker and all watching."""
        for task in self._reloads:
            task.cancel()
        async with self._changing:
            await self._dismiss()
            if self._watch is not None:
                await asyncio.to_thread(self._watch.close)
                self._watch = None
            self._set(State.OFF)

    def answered(self) -> None:
        """The student answered: whatever was wrong is over."""
        if self.state is not State.READY:
            self._set(State.READY)

    def fail(self, problem: ModelError) -> None:
        """The student could not answer."""
        self._set(State.FAILED, str(problem))
        self._on_failure(str(problem))

    def _set(self, state: State, message: str = "") -> None:
        self.state, self.message = state, message
        self._on_change()

    async def _dismiss(self) -> None:
        student, self._student = self._student, None
        if student is not None:
            await student.close()

    async def _watch_files(self) -> None:
        loop = asyncio.get_running_loop()

        def changed(path: Path) -> None:  # in watchdog's thread
            loop.call_soon_threadsafe(self._changed, path)

        named = [Path(self._settings.path)] if self._settings.path.endswith(".gguf") else []
        old = self._watch
        self._watch = await asyncio.to_thread(lambda: Catalog().watch(changed, also=named))
        if old is not None:
            await asyncio.to_thread(old.close)

    def _changed(self, path: Path) -> None:
        """A GGUF appeared, changed or vanished."""
        mine = self.model is not None and path.resolve() == self.model.path.resolve()
        if path.is_file() and (mine or self._student is None):
            task = asyncio.create_task(self._reload())
            self._reloads.add(task)
            task.add_done_callback(self._reloads.discard)

    async def _reload(self) -> None:
        """Go on with the file as it is now; a file that cannot be used leaves the old model in charge."""
        student = self._student
        if student is None or student.ready is None:
            await self.restart()
            return
        async with self._changing:
            self._set(State.LOADING)
            try:
                await student.reload(await asyncio.to_thread(Catalog().selected, self._settings))
            except ModelError as problem:
                self._on_failure(f"{problem} The model loaded before goes on answering.")
            self._set(State.READY)
