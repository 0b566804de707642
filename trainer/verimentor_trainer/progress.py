"""How far a stage is: a bar on a terminal, a line every half minute in a log."""

import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_LINE_EVERY_S = 30.0  # a log of a night stays readable, and nobody waits long for a sign of life

_T = TypeVar("_T")


def track(items: Iterable[_T], what: str, total: int | None = None) -> Iterator[_T]:
    """The items, each counted once the next is asked for."""
    n_items = len(items) if total is None and isinstance(items, Sized) else total
    with progress(what, n_items) as advance:
        for item in items:
            yield item
            advance()


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A function to call after each piece of work; `total` None where nobody knows."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(what, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


class _Lines:
    """The same for a log."""

    def __init__(self, what: str, total: int | None) -> None:
        self._what, self._of = what, "" if total is None else f" of {total}"
        self._done, self._said = 0, time.monotonic()

    def __call__(self) -> None:
        self._done += 1
        if time.monotonic() - self._said >= _LINE_EVERY_S:
            self._said = time.monotonic()
            print(f"{self._what}: {self._done}{self._of}", flush=True)
