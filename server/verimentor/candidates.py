"""Answers as candidates: each text once, compiled, simulated, grouped by behaviour, tried on tables and examples."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count

from verimentor.account import Account
from verimentor.claims import unmet
from verimentor.request import Request
from verimentor.verilog import agreement, area, icarus, oracle
from verimentor.verilog.derivation import Derivation
from verimentor.verilog.namesake import TOP, Namesake, namesake
from verimentor.verilog.problem import Severity
from verimentor.verilog.project import Project
from verimentor.verilog.sandbox import Limits
from verimentor.verilog.source import parse
from verimentor.verilog.testbench import Trace

PATH = "generated.v"  # where a module that is in no file yet is said to stand
CUT_OFF = "cut off after the last good statement"  # missed by what guided decoding had to close

# Over an answer of 100 tokens, less than e times as likely: as good as equal.
_TIE = 0.01
_MOST_TIED = 4
_AREA_LIMITS = Limits(wall_s=2.0, cpu_s=2)  # a module of 30 lines takes 0.3 s; what takes long decides nothing

_Shape = tuple[str, str, int | None]  # a port's name, direction and width


@dataclass(frozen=True)
class Candidate:
    """One sample after cutting; `votes` is how many samples behave like it, 0 where it was not simulated.

    One with a `derivation` is no sample: it follows from the description, and is as likely as can be.
    """

    text: str
    mean_logprob: float
    n_tokens: int
    errors: tuple[str, ...] = ()
    votes: int = 0
    missed: tuple[str, ...] = ()  # claims on the ports it does not keep, and inputs without effect
    held: oracle.Held = oracle.NOTHING  # what it fulfils of the description's tables and examples
    derivation: Derivation | None = None
    behaviour: int | None = None  # the same number for those that behave alike, None where it was not simulated

    @property
    def convincing(self) -> bool:
        """Whether there is reason enough to stop asking.

        Its ports are as described, all rows of the description's tables hold, and it follows from them, they leave
        nothing open, or another sample behaves like it.
        """
        reason = self.votes > 1 or self.held.proves or self.derivation
        return self.compiled and not self.missed and self.held.all and bool(reason)

    @property
    def compiled(self) -> bool:
        """Whether Icarus took it without an error."""
        return not self.errors


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Every text once with the times it came as votes to be, best likelihood first; empty ones last."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.text)
        times = (known.votes if known else 0) + 1
        best[candidate.text] = replace(known or candidate, votes=times)
    return sorted(best.values(), key=lambda c: (bool(c.text), c.mean_logprob), reverse=True)


def compile_all(candidates: Sequence[Candidate], request: Request, project: Project | None) -> list[Candidate]:
    """Candidates with the errors of those that Icarus does not take, and what they miss of the description."""

    def compiled(candidate: Candidate) -> Candidate:
        if not candidate.text:
            return candidate
        missed = candidate.missed + _missed(candidate.text, request)
        return replace(candidate, errors=_errors(candidate.text, project), missed=missed)

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # which only wait for Icarus
        return list(threads.map(compiled, candidates))


def vote(candidates: Sequence[Candidate], others: Mapping[str, str]) -> list[Candidate]:
    """Candidates with the votes of their behaviour; broken ones last.

    Those that simulate come first, then those that keep what the description claims of the ports, then the most votes,
    then the behaviour with the likeliest answer. Of answers that behave alike the one that is likeliest as a whole
    comes first: token by token, an answer that repeats itself is likelier than a plain one. Modules with other
    ports cannot behave alike, so that every kind of interface is simulated on its own; names do not matter. On entry
    `votes` counts how often the same text was sampled.
    """
    voted: list[tuple[float, Candidate]] = []  # with the best likelihood of its behaviour
    numbers = count(1)
    for peers in _peers([candidate for candidate in candidates if candidate.compiled]):
        sound = peers.candidates
        best = [candidate.mean_logprob for candidate in sound]
        found = [replace(candidate, votes=0) for candidate in sound]
        texts = ["\n".join([text, *others.values()]) for text in peers.texts]
        for number, group in zip(numbers, agreement.behaviours(texts, peers.tops), strict=False):
            votes = sum(sound[index].votes for index in group.members)
            for index in group.members:
                missed = sound[index].missed + _idle(group.trace, peers.names[index])
                found[index] = replace(sound[index], votes=votes, missed=missed, behaviour=number)
                best[index] = max(sound[each].mean_logprob for each in group.members)
        voted += zip(best, found, strict=True)

    def rank(each: tuple[float, Candidate]) -> tuple[bool, bool, int, float, float]:
        best, candidate = each
        as_a_whole = candidate.mean_logprob * len(candidate.text)  # a token is as long in one answer as in another
        return candidate.votes > 0, not candidate.missed, candidate.votes, best, as_a_whole

    voted.sort(key=rank, reverse=True)
    broken = [replace(candidate, votes=0) for candidate in candidates if not candidate.compiled]
    return [candidate for _, candidate in voted] + broken


def tried(candidates: Sequence[Candidate], request: Request, others: Mapping[str, str]) -> list[Candidate]:
    """Candidates with what they fulfil of the description's tables and examples; more of it ranks before more votes.

    Of those that fulfil as much the derived one comes first. Those with other ports than described are not tried. Where
    all rows hold, an input may be without effect.
    """
    fitting = [each for each in candidates if each.compiled and not _missed(each.text, request)]
    judged = dict(zip(fitting, oracle.judge(request.spec, [each.text for each in fitting], others), strict=True))
    held = [replace(candidate, held=judged.get(candidate, oracle.NOTHING)) for candidate in candidates]
    held = [replace(each, missed=()) if each.held.parts and each.held.all else each for each in held]
    return sorted(held, key=lambda c: (c.votes > 0, c.held.share, c.derivation is not None), reverse=True)


def smallest_first(candidates: Sequence[Candidate], account: Account) -> list[Candidate]:
    """Candidates with the smallest first among those as good as the first and as likely, where yosys is installed."""
    name = "tie"
    best = candidates[0] if candidates and not candidates[0].derivation else None
    tied = [each for each in candidates if best and _is_tied(each, best)][:_MOST_TIED]
    if best is None or len(tied) < 2:
        account.note(name, "none to break")
        return list(candidates)
    tops = {each.text: _interface(each.text)[0] for each in tied}
    found = {each.text: area.cells(each.text, tops[each.text], limits=_AREA_LIMITS) for each in tied}
    known = {text: n for text, n in found.items() if n is not None}
    if len(known) < len(tied):
        account.note(name, f"{len(tied)} answers are as likely; yosys, which could say the smaller one, did not answer")
        return list(candidates)
    smallest = min(tied, key=lambda each: known[each.text])
    sizes = ", ".join(str(known[each.text]) for each in tied)
    account.note(name, f"{len(tied)} answers are as likely; the one with fewest cells was taken ({sizes} by yosys)")
    return [smallest, *(each for each in candidates if each is not smallest)]


def _is_tied(candidate: Candidate, best: Candidate) -> bool:
    """Whether neither checks, votes nor likelihood tell a candidate from the best one."""

    def rank(each: Candidate) -> tuple[bool, bool, int, float]:
        return each.compiled, not each.missed, each.votes, each.held.share

    return rank(candidate) == rank(best) and best.votes > 0 and abs(best.mean_logprob - candidate.mean_logprob) < _TIE


def _missed(text: str, request: Request) -> tuple[str, ...]:
    """The description's claims that the ports do not keep; a header that was given is right as it is."""
    modules = () if request.header else parse(text).modules
    return unmet(request.spec, modules[0]) if modules else ()


