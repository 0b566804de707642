"""A model that describes code: asked politely, remembered for ever, stopped at its price.

It is an OpenAI-compatible URL, or a GGUF on this machine that the server's own worker runs on the CPU (for a GPU, serve
it and give the URL). Every answer is kept at once in a file, so that a stopped run asks only for what is missing and
two runs pay once.
"""

import asyncio
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from verimentor.errors import MentorError, ModelError, QuestionRefused, VerimentorError
from verimentor.mentor.endpoint import Endpoint, Message, Reply, Role
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import ChatPrompt
from verimentor.student.runtime import Sampling, Student
from verimentor_trainer.manifest import row_of
from verimentor_trainer.progress import progress
from verimentor_trainer.recipe import DescribeRecipe

_DOWN_AFTER = 3  # questions in a row without an answer: the server is gone, and asking on would only fill the log
_CHARACTERS_PER_TOKEN = 4  # of English and Verilog, roughly: for servers that do not count
_RETRY_TEMPERATURE = 0.7  # the same question at 0 would get the same nonsense
_LOCAL_CONTEXT = 8192  # tokens: the longest module a recipe lets pass, thrice

Objection = Callable[[str], str]  # why an answer is none, "" where it is one


class Model(Protocol):
    """What answers; both kinds of models do."""

    async def reply(self, messages: Sequence[Message], *, temperature: float, max_tokens: int) -> Reply:
        """The answer to one conversation."""


class Author:
    """Gives each question an answer nobody objects to, or says why there is none."""

    def __init__(self, name: str, where: str, model: str, recipe: DescribeRecipe, folder: Path) -> None:
        """`where` is a URL or the path of a GGUF; answers are kept in `folder`/`name`.jsonl."""
        self._name, self._where, self._recipe = name, where, recipe
        self._path = folder / f"{name}.jsonl"
        # The file's name tells local models apart, as the model's name does behind a URL.
        self._model = model or (Path(where).name if _is_local(where) else "")
        self._known, n_tokens = _remembered(self._path)
        self._cost = n_tokens * recipe.price_per_million_tokens / 1e6
        self._pace = _Pace(recipe.requests_per_minute)
        self._unanswered: list[str] = []  # since the last answer
        self._answered = 0

    async def answer_all(self, asked: Sequence[tuple[list[Message], Objection]]) -> list[tuple[str, str]]:
        """For each question its answer and "", or "" and why there is none.

        Raises:
            VerimentorError: the model is down; what it said before is kept.
        """
        places = asyncio.Semaphore(1 if _is_local(self._where) else self._recipe.concurrent)
        async with self._open() as model:
            with progress(f"{self._name}: modules described", len(asked)) as advance:

                async def one(messages: list[Message], objection: Objection) -> tuple[str, str]:
                    async with places:
                        found = await self._answer(model, messages, objection)
                    advance()
                    return found

                found = await asyncio.gather(*(one(*each) for each in asked), return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException) and not isinstance(each, MentorError):
                raise each
        silent = [each for each in found if isinstance(each, MentorError)]
        if silent:
            raise VerimentorError(
                f"The {self._name} left {len(silent)} of {len(asked)} questions unanswered; give the command again to "
                f"ask only those. {silent[0]}"
            )
        return [each for each in found if not isinstance(each, BaseException)]

    def _open(self) -> "AbstractAsyncContextManager[Model]":
        recipe = self._recipe
        if _is_local(self._where):
            return _Local(Path(self._where))
        role = Role(self._name, f"[describe] {self._name}_model", "[describe] timeout_s")
        return Endpoint(self._where, self._model, timeout_s=recipe.timeout_s, retries=recipe.retries, role=role)

    async def _answer(self, model: Model, messages: list[Message], objection: Objection) -> tuple[str, str]:
        reason = ""
        for attempt in range(self._recipe.attempts):
            key = self._key(messages, attempt)
            if key not in self._known:
                if 0 < self._recipe.max_cost <= self._cost:
                    return "", f"max_cost {self._recipe.max_cost:g} is spent"
                try:
                    self._remember(key, messages, await self._ask(model, messages, attempt))
                except QuestionRefused as refusal:
                    return "", f"{self._name}: {refusal}"
            text = _tidied(self._known[key])
            reason = objection(text)
            if not reason:
                return text, ""
        return "", f"{self._name}: {reason}"

    async def _ask(self, model: Model, messages: list[Message], attempt: int) -> Reply:
        if len(self._unanswered) >= _DOWN_AFTER:
            raise MentorError(self._unanswered[-1])
        await self._pace.wait()
        temperature = self._recipe.temperature if attempt == 0 else _RETRY_TEMPERATURE
        try:
            reply = await model.reply(messages, temperature=temperature, max_tokens=self._recipe.max_answer_tokens)
            if not reply.text.strip():
                raise QuestionRefused(f"The {self._name} answered without any text. Is it a chat model?")
        except MentorError as problem:
            # Once it has answered, a refusal is about the question; before, it may well refuse all of them.
            if not (isinstance(problem, QuestionRefused) and self._answered):
                self._unanswered.append(str(problem))
            raise
        self._unanswered.clear()
        self._answered += 1
        return reply

    def _key(self, messages: list[Message], attempt: int) -> str:
        settings = [self._model, messages, attempt, self._recipe.temperature, self._recipe.max_answer_tokens]
        return hashlib.sha256(json.dumps(settings).encode()).hexdigest()

    def _remember(self, key: str, messages: list[Message], reply: Reply) -> None:
        n_characters = sum(len(message["content"]) for message in messages) + len(reply.text)
        n_tokens = reply.n_prompt_tokens + reply.n_tokens or n_characters // _CHARACTERS_PER_TOKEN
        self._cost += n_tokens * self._recipe.price_per_million_tokens / 1e6
        row = {"key": key, "answer": reply.text, "tokens": n_tokens}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._known[key] = reply.text


