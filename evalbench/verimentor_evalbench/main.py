"""`verimentor-bench COMMAND ...`: what students and the server around them are worth, measured.

Exit codes: 0 good, 1 a reference does not pass, 2 usage, 3 the environment lacks something (Icarus, a model, a server),
130 stopped by Ctrl-C.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from verimentor.errors import MentorError, ModelError, ToolMissing, VerimentorError

_COMMANDS = {
    "data": "add copies of benchmarks, list the sets of problems, judge their references",
    "generate": "ask a student for answers to a set of problems",
    "baseline": "answer a set of problems without a model, as a floor to compare with",
    "select": "let candidate models answer ten prompts, and say which one to start from",
    "completion": "fill holes of several kinds in real files, by ghost text as shown and by the model alone",
    "score": "compile and simulate samples, and give each a verdict",
    "replay": "judge published samples, and what our choosing would have made of them",
    "ladder": "say what each part of the loop is worth, from raw samples to rules, on one set of stored runs",
    "results": "make every table of RESULTS.md anew, one command after the other, as far as there is data",
    "report": "write tables of judged runs, published numbers beside them",
    "fixing": "mend what does not compile, by rules and with the student, and see whether it is what it should be",
    "hints": "put one bug into each reference, and see whether the lines a student finds unusual hold it",
    "speed": "ask for modules and print how long the whole loop takes, and each part of it",
    "latency": "replay typing against the real server and print how long answers take",
}
_USAGE, _LACKING, _STOPPED = 2, 3, 130


class Command(Protocol):
    """What a file of this folder that is a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def run(arguments: Sequence[str] | None = None) -> int:
    """The program's entry."""
    parser = argparse.ArgumentParser(prog="verimentor-bench", description="Measures students and the server.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands = {name: cast(Command, import_module(f"verimentor_evalbench.{name}")) for name in _COMMANDS}
    for name, summary in _COMMANDS.items():
        commands[name].add_arguments(subparsers.add_parser(name, help=summary, description=summary))
    options = parser.parse_args(arguments)
    try:
        for name in ("json", "markdown"):  # missed now, not after hours
            if (path := getattr(options, name, None)) is not None and not path.parent.is_dir():
                raise VerimentorError(f"{path.parent} is no folder. Make it, or name another place with --{name}.")
        return commands[options.command].run(options)
    except (ModelError, MentorError, ToolMissing) as problem:
        print(f"verimentor-bench: {problem}", file=sys.stderr)
        return _LACKING
    except (VerimentorError, OSError) as problem:
        print(f"verimentor-bench: {problem}", file=sys.stderr)
        return _USAGE
    except KeyboardInterrupt:
        print("\nverimentor-bench: stopped. What was found out is kept: the same command goes on.", file=sys.stderr)
        return _STOPPED


if __name__ == "__main__":
    raise SystemExit(run())
