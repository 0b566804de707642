"""The chain of menders: what passes along it, and what each link may use."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from verimentor.mentor.rules.rule import SYNTAX
from verimentor.verilog.check import count_errors
from verimentor.verilog.problem import Problem, Severity, Span, line_of, line_span

MAX_CHECKS = 400  # 20 ms each: a hopeless file costs the user 8 s, not a coffee
# While one of these stands, a compiler does not look at everything; mending it may bring other errors to light.
_HIDING = re.compile(
    SYNTAX
    + r"|^(unknown-module|bad-\w+-digit|unterminated-|macro-|typo-keyword|instance-name|assignment-requires|reg-after)"
)


@dataclass(frozen=True)
class Outcome:
    """One check of what a text does, beyond compiling: a row of a table, a comparison by simulation."""

    name: str
    held: bool
    detail: str = ""  # what was expected and what came, for the mentor's eyes


Check = Callable[[str], Sequence[Problem]]
Judge = Callable[[str], Sequence[Outcome]]


@dataclass(frozen=True)
class Step:
    """One thing that was tried, what compiler and checks said to it, and what it cost."""

    actor: str  # "rule:NAME", "student:MODEL" or "mentor:MODEL"
    note: str
    errors_before: int
    errors_after: int
    accepted: bool
    checks_before: tuple[int, int] | None = None  # (held, of all); None where there are none or it does not compile
    checks_after: tuple[int, int] | None = None
    seconds: float = 0.0  # since the step before
    tokens: int = 0  # that a model wrote for it, 0 where it does not say


@dataclass(frozen=True)
class State:
    """A text on the way along the chain."""

    text: str
    problems: tuple[Problem, ...]
    span: Span | None  # the part that may change; None: all of it
    outcomes: tuple[Outcome, ...] = ()  # none while it does not compile
    n_steps: int = 0  # of the steps taken, how many led here

    @property
    def errors(self) -> int:
        """How many errors the compiler finds."""
        return count_errors(self.problems)

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """The checks that do not hold."""
        return tuple(outcome for outcome in self.outcomes if not outcome.held)

    @property
    def checks(self) -> tuple[int, int] | None:
        """How many checks hold, of how many."""
        return (len(self.outcomes) - len(self.failing), len(self.outcomes)) if self.outcomes else None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Lower is better: first the errors that hide others, then all errors, then checks that fail."""
        hiding = sum(problem.severity is Severity.ERROR and hides(problem) for problem in self.problems)
        return hiding, self.errors, len(self.failing)

    @property
    def sound(self) -> bool:
        """Whether there is nothing left to mend."""
        return not self.errors and not self.failing

    def broken_in(self, other: "State") -> Outcome | None:
        """A check that holds here and fails in the other text."""
        held = {outcome.name for outcome in self.outcomes if outcome.held}
        return next((outcome for outcome in other.failing if outcome.name in held), None)

    def errors_in_order(self) -> list[Problem]:
        """The errors, those that hide others first."""
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        return sorted(errors, key=lambda problem: (not hides(problem), problem.span))


class Mender(Protocol):
    """A link of the chain."""

    name: str  # as in "rules fixed 1 of 2 errors"

    async def mend(self, work: "Work", states: list[State]) -> None:
        """Add every better text that is found to `states`, whose last one is the best so far, and log the steps."""


class Work:
    """One repair under way: checks within a bound, the log, and notes for the user."""

    def __init__(
        self,
        path: str,
        check: Check,
        judge: Judge | None = None,
        known: Mapping[str, Sequence[str]] | None = None,
        on_progress: Callable[[str], None] | None = None,
    ) -> None:
        self.path = path
        self.known: Mapping[str, Sequence[str]] = known or {}
        self.tell = on_progress or (lambda _: None)
        self.steps: list[Step] = []
        self.notes: list[str] = []
        self._check = check
        self._judge = judge
        self._checks_left = MAX_CHECKS
        self._seen: set[str] = set()  # texts already tried
        self._last_step = time.monotonic()

    async def begin(self, text: str, span: Span | None) -> State:
        """The user's text, checked."""
        self._seen.add(text)
        return await self._state(text, None if span is None else whole_lines(text, span))

    async def attempt(self, state: State, text: str) -> State | None:
        """A text made from that of `state`, checked; None where that was done before or too often."""
        if text in self._seen or self.exhausted:
            return None
        self._seen.add(text)
        self._checks_left -= 1
        return await self._state(
            text, state.span and Span(state.span.start, state.span.end + len(text) - len(state.text))
        )

    @property
    def exhausted(self) -> bool:
        """Whether no check is left."""
        return self._checks_left <= 0

    def allow(self, n: int) -> None:
        """Let at least `n` more texts be checked."""
        self._checks_left = max(self._checks_left, n)

    def log(
        self,
        actor: str,
        note: str,
        before: State,
        after: State | None = None,
        *,
        accepted: bool = False,
        tokens: int = 0,
    ) -> None:
        """Keep a step; without `after` nothing came of it."""
        now, after = time.monotonic(), after or before
        seconds, self._last_step = now - self._last_step, now
        self.steps.append(
            Step(
                actor,
                note,
                before.errors,
                after.errors,
                accepted,
                before.checks,
                after.checks,
                round(seconds, 3),
                tokens,
            )
        )

    def forget(self, n_kept: int) -> None:
        """Drop the steps after the first `n_kept`; their time is the next step's."""
        self._last_step -= sum(step.seconds for step in self.steps[n_kept:])
        del self.steps[n_kept:]

    async def _state(self, text: str, span: Span | None) -> State:
        problems = tuple(await asyncio.to_thread(self._check, text))
        outcomes: Sequence[Outcome] = ()
        if self._judge is not None and not count_errors(problems):
            outcomes = await asyncio.to_thread(self._judge, text)
        return State(text, problems, span, tuple(outcomes))


def hides(problem: Problem) -> bool:
    """Whether an error keeps the compiler from looking at the rest."""
    return _HIDING.search(f"{problem.code}: ") is not None


def whole_lines(text: str, span: Span) -> Span:
    """The lines that a span touches, without the last one's line break."""
    start = line_span(text, line_of(text, max(0, span.start))).start
    return Span(start, line_span(text, line_of(text, max(span.start, span.end - 1))).end)
