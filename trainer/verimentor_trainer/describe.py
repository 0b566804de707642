"""Descriptions for the files of exactly one module: by a teacher, retold by the student, or out of the file itself.

- Knowledge distillation: a teacher, behind an OpenAI-compatible URL or in a GGUF, describes each module.
- Self-distillation: the student, reached the same way, gets the teacher's description and the code and says it in its
  own words. Only the description is ever taken from an answer, so the code stays as it was, byte for byte.
- Without a teacher: the comment above the module where it is one, else what the parse tree tells, for the module as a
  whole and, from the comments inside, for its blocks.

Every answer is kept at once in `describe/AUTHOR.jsonl`, so that a stopped run asks only for what is missing and two
runs pay once. Reads `train.jsonl`; writes `described.jsonl` and `describe.removed.jsonl` with reasons.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.mentor.endpoint import Message
from verimentor.verilog.module import Module, Port
from verimentor.verilog.renaming import declared_modules, defined_macros
from verimentor.verilog.source import header_text, parse
from verimentor_trainer.author import Author, Objection
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

_REASONS_TOLD = 10
_MAX_WORDS = 400
_MIN_VARIETY = 0.25  # of different words: below it, a model goes round in circles

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
        VerimentorError: there are no files, none gets a description, or teacher or student are down; what they said
            is kept.
    """
    chosen = recipe.describe
    rows_read = read_rows(out / "train.jsonl", "text")
    files = list(islice(single_modules(rows_read, chosen), chosen.limit or None))
    if not files:
        raise VerimentorError("No file of train.jsonl holds exactly one module that can be described.")
    rows, removed, not_retold = asyncio.run(_describe(files, chosen, out / "describe"))
    write_rows(out / "describe.removed.jsonl", removed)
    reasons = _counted(row["reason"] for row in removed)
    if not rows:
        raise VerimentorError(f"None of {len(files)} files got a description: {reasons}. Is the teacher a chat model?")
    write_rows(out / "described.jsonl", rows)
    results = {
        "files": len(files),
        "described": len(rows),
        "authors": _counted(row["author"] for row in rows),
        "removed": reasons,
        "not_retold": _counted(not_retold),
    }
    print(f"describe: {results}")
    write_manifest(out, "describe", settings=asdict(chosen), inputs=[out / "train.jsonl"], results=results)


async def _describe(
    files: Sequence[File], recipe: DescribeRecipe, folder: Path
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Rows, removed files with reasons, and why the student's words were not taken."""
    found: list[Description | str] = [without_teacher(file, recipe) for file in files]  # or why there is none
    not_retold: list[str] = []
    if recipe.teacher:
        teacher = Author("teacher", recipe.teacher, recipe.teacher_model, recipe, folder)
        told = await teacher.answer_all([(asked_of_teacher(file), _judge(file, recipe)) for file in files])
        found = [Description(text, "teacher") if text else reason for text, reason in told]
    if recipe.student:
        student = Author("student", recipe.student, recipe.student_model, recipe, folder)
        known = [(i, files[i], each) for i, each in enumerate(found) if isinstance(each, Description)]
        retold = await student.answer_all([(asked_of_student(f, each), _judge(f, recipe)) for _, f, each in known])
        for (i, _, _), (text, _) in zip(known, retold, strict=True):
            if text:  # else the words that were there stay
                found[i] = Description(text, "student")
        not_retold = [reason for _, reason in retold if reason]
    rows, removed = [], []
    for file, each in zip(files, found, strict=True):
        if isinstance(each, str):
            removed.append({"repository": file.repository, "path": file.path, "reason": each})
        else:
            rows.append(row(file, each))
    return rows, removed, not_retold


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common(_REASONS_TOLD))


def _judge(file: File, recipe: DescribeRecipe) -> Objection:
    return lambda text: objection(text, file, recipe)


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
