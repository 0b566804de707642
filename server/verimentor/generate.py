"""A description becomes a checked module: what editor, command line and evalbench share.

Rounds of samples from the student are cut to whole modules, compiled by Icarus together with the project's modules they
instantiate, simulated on stimuli made from their ports, and grouped by equal behaviour. What fulfils most of the
description's tables and examples wins, then the largest group; the result names every check it passed. Where nothing
compiles, the mentor's chain of rules, student and mentor tries to mend the best sample.
"""

import asyncio
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from verimentor.claims import unmet
from verimentor.cutting import cut as cut
from verimentor.errors import ToolMissing, VerimentorError
from verimentor.mending import Mentor, mend, promised
from verimentor.ports_in_words import DescribedInterface, interface_in, settle_kinds
from verimentor.retake import retake
from verimentor.student.prompt import ModulePrompt
from verimentor.student.runtime import Completion, Finish, Sampling, Student
from verimentor.verilog import agreement, icarus, oracle
from verimentor.verilog.problem import Severity
from verimentor.verilog.project import Project
from verimentor.verilog.source import parse

_PATH = "generated.v"  # where a module that is in no file yet is said to stand

_MAX_ROUNDS = 4  # four times eight answers of the shipped student take about four seconds on two cores

CUT_OFF = "cut off after the last good statement"  # missed by what guided decoding had to close

_Shape = tuple[str, str, int | None]  # a port's name, direction and width

Progress = Callable[[str, float], None]  # what is being done, and the share done in 0..1


@dataclass(frozen=True)
class Request:
    """What is asked for.

    `context` holds headers of modules worth knowing. Without a header, ports that the spec names completely become the
    header, unless `lock` is off. `samples` are drawn at a time, up to four times while none convinces, and slang reads
    along if they are `guided`; temperature 0 asks for one sample. `resample`: whether the student fills broken lines
    anew where nothing compiles; `mentor_rounds`: how often a mentor is asked then.
    """

    spec: str
    header: str | None = None
    context: str = ""
    samples: int = 8
    seed: int = 0
    temperature: float = 0.5
    max_tokens: int = 512
    lock: bool = True
    guided: bool = True
    resample: bool = True
    mentor_rounds: int = 3


@dataclass(frozen=True)
class Check:
    """One check of the chosen module, for the user's eyes."""

    name: str  # "interface", "compiled", "ports", "simulated", "oracle", "agreement", "repaired"
    passed: bool
    detail: str


@dataclass(frozen=True)
class Candidate:
    """One sample after cutting; `votes` is how many samples behave like it, 0 where it was not simulated."""

    text: str
    mean_logprob: float
    n_tokens: int
    errors: tuple[str, ...] = ()
    votes: int = 0
    missed: tuple[str, ...] = ()  # claims on the ports it does not keep, and inputs without effect
    held: oracle.Held = oracle.NOTHING  # what it fulfils of the description's tables and examples

    @property
    def convincing(self) -> bool:
        """Whether there is reason enough to stop asking.

        Its ports are as described, all rows of the description's tables hold, and they leave nothing open or another
        sample behaves like it.
        """
        return self.compiled and not self.missed and self.held.all and (self.votes > 1 or self.held.proves)

    @property
    def compiled(self) -> bool:
        """Whether Icarus took it without an error."""
        return not self.errors


