"""A cursor becomes checked ghost text: what editor, command line and evalbench share.

Where the file itself decides what stands there (`completion.deduced`), no model is needed. Else the student is asked
with what stands before and after the cursor and with the headers of the project's modules used there; `completion.trim`
cuts its answer to what belongs; slang reads the file with the suggestion in place. Shown is only what adds no error to
the file and has none inside. Whatever is not shown leaves its reason.

`complete` does it once. `completion.completer` does it for somebody who types, with a memory.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from verimentor.completion.cache import Question
from verimentor.completion.context import context_for
from verimentor.completion.cursor import Cursor, plain
from verimentor.completion.deduced import Site, deduce
from verimentor.completion.reasons import NOTHING_TO_ADD
from verimentor.completion.trim import Place, enough, opens_only, outdent, trim
from verimentor.config import CompletionSettings
from verimentor.student.budget import shorten
from verimentor.student.prompt import FillPrompt
from verimentor.student.runtime import Completion, Finish, Priority, Sampling, Student
from verimentor.verilog.includes import Read, read_file
from verimentor.verilog.problem import Problem, Span
from verimentor.verilog.project import Project
from verimentor.verilog.slang import WIDTH_LOSS, Reading
from verimentor.verilog.source import in_comment_or_string, is_encrypted, is_generated

LINE_TOKENS = 40  # the rest of a line; at 3 bytes a token nobody writes longer ones
_MAX_OBJECTIONS = 4  # each costs a run of slang, 5 to 15 ms of somebody's waiting
# What is still to come; which of them slang names changes with every line.
_TO_COME = (";", ",", "end", "endcase", "join", "endfunction", "endtask", "endgenerate", "endmodule")
_UNFINISHED = frozenset(f"expected '{word}'" for word in _TO_COME)
# slang lets these pass as warnings; Icarus does not let the first, and nobody means the others.
_GRAVE = ("redefinition", "index-oob", "range-oob", WIDTH_LOSS)
_BEGUN = re.compile(r"(?<![\w.`'$])[A-Za-z_]\w{2,}\Z")  # fewer than three letters begin too much else
_LONGEST_NAME = 200  # code points looked back for a word
_LOSS = re.compile(r"implicit conversion truncates from (\d+) to (\d+) bits\Z")
_INTEGER = 32  # bits; an `integer` and what is reckoned with plain numbers is cut to measure every day
_MEANT = re.compile(r"use of undeclared identifier '(?P<name>\w+)'; did you mean '(?P<meant>\w+)'\?\Z")


@dataclass(frozen=True)
class Ghost:
    """A suggestion to insert at `offset`, and what it took."""

    text: str
    offset: int
    milliseconds: float  # from request to answer
    model_milliseconds: float
    mean_logprob: float
    n_replaced: int = 0  # code points left of `offset` that it takes the place of


@dataclass(frozen=True)
class Suppressed:
    """No suggestion, and why: a sentence for the user."""

    reason: str


@dataclass(frozen=True)
class Surroundings:
    """What slang needs of a project to read one file."""

    others: Mapping[str, str] = field(default_factory=dict)
    defines: Mapping[str, str] = field(default_factory=dict)
    include_dirs: Sequence[Path] = ()
    read: Read = read_file

    @classmethod
    def of(cls, text: str, path: str, project: Project | None) -> "Surroundings":
        """Those of a file in a project; none without one."""
        if project is None:
            return cls()
        defines, include_dirs = project.defines_for(path, text), project.include_dirs_for(path, text)
        return cls(project.others_for(path, text, deep=False), defines, include_dirs, project.read)

    def reading(self, text: str, path: str) -> Reading:
        """slang's view of a text."""
        return Reading(text, path, self.others, self.defines, self.include_dirs, self.read)

    def errors(self, text: str, path: str) -> list[Problem]:
        """The errors slang finds, without the warnings that take it longer."""
        return errors_in(self.reading(text, path))


def errors_in(reading: Reading) -> list[Problem]:
    """The errors of a text that count for ghost text."""
    return [problem for problem in reading.problems(analyse=False, only=_GRAVE) if not _is_small_loss(problem)]


