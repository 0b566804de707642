"""Freezes the hold-out: draws problems that training never sees and writes them, with testbenches, into evalbench.

Run once, before any benchmark and before the student that it measures is trained:

    verimentor-train hold-out --out evalbench/verimentor_evalbench/hold_out

A set that stands is left alone, since numbers on it are only comparable while it stays the same.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from verimentor.errors import VerimentorError
from verimentor.verilog import self_checking
from verimentor.verilog.agreement import compare_many
from verimentor.verilog.simulation import simulate
from verimentor_evalbench.problems import SETS, Problem, freeze
from verimentor_trainer import behaviour, families, written
from verimentor_trainer.families import Pair
from verimentor_trainer.recipe import Recipe

PROBLEMS = 100  # a set: five points of standard error at 50 %, and minutes to measure
_CYCLES = 150  # the judge saw 97 % of mutants with 400; half the text costs one point
FIRST_SEED = 500_000  # below the seeds of training, above those of the tests


def run(_recipe: Recipe, out: Path) -> None:
    """Freeze the sets that are not there yet."""
    for name in SETS:
        if (out / f"{name}.jsonl").exists():
            print(f"hold-out: {name} stands and is left alone")
            continue
        pairs, origin = _written() if name == "written" else (list(_drawn(name)), f"drawn from seed {FIRST_SEED}")
        problems = list(_problems(name, pairs))
        freeze(out, name, problems, origin)
        print(f"hold-out: {name}: {len(problems)} problems")


def _drawn(name: str) -> Iterator[Pair]:
    """The pairs of a set: one or more of every family, then behaviours."""
    known, unseen = list(families.families()), list(families.held_out_families())
    for index in range(PROBLEMS):
        seed = FIRST_SEED + index
        half = index % 2 == 0
        if name == "shapes":
            yield behaviour.draw(seed, shapes="held-out")
        elif name == "families":
            yield families.draw(unseen[index % len(unseen)], seed)
        elif half:
            family = Random(index).choice(known)
            yield families.draw(family, seed, phrasing="held-out" if name == "phrasings" else "training")
        else:
            yield behaviour.draw(seed, phrasing="held-out" if name == "phrasings" else "training")


def _written() -> tuple[list[Pair], str]:
    """Of each held-out folder of the written set the same number, those with a second implementation."""
    held_out = [folder for folder in written.folders() if written.is_held_out(folder.name)]
    pairs: list[Pair] = []
    for folder in held_out:
        checked = [pair for pair in written.read(folder) if pair.check]
        for pair in checked[: PROBLEMS // len(held_out)]:
            pairs.append(Pair(pair.voice, pair.description, pair.header, pair.module, pair.check))
    return pairs, f"trainer/written: {', '.join(folder.name for folder in held_out)}"


def _problems(name: str, pairs: Sequence[Pair]) -> Iterator[Problem]:
    answers = compare_many([(pair.reference, pair.module) for pair in pairs], cycles=_CYCLES)
    for number, (pair, answer) in enumerate(zip(pairs, answers, strict=True), 1):
        trace = simulate(pair.module, cycles=_CYCLES).trace
        if not answer.equal or trace is None:
            reason = answer.first_difference or answer.error
            raise VerimentorError(
                f"{name} {number} ({pair.family}): module and reference differ: {reason}\n{pair.module}"
            )
        bench = self_checking.write(trace, samples=_CYCLES)
        named = all(re.search(rf"\b{re.escape(pin.name)}\b", pair.description) for pin in trace.interface.pins)
        identity = f"{name}-{number:03}"
        yield Problem(identity, pair.family, pair.description, pair.header, pair.module, bench, named)
