"""The second link of the chain: the student fills the place of an error anew, and the compiler chooses."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Protocol

from verimentor.errors import MentorError
from verimentor.mentor.by_rules import Rules
from verimentor.mentor.chain import State, Work
from verimentor.mentor.dialogue import line_break
from verimentor.mentor.losses import loss_of_lines
from verimentor.verilog.problem import Problem, Severity, Span, line_of, line_span

PROPOSALS = 6  # for one hole, decoded side by side: 40 tokens of each take about 0.3 s with the shipped student
_MAX_HOLES = 6  # for one text; what six holes do not mend is not a slip of one statement
_GRACE = 96  # code points an answer may have more than what it replaces


@dataclass(frozen=True)
class Filling:
    """What could stand in a hole."""

    text: str
    n_tokens: int


class Filler(Protocol):
    """A model that writes what stands between two texts."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    async def fill(self, prefix: str, suffix: str, *, n: int, max_characters: int) -> Sequence[Filling]:
        """Some ways to fill the hole, the likeliest first; the same ones each time.

        Raises:
            MentorError: the model cannot be used; the message says what to do.
        """


class Resampling:
    """Fillings by a model; one counts only if errors fall, nothing is lost, and no check that held breaks."""

    name = "student"

    def __init__(self, filler: Filler) -> None:
        self._filler = filler

    async def mend(self, work: Work, states: list[State]) -> None:
        """Fill one hole after the other, the rules seeing every text that is better."""
        holes_left = _MAX_HOLES
        while states[-1].errors and holes_left > 0:
            better = None
            for hole in _holes_of(states[-1], holes_left):
                holes_left -= 1
                try:
                    better = await self._fill(work, states[-1], hole)
                except MentorError as problem:
                    work.log(f"student:{self._filler.name}", str(problem), states[-1])
                    work.notes.append(str(problem))
                    return
                if better is not None:
                    break
            if better is None:
                return
            states.append(better)
            await Rules().mend(work, states)

    async def _fill(self, work: Work, state: State, hole: Span) -> State | None:
        """The best text with a filling in the hole, of several the nearest to the old; None where none is better."""
        line = line_of(state.text, hole.start) + 1
        work.tell(f"{state.errors} errors; asking the student about line {line}")
        work.allow(PROPOSALS)
        old, newline = state.text[hole.start : hole.end], line_break(state.text)
        fillings = await self._filler.fill(
            state.text[: hole.start].replace(newline, "\n"),
            state.text[hole.end :].replace(newline, "\n"),
            n=PROPOSALS,
            max_characters=len(old) + _GRACE,
        )
        following = state.text[hole.end :].lstrip().partition("\n")[0]
        found: list[tuple[float, State]] = []
        for new in dict.fromkeys(_trimmed(filling.text, old, following.strip(), newline) for filling in fillings):
            if await asyncio.to_thread(loss_of_lines, old, new):
                continue
            tried = await work.attempt(state, state.text[: hole.start] + new + state.text[hole.end :])
            filled = Span(hole.start, hole.start + len(new))
            if tried is not None and _helps(state, tried, filled):
                found.append((SequenceMatcher(None, old, new).ratio(), tried))
        _, best = min(found, key=lambda each: (each[1].rank, -each[0]), default=(0.0, None))
        what = (
            f"wrote line {line} anew"
            if best is not None
            else f"none of {len(fillings)} proposals for line {line} helps"
        )
        tokens = sum(filling.n_tokens for filling in fillings)
        work.log(f"student:{self._filler.name}", what, state, best, accepted=best is not None, tokens=tokens)
        return None if best is None else replace(best, n_steps=len(work.steps))


def _helps(state: State, tried: State, filled: Span) -> bool:
    """Whether a text is better and what was filled in is clean: nonsense, too, can leave a compiler fewer words."""
    errors = (problem for problem in tried.problems if problem.severity is Severity.ERROR)
    clean = not any(problem.span.overlaps(filled) for problem in errors)
    return clean and tried.rank < state.rank and state.broken_in(tried) is None


def _trimmed(filling: str, old: str, following: str, newline: str) -> str:
    """A filling without what stands there already: lines beyond those it replaces, and at its end the next line."""
    lines = filling.strip().split("\n")[: old.count(newline) + 1]
    cut = "\n".join(lines).rstrip()
    if following and cut != following:
        cut = cut.removesuffix(following).rstrip()
    return cut.replace("\n", newline)


def _holes_of(state: State, n: int) -> list[Span]:
    """Places to fill anew, for the errors in their order: the line itself, then with the line before it."""
    holes: dict[Span, None] = {}
    for problem in state.errors_in_order():
        holes |= dict.fromkeys(_around(state, problem))
    return list(holes)[:n]


def _around(state: State, problem: Problem) -> Iterator[Span]:
    text, line = state.text, line_of(state.text, problem.span.start)
    before = next((above for above in range(line - 1, -1, -1) if _content(text, above) is not None), line)
    for first in (line, before):
        start, end = _content(text, first), line_span(text, line).end
        if start is None or (state.span is not None and not state.span.start <= start < end <= state.span.end):
            continue
        yield Span(start, len(text[:end].rstrip()))


def _content(text: str, line: int) -> int | None:
    """Where a line's words begin; None where it has none."""
    span = line_span(text, line)
    words = text[span.start : span.end]
    return span.end - len(words.lstrip()) if words.strip() else None
