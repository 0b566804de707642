"""The command `families`: description and module pairs out of three sources, drawn without end from a seed.

Design families, random behaviours and the written set, in the shares of the recipe's mix. Training draws them on the
fly; the command writes a shard, `pairs.jsonl`, for whoever wants to look at them or to train something else on them:

    verimentor-train families --count 100000 --seed 7 --out DIR
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.verilog.agreement import compare_many
from verimentor_trainer import behaviour, repairs, written
from verimentor_trainer.families import Pair, draw, families
from verimentor_trainer.manifest import write_manifest, write_rows
from verimentor_trainer.progress import track
from verimentor_trainer.recipe import MixRecipe, Recipe
from verimentor_trainer.variation import Variations

SEED_BASE = 1_000_000  # training draws start here; below are the seeds of tests and hold-outs
_DRAWS_PER_SEED = 10_000_000  # so that the draws of two seeds never meet
_BATCH = 256  # pairs simulated at once when asked to verify


class Pairs:
    """An endless, reproducible stream of pairs."""

    def __init__(self, mix: MixRecipe, seed: int) -> None:
        self._mix = mix
        self._rng = Random(f"pairs:{seed}")
        self._draws = SEED_BASE + seed * _DRAWS_PER_SEED
        self._families = list(families())
        self._weights = [
            (mix.daily_weight if name in mix.daily else 1.0) / _mean_length(name) for name in self._families
        ]
        trained = [pair for folder in written.folders() for pair in written.read(folder) if not pair.held_out]
        self._written = Variations(trained) if trained else None

    def draw(self) -> tuple[Pair, bool]:
        """The next pair, and whether its header is given in the prompt."""
        self._draws += 1
        rng, mix = self._rng, self._mix
        source = rng.random()
        if source < mix.behaviour_share:
            return behaviour.draw(self._draws), rng.random() < mix.header_share
        if self._written and source < mix.behaviour_share + mix.written_share:
            return self._written.draw(rng)
        return draw(rng.choices(self._families, self._weights)[0], self._draws), rng.random() < mix.header_share

    def __iter__(self) -> Iterator[tuple[Pair, bool]]:
        while True:
            yield self.draw()


def run(recipe: Recipe, out: Path, *, count: int, seed: int, verify: bool = False) -> None:
    """Write a shard of pairs.

    Raises:
        VerimentorError: with `verify`, a pair whose module and reference differ; nothing is written then.
    """
    rows: list[dict[str, Any]] = []
    batch: list[Pair] = []
    rng = Random(f"repairs:{seed}")
    for pair, header_given in track(islice(Pairs(recipe.mix, seed), count), "pairs drawn", count):
        rows.append({**asdict(pair), "header_given": header_given})
        if rng.random() < recipe.families.repair_share:
            rows[-1] |= _repair(pair, rng)
        batch.append(pair)
        if verify and len(batch) == _BATCH:
            _verify(batch, seed, len(rows) - len(batch))
            batch.clear()
    if verify:
        _verify(batch, seed, len(rows) - len(batch))
    write_rows(out / "pairs.jsonl", rows)
    sources = Counter(str(row["family"]).partition("/")[0] for row in rows)
    results = {"pairs": len(rows), "seed": seed, "verified": verify, "sources": dict(sources)}
    print(f"families: {len(rows)} pairs in {out / 'pairs.jsonl'}")
    write_manifest(
        out,
        "families",
        settings={"mix": asdict(recipe.mix), "families": asdict(recipe.families)},
        inputs=[],
        results=results,
    )


def _repair(pair: Pair, rng: Random) -> dict[str, Any]:
    """The row's other values where the pair is asked as a repair; none where there is nothing to break."""
    try:
        repair = repairs.draw(pair, rng)
    except ValueError:
        return {}
    return {"family": "repairs", "description": repairs.question(repair), "header_given": False}


def _verify(pairs: list[Pair], seed: int, first: int) -> None:
    """Simulate each pair's module against its reference; written ones under new names have none that fits."""
    drawn = [(first + at, pair) for at, pair in enumerate(pairs) if not pair.family.startswith("written/")]
    answers = compare_many([(pair.reference, pair.module) for _, pair in drawn])
    for (number, pair), answer in zip(drawn, answers, strict=True):
        if not answer.equal:
            reason = answer.first_difference or answer.error
            where = f"Pair {number} of seed {seed}, {pair.family}"
            raise VerimentorError(f"{where}: {reason}\n{pair.description}\n{pair.module}\n{pair.reference}")


def _mean_length(name: str) -> float:
    """Characters of a family's module: families share the tokens equally, so that what people ask daily comes often."""
    return sum(len(draw(name, seed).module) for seed in range(8)) / 8