def _is_small_loss(problem: Problem) -> bool:
    """Whether an assignment loses bits as people mean it: of an integer, or fewer than it keeps, as in a shift."""
    found = _LOSS.match(problem.message)
    return found is not None and (int(found[1]) == _INTEGER or int(found[1]) < 2 * int(found[2]))


@dataclass(frozen=True)
class Scene:
    """A file as it is before anything is suggested."""

    around: Surroundings
    errors: Sequence[Problem]
    reading: Reading | None = None

    @classmethod
    def of(cls, text: str, path: str, project: Project | None) -> "Scene":
        """Read by slang; blocks."""
        around = Surroundings.of(text, path, project)
        reading = around.reading(text, path)
        return cls(around, errors_in(reading), reading)


async def complete(
    text: str,
    path: str,
    offset: int,
    student: Student,
    project: Project | None = None,
    settings: CompletionSettings | None = None,
    *,
    deducing: bool = True,
) -> Ghost | Suppressed:
    """Ghost text for a cursor; `project` gives headers of other modules and what the check needs of other files.

    Without `deducing` the student answers even where the file decides, so that each can be measured without the other.

    Raises:
        ModelError: the student cannot answer.
    """
    started = time.monotonic()
    cursor = Cursor(path, text, offset)
    refusal = await asyncio.to_thread(refuse, text, path, offset, project)
    if refusal is not None:
        return refusal
    context = await asyncio.to_thread(context_for, place_at(text, offset), project)
    question = question_at(cursor, context, settings or CompletionSettings())
    # slang reads the text as it is while the student, in its own process, thinks.
    asking = asyncio.create_task(ask(question, student))
    try:
        scene = await asyncio.to_thread(Scene.of, text, path, project)
        deduced = await asyncio.to_thread(deduce_at, cursor, scene, project) if deducing else None
        if deduced is not None:
            return Ghost(deduced, offset, 1000 * (time.monotonic() - started), 0.0, 0.0)
        answer = await asking
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)  # nobody else would hear of its failure
    judged = await asyncio.to_thread(judge, answer, cursor, "", scene, insert_only=True)
    if isinstance(judged, Suppressed):
        return judged
    milliseconds = 1000 * (time.monotonic() - started)
    return Ghost(judged.text, offset, milliseconds, 1000 * answer.seconds, answer.mean_logprob)


def deduce_at(cursor: Cursor, scene: Scene, project: Project | None) -> str | None:
    """Ghost text that needs no model and that slang has no objection to, if there is any; blocks."""
    modules = {name: found.module for name, found in project.modules().items()} if project is not None else {}
    text = plain(cursor.text)
    reading = scene.reading if text == cursor.text else None  # its places count letters of the text as it is
    site = Site(text, len(plain(cursor.text[: cursor.offset])), modules, scene.errors, reading)
    choices = deduce(site)
    if "\r\n" in cursor.text:
        choices = [choice.replace("\n", "\r\n") for choice in choices]
    chosen = choose(choices, cursor.text, cursor.path, cursor.offset, scene.around, scene.errors) if choices else None
    return chosen if isinstance(chosen, str) else None


async def ask(
    question: Question,
    student: Student,
    *,
    priority: Priority = Priority.GHOST,
    on_growth: Callable[[str], None] | None = None,
) -> Completion:
    """The student's answer; asked on where it does no more than open a block.

    Raises:
        ModelError: the student cannot answer.
    """
    prompt, sampling, said = question.prompt, question.sampling, question.lead
    place = Place(prompt.prefix.removesuffix(said), prompt.suffix)

    async def answer_to(prompt: FillPrompt) -> Completion:
        def grown(text: str) -> bool:
            if on_growth is not None:
                on_growth(said + text)
            begins_line = not text.rpartition("\n")[2].strip()
            return sampling.stop == _PART and begins_line and enough(said + text, place)

        return await _answer(student, prompt, sampling, priority, grown)

    answer = await answer_to(prompt)
    answer = replace(answer, text=said + answer.text)
    if not (sampling.stop == _PART and opens_only(answer.text)):
        return answer
    below = Place(prompt.prefix + answer.text[len(said) :], prompt.suffix).below
    said = answer.text + below
    longer = replace(prompt, prefix=prompt.prefix + said[len(question.lead) :])
    more = await answer_to(longer)
    n_tokens, seconds = answer.n_tokens + more.n_tokens, answer.seconds + more.seconds
    return replace(more, text=said + more.text, n_tokens=n_tokens, seconds=seconds)