@dataclass(frozen=True)
class Generated:
    """The chosen module, "" where nothing came of it, with its checks and all candidates, the chosen one first."""

    module: str
    checks: tuple[Check, ...]
    candidates: tuple[Candidate, ...]
    seconds: float

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
    student: Student,
    project: Project | None = None,
    on_progress: Progress | None = None,
    *,
    mentor: Mentor | None = None,
) -> Generated:
    """Sample, check and choose; `mentor` is asked where no sample compiles or fulfils the description's tables.

    Raises:
        VerimentorError: the spec is empty or the header is none.
        ModelError: the student cannot answer.
        ToolMissing: Icarus is not installed.
    """
    started = time.monotonic()
    tell = on_progress or (lambda what, share: None)
    request = checked(request)
    described = interface_in(request.spec) if request.lock and not request.header else None
    if described:
        request = replace(request, header=described.header)
    if icarus.find_iverilog() is None:  # said now, not after a minute of sampling
        raise ToolMissing("iverilog", icarus.ADVICE)
    answers: list[Candidate] = []
    candidates: list[Candidate] = []
    hopeless: set[str] = set()
    for round_number in range(_MAX_ROUNDS):
        share = round_number / _MAX_ROUNDS
        tell("asking the student", share)
        samples = await _samples(request, student, round_number, open_kinds=bool(described))
        answers += [_cut(sample, request, described) for sample in samples]
        tell("compiling and simulating", share + 0.6 / _MAX_ROUNDS)
        candidates = await asyncio.to_thread(compile_all, distinct(answers), request, project)
        broken = [each for each in candidates if each.text and not each.compiled and each.text not in hopeless]
        if request.guided and broken:
            anew = {each.text: await _said_anew(each, request, student, project) for each in broken}
            answers = [anew.get(answer.text, answer) for answer in answers]
            hopeless |= {each.text for each in anew.values()}
            candidates = await asyncio.to_thread(compile_all, distinct(answers), request, project)
        others = _others(candidates, project)
        candidates = await asyncio.to_thread(vote, candidates, others)
        candidates = await asyncio.to_thread(tried, candidates, request, others)
        if request.temperature <= 0 or (candidates and candidates[0].convincing):
            break
    chosen, checks = _choose(candidates, len(answers))
    best = next((candidate for candidate in candidates if candidate.text), None)
    if best is not None and not (best.compiled and (best.held.all or mentor is None)):
        tell("mending what is broken", 0.95)
        chosen, checks = await _mended(best, checks, request, student, project, mentor)
    if described:
        checks = (Check("interface", True, "interface taken from the description"), *checks)
    rest = tuple(candidate for candidate in candidates if candidate.text != chosen)
    first = tuple(candidate for candidate in candidates if candidate.text == chosen)
    tell("done", 1.0)
    return Generated(chosen, checks, first + rest, time.monotonic() - started)


def checked(request: Request) -> Request:
    """The request with a sound header and at least one sample.

    Raises:
        VerimentorError: the spec is empty or the header is none.
    """
    if not re.search(r"\w", request.spec):
        raise VerimentorError("The description is empty. Say in a sentence or two what the module does.")
    header = (request.header or "").strip()
    if header:
        module = next(iter(parse(header + "\nendmodule\n").modules), None)
        if module is None or not module.name or module.header_span.end != len(header) or not header.endswith(";"):
            raise VerimentorError("The header must be a whole module header, from `module` to the `;` after its ports.")
    return replace(request, header=header or None, samples=max(1, request.samples))


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Every text once with the times it came as votes to be, best likelihood first; empty ones last."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.text)
        times = (known.votes if known else 0) + 1
        best[candidate.text] = replace(known or candidate, votes=times)
    return sorted(best.values(), key=lambda c: (bool(c.text), c.mean_logprob), reverse=True)


