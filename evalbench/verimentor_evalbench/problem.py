"""A problem: what is asked, and how an answer is judged."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.verilog.source import parse

HEADER = re.compile(r"^[ \t]*module\b", re.MULTILINE)


class Judge(StrEnum):
    """Whose rule says that a simulation passed."""

    COUNT = "count"  # ours: it compiles, and counts no mismatch in at least one sample
    VERILOG_EVAL_1 = "verilog-eval-1"  # no word on stderr, a warning neither, and no mismatch
    VERILOG_EVAL_2 = "verilog-eval-2"  # the first decisive line of the log
    RTLLM = "rtllm"  # "pass" or "Pass" in the output


@dataclass(frozen=True)
class Problem:
    """One question with its judge.

    `header` ends with the `;` of the port list, and is "" where the question does not give it; `reference` is a text
    that should pass. `testbench` stands alone and prints the line that `judge` reads, by default "Mismatches: M in N
    samples". `group` is the family, the shape or the voice; of a benchmark's problem it is the name under which the
    same task stands in its other sets.
    """

    id: str
    group: str
    description: str
    header: str
    reference: str
    testbench: str
    names_ports: bool  # whether the description says every port's name
    benchmark: str = ""  # the set's name
    module: str = ""  # the name asked for, where no header says it
    judge: Judge = Judge.COUNT
    files: Mapping[str, str] = field(default_factory=dict)  # what the testbench reads from its folder

    @property
    def top(self) -> str:
        """The name that the module must have."""
        if self.module:
            return self.module
        found = re.search(r"\bmodule\s+(\w+)", self.header or self.reference)
        return found[1] if found else ""

    def as_row(self) -> dict[str, Any]:
        """The problem for a JSONL file, without what has its default."""
        needed = {item.name for item in fields(self)[:7]}
        unsaid: tuple[Any, ...] = ("", {}, Judge.COUNT)
        return {key: value for key, value in asdict(self).items() if key in needed or value not in unsaid}

    @classmethod
    def from_row(cls, row: Mapping[str, Any], place: str) -> "Problem":
        """The problem of a row.

        Raises:
            VerimentorError: a field is missing or unknown; the message begins with `place`.
        """
        known = {item.name for item in fields(cls)}
        needed = [item.name for item in fields(cls)[:7]]
        if missing := [name for name in needed if name not in row]:
            raise VerimentorError(f"{place}: the problem lacks {', '.join(missing)}.")
        if unknown := sorted(set(row) - known):
            raise VerimentorError(f"{place}: a problem has no {', '.join(unknown)}; it has {', '.join(known)}.")
        try:
            return cls(**{**row, "judge": Judge(row.get("judge", Judge.COUNT))})
        except ValueError as problem:
            raise VerimentorError(f"{place}: {problem}; judges are {', '.join(Judge)}.") from None


def says_every_port(description: str, reference: str, top: str) -> bool:
    """Whether a description names every port of the module `top` of a text."""
    module = next((module for module in parse(reference).modules if module.name == top), None)
    names = [port.name for port in module.ports] if module else []
    return all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", description) for name in names)
