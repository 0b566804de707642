"""`verimentor fix FILE`: repair by rules and, where one is named, a mentor model.

Prints the repaired text's diff, or writes the file with `--write`. `--json` prints `{path, text, changed,
errors_before, errors_after, steps: [{actor, note, errors_before, errors_after, accepted}], notes}`.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.syntax import Syntax

from verimentor.cli.workplace import SourceFile, note_if_excluded, read_source, verdict, workplace_for
from verimentor.mentor.difference import as_diff
from verimentor.mentor.endpoint import Endpoint
from verimentor.mentor.fix import Fix, fix
from verimentor.verilog.check import check
from verimentor.verilog.problem import Problem
from verimentor.verilog.project import Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    key = "an OpenAI-compatible endpoint; the key is in VERIMENTOR_MENTOR_KEY"
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--mentor", metavar="URL", help=key)
    parser.add_argument("--mentor-model", metavar="M", help="the model to ask for there")
    parser.add_argument("--write", action="store_true", help="write the repaired text into the file")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Repair one file; exit code 1 while errors are left."""
    source = read_source(options.file)
    workplace = workplace_for(options.file)
    note_if_excluded(options.file, workplace.project)
    named = workplace.settings.mentor
    named = replace(named, url=options.mentor or named.url, model=options.mentor_model or named.model)
    mended = asyncio.run(_mend(source, workplace.project, Endpoint.from_settings(named), named.rounds))
    if options.write and mended.text != source.text:
        source.write(mended.text)
    if options.json:
        print(json.dumps(as_json(source, mended), indent=2, ensure_ascii=False))
    else:
        _show(source, mended, written=options.write)
    return verdict(mended.errors_after)


def as_json(source: SourceFile, mended: Fix) -> dict[str, Any]:
    """The documented form of `--json`."""
    return {
        "path": str(source.path),
        "text": mended.text,
        "changed": mended.text != source.text,
        "errors_before": mended.errors_before,
        "errors_after": mended.errors_after,
        "steps": [asdict(step) for step in mended.steps],
        "notes": list(mended.notes),
    }


async def _mend(source: SourceFile, project: Project, mentor: Endpoint | None, rounds: int) -> Fix:
    path = str(source.path)

    def problems_of(version: str) -> Sequence[Problem]:
        return check(version, path, project)

    with Console(stderr=True).status("looking at the file") as status:
        return await fix(
            source.text, path, problems_of, mentor=mentor, rounds=rounds, on_progress=lambda what: status.update(what)
        )


def _show(source: SourceFile, mended: Fix, *, written: bool) -> None:
    out, notes = Console(), Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    if mended.text != source.text and not written:
        difference = as_diff(source.text, mended.text, str(source.path))
        if out.is_terminal:
            out.print(Syntax(difference, "diff", theme="ansi_dark"), soft_wrap=True)
        else:
            print(difference, end="")
    for step in mended.steps:
        if step.accepted:
            notes.print(f"{step.actor}: {step.note}", markup=False)
    for sentence in mended.notes:
        notes.print(sentence, markup=False)
    if written and mended.text != source.text:
        notes.print(f"{source.path} was written.", markup=False)
