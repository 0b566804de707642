"""How many wrong modules the judge tells from right ones: mutants against the modules they were made from.

A mutant that no stimuli tell apart may be equivalent. What 400 cycles from the usual seed miss is therefore simulated
for ten times as long from further seeds; what even these miss counts as equivalent, which flatters the share a little.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from verimentor.verilog.agreement import compare_many
from verimentor_trainer.families import Pair

_PER_MODULE = 4
_LONG_CYCLES = 4_000
_LONG_SEEDS = (11, 12)
# Each a token and what a tired engineer might have typed instead.
_SLIPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"&&", ("||",)),
    (r"\|\|", ("&&",)),
    (r"(?<!&)&(?!&)", ("|", "^")),
    (r"(?<!\|)\|(?!\|)", ("&", "^")),
    (r"\^", ("&", "|")),
    (r"==", ("!=",)),
    (r"!=", ("==",)),
    (r">=", (">", "<")),
    (r"(?<![<>=])>(?![>=])", (">=", "<")),
    (r"(?<![<(])<(?![<=])", ("<=", ">")),
    (r"(?<!\+)\+(?![+:])", ("-",)),
    (r"(?<!-)-(?![-:])", ("+",)),
    (r"<<(?!<)", (">>",)),
    (r">>(?!>)", ("<<",)),
    (r"[!~](?![=&|^])", ("",)),
    (r"\b1'b0\b", ("1'b1",)),
    (r"\b1'b1\b", ("1'b0",)),
)
_NUMBER = re.compile(r"(?<![\w'\[:])(\d+)'d(\d+)\b")


@dataclass(frozen=True)
class Catch:
    """How many mutants there were, and how many of them the usual stimuli missed or nothing could tell."""

    mutants: int
    missed: int
    equivalent: int

    @property
    def share(self) -> float:
        """The share caught, of those that are not equivalent as far as can be told."""
        told = self.mutants - self.equivalent
        return (told - self.missed) / told if told else 1.0


def mutants(module: str, rng: Random, count: int = _PER_MODULE) -> list[str]:
    """Modules with one slip each after the header, all different; fewer where there is little to change."""
    start = module.index(";") + 1
    found: set[str] = set()
    for pattern, others in _SLIPS:
        for match in re.finditer(pattern, module[start:]):
            at, end = start + match.start(), start + match.end()
            found.update(module[:at] + other + module[end:] for other in others)
    for match in _NUMBER.finditer(module, start):
        width, value = int(match[1]), int(match[2])
        found.add(f"{module[: match.start()]}{width}'d{(value + 1) % (1 << width)}{module[match.end() :]}")
    return rng.sample(sorted(found), min(count, len(found)))


def measure(pairs: Sequence[Pair], rng: Random) -> Catch:
    """Mutate every module a few times and count what the judge catches."""
    made = [(pair.module, mutant) for pair in pairs for mutant in mutants(pair.module, rng)]
    answers = compare_many(made)
    valid = [(both, answer.equal) for both, answer in zip(made, answers, strict=True) if answer.error is None]
    survivors = [both for both, equal in valid if equal]
    told = [False] * len(survivors)
    for seed in _LONG_SEEDS:
        longer = compare_many(survivors, seed=seed, cycles=_LONG_CYCLES)
        told = [before or not answer.equal for before, answer in zip(told, longer, strict=True)]
    return Catch(len(valid), sum(told), len(survivors) - sum(told))