def _errors(text: str, project: Project | None) -> tuple[str, ...]:
    compiled = icarus.compile_text(text, others=needed(text, project))
    found = [problem.message for problem in compiled.problems if problem.severity is Severity.ERROR]
    if not compiled.ok and not found:  # it gave up
        found = [problem.message for problem in compiled.problems] or ["Icarus gave no verdict"]
    return tuple(found)


def others_for(candidates: Sequence[Candidate], project: Project | None) -> dict[str, str]:
    """The project's files that any sound candidate needs."""
    texts: dict[str, str] = {}
    for candidate in candidates:
        if candidate.compiled:
            texts |= needed(candidate.text, project)
    return texts


def needed(text: str, project: Project | None) -> dict[str, str]:
    """The project's texts that define what `text` instantiates and does not define itself."""
    return dict(project.others_for(PATH, text)) if project else {}


@dataclass(frozen=True)
class _Peers:
    """Candidates that can be simulated on the same stimuli, with the text and the top module that do it for each.

    `names` are a candidate's own ports by those of the stimuli.
    """

    candidates: list[Candidate]
    texts: list[str]
    tops: list[str | None]
    names: list[Mapping[str, str]]


def _peers(sound: Sequence[Candidate]) -> Iterator[_Peers]:
    """Candidates whose ports differ in nothing but names together; under names in common where they do."""
    kinds: dict[object, list[tuple[Candidate, Namesake | None]]] = {}
    for candidate in sound:
        renamed = namesake(candidate.text)
        kind = renamed.pins if renamed else _interface(candidate.text)[1]
        kinds.setdefault(kind, []).append((candidate, renamed))
    for members in kinds.values():
        candidates = [candidate for candidate, _ in members]
        interfaces = [_interface(candidate.text) for candidate in candidates]
        if len({shapes for _, shapes in interfaces}) == 1:
            texts, tops = [candidate.text for candidate in candidates], [name or None for name, _ in interfaces]
            yield _Peers(candidates, texts, tops, [{} for _ in candidates])
        else:
            aliases = [renamed for _, renamed in members if renamed]
            texts = [f"{each.text}{alias.text}" for each, alias in zip(candidates, aliases, strict=True)]
            yield _Peers(candidates, texts, [TOP] * len(texts), [alias.names for alias in aliases])


def _idle(trace: Trace, names: Mapping[str, str]) -> tuple[str, ...]:
    """What to say of inputs that never make a difference and outputs that never move: nobody asks for such ports."""
    if not trace.interface.driven:
        return ()
    if trace.constant:
        return ("its outputs never change",)
    return tuple(f"{names.get(name, name)} has no effect" for name in trace.idle_inputs)


def _interface(text: str) -> tuple[str, frozenset[_Shape]]:
    """The module asked for, the first one, and its ports, places left aside."""
    modules = parse(text).modules
    if not modules:
        return "", frozenset()
    return modules[0].name, frozenset((port.name, port.direction, port.width) for port in modules[0].ports)
