"""The last link of the chain: a larger model that is told everything, and believed nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from verimentor.errors import MentorError
from verimentor.mentor.by_rules import Rules
from verimentor.mentor.chain import MAX_CHECKS, State, Work, whole_lines
from verimentor.mentor.dialogue import extract, line_break, question
from verimentor.mentor.endpoint import Message, Reply
from verimentor.mentor.losses import loss
from verimentor.verilog.problem import Severity, Span, line_of, line_span
from verimentor.verilog.source import outline

_MAX_PART_LINES = 400  # what small mentors can repeat without a slip; around the error where a module is longer


class Mentor(Protocol):
    """A model that converses, wherever it runs."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    async def reply(self, messages: Sequence[Message]) -> Reply:
        """Its answer, the likeliest one; perhaps without text.

        Raises:
            MentorError: there is none; the message says what to do.
        """

    async def close(self) -> None:
        """Let go of what it holds."""


class Asking:
    """Questions to a mentor until nothing is left to mend; the rules see every answer that helps."""

    name = "mentor"

    def __init__(self, mentor: Mentor, rounds: int, spec: str = "") -> None:
        self._mentor = mentor
        self._rounds = rounds
        self._spec = spec

    async def mend(self, work: Work, states: list[State]) -> None:
        """Ask; an answer counts only if compiler and checks say that it is better."""
        mentor, complaint = self._mentor, ""
        for number in range(self._rounds):
            state = states[-1]
            if state.sound:
                return
            work.tell(f"{_trouble(state)}; asking the mentor ({number + 1} of {self._rounds})")
            part = await asyncio.to_thread(_part_to_correct, state) if state.span is None else state.span
            messages = question(
                state.text, part, state.problems, state.failing, path=work.path, spec=self._spec, complaint=complaint
            )
            try:
                reply = await mentor.reply(messages)
            except MentorError as problem:
                work.log(f"mentor:{mentor.name}", str(problem), state)
                work.notes.append(str(problem))
                return
            work.allow(MAX_CHECKS // 4)
            complaint = await self._consider(work, states, part, reply)
        if not states[-1].sound:
            work.notes.append(f"The mentor was asked {self._rounds} times and could not mend the rest.")

    async def _consider(self, work: Work, states: list[State], part: Span, reply: Reply) -> str:
        """Add the text with an answer in it, after the rules have seen it too; or say why it is refused."""
        state, actor = states[-1], f"mentor:{self._mentor.name}"

        def refuse(why: str) -> str:
            work.log(actor, f"refused: {why}", state, tokens=reply.n_tokens)
            return why

        if not reply.text.strip():
            return refuse(f"It answered without any text. Is {self._mentor.name} a chat model?")
        old = state.text[part.start : part.end]
        new = extract(reply.text, old, line_break(state.text))
        if new is None:
            return refuse("It held no Verilog that could stand in the place of the old.")
        if lost := await asyncio.to_thread(loss, old, new):
            return refuse(lost)
        tried = await work.attempt(state, state.text[: part.start] + new + state.text[part.end :])
        if tried is None:
            return refuse("It was tried before and did not help.")
        n_steps = len(work.steps)
        work.log(actor, "corrected the code", state, tried, accepted=True, tokens=reply.n_tokens)
        further = [replace(tried, n_steps=len(work.steps))]
        await Rules().mend(work, further)
        broken = state.broken_in(further[-1])
        if further[-1].rank < state.rank and broken is None:
            states.append(further[-1])
            return ""
        work.forget(n_steps)
        if broken is not None:
            return refuse(f"With it a check fails that held before: {broken.name}: {broken.detail}.")
        if not tried.errors and not state.errors:
            return refuse(f"With it {len(tried.failing)} checks fail instead of {len(state.failing)}.")
        first = next((problem.message for problem in tried.problems if problem.severity is Severity.ERROR), "")
        return refuse(f"With it there are {tried.errors} errors instead of {state.errors}, the first: {first}.")


def _trouble(state: State) -> str:
    return f"{state.errors} errors" if state.errors else f"{len(state.failing)} checks fail"


def _part_to_correct(state: State) -> Span:
    """The module with the first error; all of the text where the error is outside of modules or only checks fail."""
    first = next((problem for problem in state.problems if problem.severity is Severity.ERROR), None)
    module = outline(state.text).module_at(first.span.start) if first is not None else None
    part = Span(0, len(state.text)) if module is None else whole_lines(state.text, module.span)
    lines = line_of(state.text, part.start), line_of(state.text, part.end)
    if first is None or lines[1] - lines[0] <= _MAX_PART_LINES:
        return part
    middle = line_of(state.text, first.span.start)
    top, bottom = max(lines[0], middle - _MAX_PART_LINES // 4), min(lines[1], middle + _MAX_PART_LINES // 4)
    return Span(line_span(state.text, top).start, line_span(state.text, bottom).end)
