"""Ghost text on files the student has never seen: holes as a cursor would meet them, filled without any trimming."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from verimentor.student.prompt import FillPrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus, source
from verimentor.verilog.problem import Severity
from verimentor_trainer.documents import Hole, cut

_MAX_TOKENS = 96  # as the server asks for


@dataclass(frozen=True)
class Place:
    """A hole in a file; `rest` is all that follows it there, while the hole's suffix is what the student is shown."""

    number: int
    hole: Hole
    rest: str


def places(texts: Sequence[str], count: int, seed: int) -> Iterator[Place]:
    """Places in files drawn with a seed; none where there is no text."""
    rng = Random(seed)
    number = 0
    while number < count and any(text.strip() for text in texts):
        text = rng.choice(texts)
        hole = cut(text, rng)
        if hole.middle.strip():
            yield Place(number, hole, text[len(hole.prefix) + len(hole.middle) :])
            number += 1


async def fill(student: Student, place: Place) -> dict[str, Any]:
    """A row: the answer, and how it compares with what stood there."""
    hole = place.hole
    completion = await student.complete(FillPrompt(hole.prefix, hole.suffix), Sampling(max_tokens=_MAX_TOKENS))
    return await asyncio.to_thread(judge, place, completion.text)


def judge(place: Place, answer: str) -> dict[str, Any]:
    """Whether an answer is the true middle, and whether the whole file with it is no worse.

    `parses`: slang finds no more errors than with the true middle. `compiles`: Icarus takes the file; None where it
    does not take it with the true middle either, as a file that needs others.
    """
    expected, found = place.hole.middle.strip(), answer.strip()
    true, filled = (place.hole.prefix + middle + place.rest for middle in (place.hole.middle, answer))
    exact = expected == found
    return {
        "id": place.number,
        "expected": place.hole.middle,
        "answer": answer,
        "first_line": expected.split("\n")[0].rstrip() == found.split("\n")[0].rstrip(),
        "exact": exact,
        "parses": exact or _errors(filled) <= _errors(true),
        "compiles": (exact or icarus.compile_text(filled).ok) if icarus.compile_text(true).ok else None,
    }


def _errors(text: str) -> int:
    return sum(problem.severity is Severity.ERROR for problem in source.parse(text).problems)
