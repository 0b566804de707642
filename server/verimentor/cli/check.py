"""`verimentor check FILES`: what slang and Icarus say; with `--unusual` also which lines the student finds improbable.

`--json` prints a list of `{path, line, column, end_line, end_column, severity, code, message, engine}`; lines and
columns count from 1, columns in code points, a byte order mark not among them. Unusual lines have the severity "hint",
the engine "student", and no say in the exit code.
"""

import argparse
import asyncio
import contextlib
import json
import queue
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from verimentor.cli.workplace import Workplaces, note_if_excluded, project_root, read_source, student_for, verdict
from verimentor.errors import VerimentorError
from verimentor.unusual import unusual_lines
from verimentor.verilog.check import check, count_errors
from verimentor.verilog.problem import Problem, Severity, line_of, line_span, line_starts
from verimentor.verilog.project import SUFFIXES

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan", Severity.HINT: "dim"}
_SETTLE_S = 0.2  # saving one file makes several events


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Verilog files or folders")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.add_argument("--unusual", action="store_true", help="mark lines that the student finds improbable, too")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file changes, until Ctrl+C")


def run(options: argparse.Namespace) -> int:
    """Check once, or for ever."""
    workplaces = Workplaces()
    code = _report(options.files, workplaces, options)
    if options.watch:
        with contextlib.suppress(KeyboardInterrupt):
            _watch(options.files, workplaces, options)
    return code


def as_row(problem: Problem, text: str) -> dict[str, Any]:
    """The documented form of `--json`."""
    line, column = position(text, problem.span.start)
    end_line, end_column = position(text, problem.span.end)
    return {
        "path": problem.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "engine": problem.engine,
    }


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a code point, both from 1."""
    line = line_of(text, offset)
    return line + 1, offset - line_starts(text)[line] + 1


def _report(given: Sequence[Path], workplaces: Workplaces, options: argparse.Namespace) -> int:
    """Print the problems of the files; returns the exit code."""
    console = Console(soft_wrap=True)
    rows: list[dict[str, Any]] = []
    paths = _paths(given, workplaces)
    unusual = asyncio.run(_unusual(paths, workplaces)) if options.unusual else {}
    errors = 0
    for path in paths:
        project = workplaces.around(path).project
        note_if_excluded(path, project)
        text = read_source(path).text
        problems = (*check(text, str(path), project), *unusual.get(path, ()))
        errors += count_errors(problems)
        if options.json:
            rows += [as_row(problem, text) for problem in problems]
        else:
            for problem in problems:
                _show(problem, text, console)
    if options.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False), flush=True)
    else:
        summary = f"{errors} error{'' if errors == 1 else 's'} in {len(paths)} file{'' if len(paths) == 1 else 's'}"
        console.print(Text(summary, "red" if errors else "green"))
    return verdict(errors)


async def _unusual(paths: Sequence[Path], workplaces: Workplaces) -> dict[Path, tuple[Problem, ...]]:
    """The lines of each file that the student finds improbable.

    Raises:
        ModelError: there is no model that can be used.
    """
    async with student_for(workplaces.around(paths[0]).settings) as student:
        return {path: await unusual_lines(read_source(path).text, str(path), student) for path in paths}


def _paths(given: Iterable[Path], workplaces: Workplaces) -> list[Path]:
    """The files named, and those below the folders named that no setting excludes; each once."""
    paths: dict[Path, None] = {}
    for path in given:
        if path.is_dir():
            paths |= dict.fromkeys(_below(path, workplaces))
        elif path.exists():
            paths[path] = None
        else:
            raise VerimentorError(f"{path} does not exist.")
    if not paths:
        raise VerimentorError(f"No {', '.join(sorted(SUFFIXES))} files in {', '.join(map(str, given))}.")
    return list(paths)


def _below(folder: Path, workplaces: Workplaces) -> list[Path]:
    project = workplaces.around(folder).project
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not project.excluded(path)
    ]


def _show(problem: Problem, text: str, console: Console) -> None:
    line, column = position(text, problem.span.start)
    style = _STYLES[problem.severity]
    place = f"{problem.path}:{line}:{column}: "
    console.print(Text.assemble(place, (problem.severity.value, style), f": {problem.message} ({problem.code})"))
    span = line_span(text, line - 1)
    source = text[span.start : span.end]
    marked = source[column - 1 : max(column, problem.span.end - span.start)]
    margin = "".join("\t" if letter == "\t" else " " * cell_len(letter) for letter in source[: column - 1])
    console.print(Text(f"    {source}"))
    console.print(Text.assemble(f"    {margin}", ("^" * max(1, cell_len(marked)), style)))


def _watch(given: Sequence[Path], workplaces: Workplaces, options: argparse.Namespace) -> None:
    changes: queue.Queue[Path] = queue.Queue()
    projects = {project_root(path): workplaces.around(path).project for path in given}
    watches = [project.watch(changes.put) for project in projects.values()]
    try:
        while True:
            changes.get()
            time.sleep(_SETTLE_S)
            while not changes.empty():
                changes.get()
            with contextlib.suppress(OSError, VerimentorError):  # files come and go while an editor saves them
                _report(given, workplaces, options)
    finally:
        for watch in watches:
            watch.close()