def vote(candidates: Sequence[Candidate], others: Mapping[str, str]) -> list[Candidate]:
    """Candidates with the votes of their behaviour; broken ones last.

    Those that simulate come first, then those that keep what the description claims of the ports, then the most votes,
    then the likeliest.
    Modules with different ports cannot behave alike, so that every interface is simulated on its own; their names do
    not matter. On entry `votes`
    counts how often the same text was sampled.
    """
    alike: dict[frozenset[_Shape], list[tuple[str, Candidate]]] = {}
    for candidate in candidates:
        if candidate.compiled:
            name, shapes = _interface(candidate.text)
            alike.setdefault(shapes, []).append((name, candidate))
    voted: list[Candidate] = []
    for named in alike.values():
        tops, sound = [name or None for name, _ in named], [candidate for _, candidate in named]
        texts = ["\n".join([candidate.text, *others.values()]) for candidate in sound]
        votes = dict.fromkeys(range(len(sound)), 0)
        idle: dict[int, tuple[str, ...]] = {}
        for group in agreement.group_by_behaviour(texts, tops):
            votes |= dict.fromkeys(group, sum(sound[index].votes for index in group))
            idle |= dict.fromkeys(group, _idle_inputs(texts[group[0]], tops[group[0]]))
        voted += [
            replace(candidate, votes=votes[index], missed=candidate.missed + idle.get(index, ()))
            for index, candidate in enumerate(sound)
        ]
    voted.sort(key=lambda c: (c.votes > 0, not c.missed, c.votes, c.mean_logprob), reverse=True)
    return voted + [replace(candidate, votes=0) for candidate in candidates if not candidate.compiled]


def tried(candidates: Sequence[Candidate], request: Request, others: Mapping[str, str]) -> list[Candidate]:
    """Candidates with what they fulfil of the description's tables and examples; more of it ranks before more votes.

    Those with other ports than described are not tried. Where all rows hold, an input may be without effect.
    """
    fitting = [each for each in candidates if each.compiled and not _missed(each.text, request)]
    judged = dict(zip(fitting, oracle.judge(request.spec, [each.text for each in fitting], others), strict=True))
    held = [replace(candidate, held=judged.get(candidate, oracle.NOTHING)) for candidate in candidates]
    held = [replace(each, missed=()) if each.held.parts and each.held.all else each for each in held]
    return sorted(held, key=lambda c: (c.votes > 0, c.held.share), reverse=True)


async def _samples(
    request: Request, student: Student, round_number: int, *, open_kinds: bool = False
) -> list[Completion]:
    """One round of samples, all from one reading of the prompt; the first one of all is the likeliest answer.

    `open_kinds`: `settle_kinds` will choose between wire and reg, so that guiding must not.
    """
    prompt = _prompt(request)
    tolerated = ("assign-to-net",) if open_kinds else ()
    sampling = Sampling(request.max_tokens, seed=request.seed, guided=request.guided, tolerated=tolerated)
    likeliest = await student.sample(prompt, sampling, 1) if round_number == 0 else []
    if request.temperature <= 0:
        return likeliest
    drawn = replace(sampling, temperature=request.temperature, seed=request.seed + 1000 * round_number)
    return likeliest + await student.sample(prompt, drawn, request.samples - len(likeliest))


def _prompt(request: Request) -> ModulePrompt:
    # The header ends with its line break: in training, the break after `);` is one token with it.
    return ModulePrompt(request.spec, f"{request.header}\n" if request.header else "", request.context)


async def _said_anew(broken: Candidate, request: Request, student: Student, project: Project | None) -> Candidate:
    """What becomes of an answer that Icarus refuses; the same text where the student knows no better."""
    sampling = Sampling(request.max_tokens, request.temperature, seed=request.seed, guided=True)
    taken = await retake(broken.text, _prompt(request), sampling, student, project)
    n_tokens = broken.n_tokens + taken.n_spent
    return replace(broken, text=taken.text, n_tokens=n_tokens, errors=(), missed=(), votes=0)


def _cut(sample: Completion, request: Request, described: DescribedInterface | None) -> Candidate:
    text = cut(sample.text, request.header)
    if described:
        text = settle_kinds(text, described)
    errors: tuple[str, ...] = ()
    if not text:
        unfinished = sample.finish is Finish.LENGTH
        errors = ("the answer did not end in time" if unfinished else "the answer holds no whole module",)
    missed = (CUT_OFF,) if sample.finish is Finish.CLOSED else ()
    return Candidate(text, sample.mean_logprob, sample.n_spent, errors, missed=missed)


