"""Runs that have been judged, and what their verdicts come to."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor_evalbench.pass_at_k import Comparison, Estimate, compare, estimate, pass_at_k

KS = (1, 5, 10)
VERDICTS = "verdicts.jsonl"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """A judged run: its settings, and its rows by problem."""

    name: str
    settings: Mapping[str, Any]
    verdicts: Mapping[str, Sequence[Row]]
    samples: Sequence[Row]

    @property
    def problems(self) -> str:
        """The name of the set that was asked."""
        return str(self.settings["problems"])

    @property
    def title(self) -> str:
        """Who answered, how: "student, direct, n=20, T=0.5".

        A vote is named as such; its + says that the server draws further rounds while no answer convinces.
        """
        drawing, strategy = self.settings["drawing"], self.settings["strategy"]
        n, temperature = drawing["samples"], drawing["temperature"]
        if shots := self.settings.get("shots"):
            strategy = f"{strategy}, {shots['n']} shots"
        if temperature <= 0:
            how = f"{strategy}, greedy"
        elif strategy == "voted":
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

    def groups(self) -> dict[str, tuple[float, int]]:
        """pass@1 and the number of problems by group; none where every problem is a group of its own."""
        rates, members = self.rates("strict"), defaultdict(list)
        for name, rows in self.verdicts.items():
            members[str(rows[0].get("group", ""))].append(rates[name])
        if len(members) in (1, len(rates)):
            return {}
        return {group: (sum(values) / len(values), len(values)) for group, values in sorted(members.items())}

    def total(self, column: str) -> float:
        """The sum of a column of the samples."""
        return float(sum(row.get(column, 0) for row in self.samples))


def read(folder: Path) -> Run:
    """A run that has been judged.

    Raises:
        VerimentorError: it has not, or it is no run.
    """
    try:
        settings = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        rows, samples = (_rows(folder / name) for name in (VERDICTS, "samples.jsonl"))
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
    return Run(folder.name, settings, verdicts, samples)


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
