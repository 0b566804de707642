"""Lines that the student finds improbable: a hint at where a bug may be (FLAG, Ahmad et al. 2023), never a verdict."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from verimentor.student.runtime import Student, Surprisal
from verimentor.verilog.masking import mask
from verimentor.verilog.problem import Problem, Severity, Span, line_of, line_span, line_starts

MAX_TOKENS = 16_384  # some 1,000 lines, 8 s for the shipped student on one thread; what follows is not looked at
LIMIT = 3  # lines of a file that get a hint: more, and nobody looks at any
MIN_EXCESS_BITS = 5.0  # leaves out one mark in seven and one hit in twenty; higher ones lose as many hits as marks
CODE = "unusual-line"
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Line:
    """How one line surprises.

    `excess_bits` is the most by which a token surprises more than its place lets expect: the first word of a statement
    is always hard to foresee, an operator in the middle of one seldom.
    """

    number: int  # from 0
    excess_bits: float
    peak_bits: float
    mean_bits: float


def lines_of(text: str, surprisals: Sequence[Surprisal]) -> list[Line]:
    """The lines with code on them that were read, in order.

    Comments and blanks are left out, and so is the first line with code: how a module is called is anybody's choice.
    """
    code = mask(text)
    found: dict[int, list[Surprisal]] = {}
    for each in surprisals:
        inside = [at for at in range(each.start, min(each.end, len(code))) if not code[at].isspace()]
        if inside:
            found.setdefault(line_of(text, inside[0]), []).append(each)
    first = next((number for number in range(len(line_starts(text))) if _holds_code(code, number)), 0)
    return [
        Line(
            number,
            max(each.bits - each.expected for each in tokens),
            max(each.bits for each in tokens),
            sum(each.bits for each in tokens) / len(tokens),
        )
        for number, tokens in sorted(found.items())
        if number != first and _holds_code(code, number)
    ]


def flagged(lines: Sequence[Line], limit: int = LIMIT) -> list[Line]:
    """The lines worth a hint, the most unusual first.

    By excess: of bugs in modules drawn like the training's the first line was right in 31 %, one of the first three in
    65 %; by the bits of the most unlikely token 13 % and 53 %, by the mean 2 % and 26 %, by chance 10 % and 29 %.
    """
    unusual = [line for line in lines if line.excess_bits >= MIN_EXCESS_BITS]
    return sorted(unusual, key=lambda line: (-line.excess_bits, line.number))[:limit]


async def unusual_lines(text: str, path: str, student: Student, limit: int = LIMIT) -> tuple[Problem, ...]:
    """The most unusual lines of a text, at most `limit`, in order of place.

    Raises:
        ModelError: the student cannot read.
    """
    surprisals = await student.surprisals(text, MAX_TOKENS)
    return await asyncio.to_thread(_problems, text, path, surprisals, limit)


def _problems(text: str, path: str, surprisals: Sequence[Surprisal], limit: int) -> tuple[Problem, ...]:
    chosen = flagged(lines_of(text, surprisals), limit)
    return tuple(_problem(text, path, line) for line in sorted(chosen, key=lambda line: line.number))


def _problem(text: str, path: str, line: Line) -> Problem:
    span = line_span(text, line.number)
    words = text[span.start : span.end]
    span = Span(span.end - len(words.lstrip()), span.start + len(words.rstrip()))
    said = f"unusual line: one of its words has {line.excess_bits:.0f} bits more than the model expects there"
    return Problem(path, span, Severity.HINT, CODE, said, "student")


def _holds_code(code: str, number: int) -> bool:
    span = line_span(code, number)
    return _WORD.search(code, span.start, span.end) is not None
