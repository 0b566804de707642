"""`verimentor fix FILE`: repair by rules, then by the student and, where one is named, by a mentor model.

Prints the repaired text's diff, or writes the file with `--write`. `--explain` lists every step with its gain. `--json`
prints `{path, text, changed, errors_before, errors_after, steps: [{actor, note, errors_before, errors_after, accepted,
checks_before, checks_after, seconds, tokens}], evidence, checks: [{name, held, detail}], notes}`; `checks_before` and
`checks_after` are `[held, of]`, or null where there are no checks or the text does not compile.
"""

import argparse
import asyncio
import contextlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.syntax import Syntax

from verimentor.cli.workplace import SourceFile, Workplace, note_if_excluded, read_source, verdict, workplace_for
from verimentor.config import MentorSettings
from verimentor.errors import ModelError
from verimentor.mending import Fix, against, mend, mentor_for
from verimentor.mentor.chain import Step
from verimentor.mentor.difference import as_diff
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    key = "an OpenAI-compatible endpoint; the key is in VERIMENTOR_MENTOR_KEY"
    local = "the model to ask for there; without a URL a GGUF or the name of a model, run as the mentor here"
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--mentor", metavar="URL", help=key)
    parser.add_argument("--mentor-model", metavar="M", help=local)
    parser.add_argument("--no-student", action="store_true", help="do not let the student fill broken lines anew")
    parser.add_argument("--like", type=Path, metavar="REF", help="a file whose module the mended one must behave like")
    parser.add_argument("--write", action="store_true", help="write the repaired text into the file")
    parser.add_argument("--explain", action="store_true", help="list every step, what it gained and what it cost")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Repair one file; exit code 1 while errors are left or a check fails."""
    source = read_source(options.file)
    workplace = workplace_for(options.file)
    note_if_excluded(options.file, workplace.project)
    mended = asyncio.run(_mend(source, workplace, options))
    if options.write and mended.text != source.text:
        source.write(mended.text)
    if options.json:
        print(json.dumps(as_json(source, mended), indent=2, ensure_ascii=False))
    else:
        _show(source, mended, options)
    return verdict(mended.errors_after + sum(not outcome.held for outcome in mended.outcomes))


def as_json(source: SourceFile, mended: Fix) -> dict[str, Any]:
    """The documented form of `--json`."""
    return {
        "path": str(source.path),
        "text": mended.text,
        "changed": mended.text != source.text,
        "errors_before": mended.errors_before,
        "errors_after": mended.errors_after,
        "steps": [asdict(step) for step in mended.steps],
        "evidence": [said for said, _ in mended.evidence],
        "checks": [asdict(outcome) for outcome in mended.outcomes],
        "notes": list(mended.notes),
    }


async def _mend(source: SourceFile, workplace: Workplace, options: argparse.Namespace) -> Fix:
    settings = workplace.settings
    named = _named(settings.mentor, options)
    judge = against(read_source(options.like).text) if options.like else None
    mentor = mentor_for(named, machine=settings.model)
    student = None
    if not options.no_student:
        with contextlib.suppress(ModelError):  # without one the rest of the chain goes on
            student = Student.wanted(Catalog().selected(settings.model), settings.model)
    try:
        with Console(stderr=True).status("looking at the file") as status:
            return await mend(
                source.text,
                str(source.path),
                workplace.project,
                student=student,
                mentor=mentor,
                rounds=named.rounds,
                judge=judge,
                on_progress=lambda what: status.update(what),
            )
    finally:
        if mentor is not None:
            await mentor.close()
        if student is not None:
            await student.close()


def _named(settings: MentorSettings, options: argparse.Namespace) -> MentorSettings:
    """The mentor of the settings, or of the command line; a URL given there leaves no model of the settings."""
    model = settings.model if settings.url or not options.mentor else ""
    return replace(settings, url=options.mentor or settings.url, model=options.mentor_model or model)


def _show(source: SourceFile, mended: Fix, options: argparse.Namespace) -> None:
    out, notes = Console(), Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    if mended.text != source.text and not options.write:
        difference = as_diff(source.text, mended.text, str(source.path))
        if out.is_terminal:
            out.print(Syntax(difference, "diff", theme="ansi_dark"), soft_wrap=True)
        else:
            print(difference, end="")
    for step in mended.steps:
        if options.explain:
            notes.print(_explained(step), markup=False)
        elif step.accepted:
            notes.print(f"{step.actor}: {step.note}", markup=False)
    for outcome in mended.outcomes if options.explain else ():
        notes.print(f"{'holds' if outcome.held else 'fails'}: {outcome.name} {outcome.detail}".rstrip(), markup=False)
    evidence = [said for said, _ in mended.evidence] if options.explain else []
    for sentence in (*evidence, *mended.notes):
        notes.print(sentence, markup=False)
    if options.write and mended.text != source.text:
        notes.print(f"{source.path} was written.", markup=False)


def _explained(step: Step) -> str:
    """A step with its gain and its cost in one line."""
    checks = [f"{held} of {of} checks" for held, of in filter(None, (step.checks_before, step.checks_after))]
    gain = ", ".join([f"{step.errors_before} -> {step.errors_after} errors", *(["; ".join(checks)] if checks else [])])
    cost = f"{step.seconds:.2f} s" + (f", {step.tokens} tokens" if step.tokens else "")
    return f"{'+' if step.accepted else '-'} {step.actor}: {step.note} ({gain}; {cost})"
