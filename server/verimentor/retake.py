"""What slang let pass and Icarus refuses, said anew: from the statement that Icarus complains of, then from further up.

slang reads along with every statement and costs 0.3 ms each time; Icarus costs 10 ms and reads whole texts only. So it
is asked when an answer is finished, and only where it complains does the student go on again, behind what was good.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from verimentor.cutting import cut
from verimentor.student.prompt import ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus
from verimentor.verilog.boundary import Boundary, boundary
from verimentor.verilog.objection import opinion
from verimentor.verilog.problem import Severity
from verimentor.verilog.project import Project
from verimentor.verilog.source import outline

HEAT = 0.4  # added to the temperature, as guided decoding does: a greedy answer would say the same again
TRIES = 3  # at least; what stumbles in its first statement has one place to begin at

_PATH = "generated.v"
_PLACE = re.compile(r";|\b(?:begin|end\w*|join\w*)\b")


@dataclass(frozen=True)
class Retake:
    """A text after the student has gone on again, what Icarus said each time, and the tokens of all tries together.

    Where no try compiles, it is the first text, ended before what Icarus refuses if that compiles and drives an output.
    """

    text: str
    reasons: tuple[str, ...] = ()
    n_spent: int = 0


async def retake(
    text: str, prompt: ModulePrompt, sampling: Sampling, student: Student, project: Project | None = None
) -> Retake:
    """A whole text that answers `prompt`, or what the student makes of it where Icarus does not take it.

    Raises:
        ModelError: the student cannot answer.
        ToolMissing: Icarus is not installed.
    """
    complaint = await asyncio.to_thread(_complaint, text, project)
    if complaint is None:
        return Retake(text)
    place, reason = complaint
    reasons: list[str] = []
    n_spent = 0
    places = beginnings(text, place)
    for begin in places + places[-1:] * (TRIES - len(places)):
        reasons.append(reason)
        head = text[:begin] or prompt.header
        heat, seed = sampling.temperature + HEAT, sampling.seed + len(reasons)
        hot = replace(sampling, temperature=heat, seed=seed, kinds_open=False)
        (answer,) = await student.sample(replace(prompt, header=head), hot, 1)
        n_spent += answer.n_spent
        said = cut(head + answer.text)
        if said and await asyncio.to_thread(_complaint, said, project) is None:
            return Retake(said, tuple(reasons), n_spent)
    ended = _ended(text, place)
    if ended and await asyncio.to_thread(_complaint, ended, project) is None:
        text = ended
    return Retake(text, tuple(reasons), n_spent)


def _ended(text: str, place: int) -> str:
    """The text up to the last good statement before a place; "" where that drives no output."""
    good = list(_boundaries(text, place))
    if not good:
        return ""
    ended = text[: good[-1].end] + good[-1].closing
    at = boundary(ended)
    outputs = [port for module in outline(ended).modules for port in module.ports if port.direction == "output"]
    return ended if at and len(opinion(ended, at).undriven) < len(outputs) else ""


def _complaint(text: str, project: Project | None) -> tuple[int, str] | None:
    """Where Icarus stumbles first, and over what; None where it takes the text."""
    compiled = icarus.compile_text(text, path=_PATH, others=project.others_for(_PATH, text) if project else {})
    if compiled.ok:
        return None
    errors = [each for each in compiled.problems if each.severity is Severity.ERROR and each.path == _PATH]
    first = min(errors, key=lambda each: each.span.start, default=None)
    return (first.span.start, first.message) if first else (0, "Icarus gave no verdict")


def beginnings(text: str, place: int) -> list[int]:
    """Where to go on again: behind the last good statement before a place, then its block, then the header."""
    good = list(_boundaries(text, place))
    if not good:
        return [0]
    first, last = good[0], good[-1]
    block = last.openers[-1] if len(last.openers) > 1 else 0  # where the innermost open one begins
    ends = [last.end, *[at.end for at in good if at.end <= block][-1:], first.end]
    # A line break belongs to the statement before it: in training, the two are one token.
    return [end + text.startswith("\n", end) for end in dict.fromkeys(ends)]


def _boundaries(text: str, end: int) -> Iterator[Boundary]:
    for mark in _PLACE.finditer(text, 0, end):
        at = boundary(text[: mark.end() + 1])
        if at is not None and at.end <= end:
            yield at
