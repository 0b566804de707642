"""Judges somebody's published samples, and says what our choosing would have made of them.

So the machinery is measured on models that cannot be run here; a run of ours can be replayed as well. Choosing one of n
samples by vote is SC@n (self-consistency), never pass@1.

`--json` writes `{samples, set, rule, provenance, problems, n, steps: {step: {mean, low, high}}, gain, calibration:
{bins: [{low, high, right, n, confidence}], error}, checked: {problems, vote, tables, gain}}`, shares in 0..1; `gain` is
that of the vote over any sample, paired by problem. `checked` looks only at problems with tables, maps or waveforms
that can be read: the share right by the vote alone, and with their rows as checks before it; null where there are none.
What was judged and chosen is kept beside the samples, so that an interrupted replay goes
on where it stopped.
"""

import argparse
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.verilog import icarus, oracle
from verimentor.verilog.source import parse
from verimentor_evalbench import choosing, data
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.calibration import Calibration, calibrate
from verimentor_evalbench.choosing import Choice
from verimentor_evalbench.journal import Journal, Row, key_of
from verimentor_evalbench.pass_at_k import Comparison, Estimate, compare, estimate
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.samples import JUDGED, SAMPLES, SETTINGS, design_of, read_samples, set_of
from verimentor_evalbench.score import score, teller


@dataclass(frozen=True)
class Replay:
    """What each step of choosing is worth, and how honest the vote's share is as a confidence."""

    n_problems: int
    n_samples: int  # of the problem with the most
    steps: Mapping[str, Estimate]
    gain: Comparison  # of the vote over any sample
    calibration: Calibration
    checked: "Checked | None" = None

    def as_json(self) -> dict[str, Any]:
        """The documented form."""
        return {
            "problems": self.n_problems,
            "n": self.n_samples,
            "steps": {name: asdict(step) for name, step in self.steps.items()},
            "gain": asdict(self.gain),
            "calibration": asdict(self.calibration),
            "checked": asdict(self.checked) if self.checked else None,
        }


@dataclass(frozen=True)
class Checked:
    """What the rows of a description's tables add to the vote, on the problems that have any."""

    problems: int
    vote: Estimate
    tables: Estimate
    gain: Comparison


def replay(
    choices: Mapping[str, Choice], passed: Mapping[str, Sequence[bool]], with_tables: Collection[str] = ()
) -> Replay:
    """The worth of the choices, by problem; `passed` holds the verdicts on each problem's samples.

    `with_tables` names the problems whose description has tables that can be read.

    Raises:
        ValueError: there are none.
    """
    worths = {name: choosing.worth(choice, passed[name]) for name, choice in choices.items()}
    by_step = {step: {name: worth[step] for name, worth in worths.items()} for step in choosing.STEPS}
    any_sample, vote = by_step[choosing.STEPS[0]], by_step[choosing.STEPS[-1]]
    voted = [
        (choice.confidence, passed[name][choice.voted]) for name, choice in choices.items() if choice.voted is not None
    ]
    return Replay(
        n_problems=len(choices),
        n_samples=max(map(len, passed.values()), default=0),
        steps={step: estimate(list(values.values())) for step, values in by_step.items()},
        gain=compare(any_sample, vote),
        calibration=calibrate(voted),
        checked=_checked(choices, passed, {name: vote[name] for name in choices if name in with_tables}),
    )


