"""How many threads a worker may use now: its share among this user's workers, and no more than processors are free.

Whoever computes holds the lock of a file, its seat; a lock ends with its process, so nothing is left to clean up. Two
threads wait for one another at every node of the graph: with a dozen other programs on two processors they took 747 ms
for ghost text (median; 9 s at worst) that one thread had in 144.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: each worker takes the threads it was told
    fcntl = None  # type: ignore[assignment]

N_SEATS = 16  # more workers than that at once share as if they were so many
LOOK_AGAIN_S = 0.2  # a look takes some 20 us, and how many compute changes with the typing of people


def n_busy() -> int:
    """How many threads besides the one that asks are computing on this machine; 0 where nobody tells."""
    try:
        running, _, _ = Path("/proc/loadavg").read_text().split()[3].partition("/")
        return max(0, int(running) - 1)
    except (OSError, IndexError, ValueError):
        return 0


class Seats:
    """This worker's seat among all."""

    def __init__(self, folder: Path | None = None, n_busy: Callable[[], int] = n_busy) -> None:
        self._n_busy = n_busy
        self._files: list[int] = []
        self._mine: int | None = None
        self._share, self._looked_at = 1, 0.0
        if fcntl is not None:
            with contextlib.suppress(OSError):  # a full or strange disk is no reason not to compute
                self._files = _open_all(folder or _folder())

    def share(self, threads: int) -> int:
        """Take a seat unless we sit, and say how many of the wanted threads we may use, at least one."""
        if threads <= 1:
            return 1
        now = time.monotonic()
        if self._mine is None or now - self._looked_at > LOOK_AGAIN_S:
            if self._mine is None:
                self._mine = next((file for file in self._files if _lock(file)), None)
            n_others = sum(_is_taken(file) for file in self._files if file != self._mine)
            self._share, self._looked_at = _n_processors() // (1 + n_others), now
        free = (os.cpu_count() or 1) - self._n_busy()
        return max(1, min(threads, self._share, free))

    def leave(self) -> None:
        """Give the seat to somebody else while there is nothing to compute."""
        if self._mine is not None:
            fcntl.flock(self._mine, fcntl.LOCK_UN)
            self._mine = None


def _folder() -> Path:
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(base) / f"verimentor-{os.getuid()}"


def _open_all(folder: Path) -> list[int]:
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        return []  # somebody else's trap
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    return [os.open(folder / f"seat-{number}", flags, 0o600) for number in range(N_SEATS)]


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # lookers do not stand in each other's way
    except OSError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def _n_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
