"""Ghost text for somebody who types, with the shipped student; what it is asked is counted."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from verimentor.complete import Ghost, Suppressed, deduce_at
from verimentor.completion.completer import Completer, Desk
from verimentor.completion.cursor import Cursor
from verimentor.completion.reasons import CANCELLED, DISABLED, MANUAL, NO_MODEL_YET, OVERTAKEN
from verimentor.config import CompletionSettings, ModelSettings, Trigger
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Completion, Student

# Nothing is thought ahead, which would be counted, too.
SETTINGS = CompletionSettings(trigger=Trigger.MANUAL)
MODULE = """module register (
  input wire clk,
  input wire rst,
  input wire [7:0] d,
  output reg [7:0] q
);
  always @(posedge clk) begin
    if (rst)
      q <= |
  end
endmodule
"""
PATIENCE_S = 120.0  # a busy machine is slow, not broken


def at(marked: str) -> Cursor:
    prefix, _, suffix = marked.partition("|")
    return Cursor("register.v", prefix + suffix, len(prefix))


class Counted(Student):
    """The student, which counts what it is asked and what of it was broken off."""

    n_asked = n_cancelled = n_warmed = 0

    async def complete(self, *args: Any, **kwargs: Any) -> Completion:
        self.n_asked += 1
        try:
            return await super().complete(*args, **kwargs)
        except asyncio.CancelledError:
            self.n_cancelled += 1
            raise

    async def warm(self, *args: Any, **kwargs: Any) -> None:
        await super().warm(*args, **kwargs)
        self.n_warmed += 1

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Meanwhile it is asked and does not answer."""
        assert self.pid is not None
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)


