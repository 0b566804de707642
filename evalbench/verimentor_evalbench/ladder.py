"""What each part of the loop is worth: raw, interface lock, guided, compile filter, vote, oracles, rules, derivation.

    verimentor-bench ladder RUN_RAW RUN_LOCKED RUN_GUIDED

takes runs of `generate` with the strategies direct, locked and guided; further rungs choose among the samples of the
last one, as the product would (`rungs`). Where the set gives every header there is nothing to lock, and the raw run
stands for the locked one. A rung that samples has pass@1, the mean over its samples; one that chooses has SC@n, the
share of problems whose one chosen answer is right, which is no pass@1.

`--json` writes `{set, model, drawing, n, rule, problems, left_out, provenance, rungs: [{name, run, measure, right,
gain, compiles, n_tokens, cpu_seconds}]}`: estimates as `{mean, low, high}`, shares in 0..1; `gain` is over the rung
before, paired by problem: `{difference, better, worse}`, null on the first; `compiles` is with the testbench.
`n_tokens` and `cpu_seconds` are what one answer to a problem costs: of a sampling rung one sample, of the compile
filter the samples up to the first that compiles, of the others all n, choosing included. Reading the prompt is in the
seconds, not in the tokens. Samples are drawn side by side and share their seconds equally: one alone costs more.

What was judged and chosen is kept in `judged.jsonl` of the last run: an interrupted ladder goes on where it stopped.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.progress import Progress

from verimentor.errors import VerimentorError
from verimentor.verilog import icarus
from verimentor_evalbench import data, tables
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.journal import Journal, Row, cores, key_of
from verimentor_evalbench.journal import Progress as Told
from verimentor_evalbench.pass_at_k import compare, estimate
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.processor import adopt
from verimentor_evalbench.provenance import commit, product_code
from verimentor_evalbench.rungs import DERIVED, FILTER, ORACLES, RULES, VOTE, Pick, climb_as_rows, n_tokens
from verimentor_evalbench.samples import JUDGED, SAMPLES, SETTINGS, design_of, read_samples
from verimentor_evalbench.score import score
from verimentor_evalbench.table import as_markdown, as_text
from verimentor_evalbench.verdict import Verdict

_SAMPLING = {"direct": "raw", "locked": "interface lock", "guided": "guided"}  # rungs by strategy, in their order
_CHOOSING = {
    FILTER: "+ compile filter",
    VOTE: "+ vote",
    ORACLES: "+ oracles",
    RULES: "+ rules",
    DERIVED: "+ written out",
}
_SAME = ("problems", "problems_sha256", "model")


@dataclass(frozen=True)
class Stored:
    """A run of `generate`: its settings, and its samples by problem."""

    folder: Path
    settings: Row
    samples: Mapping[str, Sequence[Row]]

    @property
    def strategy(self) -> str:
        """How the model was asked."""
        return str(self.settings["strategy"])


@dataclass(frozen=True)
class Rung:
    """A rung with the shares by problem of answers that are right and that compile, and the mean costs of one."""

    name: str
    run: str
    measure: str  # "pass@1" or "SC@n"
    right: Mapping[str, float]
    compiled: Mapping[str, float]
    n_tokens: float
    cpu_seconds: float

    def as_json(self, before: "Rung | None") -> dict[str, Any]:
        """The documented form."""
        return {
            "name": self.name,
            "run": self.run,
            "measure": self.measure,
            "right": asdict(estimate(list(self.right.values()))),
            "gain": asdict(compare(before.right, self.right)) if before else None,
            "compiles": asdict(estimate(list(self.compiled.values()))),
            "n_tokens": round(self.n_tokens, 1),
            "cpu_seconds": round(self.cpu_seconds, 3),
        }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "runs", nargs="+", type=Path, metavar="RUN", help=f"runs with the strategies {', '.join(_SAMPLING)}"
    )
    parser.add_argument("--samples", type=positive, metavar="N", help="the first N samples a problem (default: all)")
    parser.add_argument("--limit", type=positive, metavar="N", help="look only at the first N problems of the set")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the numbers to this file")
    parser.add_argument("--markdown", type=Path, metavar="OUT", help="write the table to this file")


def run(options: argparse.Namespace) -> int:
    """Judge, choose, judge what was chosen, print."""
    runs = read(options.runs)
    n = min(options.samples or 10**9, *(int(each.settings["drawing"]["samples"]) for each in runs))
    name = str(runs[0].settings["problems"])
    wanted = data.find_set(name)[: options.limit]
    asked = [each for each in wanted if all(len(stored.samples.get(each.id, ())) >= n for stored in runs)]
    if not asked:
        raise VerimentorError(f"No problem of {name} has {n} samples in every run. Let `generate` go on, or lower N.")
    rungs = climbed(runs, asked, n)
    found = {
        "set": name,
        "model": runs[-1].settings["model"],
        "drawing": runs[-1].settings["drawing"],
        "n": n,
        "rule": "strict",
        "problems": len(asked),
        "left_out": len(wanted) - len(asked),
        "provenance": _provenance(runs),
        "rungs": [rungs[0].as_json(None), *(rung.as_json(before) for before, rung in pairwise(rungs))],
    }
    table = tables.ladder(found)
    print(f"{name}, {len(asked)} problems, {n} samples each, {found['model']['name']}\n")
    print("\n".join(as_text(table)))
    if found["left_out"]:
        print(f"\n{found['left_out']} problems lack {n} samples in a run and are left out.")
    if options.markdown:
        options.markdown.write_text("\n".join([*as_markdown(table), ""]), encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def read(folders: Sequence[Path]) -> list[Stored]:
    """The stored runs of one model on one set.

    Raises:
        VerimentorError: one is no run, they do not fit together, or they are not in the order of the ladder.
    """
    runs = [_stored(folder) for folder in folders]
    places = [list(_SAMPLING).index(each.strategy) for each in runs]
    if places != sorted(set(places)):
        raise VerimentorError(f"Name one run of each strategy, in this order: {', '.join(_SAMPLING)}.")
    for each in runs[1:]:
        changed = [name for name in _SAME if each.settings.get(name) != runs[0].settings.get(name)]
        changed += [] if _drawn(each) == _drawn(runs[0]) else ["drawing"]
        if changed:
            raise VerimentorError(f"{each.folder} is a run with another {', '.join(changed)} than {runs[0].folder}.")
    return runs


def climbed(runs: Sequence[Stored], asked: Sequence[Problem], n: int) -> list[Rung]:
    """The rungs in their order, from the first `n` samples of each problem.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    last = runs[-1]
    journal = Journal(last.folder / JUDGED, known=[each.folder / JUDGED for each in runs[:-1]])
    flat = [
        (problem, design_of(problem, row["completion"]))
        for stored in runs
        for problem in asked
        for row in stored.samples[problem.id][:n]
    ]
    with _bar("judging samples") as tell:
        verdicts = iter(score(flat, tell, journal))
    rungs = []
    for stored in runs:
        judged = {problem.id: list(islice(verdicts, n)) for problem in asked}
        rungs.append(_sampled(stored, asked, n, judged))
        if stored.strategy == "direct" and _nothing_to_lock(runs, asked):
            rungs.append(_sampled(stored, asked, n, judged, "interface lock (headers given)"))
    picks = _picks(last, asked, n, journal)
    with _bar("judging choices") as tell:
        chosen = [(problem, picks[problem.id][rung].text) for rung in _CHOOSING for problem in asked]
        verdicts = iter(score(chosen, tell, journal))
    for rung in _CHOOSING:
        mine = {name: found[rung] for name, found in picks.items()}
        rungs.append(_chosen(rung, last, mine, dict(zip(mine, verdicts, strict=False)), n))
    return rungs