def _checked(
    choices: Mapping[str, Choice], passed: Mapping[str, Sequence[bool]], vote: Mapping[str, float]
) -> Checked | None:
    if not vote:
        return None
    picked = {name: choices[name].checked for name in vote}
    tables = {name: vote[name] if pick is None else float(passed[name][pick]) for name, pick in picked.items()}
    return Checked(len(vote), estimate(list(vote.values())), estimate(list(tables.values())), compare(vote, tables))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("samples", type=Path, help="a JSONL file of {task_id, completion}, or a run's folder")
    parser.add_argument("--problems", metavar="SET", help="the set they answer; a run's folder says so itself")
    parser.add_argument("--limit", type=positive, metavar="N", help="look only at the first N problems of the set")
    parser.add_argument("--upstream", action="store_true", help="count what the benchmark's own harness lets pass")
    parser.add_argument(
        "--judged", type=Path, metavar="FILE", help="keep what was found out here (default: beside them)"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the numbers to this file")


def run(options: argparse.Namespace) -> int:
    """Judge, choose, print."""
    path: Path = options.samples
    name = options.problems or set_of(path / SETTINGS)
    asked = {problem.id: problem for problem in data.find_set(name)[: options.limit]}
    folder = path.is_dir()
    answers = _designs(path / SAMPLES if folder else path, asked)
    if not answers:
        raise VerimentorError(f"{path} answers no problem of {name}.")
    flat = [(asked[name], design) for name, designs in answers.items() for design in designs]
    journal = Journal(options.judged or (path / JUDGED if folder else path.with_suffix(f".{JUDGED}")))
    verdicts = iter(score(flat, teller("judged"), journal))
    passed = {
        name: [verdict.upstream if options.upstream else verdict.strict for verdict in islice(verdicts, len(designs))]
        for name, designs in answers.items()
    }
    found = replay(_choices(answers, asked, journal), passed, [name for name in answers if has_tables(asked[name])])
    for line in table(found):
        print(line)
    if options.json:
        origin = {
            "samples": str(path),
            "set": name,
            "rule": "upstream" if options.upstream else "strict",
            "provenance": {"commit": commit(), "icarus": icarus.version(), "samples_sha256": _sha256(path)},
        }
        options.json.write_text(json.dumps(origin | found.as_json(), indent=2) + "\n", encoding="utf-8")
    return 0


def has_tables(problem: Problem) -> bool:
    """Whether the description has a table, a map or a waveform that can be read with the reference's ports."""
    modules = parse(problem.reference).modules
    module = next((module for module in modules if module.name == problem.top), None)
    return module is not None and bool(oracle.read_oracles(problem.description, module).oracles)


def table(found: Replay) -> list[str]:
    """The numbers as Markdown."""
    title = f"SC@{found.n_samples}"
    rows = [f"| pick | right of {found.n_problems} problems, % | 95 % interval |", "|---|---|---|"]
    for step, value in found.steps.items():
        label = f"{step} ({title})" if step == choosing.STEPS[-1] else step
        rows.append(f"| {label} | {100 * value.mean:.1f} | {100 * value.low:.1f} to {100 * value.high:.1f} |")
    gain = found.gain.difference
    rows += [
        "",
        f"The vote gains {100 * gain.mean:+.1f} points over any sample "
        f"({100 * gain.low:+.1f} to {100 * gain.high:+.1f}), "
        f"is better on {found.gain.better} problems and worse on {found.gain.worse}.",
        "",
        "| samples that agree, % | chosen | right, % |",
        "|---|---|---|",
    ]
    for each in found.calibration.bins:
        right = f"{100 * each.right / each.n:.0f}" if each.n else ""
        rows.append(f"| {100 * each.low:.0f} to {100 * each.high:.0f} | {each.n} | {right} |")
    rows += ["", f"Expected calibration error of the vote's share: {100 * found.calibration.error:.1f} points."]
    if (checked := found.checked) is not None:
        vote, tables = (round(checked.problems * share.mean) for share in (checked.vote, checked.tables))
        rows += [
            "",
            f"{checked.problems} problems have tables, maps or waveforms that can be read: there the vote is right "
            f"{vote} times, and {tables} times with their rows as checks before it.",
        ]
    return rows


def _choices(answers: Mapping[str, Sequence[str]], asked: Mapping[str, Problem], journal: Journal) -> dict[str, Choice]:
    """The choice for each problem, by its name; problems are independent, so each core takes one at a time."""

    def key(top: str, description: str, designs: Sequence[str]) -> str:
        return key_of("choice", choosing.VERSION, icarus.version(), top, description, designs)

    def choice(top: str, description: str, designs: Sequence[str]) -> Row:
        return asdict(choosing.choose(designs, top or None, description))

    wanted = {name: (asked[name].top, asked[name].description, designs) for name, designs in answers.items()}
    jobs = {key(*each): partial(choice, *each) for each in wanted.values()}
    rows = journal.fill(jobs, teller("chosen for problems:"))
    return {name: Choice.from_row(rows[key(*each)]) for name, each in wanted.items()}


def _sha256(path: Path) -> str:
    return hashlib.sha256((path / SAMPLES if path.is_dir() else path).read_bytes()).hexdigest()


def _designs(path: Path, asked: Mapping[str, Problem]) -> dict[str, list[str]]:
    """The whole texts answered to each problem that is looked at, in the order of the problems."""
    found: dict[str, list[str]] = {name: [] for name in asked}
    for row in read_samples(path):
        if row["task_id"] in asked:
            found[row["task_id"]].append(design_of(asked[row["task_id"]], row["completion"]))
    return {name: designs for name, designs in found.items() if designs}
