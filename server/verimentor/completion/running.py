"""An answer under way, which whoever types what it says may go on waiting for."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from verimentor.completion.cursor import Cursor, plain
from verimentor.student.runtime import Completion


def goes_on(answer: Completion, typed: str) -> bool:
    """Whether an answer begins with what was typed, and has more to say."""
    said = plain(typed)
    return answer.text.startswith(said) and len(answer.text) > len(said)


class Running:
    """One answer of the student while it grows; `ahead` where nobody has asked for it yet."""

    def __init__(
        self, cursor: Cursor, ask: Callable[[Callable[[str], None]], Awaitable[Completion]], *, ahead: bool = False
    ) -> None:
        """Begin to ask; `ask` is given whom to tell the text so far."""
        self.cursor = cursor
        self.ahead = ahead
        self._holders = 0
        self._so_far = ""
        self._news = asyncio.Event()
        self._task = asyncio.ensure_future(ask(self._grow))
        self._task.add_done_callback(self._ended)

    @property
    def done(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self._task.done()

    def fits(self, cursor: Cursor) -> bool:
        """Whether what was typed since may still be what the answer says."""
        typed = cursor.typed_since(self.cursor)
        return typed is not None and not self.done and self._says(typed)

    def stop(self) -> None:
        """End the decoding."""
        self._task.cancel()

    def stop_unless_wanted(self) -> None:
        """End the decoding where nobody waits for it."""
        if not (self._holders or self.ahead):
            self.stop()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Somebody wants it meanwhile."""
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1

    async def follow(self, typed: str) -> Completion | None:
        """The answer, for a user who has typed `typed` since; None once it does not go on with that, or was stopped.

        Raises:
            ModelError: the student cannot answer.
        """
        with self.held():
            while not self.done and self._says(typed):
                await self._news.wait()
        if not self.done or self._task.cancelled():
            return None
        answer = self._task.result()
        return answer if not typed or goes_on(answer, typed) else None

    def _says(self, typed: str) -> bool:
        said = plain(typed)
        return self._so_far.startswith(said) or said.startswith(self._so_far)

    def _grow(self, text: str) -> None:
        self._so_far = text
        self._tell()

    def _ended(self, task: "asyncio.Future[Completion]") -> None:
        if not task.cancelled():
            task.exception()  # whoever follows hears of it; nobody may be there
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
