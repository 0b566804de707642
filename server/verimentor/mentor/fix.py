"""Repair a text: rules to a fixed point, then the mentor model, each step proved by the compiler.

Two things are promised whatever a rule or a model proposes: the text offered never has more errors than the user's, and
where nothing better was found it is the user's text itself.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from verimentor.errors import MentorError
from verimentor.mentor.dialogue import extract, line_break, question
from verimentor.mentor.endpoint import Endpoint
from verimentor.mentor.rules import Repair, Rule, propose
from verimentor.mentor.rules.rule import SYNTAX
from verimentor.mentor.rules.tokens import tokenize
from verimentor.verilog.check import count_errors
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.problem import Problem, Severity, Span, line_of, line_span
from verimentor.verilog.source import outline

Check = Callable[[str], Sequence[Problem]]

_MAX_CHECKS = 400  # 20 ms each: a hopeless file costs the user 8 s, not a coffee
_MAX_PROBLEMS = 12  # what stands behind the twelfth error is mostly its echo
_MAX_CHAIN = 4  # repairs that one line may need together
_MAX_BRANCHES = 2  # of the repairs of one problem, how many are followed further
_BLOCK_LINES = 20  # edits this near belong to one block, whose inside must be clean too
_MAX_PART_LINES = 400  # what small mentors can repeat without a slip; around the error where a module is longer
_MIN_KEPT = 0.5  # a mentor's answer with less than half of the words deletes instead of correcting
# While one of these stands, a compiler does not look at everything; mending it may bring other errors to light.
_HIDING = re.compile(
    SYNTAX
    + r"|^(unknown-module|bad-\w+-digit|unterminated-|macro-|typo-keyword|instance-name|assignment-requires|reg-after)"
)


@dataclass(frozen=True)
class Step:
    """One thing that was tried, and what the compiler said to it."""

    actor: str  # "rule:NAME" or "mentor:MODEL"
    note: str
    errors_before: int
    errors_after: int
    accepted: bool


@dataclass(frozen=True)
class Fix:
    """The repaired text, or the user's own where nothing helped."""

    text: str
    before: tuple[Problem, ...]
    after: tuple[Problem, ...]
    steps: tuple[Step, ...]  # in order; rules only leave those that helped
    notes: tuple[str, ...]  # sentences for the user

    @property
    def errors_before(self) -> int:
        """How many errors the user's text has."""
        return count_errors(self.before)

    @property
    def errors_after(self) -> int:
        """How many are left."""
        return count_errors(self.after)


@dataclass(frozen=True)
class _State:
    """A text on the way."""

    text: str
    problems: tuple[Problem, ...]
    span: Span | None  # the part that may change; None: all of it
    n_steps: int = 0  # of the steps taken, how many led here

    @property
    def errors(self) -> int:
        return count_errors(self.problems)

    @property
    def rank(self) -> tuple[int, int]:
        """Lower is better: first the errors that hide others, then all errors."""
        hiding = sum(p.severity is Severity.ERROR and _hides(p) for p in self.problems)
        return hiding, self.errors


