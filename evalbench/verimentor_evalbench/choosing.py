"""Chooses one of several samples without looking at the testbench, and says what that choice is worth.

Steps, each on what the one before leaves: what does not compile is dropped, then what never drives its outputs, then
behaviours are voted on, simulated on stimuli made from the port list alone. Where the description has tables, maps or
waveforms that `verilog.oracle` reads, there is another pick: what fulfils most of their rows, then the vote.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verimentor.verilog import icarus, oracle
from verimentor.verilog.agreement import group_by_behaviour
from verimentor.verilog.problem import Severity

VERSION = 2  # counted up where the steps change, so that kept choices are not taken for today's
STEPS = ("any sample", "compiles", "drives its outputs", "vote")


@dataclass(frozen=True)
class Choice:
    """Which samples each step leaves, as indices into the samples, and the voted one, None where none simulates.

    `confidence` is the share of all samples that behave like the voted one; `checked` is the pick by the rows of the
    description's tables, then by vote, None where no sample can be tried on any.
    """

    compiled: tuple[int, ...]
    driven: tuple[int, ...]
    voted: int | None
    confidence: float
    checked: int | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Choice":
        """The choice that `asdict` made a row of."""
        return cls(tuple(row["compiled"]), tuple(row["driven"]), row["voted"], row["confidence"], row["checked"])


def choose(designs: Sequence[str], top: str | None = None, description: str = "") -> Choice:
    """The choice among the answers to one problem; "" is an answer without a module."""
    counts = Counter(text for text in designs if text.strip())
    sound = [text for text in counts if compiles(text)]
    votes = dict.fromkeys(sound, 0)
    for group in group_by_behaviour(sound, top):
        votes |= dict.fromkeys([sound[index] for index in group], sum(counts[sound[index]] for index in group))
    compiled = tuple(index for index, text in enumerate(designs) if text in votes)
    driven = tuple(index for index in compiled if votes[designs[index]])
    voted = max(driven, key=lambda index: votes[designs[index]], default=None)
    confidence = votes[designs[voted]] / len(designs) if voted is not None else 0.0
    held = dict(zip(sound, oracle.judge(description, sound), strict=True))
    checked = None
    if any(held[designs[index]].parts for index in driven):
        checked = max(driven, key=lambda index: (held[designs[index]].share, votes[designs[index]]))
    return Choice(compiled, driven, voted, confidence, checked)


def worth(choice: Choice, passed: Sequence[bool]) -> dict[str, float]:
    """The chance that a pick passes, after each step; `passed` says it of every sample."""
    left = [range(len(passed)), choice.compiled, choice.driven, () if choice.voted is None else (choice.voted,)]
    found, share = {}, 0.0
    for step, indices in zip(STEPS, left, strict=True):
        # Where a step would leave nothing it is not taken: a pick is made all the same.
        share = sum(passed[index] for index in indices) / len(indices) if indices else share
        found[step] = share
    return found


def compiles(text: str) -> bool:
    """Whether Icarus takes a text by itself."""
    compiled = icarus.compile_text(text)
    return compiled.ok and not any(problem.severity is Severity.ERROR for problem in compiled.problems)
