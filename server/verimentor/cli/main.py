"""`verimentor COMMAND ...`: reads the arguments, runs one command, turns our errors into exit codes.

Exit codes: 0 good, 1 problems found, 2 usage, 3 the environment lacks something (Icarus, a model, an endpoint).
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from verimentor import __version__
from verimentor.cli.exit_codes import Exit
from verimentor.errors import MentorError, ModelError, ToolMissing, VerimentorError

_SUMMARY = "A Verilog assistant that runs on your own machine."
_COMMANDS = {
    "serve": "speak LSP with an editor",
    "generate": "turn a description into a checked module",
    "complete": "print the ghost text at a place in a file",
    "check": "print what slang and Icarus say of files",
    "fix": "repair a file by rules and, if one is named, a mentor model",
    "equivalent": "say whether two modules behave alike, by simulation and proof",
    "testbench": "begin a self-checking testbench for a module",
    "waveform": "show what a module does under generated stimuli",
    "models": "list, show and choose student models",
    "doctor": "say what is installed and what to do about the rest",
}
_INTERRUPTED = 130  # what a shell gives a program that Ctrl+C ended


class Command(Protocol):
    """What a file of this folder offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def run(arguments: Sequence[str] | None = None) -> int:
    """The program's entry; never shows a traceback for an error we know."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever called; a file opened later must not take its place
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to stop
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="verimentor", description=_SUMMARY)
    parser.add_argument("--version", action="version", version=f"verimentor {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in _COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary[:1].upper() + summary[1:] + ".")
        if name in given:  # only the command that is called is imported: the server starts in a blink
            _command(name).add_arguments(subparser)
    options = parser.parse_args(given)
    try:
        code = _command(options.command).run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # A reader that went away (`| head`) is no error; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.GOOD
    except (ModelError, MentorError, ToolMissing) as problem:
        return _fail(str(problem), Exit.LACKING)
    except OSError as problem:
        return _fail(f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem), Exit.USAGE)
    except VerimentorError as problem:
        return _fail(str(problem), Exit.USAGE)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _command(name: str) -> Command:
    return cast(Command, import_module(f"verimentor.cli.{name}"))


def _fail(message: str, code: Exit) -> Exit:
    print(f"verimentor: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(run())