class _Local:
    """A GGUF in a process of this machine."""

    def __init__(self, path: Path) -> None:
        model = Catalog(path.parent, path.parent).open(path)
        self._student = Student(model, threads=os.cpu_count() or 1, max_context=_LOCAL_CONTEXT)

    async def __aenter__(self) -> "_Local":
        await self._student.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._student.close()

    async def reply(self, messages: Sequence[Message], *, temperature: float, max_tokens: int) -> Reply:
        """The answer to all messages as one: some templates know no system's turn."""
        prompt = ChatPrompt("\n\n".join(message["content"] for message in messages))
        try:
            (found,) = await self._student.sample(prompt, Sampling(max_tokens, temperature), 1)
        except ModelError as problem:
            raise QuestionRefused(str(problem)) from problem
        return Reply(found.text, found.n_prompt_tokens, found.n_tokens, found.finish.value)


class _Pace:
    """No more questions a minute than agreed."""

    def __init__(self, requests_per_minute: float) -> None:
        self._gap_s = 60.0 / requests_per_minute if requests_per_minute > 0 else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        """Sleep until it is one's turn."""
        now = time.monotonic()
        turn = max(now, self._next)
        self._next = turn + self._gap_s
        await asyncio.sleep(turn - now)


def _is_local(where: str) -> bool:
    return where.endswith(".gguf")


def _remembered(path: Path) -> tuple[dict[str, str], int]:
    """The answers kept so far and the tokens they took; a last line that a stop cut short is taken away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        return {}, 0
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with path.open("r+b") as file:
            file.truncate(len(whole))
    known: dict[str, str] = {}
    n_tokens = 0
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            row = row_of(line, "", "key", "answer")
        except VerimentorError:
            print(f"describe: {path}, line {number} is damaged: that question is asked again")
            continue
        known[row["key"]] = row["answer"]
        n_tokens += row.get("tokens", 0)
    return known, n_tokens


def _tidied(text: str) -> str:
    """An answer without the words that models put before it."""
    return re.sub(r"\A\s*(?:\*\*)?(?:description|answer)(?:\*\*)?\s*:\s*", "", text, flags=re.I).strip()
