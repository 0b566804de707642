"""Repair a text along a chain: rules, then the student, then the mentor, each step proved by compiler and checks.

Two things are promised whatever a rule or a model proposes: the text offered never has more errors than the user's, nor
fails a check that held, and where nothing better was found it is the user's text itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from verimentor.mentor.asking import Asking, Mentor
from verimentor.mentor.by_rules import Rules
from verimentor.mentor.chain import Check, Judge, Mender, Outcome, State, Step, Work
from verimentor.mentor.resampling import Filler, Resampling
from verimentor.verilog.check import count_errors
from verimentor.verilog.problem import Problem, Span

__all__ = ["Check", "Filler", "Fix", "Judge", "Mentor", "Outcome", "Step", "fix"]


@dataclass(frozen=True)
class Fix:
    """The repaired text, or the user's own where nothing helped."""

    text: str
    before: tuple[Problem, ...]
    after: tuple[Problem, ...]
    steps: tuple[Step, ...]  # in order; rules only leave those that helped
    notes: tuple[str, ...]  # sentences for the user
    outcomes: tuple[Outcome, ...] = ()  # of the repaired text

    @property
    def errors_before(self) -> int:
        """How many errors the user's text has."""
        return count_errors(self.before)

    @property
    def errors_after(self) -> int:
        """How many are left."""
        return count_errors(self.after)

    @property
    def evidence(self) -> tuple[tuple[str, bool], ...]:
        """What each link did and whether it helped.

        "mended by rules: 5 -> 0 errors", "mentor tried 2 times, not accepted: ...".
        """
        return tuple(_told(name, list(steps)) for name, steps in groupby(self.steps, _link))


async def fix(
    text: str,
    path: str,
    check: Check,
    *,
    mentor: Mentor | None = None,
    rounds: int = 3,
    student: Filler | None = None,
    judge: Judge | None = None,
    spec: str = "",
    span: Span | None = None,
    known: Mapping[str, Sequence[str]] | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Fix:
    """Repair `text` as far as rules, student and mentor can.

    Args:
        check: what is wrong with a text; may block, runs in a thread.
        mentor: asked where rules and student leave something to mend; None: nobody.
        rounds: how often the mentor is asked at most.
        student: fills the places of errors anew where the rules leave some; None: nobody.
        judge: what a text that compiles does and does not; may block, runs in a thread.
        spec: what the text should do, for the mentor.
        span: only the lines this touches may change; None: all.
        known: the modules of other files and the names of their ports, for misspelled ones.
        on_progress: told what is being done.
    """
    work = Work(path, check, judge, known, on_progress)
    start = await work.begin(text, span)
    if start.sound:
        return Fix(text, start.problems, start.problems, (), ("The text has no errors.",), start.outcomes)
    chain: list[Mender] = [Rules()]
    if student is not None:
        chain.append(Resampling(student))
    if mentor is not None:
        chain.append(Asking(mentor, rounds, spec))
    states, reached = [start], [start]
    for mender in chain:
        if not _best(states).sound:
            await mender.mend(work, states)
        reached.append(_best(states))
    best = _best(states)
    work.notes.append(_summary(chain, reached))
    if best is not states[-1]:
        hidden = states[-1].errors - best.errors
        more = f"{hidden} more error{'s' if hidden != 1 else ''}"
        work.notes.append(f"Mending the syntax would bring to light {more}; that is not offered.")
    steps = tuple(
        replace(step, accepted=step.accepted and number < best.n_steps) for number, step in enumerate(work.steps)
    )
    if any(step.accepted and step.actor.startswith("student:") for step in steps):
        work.notes.append("What the student wrote is a guess that compiles: read the difference.")
    return Fix(best.text, start.problems, best.problems, steps, tuple(work.notes), best.outcomes)


def _best(states: Sequence[State]) -> State:
    """The text with the fewest errors, then failing checks; the later of two: fewer of its errors hide others."""
    return min(reversed(states), key=lambda state: (state.errors, len(state.failing)))


def _summary(chain: Iterable[Mender], reached: Sequence[State]) -> str:
    """What each link mended of what the one before had left."""
    start, end = reached[0], reached[-1]
    said: list[str] = []
    for mender, before, after in zip(chain, reached, reached[1:], strict=False):
        gain = max(0, before.errors - after.errors)
        if not said and start.errors:
            said.append(f"{mender.name} fixed {gain} of {start.errors} error{'s' if start.errors != 1 else ''}")
        elif before.errors:
            said.append(f"the {mender.name} {gain} of the {before.errors} left")
    if end.checks is not None:
        said.append(f"{end.checks[0]} of {end.checks[1]} checks hold")
    sentence = ", ".join(said)
    if end.errors and all(mender.name != "mentor" for mender in chain):
        advice = "name one in the setting `mentor.url` or `mentor.model` to have the rest looked at"
        return f"No mentor is configured; {sentence}; {advice}."
    return f"{sentence[0].upper()}{sentence[1:]}."


def _link(step: Step) -> str:
    return {"rule": "rules"}.get(kind := step.actor.partition(":")[0], kind)


def _told(name: str, steps: Sequence[Step]) -> tuple[str, bool]:
    helped = [step for step in steps if step.accepted]
    if not helped:
        times = "once" if len(steps) == 1 else f"{len(steps)} times"
        return f"{name} tried {times}, not accepted: {steps[-1].note.removeprefix('refused: ').rstrip('.')}", False
    first, last = helped[0], helped[-1]
    said = f"mended by {name}: {first.errors_before} -> {last.errors_after} errors"
    if last.checks_after is not None and first.checks_before != last.checks_after:
        before = f"{first.checks_before[0]} -> " if first.checks_before is not None else ""
        said += f", {before}{last.checks_after[0]} of {last.checks_after[1]} checks"
    return said, True
