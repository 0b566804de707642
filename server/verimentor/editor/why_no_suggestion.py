"""Why there was no ghost text, the last times."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from verimentor.completion.reasons import Entry

if TYPE_CHECKING:
    from verimentor.editor.server import Server

METHOD = "verimentor/whyNoSuggestion"


def describe(entries: Sequence[Entry]) -> dict[str, Any]:
    """The answer as it is sent: `{entries: [{time, file, line, reason, count}]}`, in the given order.

    `time` is ISO 8601 with the time zone, `line` counts from 1, and `count` is how often in a row it was so.
    """
    return {
        "entries": [
            {
                "time": entry.time.isoformat(timespec="seconds"),
                "file": entry.path,
                "line": entry.line,
                "reason": entry.reason,
                "count": entry.count,
            }
            for entry in entries
        ]
    }


def register(server: "Server") -> None:
    """Answer with the last reasons, the newest first."""

    @server.feature(METHOD)
    async def why_no_suggestion(*_: object) -> dict[str, Any]:
        return describe(server.ghosts.reasons.newest_first())
