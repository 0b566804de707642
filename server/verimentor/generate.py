"""A description becomes a checked module: what editor, command line and evalbench share.

A table, map or diagram that leaves nothing open is written out. Else rounds of samples from the student are cut to
whole modules, compiled by Icarus together with the project's modules they instantiate, simulated on stimuli made from
their ports, and grouped by equal behaviour. What fulfils most of the description's tables and examples wins, then the
largest group; the result names every check it passed. Where nothing compiles, the mentor's chain of rules, student and
mentor tries to mend the best sample.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verimentor.account import Account, Step
from verimentor.candidates import PATH, needed
from verimentor.candidates import Candidate as Candidate
from verimentor.cutting import cut as cut
from verimentor.errors import ToolMissing
from verimentor.mending import Mentor, mend, promised
from verimentor.ports_in_figures import interface_in_figure
from verimentor.ports_in_words import DescribedInterface, interface_in
from verimentor.request import Request as Request
from verimentor.request import checked
from verimentor.rounds import Progress, Rounds
from verimentor.student.runtime import Student
from verimentor.subject import speaks_of_hardware
from verimentor.verilog import icarus, oracle
from verimentor.verilog.problem import Severity
from verimentor.verilog.project import Project


@dataclass(frozen=True)
class Check:
    """One check of the chosen module, for the user's eyes."""

    name: str  # "interface", "derived", "assumed", "compiled", "ports", "simulated", "oracle", "agreement", ...
    passed: bool
    detail: str


@dataclass(frozen=True)
class Generated:
    """The chosen module, "" where nothing came of it, with its checks and all candidates, the chosen one first.

    `steps` tell what every part of the loop did on the way.
    """

    module: str
    checks: tuple[Check, ...]
    candidates: tuple[Candidate, ...]
    seconds: float
    steps: tuple[Step, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the module compiles."""
        return any(check.name == "compiled" and check.passed for check in self.checks)

    @property
    def evidence(self) -> str:
        """The checks in one line: "compiled, simulated, 7 of 8 agree"."""
        return ", ".join(check.detail for check in self.checks)


async def generate(
    request: Request,
    student: Student | None,
    project: Project | None = None,
    on_progress: Progress | None = None,
    *,
    mentor: Mentor | None = None,
) -> Generated:
    """Sample, check and choose; `mentor` is asked where no sample compiles or fulfils the description's tables.

    Without a student only what the description says completely becomes a module.

    Raises:
        VerimentorError: the spec is empty or the header is none.
        ModelError: the student cannot answer, or there is none to ask.
        ToolMissing: Icarus is not installed.
    """
    started = time.monotonic()
    request = checked(request)
    described = None
    if request.lock and not request.header:
        described = interface_in(request.spec) or interface_in_figure(request.spec)
    if icarus.find_iverilog() is None:  # said now, not after a minute of sampling
        raise ToolMissing("iverilog", icarus.ADVICE)
    account = Account()
    account.note("interface lock", _locked(request, described))
    if described:
        request = replace(request, header=described.header)
    loop = Rounds(request, student, project, on_progress or (lambda what, share: None), account, described)
    candidates = await loop.run()
    chosen, checks = _choose(candidates, loop.n_answers, ports_told=request.header is not None)
    best = next((candidate for candidate in candidates if candidate.text), None)
    if best is not None and not (best.compiled and (best.held.all or mentor is None)):
        loop.tell("mending what is broken", 0.95)
        with account.during("mentor"):
            chosen, checks = await _mended(best, checks, request, student, project, mentor)
    steps = [check.detail for check in checks if check.name == "repaired"]
    account.note("mentor", ", ".join(steps) or "not asked: there was nothing to mend")
    if not request.header and not speaks_of_hardware(request.spec):
        checks = (*checks, Check("description", False, "the description speaks of no circuit: what came is invented"))
    if described:
        checks = (Check("interface", True, "interface taken from the description"), *checks)
    rest = tuple(candidate for candidate in candidates if candidate.text != chosen)
    first = tuple(candidate for candidate in candidates if candidate.text == chosen)
    loop.tell("done", 1.0)
    return Generated(chosen, checks, first + rest, time.monotonic() - started, account.steps)


def _locked(request: Request, described: DescribedInterface | None) -> str:
    if request.header:
        return "the header was given; it was not sampled"
    if described:
        return "the description names the module and every port; the header was not sampled"
    return "off" if not request.lock else "none: the description leaves ports open, and the student chose them"


def _choose(candidates: Sequence[Candidate], n_samples: int, *, ports_told: bool) -> tuple[str, tuple[Check, ...]]:
    best = candidates[0] if candidates else None
    if best is not None and best.compiled:
        checks = [*_derived(best, ports_told=ports_told), Check("compiled", True, "compiled")]
        if best.missed:
            checks += [Check("ports", False, f"not as described: {', '.join(best.missed)}")]
        if best.votes:
            checks += [Check("simulated", True, "simulated")]
            checks += [Check("oracle", fine, said) for said, fine in best.held.evidence]
            if n_samples > 1 and not best.derivation:
                # On published samples fewer than half agreeing meant right in 13-41 % of cases: say so.
                likely = 2 * best.votes >= n_samples or best.held.proves
                agree = f"{best.votes} of {n_samples} agree{'' if likely else ': a guess'}"
                checks += [Check("agreement", likely, agree)]
        else:
            checks += [Check("simulated", False, "not confirmed by simulation")]
        return best.text, tuple(checks)
    reason = best.errors[0] if best and best.errors else "the student gave no answer"
    return "", (Check("compiled", False, f"no module came: {reason}"),)


def _derived(best: Candidate, *, ports_told: bool) -> list[Check]:
    """That a module was not guessed, and what it took for granted."""
    if best.derivation is None:
        return []
    assumptions = [*([] if ports_told else ["the ports, which the student chose"]), *best.derivation.assumptions]
    assumed = [Check("assumed", False, f"assumed: {said}") for said in assumptions]
    return [Check("derived", True, f"written out from your {best.derivation.source}"), *assumed]


async def _mended(
    best: Candidate,
    checks: tuple[Check, ...],
    request: Request,
    student: Student | None,
    project: Project | None,
    mentor: Mentor | None,
) -> tuple[str, tuple[Check, ...]]:
    """The best sample after rules, student and mentor: only the mentor is asked about one that compiles."""
    judge = promised(request.spec, needed(best.text, project))
    filler = student if request.resample and not best.compiled else None
    fixed = await mend(
        best.text,
        PATH,
        project,
        student=filler,
        mentor=mentor,
        rounds=request.mentor_rounds,
        judge=judge,
        spec=request.spec,
    )
    steps = tuple(Check("repaired", helped, said) for said, helped in fixed.evidence)
    if fixed.text == best.text and best.compiled:
        return best.text, (*checks, *steps)
    if fixed.errors_after:
        first = next(problem for problem in fixed.after if problem.severity is Severity.ERROR)
        return fixed.text, (*steps, Check("compiled", False, f"does not compile: {first.message}"))
    (held,) = await asyncio.to_thread(oracle.judge, request.spec, [fixed.text], needed(fixed.text, project))
    rows = tuple(Check("oracle", fine, said) for said, fine in held.evidence)
    return fixed.text, (*steps, Check("compiled", True, "compiled"), *rows)
