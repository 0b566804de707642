"""The typist: presses keys in a document, waits where a person would, and counts what the server does about it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verimentor.complete import refuse
from verimentor_evalbench.client import TIMEOUT_S, Answer, Asked, Client, Document, ghost_in
from verimentor_evalbench.typing_replay import Keystroke


@dataclass(frozen=True)
class Question:
    """A place where ghost text was waited for."""

    path: Path
    text: str
    offset: int


@dataclass
class Tally:
    """What came of the keystrokes."""

    milliseconds: list[float] = field(default_factory=list)  # of answers waited for
    questions: list[Question] = field(default_factory=list)  # they were the answers to
    shown: int = 0
    suppressed: Counter[str] = field(default_factory=Counter)  # by reason
    followed: int = 0  # keys that a suggestion on the screen had foreseen
    in_time: int = 0  # inside words, answered before the next key
    cancelled: int = 0  # inside words, not answered before it
    not_asked: int = 0  # comments, finished statements

    def as_json(self) -> dict[str, Any]:
        """The documented form."""
        return {
            "shown": self.shown,
            "suppressed": dict(self.suppressed.most_common()),
            "followed": self.followed,
            "in_time": self.in_time,
            "cancelled": self.cancelled,
            "not_asked": self.not_asked,
        }


def describe(tally: Tally) -> str:
    """The shares in words."""
    waited, inside = tally.shown + tally.suppressed.total(), tally.in_time + tally.cancelled
    lines = [f"waited for {waited}: {_share(tally.shown, waited)} shown"]
    lines += [f"    {_share(n, waited)} suppressed: {reason}" for reason, n in tally.suppressed.most_common()]
    lines.append(f"inside words {inside}: {_share(tally.cancelled, inside)} cancelled by the next key")
    lines.append(f"followed a suggestion: {tally.followed}; nothing to ask: {tally.not_asked}")
    return "\n".join(lines)


class Typist:
    """Types in one document, and counts what the server does about it."""

    def __init__(self, client: Client, document: Document, tally: Tally) -> None:
        self.document = document
        self._client = client
        self._tally = tally
        self._pending: tuple[Asked, int] | None = None
        self._shown = (0, "")  # the suggestion on the screen and where it began

    async def press(self, key: Keystroke) -> None:
        """Press a key, ask, and wait as long as the typist would."""
        self._settle_pending()
        self.document.insert(key.offset, key.text)
        asked = self.document.ask_ghost(key.cursor)
        if refuse(self.document.text, str(self.document.path), key.cursor) is not None:
            self._tally.not_asked += 1
            await within_time(asked)
        elif self._follows(key.cursor):
            self._tally.followed += 1
            await within_time(asked)
        elif key.rests:
            await self._count(await within_time(asked), key.cursor)
        else:
            self._pending = asked, key.cursor
        await asyncio.sleep(key.pause_s)

    def _follows(self, cursor: int) -> bool:
        start, ghost = self._shown
        typed = self.document.text[start:cursor]
        return len(typed) < len(ghost) and ghost.startswith(typed)

    async def _count(self, answer: Answer, cursor: int) -> None:
        tally = self._tally
        tally.milliseconds.append(answer.milliseconds)
        tally.questions.append(Question(self.document.path, self.document.text, cursor))
        ghost = ghost_in(answer)
        self._shown = cursor, ghost
        if ghost:
            tally.shown += 1
        else:
            status = await self._client.request("verimentor/status", {})
            tally.suppressed[status.result["whyNoSuggestion"].partition(":")[0] or "no reason given"] += 1

    def _settle_pending(self) -> None:
        """What became of a request inside a word by the time of the next key."""
        if self._pending is None:
            return
        (asked, cursor), self._pending = self._pending, None
        if asked.answer.done():
            self._tally.in_time += 1
            self._shown = cursor, ghost_in(asked.answer.result())
        else:
            self._tally.cancelled += 1
            self._client.cancel(asked)


async def within_time(asked: Asked) -> Answer:
    """The answer to a request; a server that says nothing for two minutes is gone."""
    async with asyncio.timeout(TIMEOUT_S):
        return await asked.answer


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"