@pytest.fixture(autouse=True)
def nothing_is_deduced(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the file itself decides would leave nothing to ask the student."""
    monkeypatch.setattr("verimentor.completion.completer.deduce_at", lambda *_: None)


@pytest.fixture
async def student() -> AsyncIterator[Counted]:
    student = Counted(Catalog().selected(ModelSettings()))
    await student.start()
    yield student
    await student.close()


@pytest.fixture
async def ghosts() -> AsyncIterator[Completer]:
    completer = Completer()
    yield completer
    completer.close()


def desk(student: Student, settings: CompletionSettings = SETTINGS) -> Desk:
    return Desk(student, None, settings)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def shown(ghosts: Completer, cursor: Cursor, student: Student) -> str:
    result = await ghosts.suggest(cursor, desk(student), automatic=False)
    assert isinstance(result, Ghost), result
    return result.text


async def test_typing_along_asks_nobody(ghosts: Completer, student: Counted) -> None:
    ghost = await shown(ghosts, at(MODULE), student)
    for n_typed in range(1, len(ghost)):
        assert await shown(ghosts, at(MODULE).with_typed(ghost[:n_typed]), student) == ghost[n_typed:]
    assert await shown(ghosts, at(MODULE), student) == ghost  # all of it taken back again
    assert student.n_asked == 1


async def test_answers_are_remembered_also_further_on(ghosts: Completer, student: Counted) -> None:
    ghost = await shown(ghosts, at(MODULE), student)
    elsewhere = at(MODULE.replace("|", "").replace("endmodule", "  assign x = |\nendmodule"))
    await ghosts.suggest(elsewhere, desk(student), automatic=False)
    n_asked = student.n_asked
    assert await shown(ghosts, at(MODULE).with_typed(ghost[0]), student) == ghost[1:]
    assert await shown(ghosts, at(MODULE), student) == ghost
    assert student.n_asked == n_asked


async def test_another_model_is_asked_anew(ghosts: Completer, student: Counted) -> None:
    await shown(ghosts, at(MODULE), student)
    other = Counted(replace(student.model))
    try:
        await ghosts.suggest(at(MODULE + "\n"), desk(other), automatic=False)
        await ghosts.suggest(at(MODULE), desk(other), automatic=False)
        assert other.n_asked == 2
    finally:
        await other.close()


async def test_an_answer_under_way_is_kept_for_who_types_it(ghosts: Completer, student: Counted) -> None:
    ghost = await shown(Completer(), at(MODULE), student)
    student.n_asked = 0
    with student.stopped():
        first = asyncio.create_task(ghosts.suggest(at(MODULE), desk(student), automatic=False))
        await until(lambda: student.n_asked == 1)
        first.cancel()  # the editor, at the next key
        typed = at(MODULE).with_typed(ghost[0])
        ghosts.changed(typed.path, typed.text)
        second = asyncio.create_task(shown(ghosts, typed, student))
        await asyncio.sleep(0)
    assert await second == ghost[1:]
    assert (student.n_asked, student.n_cancelled) == (1, 0)


async def test_an_answer_to_a_text_that_is_gone_is_broken_off(ghosts: Completer, student: Counted) -> None:
    with student.stopped():
        first = asyncio.create_task(ghosts.suggest(at(MODULE), desk(student), automatic=False))
        await until(lambda: student.n_asked == 1)
        ghosts.changed("register.v", MODULE.replace("|", "").replace("rst", "reset"))
        assert await first == Suppressed(OVERTAKEN)
    assert student.n_cancelled == 1


async def test_an_answer_nobody_waits_for_is_broken_off(ghosts: Completer, student: Counted) -> None:
    with student.stopped():
        first = asyncio.create_task(ghosts.suggest(at(MODULE), desk(student), automatic=False))
        await until(lambda: student.n_asked == 1)
        first.cancel()
        await until(lambda: student.n_cancelled == 1)
    (entry,) = ghosts.reasons.newest_first()
    assert (entry.path, entry.line, entry.reason) == ("register.v", 9, CANCELLED)


async def test_a_model_that_is_being_loaded_is_the_reason(ghosts: Completer) -> None:
    student = Counted(Catalog().selected(ModelSettings()))
    waiting = asyncio.create_task(ghosts.suggest(at(MODULE), desk(student), automatic=False))
    try:
        await until(lambda: student.n_asked == 1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert [entry.reason for entry in ghosts.reasons.newest_first()] == [NO_MODEL_YET]
    finally:
        await student.close()


async def test_without_a_model_only_what_the_file_decides_is_offered(
    ghosts: Completer, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Desk(None, None, SETTINGS, "The model is broken.")
    assert await ghosts.suggest(at(MODULE), nobody, automatic=False) == Suppressed("The model is broken.")
    monkeypatch.setattr("verimentor.completion.completer.deduce_at", deduce_at)
    result = await ghosts.suggest(at(MODULE), nobody, automatic=False)
    assert isinstance(result, Ghost) and result.text == "8'd0;"


async def test_the_latest_request_wins(ghosts: Completer, student: Counted) -> None:
    other = at(MODULE.replace("if (rst)", "if (!rst)"))
    with student.stopped():
        first = asyncio.create_task(ghosts.suggest(at(MODULE), desk(student), automatic=False))
        await until(lambda: student.n_asked == 1)
        second = asyncio.create_task(ghosts.suggest(other, desk(student), automatic=False))
        assert await first == Suppressed(OVERTAKEN)
    assert isinstance(await second, Ghost)


async def test_what_comes_behind_a_suggestion_is_thought_about(ghosts: Completer, student: Counted) -> None:
    typing = desk(student, CompletionSettings())
    ghost = await ghosts.suggest(at(MODULE), typing, automatic=True)
    assert isinstance(ghost, Ghost)
    await until(lambda: student.n_asked == 2)
    below = at(MODULE).with_typed(ghost.text + "\n      ")
    await ghosts.suggest(below, desk(student), automatic=False)
    assert student.n_asked == 2


async def test_only_when_asked_for(ghosts: Completer, student: Counted) -> None:
    manual = desk(student)
    off = desk(student, CompletionSettings(enabled=False))
    assert await ghosts.suggest(at(MODULE), manual, automatic=True) == Suppressed(MANUAL)
    assert await ghosts.suggest(at(MODULE), off, automatic=True) == Suppressed(DISABLED)
    for wishes in (manual, off):
        assert isinstance(await ghosts.suggest(at(MODULE), wishes, automatic=False), Ghost)
    assert [entry.reason for entry in ghosts.reasons.newest_first()] == [DISABLED, MANUAL]


async def test_the_speed_of_the_last_answer_is_known(ghosts: Completer, student: Counted) -> None:
    assert ghosts.tokens_per_second is None
    await shown(ghosts, at(MODULE), student)
    assert ghosts.tokens_per_second is not None and ghosts.tokens_per_second > 0


async def test_the_model_reads_on_while_nothing_is_typed(ghosts: Completer, student: Counted) -> None:
    comment = at(MODULE.replace("q <= |", "q <= d; // a comment that nothing is asked in|"))
    assert isinstance(await ghosts.suggest(comment, desk(student), automatic=True), Suppressed)
    await until(lambda: student.n_warmed == 1)
    assert student.n_asked == 0