async def _answer(
    student: Student, prompt: FillPrompt, sampling: Sampling, priority: Priority, grown: Callable[[str], bool]
) -> Completion:
    """The student's answer, broken off where `grown` says that its text so far is enough."""
    started, n_heard, enough_said = time.monotonic(), 0, ""

    def heard(text: str) -> None:
        nonlocal n_heard, enough_said
        n_heard += 1
        if not enough_said and grown(text):
            enough_said = text
            asking.cancel()

    asking = asyncio.ensure_future(student.complete(prompt, sampling, priority=priority, on_growth=heard))
    try:
        await asyncio.wait([asking])
        if enough_said:
            seconds = time.monotonic() - started
            return Completion(enough_said, 0, 0, n_heard, 0.0, Finish.STOP, seconds, n_spent=n_heard)
        return asking.result()
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)  # nobody else would hear of its failure


@dataclass(frozen=True)
class Judged:
    """What of an answer is shown, and how many letters before the cursor it replaces."""

    text: str
    n_replaced: int = 0


def judge(
    answer: Completion, asked: Cursor, typed: str, scene: Scene, *, insert_only: bool = False
) -> Judged | Suppressed:
    """What of an answer is shown to a user who has typed `typed` since it was asked for; blocks.

    `scene` is the file with `typed` in it. The end of a block takes the place of indentation that is too deep for it,
    unless the suggestion must `insert_only`.
    """
    whole = answer.finish is not Finish.LENGTH
    said = plain(typed)
    n_replaced = 0 if insert_only or typed else place_at(asked.text, asked.offset).too_deep(answer.text)
    asked, text = asked.without(n_replaced), outdent(answer.text, n_replaced)
    now = asked.with_typed(typed)
    choices = [
        choice[len(said) :]
        for choice in trim(text, place_at(asked.text, asked.offset), complete=whole)
        if choice.startswith(said) and len(choice) > len(said)
    ]
    if typed and text.startswith(said):
        choices += trim(text[len(said) :], place_at(now.text, now.offset), complete=whole)
    if "\r\n" in now.text:
        choices = [choice.replace("\n", "\r\n") for choice in choices]
    choices = list(dict.fromkeys([*choices, *end_of_word(now)]))
    if not choices:
        return Suppressed(NOTHING_TO_ADD)
    chosen = choose(choices, now.text, now.path, now.offset, scene.around, scene.errors)
    return chosen if isinstance(chosen, Suppressed) else Judged(chosen, n_replaced)


def end_of_word(cursor: Cursor) -> list[str]:
    """The end of the word that is being typed, where only one name of the module begins with it."""
    begun = _BEGUN.search(cursor.text[max(0, cursor.offset - _LONGEST_NAME) : cursor.offset])
    if begun is None or cursor.text[cursor.offset : cursor.offset + 1].isalnum():
        return []
    names = Site(cursor.text, cursor.offset).declared
    found = [name for name in names if name.startswith(begun[0]) and name != begun[0]]
    return [found[0].removeprefix(begun[0])] if len(found) == 1 else []