def _stored(folder: Path) -> Stored:
    samples: dict[str, list[Row]] = {}
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        strategy, _, _ = settings["strategy"], settings["model"]["name"], settings["drawing"]["samples"]
        for row in read_samples(folder / SAMPLES):
            samples.setdefault(row["task_id"], []).append(row)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise VerimentorError(f"{folder} is no run of `verimentor-bench generate` ({fault!r}).") from None
    if strategy not in _SAMPLING:
        raise VerimentorError(f"{folder} was made with --strategy {strategy}. A ladder takes {', '.join(_SAMPLING)}.")
    return Stored(folder, settings, samples)


def _drawn(stored: Stored) -> Row:
    """How its samples were drawn, but for their number."""
    return {name: value for name, value in stored.settings["drawing"].items() if name != "samples"}


def _nothing_to_lock(runs: Sequence[Stored], asked: Sequence[Problem]) -> bool:
    return all(each.strategy != "locked" for each in runs) and all(problem.header for problem in asked)


def _sampled(
    stored: Stored, asked: Sequence[Problem], n: int, judged: Mapping[str, Sequence[Verdict]], name: str = ""
) -> Rung:
    rows = [row for problem in asked for row in stored.samples[problem.id][:n]]
    return Rung(
        name or _SAMPLING[stored.strategy],
        stored.folder.name,
        "pass@1",
        {id: fmean(verdict.strict for verdict in verdicts) for id, verdicts in judged.items()},
        {id: fmean(verdict.compiled for verdict in verdicts) for id, verdicts in judged.items()},
        fmean(map(n_tokens, rows)),
        fmean(row.get("cpu_seconds", 0.0) for row in rows),
    )


