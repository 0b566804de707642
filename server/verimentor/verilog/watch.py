"""Following a folder on disk, for edits made outside the editor."""

import os
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

_NOT_CHANGES = frozenset({"opened", "closed_no_write"})


class Watch(FileSystemEventHandler):
    """Tells of every file that changes, appears or vanishes below a folder, in a thread of its own."""

    def __init__(self, root: Path | None, on_change: Callable[[Path], None]) -> None:
        self._on_change = on_change
        self._observer = Observer()
        self._observer.daemon = True
        self.message: str | None = None  # why the folder cannot be followed
        if root is None or not root.is_dir():
            return
        try:
            self._observer.schedule(self, str(root), recursive=True)
            self._observer.start()
        except OSError as problem:  # Linux: out of inotify watches
            self.message = f"{root} cannot be followed: {problem}. Edits made outside the editor show after a restart."

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog."""
        if event.is_directory or event.event_type in _NOT_CHANGES:
            return
        for name in (event.src_path, event.dest_path):
            if name:
                self._on_change(Path(os.fsdecode(name)))

    def close(self) -> None:
        """Stop; a second call does nothing."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(timeout=5)
