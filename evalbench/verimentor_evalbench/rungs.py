"""What every rung of choosing picks among the stored samples of one problem, without a look at the testbench.

The choosing is the product's own, `verimentor.candidates` and `verimentor.mending`, one step at a time.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from verimentor.candidates import CUT_OFF, Candidate, compile_all, distinct, tried, vote
from verimentor.cutting import cut
from verimentor.mending import mend, promised
from verimentor.ports_in_words import interface_in
from verimentor.request import Request
from verimentor.student.protocol import Finish
from verimentor.verilog.derivation import derive
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.processor import spent_s
from verimentor_evalbench.samples import design_of

FILTER, VOTE, ORACLES, RULES, DERIVED = "compile filter", "vote", "oracles", "rules", "derivation"

_PATH = "answer.v"  # where the module to be mended is said to stand


@dataclass(frozen=True)
class Pick:
    """The answer a rung chose, from how many samples, and the processor seconds of all choosing up to it."""

    text: str
    n_samples: int
    cpu_seconds: float


def climb(problem: Problem, samples: Sequence[Mapping[str, Any]]) -> dict[str, Pick]:
    """The picks of the five rungs among rows of `samples.jsonl`, at least one.

    Compile filter: the first sample that compiles. Vote: what drives its outputs, then the largest group of equal
    behaviour. Oracles: what fulfils most of the description's tables and examples, then the vote. Rules: where nothing
    compiles, the likeliest sample as the rules mend it. Derivation: what the description's tables say outright, no
    sample at all. Where a rung finds nothing the first sample stands.

    The processor time is this process's, which must look at one problem at a time and `adopt` (`processor`).
    """
    request = _request(problem, samples)
    designs = [design_of(problem, row["completion"]) for row in samples]
    candidates = [_candidate(design, row) for design, row in zip(designs, samples, strict=True)]
    begun, compiled = spent_s(), dict[str, Candidate]()
    picks: dict[str, Pick] = {}

    def pick(rung: str, text: str, n_samples: int = len(samples)) -> None:
        picks[rung] = Pick(text, n_samples, round(spent_s() - begun, 3))

    def after_compiling(candidate: Candidate) -> Candidate:
        if candidate.text not in compiled:
            (compiled[candidate.text],) = compile_all([candidate], request, None)
        return compiled[candidate.text]

    first = next((place for place, each in enumerate(candidates) if after_compiling(each).compiled), None)
    pick(FILTER, designs[first or 0], len(samples) if first is None else first + 1)
    ranked = vote([replace(after_compiling(each), votes=each.votes) for each in distinct(candidates)], {})
    pick(VOTE, _best(ranked, designs[0]))
    ranked = tried(ranked, request, {})
    pick(ORACLES, _best(ranked, designs[0]))
    pick(RULES, _mended(ranked, request) or picks[ORACLES].text)
    derived = derive(request.spec, request.header) if request.header else None
    pick(DERIVED, derived.text if derived else picks[RULES].text)
    return picks


def climb_as_rows(problem: Problem, samples: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same for a journal."""
    return {rung: asdict(pick) for rung, pick in climb(problem, samples).items()}


def n_tokens(sample: Mapping[str, Any]) -> int:
    """What a sample cost in tokens, those that guiding took back included."""
    return int(sample.get("n_spent", sample.get("n_tokens", 0)))


def _request(problem: Problem, samples: Sequence[Mapping[str, Any]]) -> Request:
    """What the product would have been asked; a header that was locked counts as given, as it does there."""
    locked = any(row.get("interface") == "described" for row in samples)
    described = interface_in(problem.description) if locked else None
    return Request(problem.description, problem.header or (described.header if described else None))


def _candidate(design: str, row: Mapping[str, Any]) -> Candidate:
    text = cut(design)
    errors = () if text else ("the answer holds no whole module",)
    missed = (CUT_OFF,) if row.get("finish") == Finish.CLOSED else ()
    return Candidate(text, float(row.get("mean_logprob", 0.0)), n_tokens(row), errors, missed=missed)


def _best(ranked: Sequence[Candidate], otherwise: str) -> str:
    return ranked[0].text if ranked[0].compiled else otherwise


def _mended(ranked: Sequence[Candidate], request: Request) -> str:
    """The best sample after the rules; "" where there is nothing to mend."""
    best = next((each for each in ranked if each.text), None)
    if best is None or best.compiled:
        return ""
    return asyncio.run(mend(best.text, _PATH, judge=promised(request.spec), spec=request.spec)).text
