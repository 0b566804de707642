"""The first link of the chain: deterministic rules, to a fixed point."""

import asyncio
from dataclasses import replace

from verimentor.mentor.chain import State, Work, hides
from verimentor.mentor.rules import Repair, propose
from verimentor.verilog.problem import Problem, Severity, Span, line_of

_MAX_PROBLEMS = 12  # what stands behind the twelfth error is mostly its echo
_MAX_CHAIN = 4  # repairs that one line may need together
_MAX_BRANCHES = 2  # of the repairs of one problem, how many are followed further
_BLOCK_LINES = 20  # edits this near belong to one block, whose inside must be clean too

_Found = tuple[State, str, str]  # a better text, the rule's name and what it did


class Rules:
    """Repairs by rules until none helps."""

    name = "rules"

    async def mend(self, work: Work, states: list[State]) -> None:
        """Let the rules repair; only what helped is logged."""
        while states[-1].errors and not work.exhausted:
            work.tell(f"{states[-1].errors} errors; trying the rules")
            chain = await self._best_repair(work, states[-1])
            if not chain:
                return
            before = states[-1]
            for tried, rule, note in chain:
                work.log(f"rule:{rule}", note, before, tried, accepted=True)
                before = tried
            states.append(replace(before, n_steps=len(work.steps)))

    async def _best_repair(self, work: Work, state: State) -> list[_Found]:
        """The best repair of the first problem that has one."""
        for problem in state.errors_in_order()[:_MAX_PROBLEMS]:
            if chain := await self._mend(work, state, problem, _MAX_CHAIN):
                return chain
        return []

    async def _mend(self, work: Work, state: State, problem: Problem, depth: int) -> list[_Found]:
        """Repairs after which no syntax error is left where they were made; empty where there are none.

        A repair that only moves the parser's trouble along its line is a guess gone wrong, unless another one ends it.
        """
        better: list[tuple[_Found, Problem | None]] = []
        for rule, repair in await asyncio.to_thread(lambda: list(propose(state.text, problem, work.known))):
            if state.span is not None and not _inside(repair, state.span):
                continue
            tried = await work.attempt(state, repair.apply(state.text))
            if tried is None or tried.rank >= state.rank:
                continue
            better.append(((tried, rule.name, repair.note), _trouble_left(repair, tried)))
            if tried.errors == 0:
                break
        better.sort(key=lambda found: found[0][0].rank)
        for found, trouble in better[:_MAX_BRANCHES]:
            if trouble is None:
                return [found]
            if depth > 1 and (rest := await self._mend(work, found[0], trouble, depth - 1)):
                return [found, *rest]
        return []


def _inside(repair: Repair, span: Span) -> bool:
    return all(span.start <= edit.start and edit.end <= span.end for edit in repair.edits)


def _trouble_left(repair: Repair, state: State) -> Problem | None:
    """The first error that hides others on the lines a repair has touched."""
    shift, places = 0, []
    for edit in sorted(repair.edits):
        places += [edit.start + shift, edit.start + shift + len(edit.text)]
        shift += len(edit.text) - (edit.end - edit.start)
    lines = {line_of(state.text, place) for place in places}
    if max(lines) - min(lines) <= _BLOCK_LINES:
        lines = set(range(min(lines), max(lines) + 1))
    errors = (problem for problem in state.problems if problem.severity is Severity.ERROR and hides(problem))
    return next((problem for problem in errors if line_of(state.text, problem.span.start) in lines), None)