async def fix(
    text: str,
    path: str,
    check: Check,
    *,
    mentor: Endpoint | None = None,
    rounds: int = 3,
    span: Span | None = None,
    known: Mapping[str, Sequence[str]] | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Fix:
    """Repair `text` as far as rules and the mentor can.

    Args:
        check: what is wrong with a text; may block, runs in a thread.
        mentor: asked where the rules leave errors; None: rules only.
        rounds: how often the mentor is asked at most.
        span: only the lines this touches may change; None: all.
        known: the modules of other files and the names of their ports, for misspelled ones.
        on_progress: told what is being done.
    """
    work = _Work(path, check, known or {}, on_progress or (lambda _: None))
    start = await work.begin(text, span)
    if start.errors == 0:
        return Fix(text, start.problems, start.problems, (), ("The text has no errors.",))
    states = [start]
    await work.apply_rules(states)
    rule_state = _best(states)
    if rule_state.errors and mentor is not None:
        await work.ask_mentor(states, mentor, rounds)
    best = _best(states)
    work.notes.append(_summary(start, rule_state, best, mentor))
    hidden = states[-1].errors - best.errors
    if best is not states[-1]:
        more = f"{hidden} more error{'s' if hidden != 1 else ''}"
        work.notes.append(f"Mending the syntax would bring to light {more}; that is not offered.")
    steps = tuple(
        replace(step, accepted=step.accepted and number < best.n_steps) for number, step in enumerate(work.steps)
    )
    return Fix(best.text, start.problems, best.problems, steps, tuple(work.notes))


class _Work:
    """One repair under way: the steps taken and the questions left."""

    def __init__(
        self, path: str, check: Check, known: Mapping[str, Sequence[str]], on_progress: Callable[[str], None]
    ) -> None:
        self._path = path
        self._check = check
        self._known = known
        self._on_progress = on_progress
        self._checks_left = _MAX_CHECKS
        self._seen: set[str] = set()  # texts already tried
        self.steps: list[Step] = []
        self.notes: list[str] = []

    async def begin(self, text: str, span: Span | None) -> _State:
        """The user's text, checked."""
        self._seen.add(text)
        return _State(text, await self._problems(text), None if span is None else _whole_lines(text, span))

    async def apply_rules(self, states: list[_State]) -> None:
        """Let the rules repair until none helps; every better text is added to `states`."""
        while states[-1].errors and self._checks_left > 0:
            self._on_progress(f"{states[-1].errors} errors; trying the rules")
            found = await self._best_repair(states[-1])
            if found is None:
                return
            states.append(found)

    async def _best_repair(self, state: _State) -> _State | None:
        """The best repair of the first problem that has one."""
        errors = [problem for problem in state.problems if problem.severity is Severity.ERROR]
        errors.sort(key=lambda problem: (not _hides(problem), problem.span))
        for problem in errors[:_MAX_PROBLEMS]:
            chain = await self._mend(state, problem, _MAX_CHAIN)
            if chain:
                self.steps += [step for _, step in chain]
                return replace(chain[-1][0], n_steps=len(self.steps))
        return None

    async def _mend(self, state: _State, problem: Problem, depth: int) -> list[tuple[_State, Step]]:
        """Repairs after which no syntax error is left where they were made; empty where there are none.

        A repair that only moves the parser's trouble along its line is a guess gone wrong, unless another one ends it.
        """
        better: list[tuple[_State, Step, Problem | None]] = []
        for rule, repair in await asyncio.to_thread(self._proposals, state.text, problem):
            if state.span is not None and not _inside(repair, state.span):
                continue
            tried = await self._try(state, repair.apply(state.text))
            if tried is None or tried.rank >= state.rank:
                continue
            step = Step(f"rule:{rule.name}", repair.note, state.errors, tried.errors, True)
            better.append((tried, step, _trouble_left(repair, tried)))
            if tried.errors == 0:
                break
        better.sort(key=lambda found: found[0].rank)
        for tried, step, trouble in better[:_MAX_BRANCHES]:
            if trouble is None:
                return [(tried, step)]
            rest = await self._mend(tried, trouble, depth - 1) if depth > 1 else []
            if rest:
                return [(tried, step), *rest]
        return []

    def _proposals(self, text: str, problem: Problem) -> list[tuple[Rule, Repair]]:
        return list(propose(text, problem, self._known))

    async def _try(self, state: _State, text: str) -> _State | None:
        """The text, checked; None where that was done before or too often."""
        if text in self._seen or self._checks_left <= 0:
            return None
        self._seen.add(text)
        self._checks_left -= 1
        span = state.span and Span(state.span.start, state.span.end + len(text) - len(state.text))
        return _State(text, await self._problems(text), span)

    async def _problems(self, text: str) -> tuple[Problem, ...]:
        return tuple(await asyncio.to_thread(self._check, text))

    async def ask_mentor(self, states: list[_State], mentor: Endpoint, rounds: int) -> None:
        """Ask the mentor until no error is left; the rules see every answer that helps."""
        complaint = ""
        for number in range(rounds):
            state = states[-1]
            if not state.errors:
                return
            actor = f"mentor:{mentor.model or mentor.url}"
            self._on_progress(f"{state.errors} errors; asking the mentor ({number + 1} of {rounds})")
            part = await asyncio.to_thread(_part_to_correct, state) if state.span is None else state.span
            try:
                answer = await mentor.ask(
                    question(state.text, part, state.problems, path=self._path, complaint=complaint)
                )
            except MentorError as problem:
                self.steps.append(Step(actor, str(problem), state.errors, state.errors, False))
                self.notes.append(str(problem))
                return
            self._checks_left = max(self._checks_left, _MAX_CHECKS // 4)
            n_steps = len(self.steps)
            better, complaint = await self._consider(state, part, answer, f"mentor:{mentor.model}")
            if better is not None:
                states.append(better)
            else:
                del self.steps[n_steps:]
                self.steps.append(
                    Step(f"mentor:{mentor.model}", f"refused: {complaint}", state.errors, state.errors, False)
                )
        if states[-1].errors:
            self.notes.append(f"The mentor was asked {rounds} times and could not mend the rest.")

    async def _consider(self, state: _State, part: Span, answer: str, actor: str) -> tuple[_State | None, str]:
        """The text with a mentor's answer in it, after the rules have seen it too; or why it is refused."""
        old = state.text[part.start : part.end]
        new = extract(answer, old, line_break(state.text))
        if new is None:
            return None, "It held no Verilog that could stand in the place of the old."
        loss = await asyncio.to_thread(_loss, old, new)
        if loss:
            return None, loss
        tried = await self._try(state, state.text[: part.start] + new + state.text[part.end :])
        if tried is None:
            return None, "It was tried before and did not help."
        self.steps.append(Step(actor, "corrected the code", state.errors, tried.errors, True))
        states = [replace(tried, n_steps=len(self.steps))]
        await self.apply_rules(states)
        if states[-1].rank < state.rank:
            return states[-1], ""
        first = next((problem.message for problem in tried.problems if problem.severity is Severity.ERROR), "")
        return None, f"With it there are {tried.errors} errors instead of {state.errors}, the first: {first}."


def _best(states: Sequence[_State]) -> _State:
    """The text with the fewest errors, the later of two: it has fewer errors that hide others."""
    return min(reversed(states), key=lambda state: state.errors)


def _hides(problem: Problem) -> bool:
    return _HIDING.search(f"{problem.code}: ") is not None


def _summary(start: _State, rules: _State, best: _State, mentor: Endpoint | None) -> str:
    by_rules = max(0, start.errors - rules.errors)
    said = f"rules fixed {by_rules} of {start.errors} error{'s' if start.errors != 1 else ''}"
    if mentor is not None and rules.errors:
        said += f", the mentor {max(0, rules.errors - best.errors)} of the {rules.errors} left"
    if mentor is None and best.errors:
        advice = "name one in the setting `mentor.url` to have the rest looked at"
        return f"No mentor is configured; {said}; {advice}."
    return f"{said[0].upper()}{said[1:]}."


def _inside(repair: Repair, span: Span) -> bool:
    return all(span.start <= edit.start and edit.end <= span.end for edit in repair.edits)


def _trouble_left(repair: Repair, state: _State) -> Problem | None:
    """The first error that hides others on the lines a repair has touched."""
    shift, places = 0, []
    for edit in sorted(repair.edits):
        places += [edit.start + shift, edit.start + shift + len(edit.text)]
        shift += len(edit.text) - (edit.end - edit.start)
    lines = {line_of(state.text, place) for place in places}
    if max(lines) - min(lines) <= _BLOCK_LINES:
        lines = set(range(min(lines), max(lines) + 1))
    errors = (problem for problem in state.problems if problem.severity is Severity.ERROR and _hides(problem))
    return next((problem for problem in errors if line_of(state.text, problem.span.start) in lines), None)


def _whole_lines(text: str, span: Span) -> Span:
    start = line_span(text, line_of(text, max(0, span.start))).start
    return Span(start, line_span(text, line_of(text, max(span.start, span.end - 1))).end)


def _part_to_correct(state: _State) -> Span:
    """The module with the first error; all of the text where the error is outside of modules."""
    first = next(problem for problem in state.problems if problem.severity is Severity.ERROR)
    module = outline(state.text).module_at(first.span.start)
    part = Span(0, len(state.text)) if module is None else _whole_lines(state.text, module.span)
    lines = line_of(state.text, part.start), line_of(state.text, part.end)
    if lines[1] - lines[0] <= _MAX_PART_LINES:
        return part
    middle = line_of(state.text, first.span.start)
    top, bottom = max(lines[0], middle - _MAX_PART_LINES // 4), min(lines[1], middle + _MAX_PART_LINES // 4)
    return Span(line_span(state.text, top).start, line_span(state.text, bottom).end)


def _comments(text: str) -> str:
    return "".join(re.findall(r"//[^\r\n]*|/\*.*?\*/", text, re.DOTALL))


def _loss(old: str, new: str) -> str:
    """What of the user's code an answer would throw away; empty where it keeps it."""
    if len(tokenize(new)) < _MIN_KEPT * len(tokenize(old)):
        return "It leaves out more than half of the code."
    if len(_comments(new)) < _MIN_KEPT * len(_comments(old)):
        return "It leaves out the comments."
    kept = {module.name: module for module in outline(new).modules}
    for module in outline(old).modules:
        if module.name and module.name not in kept:
            return f"It leaves out or renames module {module.name}."
        ports = {port.name for port in module.ports if port.name and port.name not in SYSTEM_VERILOG}
        missing = ports - {port.name for port in kept[module.name].ports} if module.name else set()
        if missing:
            return f"It leaves out port {min(missing)} of module {module.name}."
    return ""