def choose(
    choices: Sequence[str],
    text: str,
    path: str,
    offset: int,
    around: Surroundings,
    before: Sequence[Problem] | None = None,
) -> str | Suppressed:
    """The first of the choices that slang has no objection to, or its objection to the first; blocks.

    What begins as badly as a choice before it is not tried; a name that slang takes for another's misspelling becomes
    that one.
    `before` are the errors of the text as it is, where they are known already.
    """
    before = around.errors(text, path) if before is None else before
    objections: list[Objection] = []
    wrong = ""  # the beginning of a choice up to what slang objects to
    left = list(choices)
    while left and len(objections) < _MAX_OBJECTIONS:
        choice = left.pop(0)
        if wrong and choice.startswith(wrong):
            continue
        after = around.errors(text[:offset] + choice + text[offset:], path)
        objection = object_to(before, after, Span(offset, offset + len(choice)))
        if objection is None:
            return choice
        objections.append(objection)
        if objection.place is None:
            continue
        meant = _MEANT.search(objection.reason.removesuffix("."))
        if meant is not None and objection.place >= offset:
            name = re.compile(rf"\b{meant['name']}\b")
            left = list(dict.fromkeys(name.sub(meant["meant"], each) for each in (choice, *left)))
        else:
            wrong = choice[: max(0, objection.place - offset) + 1]
    return Suppressed(objections[0].reason)


def refuse(text: str, path: str, offset: int, project: Project | None = None) -> Suppressed | None:
    """The reason to ask nothing at all, if there is one."""
    place = place_at(text, offset)
    if not text[:offset].strip():
        return Suppressed("There is nothing before the cursor to go on from.")
    if not (place.only_closers_follow or place.in_brackets):
        return Suppressed("More than closing brackets stands right of the cursor.")
    if in_comment_or_string(text, offset):
        return Suppressed("The cursor is in a comment or a string.")
    if place.finished:
        return Suppressed("The statement left of the cursor is complete.")
    if is_encrypted(text):
        return Suppressed("The file is encrypted.")
    if is_generated(text):
        return Suppressed("The file says that a program generated it.")
    if project is not None and project.excluded(Path(path)):
        return Suppressed("The file matches a pattern of the setting `exclude`.")
    return None


def place_at(text: str, offset: int) -> Place:
    """The cursor's surroundings, with plain newlines."""
    return Place(plain(text[:offset]), plain(text[offset:]))


def question_at(cursor: Cursor, context: str, settings: CompletionSettings) -> Question:
    """What the student is asked at a cursor."""
    place = place_at(cursor.text, cursor.offset)
    prompt = shorten(FillPrompt(place.prefix + place.lead, place.suffix, context))
    assert isinstance(prompt, FillPrompt)
    return Question(prompt, sampling_for(place, settings), place.lead)


_PART = ("\n\n",)  # a part of a file ends at a blank line


def sampling_for(place: Place, settings: CompletionSettings) -> Sampling:
    """How far the student may go: a part of the file without a blank line, or the rest of a line."""
    if place.several:
        return Sampling(settings.max_tokens, stop=_PART)
    return Sampling(min(LINE_TOKENS, settings.max_tokens), stop=("\n",))


@dataclass(frozen=True)
class Objection:
    """Why a suggestion must not be shown, and where in the file with it that begins; None where it lies outside."""

    reason: str
    place: int | None = None


def object_to(before: Sequence[Problem], after: Sequence[Problem], ghost: Span) -> Objection | None:
    """Why a suggestion at `ghost` must not be shown, given the errors without and with it; None where it may be.

    A file under someone's hands is broken anyway. So the number of errors must not grow, none may be of a new kind, and
    inside the suggestion there may be none but that something is missing at its very end.
    """
    known = Counter((problem.code, problem.message) for problem in before)
    for problem in after:
        unfinished = problem.code == "expected-token" and problem.message in _UNFINISHED
        if problem.span.overlaps(ghost):
            moved = problem.code == "expected-token" and (problem.code, problem.message) in known
            if not (problem.span.end >= ghost.end and (moved or unfinished)):
                return Objection(f"The suggestion was wrong: {problem.message}.", problem.span.start)
        if not unfinished:
            known[problem.code, problem.message] -= 1
            if known[problem.code, problem.message] < 0:
                return Objection(f"The suggestion would have added an error: {problem.message}.")
    if len(after) > len(before):
        return Objection(f"The suggestion would have left something open: {after[-1].message}.")
    return None
