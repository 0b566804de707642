"""Descriptions for the files of exactly one module: by a teacher, retold by the student, or out of the file itself.

- Knowledge distillation: a teacher behind an OpenAI-compatible URL describes each module.
- Self-distillation: the student, served the same way, gets the teacher's description and the code and says it in its
  own words. Only the description is ever taken from an answer, so the code stays as it was, byte for byte.
- Without a teacher: the comment above the module where it is one, else what the parse tree tells, for the module as a
  whole and, from the comments inside, for its blocks.

Every answer is kept at once in `describe/AUTHOR.jsonl`, so that a stopped run asks only for what is missing and two
runs pay once. Reads `train.jsonl`; writes `described.jsonl` and `describe.removed.jsonl` with reasons.
"""

import asyncio
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from verimentor.errors import MentorError, VerimentorError
from verimentor.mentor.endpoint import Endpoint, Message
from verimentor.verilog.module import Module, Port
from verimentor.verilog.renaming import declared_modules, defined_macros
from verimentor.verilog.source import header_text, parse
from verimentor_trainer.manifest import read_rows, write_manifest, write_rows
from verimentor_trainer.recipe import DescribeRecipe, Recipe

_MODULE = re.compile(r"^[ \t]*module\b.*?\bendmodule\b[^\n]*\n?", re.MULTILINE | re.DOTALL)
_COMMENT_BLOCK = re.compile(r"((?:^[ \t]*//[^\n]*\n)+|^[ \t]*/\*.*?\*/[ \t]*\n)\s*\Z", re.MULTILINE | re.DOTALL)
_INNER_COMMENT = re.compile(r"^[ \t]*//[ \t]*([^\n]+)\n(?=[ \t]*(?:always|assign|case|generate)\b)", re.MULTILINE)
_MARKS = re.compile(r"^[ \t]*(?://+|/\*+|\*+/?)[ \t]?|[ \t]*\*/[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[\W_]*$")  # a line of dashes or stars
_FIELD = re.compile(r"^\s*@?(?:file|author|date|created|revision|version|project|company|engineer|target|tool)\b", re.I)
_LICENCE = re.compile(r"licen[cs]e|copyright|\(c\)|warrant|redistribut|all rights|spdx|gnu\b|http|@\w+\.\w+", re.I)
_REFUSAL = re.compile(r"\b(?:as an ai|i (?:cannot|can't|am unable|am sorry)|i'm sorry)\b", re.I)
_CODE = re.compile(r"```|\bendmodule\b|\balways\s*@|^\s*assign\b", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w*")
_MACRO = re.compile(r"`(\w+)")
_DIRECTIVES = {"define", "undef", "ifdef", "ifndef", "elsif", "else", "endif", "timescale", "default_nettype"}

_ENGLISH = {"a", "A", "i", "I"}  # ports of these names prove nothing

_DOWN_AFTER = 3  # questions in a row without an answer: the server is gone, and asking on would only fill the log
_MAX_WORDS = 400
_MIN_VARIETY = 0.25  # of different words: below it, a model goes round in circles
_CHARACTERS_PER_TOKEN = 4  # of English and Verilog, roughly; the price is an estimate, since not every server counts
_RETRY_TEMPERATURE = 0.7  # the same question at 0 would get the same nonsense

TEACHER = (
    "You describe Verilog modules for engineers who want to write them again. Say what the module does: its function, "
    "its ports by name with their widths, clock and reset with their polarity, and what happens when. "
    "Write one plain paragraph. No code, no list, no opinion."
)
STUDENT = (
    "You get a Verilog module and a description of it. Write the description anew in your own words, so that somebody "
    "could write this very module from it. Correct what the code contradicts. One plain paragraph, no code."
)


@dataclass(frozen=True)
class File:
    """A file of one module: its code from `module` to `endmodule`, and the comment above it."""

    repository: str
    path: str
    licence: str
    code: str
    header: str
    comment: str
    module: Module


@dataclass(frozen=True)
class Description:
    """What somebody says of a file."""

    text: str
    author: str  # "teacher", "student", "comment" or "parse tree"


def run(recipe: Recipe, out: Path) -> None:
    """Describe the files the recipe asks for.

    Raises:
        VerimentorError: there are no files, or teacher or student are down; what they said is kept.
    """
    chosen = recipe.describe
    if not (out / "train.jsonl").is_file():
        raise VerimentorError(f"There is no {out / 'train.jsonl'}: run 'collect', 'dedup' and 'decontaminate' first.")
    files = list(islice(single_modules(read_rows(out / "train.jsonl"), chosen), chosen.limit or None))
    if not files:
        raise VerimentorError("No file of train.jsonl holds exactly one module that can be described.")
    rows, removed = asyncio.run(_describe(files, chosen, out))
    authors = dict(Counter(row["author"] for row in rows))
    write_rows(out / "described.jsonl", rows)
    write_rows(out / "describe.removed.jsonl", removed)
    results = {"files": len(files), "described": len(rows), "authors": authors, "removed": len(removed)}
    print(f"describe: {results}")
    write_manifest(out, "describe", settings=asdict(chosen), inputs=[out / "train.jsonl"], results=results)


async def _describe(
    files: Sequence[File], recipe: DescribeRecipe, out: Path
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found: list[Description | str] = [without_teacher(file, recipe) for file in files]
    if recipe.teacher:
        teacher = Author("teacher", recipe.teacher, recipe.teacher_model, recipe, out / "describe" / "teacher.jsonl")
        found = await teacher.describe_all([(file, asked_of_teacher(file)) for file in files])
    if recipe.student:
        student = Author("student", recipe.student, recipe.student_model, recipe, out / "describe" / "student.jsonl")
        told = [(i, each) for i, each in enumerate(found) if isinstance(each, Description)]
        retold = await student.describe_all([(files[i], asked_of_student(files[i], each)) for i, each in told])
        for (i, _), own in zip(told, retold, strict=True):
            if isinstance(own, Description):  # else the words that were there stay
                found[i] = own
    rows, removed = [], []
    for file, each in zip(files, found, strict=True):
        if isinstance(each, str):
            removed.append({"repository": file.repository, "path": file.path, "reason": each})
        else:
            rows.append(row(file, each))
    return rows, removed


def row(file: File, description: Description) -> dict[str, Any]:
    """A row as in `pairs.jsonl`; the code comes from the file, never from an answer."""
    return {
        "family": "described",
        "description": description.text,
        "header": file.header,
        "module": file.code,
        "reference": file.code,
        "header_given": description.author in ("comment", "parse tree"),
        "author": description.author,
        "repository": file.repository,
        "path": file.path,
        "licence": file.licence,
    }


def single_modules(rows: Iterable[dict[str, Any]], recipe: DescribeRecipe) -> Iterator[File]:
    """The files that hold exactly one module, short enough to be learnt whole and without macros from elsewhere."""
    for each in rows:
        text = each["text"]
        found = _MODULE.search(text)
        if not found or len(declared_modules(text)) != 1 or len(found[0]) > recipe.max_module_characters:
            continue
        if set(_MACRO.findall(found[0])) - _DIRECTIVES - set(defined_macros(found[0])):
            continue
        source = parse(found[0])
        if len(source.modules) != 1 or not source.modules[0].ports:
            continue
        module = source.modules[0]
        above = _COMMENT_BLOCK.search(text[: found.start()])
        yield File(
            each.get("repository", ""),
            each.get("path", ""),
            str(each.get("licence", "")),
            found[0],
            header_text(source, module),
            plain(above[1]) if above else "",
            module,
        )


def plain(comment: str) -> str:
    """A comment's sentences, without its marks, rules, fields such as an author's, and licence."""
    lines = [line.strip() for line in _MARKS.sub("", comment).splitlines()]
    kept = [line for line in lines if not _RULE.match(line) and not _FIELD.match(line)]
    text = "\n".join(kept)
    return "" if _LICENCE.search(text) else text


def without_teacher(file: File, recipe: DescribeRecipe) -> Description:
    """The comment above the module where it says enough, else what the parse tree tells."""
    if len(file.comment.split()) >= recipe.min_words and not _CODE.search(file.comment):
        return Description(f"{file.comment}\n{_blocks(file)}".strip(), "comment")
    return Description(f"{from_parse_tree(file.module)}\n{_blocks(file)}".strip(), "parse tree")


def from_parse_tree(module: Module) -> str:
    """Name, parameters, ports and instances in a sentence each."""
    said = [f"A module named {module.name}."]
    if own := [f"{p.name} (default {p.default})" for p in module.parameters if not p.local]:
        said.append(f"Parameters: {', '.join(own)}.")
    for direction, word in (("input", "Inputs"), ("output", "Outputs"), ("inout", "Bidirectional")):
        if ports := [_named(port) for port in module.ports if port.direction == direction]:
            said.append(f"{word}: {', '.join(ports)}.")
    if used := Counter(instance.module for instance in module.instances):
        said.append(f"It instantiates {', '.join(f'{n} {name}' for name, n in used.items())}.")
    return " ".join(said)


def _named(port: Port) -> str:
    width = f"{port.width} bits" if port.width and port.width > 1 else port.range if port.width is None else ""
    kind = ", ".join(part for part in (width, "signed" if port.signed else "") if part)
    return f"{port.name} ({kind})" if kind else port.name


def _blocks(file: File) -> str:
    """What the comments inside say of the blocks that follow them."""
    said = [line.strip().rstrip(".") for line in _INNER_COMMENT.findall(file.code)]
    return "".join(f"- {line}.\n" for line in said if len(line.split()) >= 3 and not _LICENCE.search(line))


def asked_of_teacher(file: File) -> list[Message]:
    """The teacher's question."""
    return [{"role": "system", "content": TEACHER}, {"role": "user", "content": file.code}]


def asked_of_student(file: File, description: Description) -> list[Message]:
    """The student's question."""
    content = f"{file.code}\n\nDescription:\n{description.text}"
    return [{"role": "system", "content": STUDENT}, {"role": "user", "content": content}]


def objection(text: str, file: File, recipe: DescribeRecipe) -> str:
    """Why an answer is no description of this file; "" where it is one."""
    words = text.split()
    if len(words) < recipe.min_words:
        return f"{len(words)} words"
    if len(words) > _MAX_WORDS:
        return f"more than {_MAX_WORDS} words"
    if _REFUSAL.search(text):
        return "a refusal"
    if _CODE.search(text):
        return "code instead of a description"
    if len(set(words)) < _MIN_VARIETY * len(words):
        return "repeats itself"
    names = {file.module.name, *(port.name for port in file.module.ports)} - _ENGLISH
    if names and not names & set(_WORD.findall(text)):
        return "names neither the module nor a port"
    return ""


class Author:
    """A model that describes: asked politely, remembered for ever, stopped at its price."""

    def __init__(self, name: str, url: str, model: str, recipe: DescribeRecipe, path: Path) -> None:
        self._name, self._url, self._model, self._recipe, self._path = name, url, model, recipe, path
        self._known = _remembered(path)
        self._pace = _Pace(recipe.requests_per_minute)
        self._cost = 0.0
        self._unanswered: list[str] = []  # since the last answer
        self._asked = 0

    async def describe_all(self, asked: Sequence[tuple[File, list[Message]]]) -> list[Description | str]:
        """A description of each file, or why there is none.

        Raises:
            VerimentorError: the server is down; what it said before is kept.
        """
        places = asyncio.Semaphore(self._recipe.concurrent)
        # Endpoint tries again by itself; its limit of time is for one question.
        async with Endpoint(self._url, self._model, timeout_s=300.0) as endpoint:

            async def one(file: File, messages: list[Message]) -> Description | str:
                async with places:
                    return await self._describe(endpoint, file, messages)

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
        return [each for each in found if isinstance(each, Description | str)]

    async def _describe(self, endpoint: Endpoint, file: File, messages: list[Message]) -> Description | str:
        reason = ""
        for attempt in range(self._recipe.attempts):
            key = self._key(messages, attempt)
            if key not in self._known:
                if 0 < self._recipe.max_cost <= self._cost:
                    return f"max_cost {self._recipe.max_cost:g} is spent"
                self._remember(key, await self._ask(endpoint, messages, attempt))
            text = _tidied(self._known[key])
            reason = objection(text, file, self._recipe)
            if not reason:
                return Description(text, self._name)
        return f"{self._name}: {reason}"

    async def _ask(self, endpoint: Endpoint, messages: list[Message], attempt: int) -> str:
        if len(self._unanswered) >= _DOWN_AFTER:
            raise MentorError(self._unanswered[-1])
        await self._pace.wait()
        temperature = self._recipe.temperature if attempt == 0 else _RETRY_TEMPERATURE
        try:
            answer = await endpoint.ask(messages, temperature=temperature, max_tokens=self._recipe.max_answer_tokens)
        except MentorError as problem:
            self._unanswered.append(str(problem))
            raise
        self._unanswered.clear()
        n_characters = sum(len(message["content"]) for message in messages) + len(answer)
        self._cost += n_characters / _CHARACTERS_PER_TOKEN * self._recipe.price_per_million_tokens / 1e6
        self._asked += 1
        if self._asked % 100 == 0:
            print(f"describe: {self._name} answered {self._asked} questions, cost about {self._cost:.2f}", flush=True)
        return answer

    def _key(self, messages: list[Message], attempt: int) -> str:
        settings = [self._model, messages, attempt, self._recipe.temperature, self._recipe.max_answer_tokens]
        return hashlib.sha256(json.dumps(settings).encode()).hexdigest()

    def _remember(self, key: str, answer: str) -> None:
        self._known[key] = answer
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "answer": answer}, ensure_ascii=False) + "\n")


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


def _remembered(path: Path) -> dict[str, str]:
    """The answers kept so far; a last line that a stop cut short is taken away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        return {}
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with path.open("r+b") as file:
            file.truncate(len(whole))
    rows = (json.loads(line) for line in whole.decode("utf-8").splitlines())
    return {each["key"]: each["answer"] for each in rows}


def _tidied(text: str) -> str:
    """An answer without the words that models put before it."""
    return re.sub(r"\A\s*(?:\*\*)?(?:description|answer)(?:\*\*)?\s*:\s*", "", text, flags=re.I).strip()
