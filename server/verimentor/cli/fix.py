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

from rich.console import Console
from rich.syntax import Syntax

from verimentor.cli.workplace import project_for, read_source, settings_for
from verimentor.mentor.difference import as_diff
from verimentor.mentor.endpoint import Endpoint
from verimentor.mentor.fix import fix
from verimentor.verilog.check import check
from verimentor.verilog.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--mentor", metavar="URL", help="an OpenAI-compatible endpoint; the key is in VERIMENTOR_MENTOR_KEY"
    )
    parser.add_argument("--mentor-model", metavar="M", help="the model to ask for there")
    parser.add_argument("--write", action="store_true", help="write the repaired text into the file")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Repair one file; exit code 1 while errors are left."""
    text = read_source(options.file)
    path = str(options.file)
    project = project_for(options.file)
    settings = settings_for(project.root).mentor
    settings = replace(settings, url=options.mentor or settings.url, model=options.mentor_model or settings.model)

    def problems_of(version: str) -> Sequence[Problem]:
        return check(version, path, project)

    mended = asyncio.run(fix(text, path, problems_of, mentor=Endpoint.from_settings(settings), rounds=settings.rounds))
    if options.write and mended.text != text:
        options.file.write_bytes(mended.text.encode())
    if options.json:
        result = {
            "path": path,
            "text": mended.text,
            "changed": mended.text != text,
            "errors_before": mended.errors_before,
            "errors_after": mended.errors_after,
            "steps": [asdict(step) for step in mended.steps],
            "notes": list(mended.notes),
        }
        print(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        console, notes = Console(), Console(stderr=True)
        if mended.text != text and not options.write:
            difference = as_diff(text, mended.text, path)
            console.print(
                Syntax(difference, "diff", theme="ansi_dark") if console.is_terminal else difference,
                soft_wrap=True,
                markup=False,
            )
        for note in mended.notes:
            notes.print(note, markup=False)
    return 1 if mended.errors_after else 0
