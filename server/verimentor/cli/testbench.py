"""`verimentor testbench FILE`: begins a self-checking testbench for a module.

Its expected values are recorded from the module as it stands, so it passes at first; it is run once to make sure.
"""

import argparse
import os
from pathlib import Path

from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import note, read_source, workplace_for
from verimentor.errors import VerimentorError
from verimentor.verilog.characterisation import record
from verimentor.verilog.simulation import join
from verimentor.verilog.skeleton import rehearse, write
from verimentor.verilog.standalone import standalone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a Verilog file")
    parser.add_argument("--module", metavar="NAME", help="the module to test, where the file has several")
    parser.add_argument("--out", type=Path, metavar="F", help="write it to this file instead of stdout")
    parser.add_argument("--force", action="store_true", help="overwrite the file if it exists")


def run(options: argparse.Namespace) -> int:
    """Record, write, rehearse; exit code 1 where the module cannot be simulated."""
    if options.out and options.out.exists() and not options.force:
        raise VerimentorError(f"{options.out} exists, and you may have worked on it. Add --force to overwrite it.")
    text = read_source(options.file).text
    project = workplace_for(options.file).project
    folders = project.include_dirs_for(options.file, text) if "`include" in text else ()
    text, others = standalone(text, options.file, project)
    recording = record(text, options.module, others)
    if isinstance(recording, str):
        note(f"{options.file}: {recording}")
        return Exit.PROBLEMS
    here = options.file.resolve().parent
    beside = [os.path.relpath(path, here) for path in others] + [f"-I{os.path.relpath(path, here)}" for path in folders]
    bench = write(recording, options.file.name, beside)
    verdict = rehearse(bench, recording.interface.name, join(text, others))
    if options.out:
        options.out.write_text(bench, encoding="utf-8")
    else:
        print(bench, end="")
    note(f"expected values recorded from {recording.interface.name} as it stands, not from a specification; {verdict}")
    return Exit.GOOD
