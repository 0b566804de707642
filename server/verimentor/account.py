"""What each part of the loop did and how long it took: what `generate --explain` tells."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_QUOTED = re.compile(r"\s*(?:'[^']*'|`[^']*'|\"[^\"]*\"|\([^)]*\))")
_MOST_REASONS = 4  # the rest is told as a number


@dataclass(frozen=True)
class Step:
    """One part of the loop, all its rounds together."""

    name: str  # in the order of their turn: "interface lock", "derivation", "student", "guided decoding", ...
    detail: str
    seconds: float


class Account:
    """Steps in the order in which they were first heard of."""

    def __init__(self) -> None:
        self._details: dict[str, str] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of them."""
        return tuple(Step(name, detail, self._seconds[name]) for name, detail in self._details.items())

    def note(self, name: str, detail: str) -> None:
        """Say what a step did; what was said of it before is forgotten."""
        self._details[name] = detail

    def add(self, name: str, seconds: float) -> None:
        """Add to the time of a step that is part of another."""
        self._seconds[name] += seconds

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """Count the time of what is done inside as the step's."""
        self._details.setdefault(name, "")
        started = time.monotonic()
        try:
            yield
        finally:
            self._seconds[name] += time.monotonic() - started


def tally(reasons: Sequence[str]) -> str:
    """Reasons by how often they came, names left out: "use of undeclared identifier … (4), it repeats itself (1)"."""
    counted = Counter(_QUOTED.sub(" …", reason).strip() for reason in reasons).most_common()
    told = [f"{reason} ({n})" for reason, n in counted[:_MOST_REASONS]]
    rest = sum(n for _, n in counted[_MOST_REASONS:])
    return ", ".join([*told, *([f"others ({rest})"] if rest else [])])
