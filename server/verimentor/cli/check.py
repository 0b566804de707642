"""`verimentor check FILES`: what slang and Icarus say.

`--json` prints a list of `{path, line, column, end_line, end_column, severity, code, message, engine}`, lines and
columns from 1, columns in code points.
"""

import argparse
import json
import queue
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from verimentor.cli.workplace import project_for, read_source
from verimentor.errors import VerimentorError
from verimentor.verilog.check import check, count_errors
from verimentor.verilog.problem import Problem, Severity, line_of, line_span, line_starts
from verimentor.verilog.project import Project

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_SUFFIXES = (".v", ".vh", ".sv", ".svh")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Verilog files or folders")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file changes, until Ctrl+C")


def run(options: argparse.Namespace) -> int:
    """Check once, or for ever."""
    project = project_for(options.files[0])
    paths = _paths(options.files)
    errors = report(paths, project, as_json=options.json)
    if options.watch:
        _watch(paths, project, as_json=options.json)
    return 1 if errors else 0


def report(paths: list[Path], project: Project, *, as_json: bool) -> int:
    """Print the problems of the files; returns the number of errors."""
    console = Console(highlight=False, soft_wrap=True)
    rows: list[dict[str, Any]] = []
    errors = 0
    for path in paths:
        text = read_source(path)
        problems = check(text, str(path), project)
        errors += count_errors(problems)
        if as_json:
            rows += [as_row(problem, text) for problem in problems]
        else:
            for problem in problems:
                _show(problem, text, console)
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False), flush=True)
    else:
        summary = f"{errors} error{'' if errors == 1 else 's'} in {len(paths)} file{'' if len(paths) == 1 else 's'}"
        console.print(summary, style="red" if errors else "green")
    return errors


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


def _paths(given: list[Path]) -> list[Path]:
    paths: list[Path] = []
    for path in given:
        if path.is_dir():
            paths += sorted(p for p in path.rglob("*") if p.suffix in _SUFFIXES)
        elif path.is_file():
            paths.append(path)
        else:
            raise VerimentorError(f"{path} does not exist.")
    if not paths:
        raise VerimentorError(f"No {', '.join(_SUFFIXES)} files in {', '.join(map(str, given))}.")
    return paths


def _show(problem: Problem, text: str, console: Console) -> None:
    line, column = position(text, problem.span.start)
    style = _STYLES[problem.severity]
    place = escape(f"{problem.path}:{line}:{column}")
    console.print(f"{place}: [{style}]{problem.severity.value}[/]: {escape(problem.message)} ({escape(problem.code)})")
    span = line_span(text, line - 1)
    source = text[span.start : span.end]
    width = max(1, min(problem.span.end, span.end) - problem.span.start)
    margin = "".join("\t" if c == "\t" else " " for c in source[: column - 1])
    console.print(f"    {escape(source)}")
    console.print(f"    {margin}[{style}]{'^' * width}[/]")


def _watch(paths: list[Path], project: Project, *, as_json: bool) -> None:
    changes: queue.Queue[Path] = queue.Queue()
    watch = project.watch(changes.put)
    try:
        while True:
            changed = {changes.get()}
            while not changes.empty():
                changed.add(changes.get())
            report([path for path in paths if path.is_file()], project, as_json=as_json)
    except KeyboardInterrupt:
        return
    finally:
        watch.close()
