"""Runs that have been judged, and what their verdicts come to."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor_evalbench.letters import PASSED
from verimentor_evalbench.pass_at_k import Comparison, Estimate, compare, estimate, pass_at_k
from verimentor_evalbench.samples import JUDGING, SAMPLES, SETTINGS, VERDICTS

KS = (1, 5, 10)

_AGREE = re.compile(r"\b(\d+) of (\d+) agree")  # in the evidence that `voted` stores
_FEW = 3  # problems a group has at least on average, to be worth a row of its own

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """A judged run: its settings, and its rows by problem."""

    name: str
    settings: Mapping[str, Any]
    verdicts: Mapping[str, Sequence[Row]]
    samples: Sequence[Row]
    judging: Mapping[str, Any] = field(default_factory=dict)  # by which tools and rules

    @property
    def problems(self) -> str:
        """The name of the set that was asked."""
        return str(self.settings["problems"])

    @property
    def voted(self) -> bool:
        """Whether its answers are votes over samples: then its share is SC@n and no pass@1."""
        return bool(self.settings["strategy"] == "voted" and self.settings["drawing"]["temperature"] > 0)

    @property
    def title(self) -> str:
        """Who answered, how: "student, direct, n=20, T=0.5".

        A vote is named as such; its + says that the server draws further rounds while no answer convinces.
        """
        drawing, strategy = self.settings["drawing"], self.settings["strategy"]
        n, temperature = drawing["samples"], drawing["temperature"]
        if shots := self.settings.get("shots"):
            strategy = f"{strategy}, {shots['n']} shots"
        if self.settings.get("prompt_version") == 0:  # a baseline: nobody was asked
            how = str(strategy)
        elif temperature <= 0:
            how = f"{strategy}, greedy"
        elif self.voted:
            how = f"SC@{n}+, T={temperature:g}"
        else:
            how = f"{strategy}, n={n}, T={temperature:g}"
        return f"{self.settings['model']['name']}, {how}"

    @property
    def n_samples(self) -> int:
        """How many samples every problem has at least."""
        return min(map(len, self.verdicts.values()))

    @property
    def unfinished(self) -> int:
        """How many problems have no verdict."""
        return max(0, int(self.settings.get("n_problems", 0)) - len(self.verdicts))

    def rates(self, rule: str, k: int = 1) -> dict[str, float]:
        """pass@k of every problem by a column of the verdicts: "strict", "upstream" or "compiled"."""
        return {
            name: pass_at_k(len(rows), sum(bool(row[rule]) for row in rows), k) for name, rows in self.verdicts.items()
        }

    def passes(self, rule: str) -> dict[int, Estimate]:
        """pass@k for every k that the samples suffice for."""
        return {k: estimate(list(self.rates(rule, k).values())) for k in KS if k <= self.n_samples}

    def letters(self) -> Counter[str]:
        """How the samples ended."""
        return Counter(row["letter"] for rows in self.verdicts.values() for row in rows)

    def categories(self) -> dict[str, tuple[float, int]]:
        """The share right and the number of problems by kind of circuit; none where the verdicts do not say it."""
        return self._shares("category")

    def groups(self) -> dict[str, tuple[float, int]]:
        """The same by group, where groups have a few problems each."""
        found = self._shares("group")
        return found if len(found) > 1 and len(self.verdicts) >= _FEW * len(found) else {}

    def _shares(self, column: str) -> dict[str, tuple[float, int]]:
        rates, members = self.rates("strict"), defaultdict(list)
        for name, rows in self.verdicts.items():
            if value := rows[0].get(column):
                members[str(value)].append(rates[name])
        return {name: (sum(values) / len(values), len(values)) for name, values in sorted(members.items())}

    def gates(self) -> list[Row]:
        """The verdicts on right answers that have been synthesized, as has their reference."""
        return [row for rows in self.verdicts.values() for row in rows if "reference_cells" in row]

    def outcomes(self) -> list[tuple[float, bool]]:
        """The share of samples that agreed with each voted answer, and whether it is right."""
        verdicts = [row for rows in self.verdicts.values() for row in rows]
        right = {(row["task_id"], row["sample"]): bool(row["strict"]) for row in verdicts}
        found = []
        for row in self.samples if self.voted else ():
            agree = _AGREE.search(str(row.get("finish", "")))
            if agree and (key := (row["task_id"], row.get("sample", 0))) in right:
                found.append((int(agree[1]) / int(agree[2]), right[key]))
        return found

    def total(self, column: str) -> float:
        """The sum of a column of the samples."""
        return float(sum(row.get(column, 0) for row in self.samples))


def read(folder: Path) -> Run:
    """A run that has been judged.

    Raises:
        VerimentorError: it has not, or it is no run.
    """
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        rows, samples = (_rows(folder / name) for name in (VERDICTS, SAMPLES))
        judging = folder / JUDGING
        judged_with = json.loads(judging.read_text(encoding="utf-8")) if judging.exists() else {}
        name, _ = settings["model"]["name"], settings["drawing"]["samples"]
        verdicts: dict[str, list[Row]] = {}
        for row in rows:
            verdicts.setdefault(row["task_id"], []).append(row)
    except FileNotFoundError as missing:
        raise VerimentorError(
            f"{missing.filename} is missing. Make it with `verimentor-bench generate` and `verimentor-bench score`."
        ) from None
    except (ValueError, KeyError, TypeError) as fault:
        raise VerimentorError(f"{folder} is no run of ours, or it is damaged ({fault!r}).") from None
    if not verdicts:
        raise VerimentorError(f"{folder / VERDICTS} holds no verdict of {name}.")
    return Run(folder.name, settings, verdicts, samples, judged_with)


def letters_of(runs: Sequence[Run]) -> list[str]:
    """The letters that samples ended with, passes first, then by how often they came."""
    counts = sum((run.letters() for run in runs), Counter[str]())
    return sorted(counts, key=lambda letter: (letter != PASSED, -counts[letter]))


def comparisons(runs: Sequence[Run]) -> list[tuple[Run, Run, Comparison]]:
    """Every later run against the first one of the same set, strict pass@1 paired by problem."""
    first: dict[str, Run] = {}
    found = []
    for run in runs:
        base = first.setdefault(run.problems, run)
        if base is not run:
            found.append((base, run, compare(base.rates("strict"), run.rates("strict"))))
    return found


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
