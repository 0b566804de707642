"""Judges samples: compiles and simulates each with its problem's testbench, on all cores, equal ones once.

    verimentor-bench score RUN                        judges RUN/samples.jsonl, writes RUN/verdicts.jsonl
    verimentor-bench score FILE.jsonl --problems SET  judges anybody's {task_id, completion}

A row is `{task_id, sample, group, category, upstream, strict, letter, compiled, reason, seconds}`; where yosys is
installed, right answers also have `{cells, longest_path, reference_cells, reference_path}`. `judging.json` says by
which tools and rules. `judged.jsonl` keeps what was found out: a run that was interrupted goes on where it stopped,
and another text, rule or tool is judged anew.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from verimentor.errors import ToolMissing, VerimentorError
from verimentor.verilog import icarus, yosys
from verimentor_evalbench import data, synthesis
from verimentor_evalbench.categories import category
from verimentor_evalbench.journal import Job, Journal, Progress, key_of
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.samples import JUDGED, JUDGING, SAMPLES, SETTINGS, VERDICTS, read_samples, set_of
from verimentor_evalbench.samples import design_of as design_of
from verimentor_evalbench.samples import raw_design_of as raw_design_of
from verimentor_evalbench.verdict import RULES, judge
from verimentor_evalbench.verdict import Verdict as Verdict


def score(
    samples: Sequence[tuple[Problem, str]], on_progress: Progress | None = None, journal: Journal | None = None
) -> list[Verdict]:
    """The verdicts on designs, whole texts, in their order; those that the journal knows are taken from it.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    if icarus.find_iverilog() is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    # Problems have many lines: their keys are made once.
    asked = {id(problem): problem for problem, _ in samples}
    stems = {name: key_of(RULES, icarus.version(), problem.as_row()) for name, problem in asked.items()}
    keys = [key_of(stems[id(problem)], design) for problem, design in samples]
    jobs = dict(zip(keys, samples, strict=True))
    rows = (journal or Journal()).fill({key: _job(*job) for key, job in jobs.items()}, on_progress)
    verdicts = {key: Verdict(**row) for key, row in rows.items()}
    return [verdicts[key] for key in keys]


def _job(problem: Problem, design: str) -> Job:
    return lambda: asdict(judge(problem, design))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("samples", type=Path, help="a run's folder, or a JSONL file of {task_id, completion}")
    parser.add_argument("--problems", help="the set they answer; a run's folder says so itself")
    parser.add_argument("--raw", action="store_true", help="judge header and answer as they are, cut nothing")
    parser.add_argument("--no-synthesis", action="store_true", help="ask yosys nothing about right answers")


def run(options: argparse.Namespace) -> int:
    """Judge the samples and write a verdict for each beside them."""
    path: Path = options.samples
    folder, samples_path = (path, path / SAMPLES) if path.is_dir() else (path.parent, path)
    name = options.problems or set_of(folder / SETTINGS)
    known = {problem.id: problem for problem in data.find_set(name)}
    rows = list(read_samples(samples_path))
    if strangers := sorted({row["task_id"] for row in rows} - set(known)):
        raise VerimentorError(f"{samples_path} answers {strangers[0]}, which is no problem of {name}.")
    shape = raw_design_of if options.raw else design_of
    designs = [(known[row["task_id"]], shape(known[row["task_id"]], row["completion"])) for row in rows]
    out, judging, journal = (
        folder / file if path.is_dir() else path.with_suffix(f".{file}") for file in (VERDICTS, JUDGING, JUDGED)
    )
    started = time.monotonic()
    kept = Journal(journal)
    verdicts = score(designs, teller("judged"), kept)
    costs = [{}] * len(designs) if options.no_synthesis else _costs(designs, verdicts, kept)
    tools = {"icarus": icarus.version(), "yosys": yosys.version()}
    said = {"commit": commit(), "rules": RULES, "raw": options.raw, **tools}
    judging.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    print(f"judged {len(verdicts)} samples in {time.monotonic() - started:.1f} s", file=sys.stderr)
    _write(out, rows, designs, verdicts, costs)
    for line in summary(verdicts):
        print(line)
    print(f"verdicts: {out}")
    return 0


def _costs(
    designs: Sequence[tuple[Problem, str]], verdicts: Sequence[Verdict], journal: Journal
) -> list[Mapping[str, Any]]:
    """What right answers cost in gates; {} for the wrong ones, and for all where there is no yosys."""
    if yosys.find_yosys() is None:
        print(synthesis.LACKING, file=sys.stderr)
        return [{}] * len(designs)
    right = [index for index, verdict in enumerate(verdicts) if verdict.strict]
    found = synthesis.synthesize_all([designs[index] for index in right], journal, teller("synthesized"))
    columns = dict(zip(right, found, strict=True))
    return [columns.get(index, {}) for index in range(len(designs))]


def _write(
    out: Path,
    rows: Sequence[Mapping[str, Any]],
    designs: Sequence[tuple[Problem, str]],
    verdicts: Sequence[Verdict],
    costs: Sequence[Mapping[str, Any]],
) -> None:
    """Whole or not at all: a report never reads half of the verdicts."""
    seen: Counter[str] = Counter()
    kinds = {problem.id: category(problem) for problem, _ in designs}
    partial = out.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as file:
        for row, (problem, _), verdict, cost in zip(rows, designs, verdicts, costs, strict=True):
            place = {"task_id": problem.id, "sample": row.get("sample", seen[problem.id])}
            place |= {"group": problem.group, "category": kinds[problem.id]}
            seen[problem.id] += 1
            file.write(json.dumps({**place, **asdict(verdict), **cost}, ensure_ascii=False) + "\n")
    partial.replace(out)


def summary(verdicts: Sequence[Verdict]) -> list[str]:
    """How many passed, in two or three lines."""
    n = len(verdicts)
    letters = Counter(verdict.letter for verdict in verdicts)
    return [
        f"{n} samples: {sum(v.compiled for v in verdicts)} compile, {sum(v.upstream for v in verdicts)} pass upstream, "
        f"{sum(v.strict for v in verdicts)} pass strictly",
        "letters: " + ", ".join(f"{letter} {count}" for letter, count in letters.most_common()),
    ]


def teller(what: str) -> Progress:
    """Progress on standard error, on a line of its own."""

    def tell(done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            print(f"\r{what} {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return tell
