"""The command `data-card`: what the pairs are, counted and shown, as `DATA.md` with plots beside it.

    verimentor-train data-card --count 20000 --benchmarks PATH... --out trainer

Everything in the card is drawn, counted and simulated anew; `data_card.md` is its text with places for the numbers.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from string import Template
from typing import TYPE_CHECKING

from verimentor_evalbench import problems
from verimentor_trainer import behaviour, continuation, tokenizer, written
from verimentor_trainer.decontaminate import Detector, survey
from verimentor_trainer.dedup import tokens_of
from verimentor_trainer.families import Pair, families, held_out_families
from verimentor_trainer.manifest import write_manifest
from verimentor_trainer.mutation import Catch, measure
from verimentor_trainer.pairs import Pairs
from verimentor_trainer.recipe import Recipe

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOURCES = ("families", "behaviour", "written")
_TEXT = Path(__file__).parent / "data_card.md"
_MUTATED = 200  # modules a source; a dozen mutants each take two minutes
_EXAMPLES = 8  # behaviours shown


@dataclass(frozen=True)
class Counts:
    """One source's draws, counted."""

    pairs: int
    kinds: int
    description_tokens: Sequence[int]
    module_tokens: Sequence[int]
    words: Sequence[int]  # distinct words of the descriptions after each hundredth of the draws
    repeated_modules: float  # share whose code, names included, had been drawn before
    repeated_descriptions: float


