"""How often the lines that a student finds unusual hold the bug: one slip is put into a reference, and it is read.

For every problem one mutant that compiles and that simulation tells from the reference, by a fixed seed. The student
reads it as the server would for the hint "unusual line", alone and under its description as a comment; a hit is the
changed line as the first, or among the first three, of the order it gives. Chance is a line drawn at random from the
same lines. Intervals are bootstrap over problems. `--json` writes `{model, seed, rows: [{set, id, form, line, n_lines,
ranks: {excess, peak, mean}, flagged, flagged_sound}]}`; `flagged` is how many lines the server marks, in the mutant
and in the sound reference.
"""

import argparse
import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.progress import Progress

from verimentor.config import ModelSettings
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.unusual import MAX_TOKENS, Line, flagged, lines_of
from verimentor.verilog.agreement import compare_many
from verimentor.verilog.problem import line_of
from verimentor_evalbench import data, problems
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.pass_at_k import estimate
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.table import Table, as_markdown, percent

Row = dict[str, Any]

_TRIES = 4  # mutants looked at until one differs; most first ones do
_MEASURES: Mapping[str, Callable[[Line], float]] = {
    "excess": lambda line: line.excess_bits,  # what the server goes by
    "peak": lambda line: line.peak_bits,
    "mean": lambda line: line.mean_bits,
}
_FORMS = ("alone", "described")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("sets", nargs="*", metavar="SET", help="default: the sets of the hold-out")
    parser.add_argument("--model", default="", help="a GGUF file, or the name of a model; default: the shipped one")
    parser.add_argument("--seed", type=int, default=0, help="of the slips (%(default)s)")
    parser.add_argument("--limit", type=positive, metavar="N", help="take only the first N problems of each set")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every row")


def run(options: argparse.Namespace) -> int:
    """Measure and print a table."""
    model = Catalog().selected(ModelSettings(path=options.model))
    rows: list[Row] = []
    for name in options.sets or [f"hold-out-{known}" for known in problems.SETS]:
        broken = slips(data.find_set(name)[: options.limit], options.seed)
        rows += [{"set": name, **row} for row in asyncio.run(_read_all(broken, Student(model)))]
    if options.json:
        found = {"model": model.name, "seed": options.seed, "rows": rows}
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print("\n".join(as_markdown(table(rows))))
    for sentence in marked(rows):
        print(f"\n{sentence}")
    return 0


def slips(asked: Sequence[Problem], seed: int) -> list[tuple[Problem, str]]:
    """Each problem with a mutant of its reference that behaves otherwise; without those that have none."""
    from verimentor_trainer.mutation import mutants  # imports every design family

    tried = [
        (problem, mutant)
        for problem in asked
        for mutant in mutants(problem.reference, Random(f"{seed}/{problem.id}"), _TRIES)
    ]
    answers = compare_many([(problem.reference, mutant) for problem, mutant in tried])
    found: dict[str, tuple[Problem, str]] = {}
    for (problem, mutant), answer in zip(tried, answers, strict=True):
        if not answer.equal and answer.error is None:
            found.setdefault(problem.id, (problem, mutant))
    return list(found.values())


def place_of(sound: str, broken: str) -> int:
    """The line, from 0, of the first letter that differs."""
    pairs = enumerate(zip(sound, broken, strict=False))
    return line_of(broken, next((at for at, (a, b) in pairs if a != b), min(len(sound), len(broken))))


def rank_of(line: int, lines: Sequence[Line], measure: Callable[[Line], float]) -> int | None:
    """The place, from 1, that a measure gives to a line, the worst where others get as much; None where it has none."""
    mine = next((measure(each) for each in lines if each.number == line), None)
    return None if mine is None else sum(measure(each) >= mine for each in lines)


async def _read_all(broken: Sequence[tuple[Problem, str]], student: Student) -> list[Row]:
    rows: list[Row] = []
    try:
        with Progress(console=Console(stderr=True)) as progress:
            for problem, mutant in progress.track(broken, description="reading"):
                for form in _FORMS:
                    above = "".join(f"// {line}\n" for line in problem.description.splitlines())
                    before = above if form == "described" else ""
                    rows.append({"id": problem.id, "form": form, **await _read(before, problem, mutant, student)})
    finally:
        await student.close()
    return rows


async def _read(before: str, problem: Problem, mutant: str, student: Student) -> Row:
    lines, sound = [
        lines_of(before + text, await student.surprisals(before + text, MAX_TOKENS))
        for text in (mutant, problem.reference)
    ]
    line = place_of(before + problem.reference, before + mutant)
    return {
        "line": line,
        "n_lines": len(lines),
        "ranks": {name: rank_of(line, lines, measure) for name, measure in _MEASURES.items()},
        "flagged": len(flagged(lines)),
        "hit": line in {each.number for each in flagged(lines)},
        "flagged_sound": len(flagged(sound)),
    }


def table(rows: Sequence[Row]) -> Table:
    """The hit rates in per cent: of all rows by every measure, of each set by the server's own."""
    cells = []
    names = list(dict.fromkeys(row["set"] for row in rows))
    for form in dict.fromkeys(row["form"] for row in rows):
        mine = [row for row in rows if row["form"] == form]
        cells += [_cells("all", form, measure, mine) for measure in _MEASURES]
        cells += [_cells(name, form, "excess", [row for row in mine if row["set"] == name]) for name in names]
    return Table(("set", "form", "bugs", "measure", "first line", "chance", "in first three", "chance"), cells)


def marked(rows: Sequence[Row]) -> list[str]:
    """For each form how many lines the server marks, with a bug among them and without."""
    said = []
    for form in dict.fromkeys(row["form"] for row in rows):
        mine = [row for row in rows if row["form"] == form]
        broken, sound = (sum(row[key] for row in mine) / len(mine) for key in ("flagged", "flagged_sound"))
        hits = percent(estimate([float(row["hit"]) for row in mine]))
        said.append(
            f"{form}: the server marks {broken:.2f} lines of a module with a bug, in {hits} % the bug among them; of a "
            f"sound module it marks {sound:.2f}."
        )
    return said


def _cells(name: str, form: str, measure: str, rows: Sequence[Row]) -> list[str]:
    cells = [name, form, str(len(rows)), measure]
    for k in (1, 3):
        chance = sum(_chance(row, k) for row in rows) / len(rows)
        cells += [percent(estimate([_hit(row, measure, k) for row in rows])), f"{100 * chance:.1f}"]
    return cells


def _hit(row: Row, measure: str, k: int) -> float:
    rank = row["ranks"][measure]
    return float(rank is not None and rank <= k)


def _chance(row: Row, k: int) -> float:
    return min(k, row["n_lines"]) / row["n_lines"] if row["n_lines"] else 0.0
