"""How good an answer is beside its reference: one score for the ranking loss, DPO, GRPO and pass@1.

| | "paper" (ITERTL) | "simulation" |
|---|---|---|
| more than one module | -1 | -1 |
| not accepted | 0, by Pyverilog | 0, by Icarus; so is a module that leaves an output undriven |
| accepted | ROUGE-L against the reference, 0..1 | 0.3 + 0.4 x the share of cycles equal |
| equivalent in all cycles | | 1 |

What the paper gives to an answer with a syntax error is unpublished; 0 is our choice, ROUGE-L's own worst. The steps
of "simulation" are further apart than ITERTL's beta, so that a better class always makes a pair.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from verimentor.errors import VerimentorError
from verimentor.verilog import icarus, sandbox
from verimentor.verilog.interface import Interface
from verimentor.verilog.renaming import declared_modules
from verimentor.verilog.sandbox import Ending, Limits
from verimentor.verilog.simulation import Job, read_interface, simulate_all
from verimentor.verilog.stimuli import stimulate
from verimentor.verilog.testbench import Trace

SEVERAL_MODULES = -1.0
REJECTED = 0.0
COMPILES = 0.3
ALMOST = 0.7  # every cycle but one
EQUIVALENT = 1.0
_CYCLES = 200  # half of what a final judgement takes: a score is asked for thousands of answers a round

Score: TypeAlias = Callable[[Sequence[tuple[str, str]]], list[float]]  # of (reference, answer) pairs

# Pyverilog reads what a model wrote, so it runs in the sandbox, in a process and a folder of its own (two in one folder
# disturb each other's tables). It says how far it came, so that one text which hangs costs only itself.
_PYVERILOG = """
import json, sys
from pyverilog.vparser.parser import VerilogParser
parser = VerilogParser(outputdir=".", debug=False)
for text in json.load(open("texts.json", encoding="utf-8")):
    try:
        parser.parse(text)
        print("accepted", flush=True)
    except Exception:
        print("rejected", flush=True)
"""
_PYVERILOG_LIMITS = Limits(wall_s=120.0, cpu_s=60)
_WORD = re.compile(r"[a-z0-9]+")  # the words of the `rouge_score` package


def named(name: str) -> Score:
    """The score of that name.

    Raises:
        VerimentorError: there is none.
    """
    scores: dict[str, Score] = {"paper": paper, "simulation": simulation}
    if name not in scores:
        raise VerimentorError(f"There is no score '{name}'; there are {', '.join(scores)}.")
    return scores[name]


def paper(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """ITERTL's score: Pyverilog's syntax check, then ROUGE-L against the reference."""
    accepted = parses([answer for _, answer in pairs])
    return [
        SEVERAL_MODULES if n_modules(answer) > 1 else rouge_l(reference, answer) if good else REJECTED
        for (reference, answer), good in zip(pairs, accepted, strict=True)
    ]


def simulation(pairs: Sequence[tuple[str, str]], *, cycles: int = _CYCLES) -> list[float]:
    """Lexicographic: one module, compiles and drives its outputs, cycles equal to the reference's, all of them.

    Answers to a reference that cannot be simulated itself score 0; whoever uses the score drops such references.
    """
    scores = [SEVERAL_MODULES if n_modules(answer) > 1 else REJECTED for _, answer in pairs]
    jobs: dict[int, tuple[Job, Job]] = {}
    for index, (reference, answer) in enumerate(pairs):
        if n_modules(answer) != 1:
            continue
        expected, found = read_interface(reference), read_interface(answer)
        if isinstance(expected, str):
            continue
        if isinstance(found, Interface) and not expected.difference(found):
            stimuli = stimulate(expected, cycles=cycles)
            jobs[index] = Job(reference, expected, stimuli), Job(answer, replace(expected, name=found.name), stimuli)
        elif isinstance(found, Interface) and icarus.compile_text(answer).ok:  # a module, of other ports
            alone = simulate_all([Job(answer, found, stimulate(found, cycles=cycles))])[0]
            scores[index] = COMPILES if alone.trace and drives_all_outputs(alone.trace) else REJECTED
    unique = list(dict.fromkeys(job for both in jobs.values() for job in both))
    simulations = dict(zip(unique, simulate_all(unique), strict=True))
    for index, (reference_job, answer_job) in jobs.items():
        truth, made = simulations[reference_job].trace, simulations[answer_job].trace
        if truth is None or truth.all_unknown or made is None:
            continue
        if drives_all_outputs(made, like=truth):
            scores[index] = _graded(truth, made)
    return scores


def _graded(truth: Trace, made: Trace) -> float:
    equal = [_agrees(expected, found) for expected, found in zip(truth.rows, made.rows, strict=True)]
    if all(equal):
        return EQUIVALENT
    return COMPILES + (ALMOST - COMPILES) * sum(equal) / len(equal)


def _agrees(expected: str, found: str) -> bool:
    """Whether a row is as expected; what the reference leaves unknown does not matter."""
    return expected == found or all(a not in "01" or a == b for a, b in zip(expected, found, strict=True))


def drives_all_outputs(trace: Trace, like: Trace | None = None) -> bool:
    """Whether each output bit was 0 or 1 at some time; bits never known in `like` need not.

    An empty body compiles, and a score that paid for compiling alone would teach to write empty bodies.
    """
    n_bits = len(trace.rows[0]) if trace.rows else 0
    known = [any(row[bit] in "01" for row in trace.rows) for bit in range(n_bits)]
    wanted = [like is None or any(row[bit] in "01" for row in like.rows) for bit in range(n_bits)]
    return bool(n_bits) and all(k or not w for k, w in zip(known, wanted, strict=True))


def n_modules(text: str) -> int:
    """How many modules a text declares."""
    return len(declared_modules(text))


def rouge_l(reference: str, answer: str) -> float:
    """ROUGE-L's F-measure over words: from their longest common subsequence."""
    expected, found = _WORD.findall(reference.lower()), _WORD.findall(answer.lower())
    if not expected or not found:
        return 0.0
    common = longest_common_subsequence(expected, found)
    return 2 * common / (len(expected) + len(found))


def longest_common_subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    """Its length, by Hyyrö's bit-parallel recurrence: a row of the table is one integer."""
    places: dict[str, int] = {}
    for index, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << index
    everything = (1 << len(a)) - 1
    row = everything
    for word in b:
        matches = row & places.get(word, 0)
        row = ((row + matches) | (row - matches)) & everything
    return len(a) - row.bit_count()


def parses(texts: Sequence[str]) -> list[bool]:
    """Whether Pyverilog's grammar (Verilog-2001) accepts each text."""
    verdicts: list[bool] = []
    while len(verdicts) < len(texts):
        said = _parse(texts[len(verdicts) :])
        verdicts += said
        if len(verdicts) < len(texts):
            verdicts.append(False)  # the one it did not come back from
    return verdicts


def _parse(texts: Sequence[str]) -> list[bool]:
    """The verdicts until all are there or one text ends the parser."""
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps(list(texts)), encoding="utf-8")
        (folder / "parse.py").write_text(_PYVERILOG, encoding="utf-8")
        outcome = sandbox.run(
            [sys.executable, "parse.py"], folder=folder, readable=[Path(sys.base_prefix)], limits=_PYVERILOG_LIMITS
        )
    said = [line == "accepted" for line in outcome.stdout.splitlines() if line in ("accepted", "rejected")]
    if not said and outcome.ending is Ending.FINISHED:
        raise VerimentorError(f"Pyverilog does not run: {outcome.stderr.strip()[-500:]}")
    return said