def run(recipe: Recipe, out: Path, *, count: int, seed: int, benchmarks: Sequence[Path]) -> None:
    """Draw, count and write the card."""
    drawn = {name: list(islice(_draws(recipe, seed, name), count // len(SOURCES))) for name in SOURCES}
    encode = tokenizer.build(*continuation.vocabulary(continuation.find(continuation.SHIPPED))).encode
    counts = {name: _count(pairs, lambda text: len(encode(text).ids)) for name, pairs in drawn.items()}
    catches = {name: measure(_sample(pairs, _MUTATED), Random(seed)) for name, pairs in drawn.items()}
    contamination = _contamination(drawn, benchmarks)
    figures = out / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    _plot_lengths(counts, figures / "lengths.png")
    _plot_words(counts, figures / "words.png")
    text = Template(_TEXT.read_text(encoding="utf-8")).substitute(
        count=count,
        seed=seed,
        families=len(families()),
        held_out_families=len(held_out_families()),
        sources=_sources(counts),
        voices=_voices(),
        catches=_catches(catches),
        contamination=contamination,
        hold_out=_hold_out(),
        written_examples=_written_examples(),
        behaviour_examples=_behaviour_examples(seed),
    )
    (out / "DATA.md").write_text(text, encoding="utf-8")
    print(f"data-card: {out / 'DATA.md'}")
    results = {name: {"pairs": each.pairs, "kinds": each.kinds} for name, each in counts.items()}
    write_manifest(figures, "data-card", settings={"count": count, "seed": seed}, inputs=[], results=results)


def _draws(recipe: Recipe, seed: int, source: str) -> Iterator[Pair]:
    for pair, _ in Pairs(recipe.mix, seed):
        head = pair.family.partition("/")[0]
        if (head if head in SOURCES else "families") == source:
            yield pair


def _count(pairs: Sequence[Pair], tokens: Callable[[str], int]) -> Counts:
    seen: set[str] = set()
    growth = []
    for index, pair in enumerate(pairs):
        seen.update(re.findall(r"[a-z]+", pair.description.lower()))
        if index % max(1, len(pairs) // 100) == 0:
            growth.append(len(seen))
    modules = Counter(" ".join(tokens_of(pair.module)) for pair in pairs)
    descriptions = Counter(pair.description for pair in pairs)
    return Counts(
        len(pairs),
        len({pair.family for pair in pairs}),
        [tokens(pair.description) for pair in pairs],
        [tokens(pair.module) for pair in pairs],
        growth,
        1 - len(modules) / len(pairs),
        1 - len(descriptions) / len(pairs),
    )


def _sample(pairs: Sequence[Pair], count: int) -> list[Pair]:
    return list(pairs[:: max(1, len(pairs) // count)])[:count]


def _contamination(drawn: Mapping[str, Sequence[Pair]], benchmarks: Sequence[Path]) -> str:
    if not benchmarks:
        return "Not compared: no benchmark was at hand when this card was made."
    asked = [problem for path in benchmarks for problem in problems.load(path)]
    detector = Detector(asked)
    lines = [
        f"Compared with {len(asked)} benchmark problems, {detector.checkable} with a reference long enough to tell.",
        "",
        "| source | pairs | share a name | 60 % of a reference's 10-token-grams | 12 words of one description |",
        "|---|---|---|---|---|",
    ]
    met: Counter[str] = Counter()
    for name, pairs in drawn.items():
        found = survey(detector, ((pair.description, pair.module) for pair in pairs))
        reasons = [found["reasons"].get(reason, 0) for reason in ("name", "code", "words")]
        lines.append(f"| {name} | {found['pairs']} | {' | '.join(map(str, reasons))} |")
        met.update(found["problems"])
    if met:
        listed = ", ".join(f"{problem} ({times})" for problem, times in met.most_common(5))
        lines += ["", f"Problems met: {listed}."]
    return "\n".join(lines)


def _sources(counts: Mapping[str, Counts]) -> str:
    lines = [
        "| source | kinds | description tokens, median (95 %) | module tokens, median (95 %) | distinct words |"
        " code drawn before | description drawn before |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, each in counts.items():
        spans = [f"{_quantile(v, 0.5)} ({_quantile(v, 0.95)})" for v in (each.description_tokens, each.module_tokens)]
        repeated = f"{each.repeated_modules:.1%} | {each.repeated_descriptions:.1%}"
        lines.append(f"| {name} | {each.kinds} | {' | '.join(spans)} | {each.words[-1]} | {repeated} |")
    return "\n".join(lines)


def _quantile(values: Sequence[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))]


def _voices() -> str:
    pairs = [pair for folder in written.folders() for pair in written.read(folder)]
    voices = Counter(_plain(pair.voice) for pair in pairs)
    listed = ", ".join(f"{voice} {count}" for voice, count in voices.most_common())
    in_prose = sum(pair.names_ports for pair in pairs)
    held_out = sum(pair.held_out for pair in pairs)
    return (
        f"{len(pairs)} pairs in {len(written.folders())} folders, {held_out} of them held out; {in_prose} name their "
        f"ports in prose, the others lean on the header. By voice: {listed}."
    )


def _plain(voice: str) -> str:
    return voice.strip().lower().replace("-", " ").replace("_", " ")


def _catches(catches: Mapping[str, Catch]) -> str:
    lines = ["| source | mutants | equivalent as far as can be told | caught |", "|---|---|---|---|"]
    for name, catch in catches.items():
        lines.append(f"| {name} | {catch.mutants} | {catch.equivalent} | {catch.share:.1%} |")
    return "\n".join(lines)


def _hold_out() -> str:
    lines = ["| set | problems |", "|---|---|"]
    lines += [f"| {name} | {len(problems.hold_out(name))} |" for name in problems.SETS]
    return "\n".join(lines)


def _written_examples() -> str:
    """One pair of each of the commonest voices, the shortest of its folder's middle."""
    pairs = [p for folder in written.folders() for p in written.read(folder) if not p.held_out]
    shown = []
    for voice, _ in Counter(_plain(pair.voice) for pair in pairs).most_common(18):
        pair = min((p for p in pairs if _plain(p.voice) == voice), key=lambda p: abs(len(p.description) - 220))
        shown.append(f"**{voice}** ({pair.folder})\n\n```text\n{pair.description}\n```")
    return "\n\n".join(shown)


def _behaviour_examples(seed: int) -> str:
    shown = []
    for index in range(_EXAMPLES):
        pair = behaviour.draw(seed * 1000 + index, difficulty=1 + index % 5)
        shown.append(f"```text\n{pair.description}\n```\n\n```verilog\n{pair.module.strip()}\n```")
    return "\n\n".join(shown)


def _plot_lengths(counts: Mapping[str, Counts], path: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2), sharey=True)
    for axis, title in zip(axes, ("description", "module"), strict=True):
        for name, each in counts.items():
            values = each.description_tokens if title == "description" else each.module_tokens
            weights = [1 / len(values)] * len(values)
            axis.hist(values, bins=range(0, 620, 20), weights=weights, histtype="step", label=name)
        axis.set_xlabel(f"tokens of the {title}")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("share of pairs")
    axes[1].legend(frameon=False)
    _save(figure, path)


def _plot_words(counts: Mapping[str, Counts], path: Path) -> None:
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(5.5, 3.2))
    for name, each in counts.items():
        step = each.pairs / len(each.words)
        axis.plot([index * step for index in range(len(each.words))], each.words, label=name)
    axis.set_xlabel("pairs drawn")
    axis.set_ylabel("distinct words so far")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    _save(figure, path)


def _save(figure: "Figure", path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
