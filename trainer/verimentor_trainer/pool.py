"""Several workers of one student side by side, each on one thread: on a CPU that is faster than one with as many."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from verimentor.student.catalog import Model
from verimentor.student.runtime import Student

_T = TypeVar("_T")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def ask_all(
    model: Model, jobs: Iterable[_T], work: Callable[[Student, _T], Awaitable[None]], *, workers: int
) -> None:
    """Do every job with one of `workers` students; the first that fails ends them all."""
    waiting = iter(jobs)

    async def take() -> None:
        student = Student(model)
        try:
            for job in waiting:
                await work(student, job)
        finally:
            await student.close()

    tasks = [asyncio.create_task(take()) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
