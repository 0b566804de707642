"""Samples: rows of `{task_id, completion}`, and the designs that their completions stand for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verimentor.cutting import cut
from verimentor.errors import VerimentorError
from verimentor.verilog.renaming import declared_modules
from verimentor_evalbench.problem import Problem

SETTINGS, SAMPLES = "run.json", "samples.jsonl"  # of a run's folder, as are the next
VERDICTS, JUDGING, JUDGED = "verdicts.jsonl", "judging.json", "judged.jsonl"

_MARKED = re.compile(r"\[BEGIN\](.*?)\[DONE\]", re.DOTALL)  # how VerilogEval v2 asks for code
_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)


def design_of(problem: Problem, completion: str) -> str:
    """The modules of an answer, after the header where one was given and the answer does not repeat it.

    An answer without a whole module is left as it is: the compiler says what is wrong with it.
    """
    marked = _MARKED.search(completion)
    stretches = [marked[1]] if marked else _FENCE.split(completion)  # what stands in a fence, or around it
    completion = next((stretch for stretch in stretches if "endmodule" in stretch), completion).strip("\n")
    return cut(completion, _missing_header(problem, completion)) or raw_design_of(problem, completion)


def raw_design_of(problem: Problem, completion: str) -> str:
    """The same with nothing cut: what VerilogEval v1 compiles, which trusts answers to end where the module does."""
    header = _missing_header(problem, completion)
    return f"{header}\n{completion}" if header else completion


def _missing_header(problem: Problem, completion: str) -> str | None:
    return None if problem.top in declared_modules(completion) else problem.header or None


def set_of(path: Path) -> str:
    """The set of problems that a run's `run.json` names.

    Raises:
        VerimentorError: it names none.
    """
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["problems"])
    except (OSError, ValueError, KeyError):
        raise VerimentorError(
            f"{path} does not say which problems were asked. Name them with --problems SET."
        ) from None


def read_samples(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of samples.

    Raises:
        VerimentorError: one is none; the message names its line.
    """
    # Not splitlines(): published completions hold characters that it takes for line breaks.
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("task_id", "completion")):
            raise VerimentorError(f"{path}:{number}: not a sample. Each line must be {{task_id, completion}}.")
        yield row