def _chosen(rung: str, last: Stored, picks: Mapping[str, Pick], judged: Mapping[str, Verdict], n: int) -> Rung:
    used = {id: last.samples[id][: pick.n_samples] for id, pick in picks.items()}
    sampling = fmean(sum(row.get("cpu_seconds", 0.0) for row in rows) for rows in used.values())
    return Rung(
        _CHOOSING[rung],
        last.folder.name,
        f"SC@{n}",
        {id: float(verdict.strict) for id, verdict in judged.items()},
        {id: float(verdict.compiled) for id, verdict in judged.items()},
        fmean(sum(map(n_tokens, rows)) for rows in used.values()),
        sampling + fmean(pick.cpu_seconds for pick in picks.values()),
    )


def _picks(last: Stored, asked: Sequence[Problem], n: int, journal: Journal) -> dict[str, dict[str, Pick]]:
    """The picks by problem and rung; a process a core, since each counts its own processor time."""
    samples = {problem.id: last.samples[problem.id][:n] for problem in asked}
    keys = {
        problem.id: key_of("ladder", product_code(), icarus.version(), problem.as_row(), samples[problem.id])
        for problem in asked
    }
    # Spawned, not forked: the journal's threads are about.
    pool = ProcessPoolExecutor(cores(), mp_context=get_context("spawn"), initializer=adopt)
    with pool, _bar("choosing") as tell:

        def choose(problem: Problem) -> Row:
            return pool.submit(climb_as_rows, problem, samples[problem.id]).result()

        found = journal.fill({keys[problem.id]: partial(choose, problem) for problem in asked}, tell)
    return {id: {rung: Pick(**row) for rung, row in found[key].items()} for id, key in keys.items()}


@contextmanager
def _bar(what: str) -> Iterator[Told]:
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        advance: Callable[..., None] = partial(progress.update, task)
        yield lambda done, total: advance(completed=done, total=total)


def _provenance(runs: Sequence[Stored]) -> dict[str, Any]:
    generated = dict.fromkeys(str(each.settings.get("commit", "")) for each in runs)
    digests = {each.folder.name: hashlib.sha256((each.folder / SAMPLES).read_bytes()).hexdigest() for each in runs}
    return {
        "commit": commit(),
        "icarus": icarus.version(),
        "generated_with": ", ".join(generated),
        "samples_sha256": digests,
    }
