"""Ghost text for somebody who types: asks no earlier and no more often than it helps.

In this order: what is on the screen is followed while the user types it; what the file itself decides needs no model;
answers of before are remembered, also further back in what was typed since; an answer under way is waited for while it
says what is being typed. Only then the student is asked, after a delay that the typist's pace decides. While the user
looks at a suggestion, the student thinks about what comes behind it. Everything shown has passed slang in the text as
it is now.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import Any

from verimentor.complete import (
    Ghost,
    Judged,
    Scene,
    Suppressed,
    ask,
    deduce_at,
    judge,
    place_at,
    question_at,
    refuse,
)
from verimentor.completion.cache import Cache, Question
from verimentor.completion.context import LONG_CONTEXT, Neighbours, context_for
from verimentor.completion.cursor import Cursor, Shown
from verimentor.completion.reasons import CANCELLED, DISABLED, MANUAL, NO_MODEL_YET, OVERTAKEN, REMEMBERED, Reasons
from verimentor.completion.running import Running, goes_on
from verimentor.completion.schedule import Schedule
from verimentor.completion.trim import Place
from verimentor.config import CompletionSettings, Trigger
from verimentor.errors import ModelError
from verimentor.student.catalog import Model
from verimentor.student.runtime import Completion, Priority, Student
from verimentor.verilog.project import Project

TYPED_AHEAD = 50  # letters after which an answer is still remembered: one and a half lines of Verilog
GRACE_S = 0.2  # an editor cancels at a key and asks again when the key has settled; VS Code takes 50 ms for it
REST_S = 0.7  # who has not typed for so long does something else
LOOKED_AT_S = 0.15  # nobody accepts a suggestion faster, and the next key would end thinking ahead


@dataclass(frozen=True)
class Desk:
    """What an answer is made with; where there is no student, `excuse` says why."""

    student: Student | None
    project: Project | None
    settings: CompletionSettings
    excuse: str = NO_MODEL_YET


class Completer:
    """The ghost text of one window."""

    def __init__(self) -> None:
        self.reasons = Reasons()
        self.tokens_per_second: float | None = None  # of the last answer, reading included; None before there was one
        self._schedule = Schedule()
        self._cache = Cache()
        self._remembers: Model | None = None  # whose answers those are
        self._shown: Shown | None = None
        self._running: Running | None = None
        self._ahead: asyncio.Task[None] | None = None
        self._latest: Cursor | None = None
        self._neighbours = Neighbours()
        self._similar = ""  # chosen while nothing is typed: another context is read anew
        self._rest: asyncio.TimerHandle | None = None
        self._warming: asyncio.Task[None] | None = None

    async def suggest(self, cursor: Cursor, desk: Desk, *, automatic: bool) -> Ghost | Suppressed:
        """Ghost text for a cursor; cancelled where the user went on. The reason why there is none is kept.

        Raises:
            ModelError: the student cannot answer.
        """
        self._latest = cursor
        self._rest_later(cursor, desk)
        fitting = self._running if self._running is not None and self._running.fits(cursor) else None
        try:
            with fitting.held() if fitting is not None else nullcontext():
                result = await self._suggest(cursor, desk, automatic=automatic)
        except asyncio.CancelledError:
            waits_for_model = desk.student is not None and desk.student.ready is None
            self.reasons.add(cursor.path, cursor.line, NO_MODEL_YET if waits_for_model else CANCELLED)
            self._leave()
            raise
        if isinstance(result, Suppressed):
            self.reasons.add(cursor.path, cursor.line, result.reason)
        elif self._shown is None or self._shown.rest_at(cursor) is None:
            self._shown = Shown(cursor, result.text, result.n_replaced)
            if desk.settings.trigger is Trigger.AUTOMATIC and desk.student is not None:
                self._begin_ahead(self._think_ahead(self._shown, desk, desk.student))
        return result

    def changed(self, path: str, text: str) -> None:
        """A file is another now: decoding ends that does not fit it."""
        self._schedule.typed(time.monotonic())
        self._neighbours.note(path, text)
        running = self._running
        if running is None or running.done or running.cursor.path != path:
            return
        if not (running.fits(_cursor_in(text, running.cursor)) or (running.ahead and self._follows_screen(text))):
            running.stop()

    def opened(self, path: str, text: str) -> None:
        """A file is shown."""
        self._neighbours.note(path, text)

    def close(self) -> None:
        """End all that is under way."""
        for waiting in (self._rest, self._warming):
            if waiting is not None:
                waiting.cancel()
        self._begin_ahead(None)
        if self._running is not None:
            self._running.stop()

    async def _suggest(self, cursor: Cursor, desk: Desk, *, automatic: bool) -> Ghost | Suppressed:
        started = time.monotonic()
        if automatic and not desk.settings.enabled:
            return Suppressed(DISABLED)
        if automatic and desk.settings.trigger is Trigger.MANUAL:
            return Suppressed(MANUAL)
        if self._shown is not None and (rest := self._shown.rest_at(cursor)) is not None:
            return Ghost(rest.ghost, cursor.offset, 1000 * (time.monotonic() - started), 0.0, 0.0, rest.n_replaced)
        self._begin_ahead(None)
        refusal = await asyncio.to_thread(refuse, cursor.text, cursor.path, cursor.offset, desk.project)
        if refusal is not None:
            return refusal
        scene = await asyncio.to_thread(Scene.of, cursor.text, cursor.path, desk.project)
        deduced = await asyncio.to_thread(deduce_at, cursor, scene, desk.project)
        if deduced is not None:
            return Ghost(deduced, cursor.offset, 1000 * (time.monotonic() - started), 0.0, 0.0)
        student = desk.student
        if student is None:
            return Suppressed(desk.excuse)
        place = place_at(cursor.text, cursor.offset)
        context = await asyncio.to_thread(self._context, place, desk)

        def question(there: Cursor) -> Question:
            return question_at(there, context, desk.settings)

        typed, answer = self._remembered(cursor, question, student.model)
        if answer is not None:
            judged = await asyncio.to_thread(judge, answer, cursor.without(len(typed)), typed, scene)
            if isinstance(judged, Judged):
                return _ghost(cursor, judged, started)
            if not typed:
                return replace(judged, reason=judged.reason + REMEMBERED)
            # Asked with what was typed since, the student may do better than it did before.
        at_once = place.blank or not automatic  # a line begins with a thought, and nobody types through it
        delay_s = 0.0 if at_once else self._schedule.delay_s(desk.settings.debounce_ms / 1000)
        delay_s = max(0.0, delay_s - (time.monotonic() - started))
        typed, answer = await self._awaited(cursor, question(cursor), student, delay_s)
        if answer is None:
            return Suppressed(OVERTAKEN)
        judged = await asyncio.to_thread(judge, answer, cursor.without(len(typed)), typed, scene)
        return judged if isinstance(judged, Suppressed) else _ghost(cursor, judged, started, answer)

    def _remembered(
        self, cursor: Cursor, question: Callable[[Cursor], Question], model: Model
    ) -> tuple[str, Completion | None]:
        """An answer of before that says what was typed since, and that; one to this place comes first."""
        if self._remembers is not model:
            self._cache, self._remembers = Cache(), model
        for n_typed in range(min(TYPED_AHEAD, cursor.offset) + 1):
            typed = cursor.text[cursor.offset - n_typed : cursor.offset]
            answer = self._cache.get(question(cursor.without(n_typed)))
            if answer is not None and (not typed or goes_on(answer, typed)):
                return typed, answer
        return "", None

    async def _awaited(
        self, cursor: Cursor, question: Question, student: Student, delay_s: float
    ) -> tuple[str, Completion | None]:
        """The student's answer, and what was typed since it was asked for; no answer where another request came."""
        running = self._running
        if running is not None and running.fits(cursor):
            typed = cursor.typed_since(running.cursor) or ""
            answer = await running.follow(typed)
            if answer is not None or self._latest is not cursor:
                return typed, answer
        elif delay_s:
            self._stop()
            await asyncio.sleep(delay_s)  # the next key cancels this
            if self._latest is not cursor:
                return "", None
        running = self._ask(cursor, question, student)
        return "", await running.follow("")

    def _ask(self, cursor: Cursor, question: Question, student: Student, *, ahead: bool = False) -> Running:
        cache = self._cache  # another model's answers go into another

        async def answered(on_growth: Callable[[str], None]) -> Completion:
            priority = Priority.WARM if ahead else Priority.GHOST
            answer = await ask(question, student, priority=priority, on_growth=on_growth)
            cache.put(question, answer)
            if not ahead:
                self._schedule.answered(answer.seconds)
                self.tokens_per_second = answer.n_tokens / answer.seconds
            return answer

        self._stop()
        self._running = Running(cursor, answered, ahead=ahead)
        return self._running

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _leave(self) -> None:
        """Nobody waits any more: the answer may go on for a moment, in case the next request fits it."""
        running = self._running
        if running is not None and not running.done:
            asyncio.get_running_loop().call_later(GRACE_S, running.stop_unless_wanted)

    def _context(self, place: Place, desk: Desk) -> str:
        """Headers first; a model with room for more also hears of similar code."""
        return "\n".join(part for part in (context_for(place, desk.project), self._similar) if part)

    def _rest_later(self, cursor: Cursor, desk: Desk) -> None:
        """Get ready for what comes, once nothing has been asked for a while."""
        if self._rest is not None:
            self._rest.cancel()
        if desk.settings.enabled and desk.student is not None:
            self._rest = asyncio.get_running_loop().call_later(REST_S, self._begin_rest, cursor, desk, desk.student)

    def _begin_rest(self, cursor: Cursor, desk: Desk, student: Student) -> None:
        if student.ready is not None and (self._running is None or self._running.done):
            self._warming = asyncio.ensure_future(self._warm(cursor, desk, student))

    async def _warm(self, cursor: Cursor, desk: Desk, student: Student) -> None:
        """Let the model read what stands at the cursor, with the most similar code of other files."""
        place, ready = place_at(cursor.text, cursor.offset), student.ready
        if ready is not None and ready.n_context >= LONG_CONTEXT:
            self._similar = await asyncio.to_thread(self._neighbours.like, place, cursor.path)
        context = await asyncio.to_thread(self._context, place, desk)
        with suppress(ModelError):  # whoever asks for an answer hears of it
            await student.warm(question_at(cursor, context, desk.settings).prompt)

    def _follows_screen(self, text: str) -> bool:
        """Whether a text is what the suggestion on the screen says so far, or accepted."""
        if self._shown is None:
            return False
        typed = _cursor_in(text, self._shown.cursor).typed_since(self._shown.cursor)
        return typed is not None and self._shown.ghost.startswith(typed)

    def _begin_ahead(self, work: Coroutine[Any, Any, None] | None) -> None:
        """Think ahead about something else, or about nothing."""
        if self._ahead is not None:
            self._ahead.cancel()
        self._ahead = asyncio.ensure_future(work) if work is not None else None

    async def _think_ahead(self, shown: Shown, desk: Desk, student: Student) -> None:
        """Ask for what comes behind a suggestion, as if it had been accepted."""
        await asyncio.sleep(LOOKED_AT_S)
        cursor = behind(shown)
        if await asyncio.to_thread(refuse, cursor.text, cursor.path, cursor.offset, desk.project) is not None:
            return
        context = await asyncio.to_thread(self._context, place_at(cursor.text, cursor.offset), desk)
        question = question_at(cursor, context, desk.settings)
        if self._cache.get(question) is None and (self._running is None or self._running.done):
            self._ask(cursor, question, student, ahead=True)


def behind(shown: Shown) -> Cursor:
    """Where the cursor is wanted next once a suggestion is accepted: behind it, or below a finished statement."""
    cursor = shown.accepted
    place = place_at(cursor.text, cursor.offset)
    if not place.finished or place.after.strip():
        return cursor
    line_break = "\r\n" if "\r\n" in cursor.text else "\n"
    return cursor.with_typed(line_break + place.before[: len(place.before) - len(place.before.lstrip())])


def _cursor_in(text: str, earlier: Cursor) -> Cursor:
    """The earlier cursor behind what was typed there, should a text be that."""
    return Cursor(earlier.path, text, earlier.offset + len(text) - len(earlier.text))


def _ghost(cursor: Cursor, judged: Judged, started_s: float, answer: Completion | None = None) -> Ghost:
    """The suggestion as it is given out; without an `answer`, it was remembered."""
    milliseconds = 1000 * (time.monotonic() - started_s)
    seconds, logprob = (answer.seconds, answer.mean_logprob) if answer is not None else (0.0, 0.0)
    return Ghost(judged.text, cursor.offset, milliseconds, 1000 * seconds, logprob, judged.n_replaced)
