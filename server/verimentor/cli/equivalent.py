"""`verimentor equivalent A B`: whether two modules behave alike, by simulation and, with yosys, by proof.

Exit code 0: no difference was found; 1: they differ; 2: one of them cannot be compared; 3: Icarus is missing.

`--json` prints `{equal, sentence, cycles, proof: {status, depth, reason} | null, difference: {cycle, inputs: [name],
outputs: [name], rows: [{cycle, inputs: [value], a: [value], b: [value], differing: [name]}]} | null, ports}`. `status`
is "proved", "bounded" (equal for `depth` cycles), "refuted" or "undecided"; `ports` says how they differ, else null.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import Workplaces, note, read_source
from verimentor.errors import VerimentorError
from verimentor.verilog import yosys
from verimentor.verilog.agreement import REFERENCE
from verimentor.verilog.difference import Difference
from verimentor.verilog.equivalence import Equivalence, examine
from verimentor.verilog.proof import SECONDS
from verimentor.verilog.standalone import standalone

_WIDE = 1_000  # where no terminal sets a limit, no column is cut


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("a", type=Path, metavar="A", help="the reference; bits it leaves unknown are not compared")
    parser.add_argument("b", type=Path, metavar="B", help="the file to compare with it")
    parser.add_argument("--top", metavar="NAME", help="the module to compare, where a file has several")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for the proof; 0: simulate only (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")


def run(options: argparse.Namespace) -> int:
    """Compare; the exit code is the verdict."""
    workplaces = Workplaces()
    a, b = read_source(options.a).text, read_source(options.b).text
    a, others_a = standalone(a, options.a, workplaces.around(options.a).project)
    b, others_b = standalone(b, options.b, workplaces.around(options.b).project)
    found = examine(a, b, options.top, others_a=others_a, others_b=others_b, seconds=options.seconds)
    if error := found.agreement.error:
        path = options.a if error.startswith(REFERENCE) else options.b
        raise VerimentorError(f"{path} cannot be compared: {error.removeprefix(REFERENCE)}")
    if options.json:
        print(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        console = Console(highlight=False, soft_wrap=True, emoji=False)
        console = console if console.is_terminal else Console(highlight=False, emoji=False, width=_WIDE)
        equal = found.agreement.equal
        console.print(Text(f"{'✓' if equal else '✗'} {found.sentence}", "green" if equal else "red"))
        if found.agreement.difference:
            console.print(table(found.agreement.difference, "A", "B"))
        if equal and options.seconds > 0 and yosys.find_yosys() is None:
            note(yosys.ADVICE)
    return Exit.GOOD if found.agreement.equal else Exit.PROBLEMS


def as_json(found: Equivalence) -> dict[str, Any]:
    """The documented form of `--json`."""
    agreement, proof = found.agreement, found.proof
    ports = agreement.first_difference if agreement.difference is None else None
    return {
        "equal": agreement.equal,
        "sentence": found.sentence,
        "cycles": found.cycles,
        "proof": {"status": proof.status, "depth": proof.depth, "reason": proof.reason} if proof else None,
        "difference": difference_as_json(agreement.difference) if agreement.difference else None,
        "ports": ports,
    }


def difference_as_json(difference: Difference) -> dict[str, Any]:
    """The table of a difference."""
    return {
        "cycle": difference.cycle,
        "inputs": difference.inputs,
        "outputs": difference.outputs,
        "rows": [
            {"cycle": r.cycle, "inputs": r.inputs, "a": r.expected, "b": r.found, "differing": r.differing}
            for r in difference.rows
        ],
    }


def table(difference: Difference, a: str, b: str) -> Table:
    """A difference as a table: what differs is marked by an arrow too, for those who see no colours."""
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    shown.add_column("cycle", justify="right", overflow="fold")
    for name in difference.inputs:
        shown.add_column(name, justify="right", style="cyan", overflow="fold")
    for name in difference.outputs:
        shown.add_column(f"{name} ({a})", justify="right", overflow="fold")
        shown.add_column(f"{name} ({b})", justify="right", overflow="fold")
    shown.add_column("")
    for row in difference.rows:
        outputs: list[Text] = []
        for name, expected, found in zip(difference.outputs, row.expected, row.found, strict=True):
            style = "bold red" if name in row.differing else ""
            outputs += [Text(expected), Text(found, style)]
        mark = Text(f"◄ {', '.join(row.differing)}" if row.differing else "", "red")
        shown.add_row(str(row.cycle), *map(Text, row.inputs), *outputs, mark)
    return shown
