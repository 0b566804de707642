"""What is known in one editor window: its folder, settings and project, and what the user was told already."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from verimentor.config import Settings, load
from verimentor.mending import Mentor, mentor_for
from verimentor.verilog.project import Project

INDEX_PATIENCE_S = 1.0  # a first answer without the rest of the project is better than none for so long

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Session:
    """The state of one editor window besides its open documents."""

    def __init__(self) -> None:
        self.root: Path | None = None
        self.settings = Settings()
        self.project = Project(None)
        self.mentor_key: str | None = None
        self.told: set[str] = set()
        self.last_milliseconds: float | None = None  # of the last ghost text
        self.last_refusal = ""  # why there was none the last time
        # The project takes its changes in order; reading its files must not keep the loop.
        self._updates = ThreadPoolExecutor(max_workers=1, thread_name_prefix="project")
        self._indexed = asyncio.Event()

    def configure(self, root: Path | None, values: Mapping[str, Any]) -> list[str]:
        """Read the settings anew; returns what to tell the user. Reads small files, so call it in a thread."""
        if self.root != root:
            self.root = root
            self.project = Project.load(root)
            self._indexed.clear()
        self.settings, messages = load(root, values)
        self.project.apply(self.settings.project)
        return messages

    async def update(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Call a function that changes the project, after those called before."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._updates, lambda: function(*args, **kwargs))

    async def index(self) -> None:
        """Bring the project's index up to date."""
        project = self.project
        await self.update(project.modules)
        if project is self.project:
            self._indexed.set()

    async def known_project(self) -> Project | None:
        """The project once it is indexed; None where that takes longer than anybody wants to wait."""
        try:
            async with asyncio.timeout(INDEX_PATIENCE_S):
                await self._indexed.wait()
        except TimeoutError:
            return None
        return self.project

    @property
    def indexed_project(self) -> Project | None:
        """The project if it is indexed now."""
        return self.project if self._indexed.is_set() else None

    def mentor(self) -> Mentor | None:
        """The mentor the user named; to be closed by whoever asked.

        Raises:
            MentorError: its URL is none, or there is no such model.
        """
        return mentor_for(self.settings.mentor, self.mentor_key, machine=self.settings.model)

    def close(self) -> None:
        """Let go of the threads."""
        self._updates.shutdown(wait=False, cancel_futures=True)
