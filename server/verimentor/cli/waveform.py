"""`verimentor waveform FILE`: a picture of what a module does under generated stimuli.

Without `--out` the waveform is written with letters to stdout; with it, drawn as SVG.
"""

import argparse
from pathlib import Path

from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import note, read_source, workplace_for
from verimentor.errors import VerimentorError
from verimentor.verilog import waveform_svg, waveform_text
from verimentor.verilog.project import Project
from verimentor.verilog.simulation import simulate
from verimentor.verilog.standalone import standalone
from verimentor.verilog.waveform import CYCLES, Waveform, waveform_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a Verilog file")
    parser.add_argument("--module", metavar="NAME", help="the module to show, where the file has several")
    parser.add_argument("--out", type=Path, metavar="F.svg", help="draw it into this file")
    parser.add_argument("--cycles", type=int, default=CYCLES, metavar="N", help="how many to show (%(default)s)")
    parser.add_argument("--theme", choices=("auto", "light", "dark"), default="auto", help="colours (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Simulate and draw; exit code 1 where the module cannot be simulated."""
    if options.cycles < 1:
        raise VerimentorError("--cycles must be at least 1.")
    text = read_source(options.file).text
    text, others = standalone(text, options.file, workplace_for(options.file).project)
    simulation = simulate(text, options.module, others)
    if simulation.trace is None:
        note(f"{options.file}: {simulation.error}")
        return Exit.PROBLEMS
    shown = waveform_of(simulation.trace, options.cycles)
    if options.out:
        _save(shown, options.out, options.theme)
    else:
        print(waveform_text.write(shown), end="")
    return Exit.GOOD


def draw(module: str, project: Project, path: Path) -> None:
    """Draw a module that is in no file yet; why there is no picture is said."""
    trace = simulate(module, others=project.others_for("generated.v", module)).trace if module else None
    if trace is None:
        note(f"{path} was not written: there is nothing that could be simulated.")
    else:
        _save(waveform_of(trace), path)


def _save(waveform: Waveform, path: Path, theme: str = "auto") -> None:
    """Draw a waveform into a file and say so."""
    path.write_text(waveform_svg.draw(waveform, theme), encoding="utf-8")
    note(f"{path}: {waveform.name}, {len(set(waveform.cycles))} {'cycles' if waveform.clocked else 'vectors'}")
