"""What right answers cost in gates: cells, and the longest path, after yosys' generic synthesis.

Generic gates of two inputs, no technology: the numbers compare designs with each other, they predict no area or clock.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from verimentor.verilog import yosys
from verimentor_evalbench.journal import Journal, Progress, key_of
from verimentor_evalbench.problem import Problem

LACKING = "cells and longest paths are left out: yosys is not installed"

_RESULTS = ("cells.json", "path.txt")
_LONGEST = "(length="


@dataclass(frozen=True)
class Synthesis:
    """The cells of a flat design, registers among them, and how many stand in a row between registers and ports."""

    cells: int
    longest_path: int


def synthesize(text: str, top: str) -> Synthesis | None:
    """The cost of a design; None where yosys cannot read it, or takes too long.

    Raises:
        ToolMissing: yosys is not installed.
    """
    if not yosys.is_plain(top):
        return None
    # Without registers: a path ends at them. A latch or a loop may still be walked through once.
    counting = (f"tee -q -o {_RESULTS[0]} stat -json", f"tee -q -o {_RESULTS[1]} ltp -noff")
    commands = ("read_verilog -sv design.v", f"synth -flatten -top {top}", *counting)
    report = yosys.run(commands, {"design.v": text}, results=_RESULTS)
    if report.error or len(report.files) < len(_RESULTS):
        return None
    try:
        cells = json.loads(report.files[_RESULTS[0]])["design"]["num_cells"]
        length = report.files[_RESULTS[1]].split(_LONGEST)[1].split(")")[0]
        return Synthesis(int(cells), int(length))
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def synthesize_all(
    right: Sequence[tuple[Problem, str]], journal: Journal, on_progress: Progress | None = None
) -> list[dict[str, Any]]:
    """For each right answer the columns {cells, longest_path, reference_cells, reference_path}, where both are known.

    Raises:
        ToolMissing: yosys is not installed.
    """

    def key(text: str, top: str) -> str:
        return key_of("synthesis", yosys.version(), top, text)

    def cost(text: str, top: str) -> dict[str, Any]:
        found = synthesize(text, top)
        return asdict(found) if found else {}

    designs = {(text, problem.top) for problem, design in right for text in (design, problem.reference)}
    rows = journal.fill({key(*each): partial(cost, *each) for each in sorted(designs)}, on_progress)
    columns = []
    for problem, design in right:
        own, reference = rows[key(design, problem.top)], rows[key(problem.reference, problem.top)]
        both = {f"reference_{name.removeprefix('longest_')}": value for name, value in reference.items()}
        columns.append({**own, **both} if own and reference else {})
    return columns