def compile_all(candidates: Sequence[Candidate], request: Request, project: Project | None) -> list[Candidate]:
    """Candidates with the errors of those that Icarus does not take, and what they miss of the description."""
    return [
        replace(
            candidate,
            errors=_errors(candidate.text, project),
            missed=candidate.missed + _missed(candidate.text, request),
        )
        if candidate.text
        else candidate
        for candidate in candidates
    ]


def _missed(text: str, request: Request) -> tuple[str, ...]:
    """The description's claims that the ports do not keep; a header that was given is right as it is."""
    modules = () if request.header else parse(text).modules
    return unmet(request.spec, modules[0]) if modules else ()


def _errors(text: str, project: Project | None) -> tuple[str, ...]:
    compiled = icarus.compile_text(text, others=_needed(text, project))
    found = [problem.message for problem in compiled.problems if problem.severity is Severity.ERROR]
    if not compiled.ok and not found:  # it gave up
        found = [problem.message for problem in compiled.problems] or ["Icarus gave no verdict"]
    return tuple(found)


def _others(candidates: Sequence[Candidate], project: Project | None) -> dict[str, str]:
    """The project's files that any sound candidate needs."""
    needed: dict[str, str] = {}
    for candidate in candidates:
        if candidate.compiled:
            needed |= _needed(candidate.text, project)
    return needed


def _needed(text: str, project: Project | None) -> dict[str, str]:
    """The project's texts that define what `text` instantiates and does not define itself."""
    return dict(project.others_for(_PATH, text)) if project else {}


def _idle_inputs(text: str, top: str | None) -> tuple[str, ...]:
    """What to say of inputs that never make a difference and outputs that never move: nobody asks for such ports."""
    trace = agreement.simulate(text, top).trace
    if trace is None or not trace.interface.driven:
        return ()
    if trace.constant:
        return ("its outputs never change",)
    return tuple(f"{name} has no effect" for name in trace.idle_inputs)


def _interface(text: str) -> tuple[str, frozenset[_Shape]]:
    """The module asked for, the first one, and its ports, places left aside."""
    modules = parse(text).modules
    if not modules:
        return "", frozenset()
    return modules[0].name, frozenset((port.name, port.direction, port.width) for port in modules[0].ports)


def _choose(candidates: Sequence[Candidate], n_samples: int) -> tuple[str, tuple[Check, ...]]:
    best = candidates[0] if candidates else None
    if best is not None and best.compiled:
        checks = [Check("compiled", True, "compiled")]
        if best.missed:
            checks += [Check("ports", False, f"not as described: {', '.join(best.missed)}")]
        if best.votes:
            checks += [Check("simulated", True, "simulated")]
            checks += [Check("oracle", fine, said) for said, fine in best.held.evidence]
            if n_samples > 1:
                # On published samples fewer than half agreeing meant right in 13-41 % of cases: say so.
                likely = 2 * best.votes >= n_samples or best.held.proves
                agree = f"{best.votes} of {n_samples} agree{'' if likely else ': a guess'}"
                checks += [Check("agreement", likely, agree)]
        else:
            checks += [Check("simulated", False, "not confirmed by simulation")]
        return best.text, tuple(checks)
    reason = best.errors[0] if best and best.errors else "the student gave no answer"
    return "", (Check("compiled", False, f"no module came: {reason}"),)


async def _mended(
    best: Candidate,
    checks: tuple[Check, ...],
    request: Request,
    student: Student,
    project: Project | None,
    mentor: Mentor | None,
) -> tuple[str, tuple[Check, ...]]:
    """The best sample after rules, student and mentor: only the mentor is asked about one that compiles."""
    judge = promised(request.spec, _needed(best.text, project))
    filler = student if request.resample and not best.compiled else None
    fixed = await mend(
        best.text,
        _PATH,
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
    (held,) = await asyncio.to_thread(oracle.judge, request.spec, [fixed.text], _needed(fixed.text, project))
    rows = tuple(Check("oracle", fine, said) for said, fine in held.evidence)
    return fixed.text, (*steps, Check("compiled", True, "compiled"), *rows)
