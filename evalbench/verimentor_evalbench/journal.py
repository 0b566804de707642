"""What was found out, kept line by line: interrupted work goes on where it stopped, and nothing is done twice."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Job = Callable[[], Row]
Progress = Callable[[int, int], None]  # how much is done, and of how much


class Journal:
    """Rows by key, in memory and, where a path is given, in a file that outlives the program.

    What other journals, `known`, have found out is taken from them; nothing is written there.
    """

    def __init__(self, path: Path | None = None, known: Sequence[Path] = ()) -> None:
        self._rows: dict[str, Row] = {}
        self._path = path
        for other in known:
            self._read(other)
        self._torn = path is not None and self._read(path)

    def _read(self, path: Path) -> bool:
        """Take the rows of a file; whether its last line was torn."""
        if not path.exists():
            return False
        text = path.read_text(encoding="utf-8", errors="replace")
        for line in text.split("\n"):
            with suppress(ValueError, KeyError, TypeError):  # what an interruption tore
                row = json.loads(line)
                self._rows[row.pop("key")] = row
        return bool(text) and not text.endswith("\n")

    def fill(self, jobs: Mapping[str, Job], on_progress: Progress | None = None) -> Mapping[str, Row]:
        """The rows of all keys of `jobs`; what is not known yet is done now, on all cores, in no order."""
        left = [key for key in jobs if key not in self._rows]
        pool = ThreadPoolExecutor(cores())
        try:
            waiting = {pool.submit(jobs[key]): key for key in left}
            for done, finished in enumerate(as_completed(waiting), len(jobs) - len(left) + 1):
                self.add(waiting[finished], finished.result())
                if on_progress:
                    on_progress(done, len(jobs))
        finally:  # interrupted: what is under way ends, what waits does not begin
            pool.shutdown(cancel_futures=True)
        return {key: self._rows[key] for key in jobs}

    def lacks(self, key: str) -> bool:
        """Whether nothing is known under a key."""
        return key not in self._rows

    def row(self, key: str) -> Row:
        """What is known under a key."""
        return self._rows[key]

    def add(self, key: str, row: Row) -> None:
        """Know something, and keep it."""
        self._rows[key] = row
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(("\n" if self._torn else "") + json.dumps({"key": key} | dict(row)) + "\n")
            self._torn = False


def key_of(*parts: object) -> str:
    """A key that another text, tool or rule changes."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]


def cores() -> int:
    """How many processor cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
