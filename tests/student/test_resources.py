"""What a worker takes of the machine, with the real worker."""

import asyncio
import os
import sys
from pathlib import Path

import psutil
import pytest

from verimentor.config import ModelSettings
from verimentor.errors import ModelError
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import FillPrompt, ModulePrompt
from verimentor.student.runtime import Sampling, Student

GHOST = FillPrompt("module m (input a, output b);\n  assign b", "\nendmodule\n")
MODULE = ModulePrompt("An 8-bit counter.", "module counter (input clk, output reg [7:0] q);")
LIMIT_MB = 120
NICENESS = 5  # as in the worker, which only its own process may import: it sets up llama.cpp


async def test_an_idle_worker_gives_its_memory_back_and_the_next_question_starts_another(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf), idle_s=0.2)
    await student.start()
    first = student.pid
    assert first is not None
    while student.pid is not None:  # noqa: ASYNC110  its end makes no event here
        await asyncio.sleep(0.05)
    while psutil.pid_exists(first):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await student.complete(GHOST, Sampling(max_tokens=4))
    assert student.pid not in (None, first)
    await student.close()


async def test_a_worker_at_work_does_not_rest(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf), idle_s=0.01)
    answers = await student.sample(MODULE, Sampling(max_tokens=256, temperature=1.0), 16)
    assert len(answers) == 16
    await student.close()


async def test_the_shipped_student_stays_within_its_limit() -> None:
    student = Student(Catalog().selected(ModelSettings()), memory_mb=LIMIT_MB)
    await student.complete(GHOST, Sampling(max_tokens=16))
    answers = await student.sample(MODULE, Sampling(max_tokens=256, temperature=0.5, guided=True), 8)
    assert len(answers) == 8 and all(answer.text for answer in answers)
    assert student.pid is not None
    assert psutil.Process(student.pid).memory_info().rss <= LIMIT_MB * 1024 * 1024
    await student.close()


async def test_a_limit_too_small_is_named_and_nothing_is_loaded(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf), memory_mb=50)
    with pytest.raises(ModelError, match=r"memory_mb allows 50\. Raise it"):
        await student.start()
    await student.close()


async def test_a_graphics_card_that_cannot_be_used_is_named(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf), gpu_layers=9)
    ready = await student.start()
    assert (await student.complete(GHOST, Sampling(max_tokens=4))).n_tokens
    assert "gpu_layers has no effect" in ready.note or not ready.note
    await student.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no niceness of their own")
async def test_what_nobody_waits_for_lets_others_go_before(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf))
    await student.complete(GHOST, Sampling(max_tokens=4))
    assert set(nicenesses(student)) == {0}
    await student.warm(GHOST)
    assert sorted(set(nicenesses(student))) == [0, NICENESS]
    await student.close()


def nicenesses(student: Student) -> list[int]:
    """Of each thread of the worker, besides what this test runs at."""
    stats = Path(f"/proc/{student.pid}/task").glob("*/stat")
    return [int(stat.read_text().rpartition(")")[2].split()[16]) - os.nice(0) for stat in stats]


async def test_many_threads_are_taken_only_where_they_are(tiny_gguf: Path) -> None:
    one, other = (Student(Catalog().open(tiny_gguf), threads=64) for _ in range(2))
    sampling = Sampling(max_tokens=64)
    answers = await asyncio.gather(one.complete(GHOST, sampling), other.complete(GHOST, sampling))
    assert answers[0].text == answers[1].text
    await asyncio.gather(one.close(), other.close())
