"""An answer under way, and who may go on waiting for it."""

import asyncio
from collections.abc import Callable

import pytest

from verimentor.completion.cursor import Cursor
from verimentor.completion.running import Running
from verimentor.errors import ModelError
from verimentor.student.runtime import Completion, Finish

HERE = Cursor("m.v", "assign y = ;\n", 11)


class Growing:
    """An answer that grows when it is told to."""

    def __init__(self) -> None:
        self.tell: Callable[[str], None] = lambda _: None
        self.answer: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()

    async def ask(self, tell: Callable[[str], None]) -> Completion:
        self.tell = tell
        return await self.answer

    def end(self, text: str) -> None:
        self.answer.set_result(Completion(text, 1, 0, 1, -0.5, Finish.END, 0.05))


@pytest.fixture
async def growing() -> Growing:
    return Growing()


async def test_it_fits_as_long_as_it_says_what_is_typed(growing: Growing) -> None:
    running = Running(HERE, growing.ask)
    await asyncio.sleep(0)
    assert running.fits(HERE.with_typed("anything"))  # it has said nothing yet
    growing.tell("a &")
    assert running.fits(HERE) and running.fits(HERE.with_typed("a")) and running.fits(HERE.with_typed("a & b"))
    assert not running.fits(HERE.with_typed("b"))
    assert not running.fits(Cursor("m.v", "assign y = ;\n\n", 11))
    running.stop()


async def test_a_follower_gets_the_answer(growing: Growing) -> None:
    running = Running(HERE, growing.ask)
    following = asyncio.create_task(running.follow("a"))
    await asyncio.sleep(0)
    growing.tell("a &")
    growing.end("a & b;")
    answer = await following
    assert answer is not None and answer.text == "a & b;"


@pytest.mark.parametrize("typed", ["b", "a & b;"])
async def test_a_follower_leaves_where_the_answer_does_not_go_on(growing: Growing, typed: str) -> None:
    running = Running(HERE, growing.ask)
    following = asyncio.create_task(running.follow(typed))
    await asyncio.sleep(0)
    growing.tell("a &")
    growing.end("a & b;")
    assert await following is None


async def test_it_is_left_as_soon_as_it_says_something_else(growing: Growing) -> None:
    running = Running(HERE, growing.ask)
    following = asyncio.create_task(running.follow("b"))
    await asyncio.sleep(0)
    growing.tell("a")
    assert await following is None and not running.done
    running.stop()


async def test_who_leaves_does_not_stop_it_for_others(growing: Growing) -> None:
    running = Running(HERE, growing.ask)
    first, second = (asyncio.create_task(running.follow("")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    running.stop_unless_wanted()
    growing.end("a;")
    answer = await second
    assert answer is not None and answer.text == "a;"


async def test_nobody_wants_it(growing: Growing) -> None:
    running = Running(HERE, growing.ask)
    await asyncio.sleep(0)
    running.stop_unless_wanted()
    assert await running.follow("") is None and running.done


async def test_followers_hear_of_a_failure(growing: Growing) -> None:
    running = Running(HERE, growing.ask)
    growing.answer.set_exception(ModelError("no memory"))
    with pytest.raises(ModelError, match="no memory"):
        await running.follow("")
