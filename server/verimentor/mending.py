"""Broken code goes along the mentor's chain, with the student and the mentor that the settings name."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from verimentor.config import MentorSettings, ModelSettings
from verimentor.errors import MentorError, ModelError
from verimentor.mentor.asking import Mentor
from verimentor.mentor.chain import Judge, Outcome
from verimentor.mentor.endpoint import Endpoint, Message, Reply
from verimentor.mentor.fix import Fix, fix
from verimentor.mentor.resampling import Filling
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import ChatPrompt, FillPrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import agreement, oracle
from verimentor.verilog.check import check
from verimentor.verilog.problem import Problem, Span
from verimentor.verilog.project import Project

__all__ = ["Fix", "LocalMentor", "Mentor", "StudentFiller", "against", "mend", "mentor_for", "promised"]

MENTOR_CONTEXT = 16_384  # tokens: 400 lines and their correction; memory is taken for what a question needs
_TEMPERATURE = 0.8  # above the 0.5 of whole modules: the likeliest filling is asked for besides, the others must differ
_CHARACTERS_PER_TOKEN = 2  # at least, in Verilog: a bound, not an estimate (the shipped student has about 3)


async def mend(
    text: str,
    path: str,
    project: Project | None = None,
    *,
    student: Student | None = None,
    mentor: Mentor | None = None,
    rounds: int = 3,
    judge: Judge | None = None,
    spec: str = "",
    span: Span | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Fix:
    """Repair a text of a project as far as rules, student and mentor can; see `fix`."""

    def problems_of(version: str) -> Sequence[Problem]:
        return check(version, path, project)

    modules = await asyncio.to_thread(project.modules) if project is not None else {}
    known = {name: [port.name for port in indexed.module.ports] for name, indexed in modules.items()}

    return await fix(
        text,
        path,
        problems_of,
        student=None if student is None else StudentFiller(student),
        mentor=mentor,
        rounds=rounds,
        judge=judge,
        spec=spec,
        span=span,
        known=known,
        on_progress=on_progress,
    )


def mentor_for(
    settings: MentorSettings, key: str | None = None, *, machine: ModelSettings | None = None
) -> Mentor | None:
    """The mentor the user named, behind a URL or in a GGUF of this machine; None where there is none.

    One that runs here has the threads and the graphics card of `machine`, and the memory it needs. Nothing is sent or
    loaded yet.

    Raises:
        MentorError: the URL is none, or there is no such model.
    """
    if settings.url or not settings.model:
        return Endpoint.from_settings(settings, key)
    try:
        model = Catalog().selected(ModelSettings(path=settings.model))
    except ModelError as problem:
        raise MentorError(f"`mentor.model` without `mentor.url` names a model of this machine: {problem}") from problem
    allowed = machine or ModelSettings()
    threads = max(1, allowed.threads)
    student = Student(model, threads=threads, gpu_layers=allowed.gpu_layers, max_context=MENTOR_CONTEXT)
    return LocalMentor(student, settings.timeout_s)


def against(reference: str, others: Mapping[str, str] | None = None) -> Judge:
    """Whether a text behaves like a reference in simulation, and where it first does not."""

    def judge(text: str) -> list[Outcome]:
        found = agreement.equivalent(reference, text, others=others)
        return [Outcome("behaves like the reference", found.equal, found.first_difference or found.error or "")]

    return judge


def promised(spec: str, others: Mapping[str, str] | None = None) -> Judge:
    """Whether a text fulfils each row of the tables and examples in its description."""

    def judge(text: str) -> list[Outcome]:
        rows = oracle.try_rows(spec, text, others)
        return [Outcome(row, wrong is None, wrong or "") for row, wrong in rows.items()]

    return judge


class LocalMentor:
    """A model that converses in a worker process of its own, loaded by the first question."""

    def __init__(self, student: Student, timeout_s: float) -> None:
        self._student = student
        self._timeout_s = timeout_s

    @property
    def name(self) -> str:
        """The model's name in the catalog."""
        return self._student.model.name

    async def reply(self, messages: Sequence[Message]) -> Reply:
        """The likeliest answer; cancel the waiting task to stop it.

        Raises:
            MentorError: there is none in time, or the model cannot be used.
        """
        said = "\n\n".join(message["content"] for message in messages)
        sampling = Sampling(
            max_tokens=len(said) // _CHARACTERS_PER_TOKEN
        )  # a correction is no longer than its question
        try:
            async with asyncio.timeout(self._timeout_s):
                (answer,) = await self._student.sample(ChatPrompt(said), sampling, 1)
        except TimeoutError as problem:
            raise MentorError(
                f"The mentor {self.name} did not answer within {self._timeout_s:g} s. Raise `mentor.timeoutS`, or "
                "choose a smaller model."
            ) from problem
        except ModelError as problem:
            raise MentorError(f"The mentor {self.name} gave no answer: {problem}") from problem
        return Reply(answer.text, answer.n_prompt_tokens, answer.n_tokens, str(answer.finish))

    async def close(self) -> None:
        """End the worker, if it was started."""
        await self._student.close()


class StudentFiller:
    """The student, asked for what stands between two texts."""

    def __init__(self, student: Student) -> None:
        self._student = student

    @property
    def name(self) -> str:
        """The model's name in the catalog."""
        return self._student.model.name

    async def fill(self, prefix: str, suffix: str, *, n: int, max_characters: int) -> Sequence[Filling]:
        """The likeliest filling, then others, all the same each time.

        Raises:
            MentorError: the model cannot be used.
        """
        prompt = FillPrompt(prefix, suffix)
        likeliest = Sampling(max_characters // _CHARACTERS_PER_TOKEN)
        drawn = Sampling(likeliest.max_tokens, _TEMPERATURE)
        try:
            answers = await self._student.sample(prompt, likeliest, 1)
            answers += await self._student.sample(prompt, drawn, n - 1)
        except ModelError as problem:
            raise MentorError(f"The student {self.name} could not help: {problem}") from problem
        return [Filling(answer.text, answer.n_tokens) for answer in answers]
