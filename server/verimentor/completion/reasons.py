"""Why there was no suggestion: the last times, for whoever wonders."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

LIMIT = 50  # entries; a page that one can read

CANCELLED = "The next key came before the answer."
OVERTAKEN = "The text had changed by the time of the answer."
DISABLED = "Ghost text is switched off (setting `completion.enabled`)."
MANUAL = "Ghost text comes only when it is asked for (setting `completion.trigger`)."
NOTHING_TO_ADD = "The model had nothing to add here that is not there already."
REMEMBERED = " (Remembered from before.)"  # behind another reason
NO_MODEL_YET = "The model is still being loaded."


@dataclass(frozen=True)
class Entry:
    """A place without a suggestion; `line` is counted from 1, `count` says how often in a row, `time` when last."""

    time: datetime
    path: str
    line: int
    reason: str
    count: int = 1


class Reasons:
    """The last entries; equal neighbours are one."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=LIMIT)

    def add(self, path: str, line: int, reason: str, time: datetime | None = None) -> None:
        """There was no suggestion, for this reason."""
        entry = Entry(time or datetime.now().astimezone(), path, line, reason)
        last = self._entries[-1] if self._entries else None
        if last is not None and (last.path, last.line, last.reason) == (path, line, reason):
            self._entries[-1] = replace(entry, count=last.count + 1)
        else:
            self._entries.append(entry)

    def newest_first(self) -> list[Entry]:
        """All entries that are remembered."""
        return list(reversed(self._entries))
