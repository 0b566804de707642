"""Rounds of sampling and checking, until an answer convinces."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from verimentor.account import Account, tally
from verimentor.candidates import CUT_OFF, Candidate, compile_all, distinct, others_for, smallest_first, tried, vote
from verimentor.cutting import cut
from verimentor.errors import ModelError
from verimentor.ports_in_words import DescribedInterface, settle_kinds
from verimentor.request import Request
from verimentor.retake import retake
from verimentor.student.runtime import Completion, Finish, Sampling, Student
from verimentor.verilog.derivation import Derivation, derive
from verimentor.verilog.module import Port
from verimentor.verilog.problem import Span
from verimentor.verilog.project import Project
from verimentor.verilog.source import parse

MOST_ROUNDS = 4  # four times eight answers of the shipped student take about four seconds on two cores

ASKING, FIRST_COMPILES = "asking the student", "a first answer compiles; asking for others"

Progress = Callable[[str, float], None]  # what is being done, and the share done in 0..1


class Rounds:
    """The answers to one request, and what was done with them."""

    def __init__(
        self,
        request: Request,
        student: Student | None,
        project: Project | None,
        tell: Progress,
        account: Account,
        described: DescribedInterface | None,
    ) -> None:
        self.tell = tell
        self._request = request
        self._student = student
        self._project = project
        self._account = account
        for step in ("derivation", "student", "guided decoding", "compile filter", "vote", "oracles", "tie"):
            account.note(step, "")  # the order in which they are told
        self._described = described
        self._samples: list[Completion] = []
        self._answers: list[Candidate] = []
        self._compiled: dict[str, Candidate] = {}  # every text, the first time that it came
        self._said_anew: list[str] = []  # why
        self._n_saved = 0
        self._hopeless: set[str] = set()
        self._derivations: dict[str, Derivation | None] = {}  # by header

    @property
    def n_answers(self) -> int:
        """How many answers there are, derived ones included."""
        return len(self._answers) + len([each for each in self._derivations.values() if each])

    async def run(self) -> list[Candidate]:
        """The candidates, the best one first; the student is not asked where the description says it all."""
        candidates = await self._examined(await self._derived())
        n_rounds = 0
        while not (candidates and candidates[0].convincing) and n_rounds < self._most_rounds:
            candidates = await self._round(n_rounds)
            n_rounds += 1
        with self._account.during("tie"):
            candidates = await asyncio.to_thread(smallest_first, candidates, self._account)
        self._tell_account(n_rounds, candidates)
        return candidates

    @property
    def _asked(self) -> Student:
        if self._student is None:
            raise ModelError("There is no model to ask, and the description does not say all.")
        return self._student

    @property
    def _most_rounds(self) -> int:
        return MOST_ROUNDS if self._request.temperature > 0 else 1

    async def _round(self, number: int) -> list[Candidate]:
        share, account = number / MOST_ROUNDS, self._account
        self.tell(ASKING, share)
        with account.during("student"):
            samples = await self._sampled(number)
        self._samples += samples
        self._answers += [_cut(sample, self._request, self._described) for sample in samples]
        self.tell("compiling and simulating", share + 0.6 / MOST_ROUNDS)
        with account.during("compile filter"):
            candidates = await self._filtered()
        derived = await self._derived()
        texts = {each.text for each in derived}
        return await self._examined([*derived, *(each for each in candidates if each.text not in texts)])

    async def _derived(self) -> list[Candidate]:
        """What the description says outright, for the header given or for each that the student has chosen."""
        headers = [self._request.header] if self._request.header else _headers(self._answers)
        found: list[Candidate] = []
        with self._account.during("derivation"):
            for header in headers if self._request.derive else []:
                if header not in self._derivations:
                    self._derivations[header] = await asyncio.to_thread(derive, self._request.spec, header)
                if derivation := self._derivations[header]:
                    text = settle_kinds(derivation.text, self._described) if self._described else derivation.text
                    found = [Candidate(text, mean_logprob=0.0, n_tokens=0, votes=1, derivation=derivation)]
                    break  # with fewer ports, part of the description would be left out
            return await self._compile(found)

    async def _examined(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Compiled candidates after the vote and the description's tables, the best one first."""
        others = others_for(candidates, self._project)
        with self._account.during("vote"):
            voted = await asyncio.to_thread(vote, candidates, others)
        with self._account.during("oracles"):
            return await asyncio.to_thread(tried, voted, self._request, others)

    async def _sampled(self, number: int) -> list[Completion]:
        """One round of samples, all from one reading of the prompt; the first one of all is the likeliest answer."""
        request, student, prompt = self._request, self._asked, self._request.prompt
        # Wire or reg is settled afterwards where the description was taken for the header: guiding must not choose.
        kinds_open = self._described is not None and self._described.ours
        greedy = Sampling(request.max_tokens, seed=request.seed, guided=request.guided, kinds_open=kinds_open)
        drawn = replace(greedy, temperature=request.temperature, seed=request.seed + 1000 * number)
        if number:
            return await student.sample(prompt, drawn, request.samples)
        n_drawn = request.samples - 1 if request.temperature > 0 else 0
        # The worker answers them in turn: while it draws the others, the first is compiled.
        first, others = await asyncio.gather(self._first(greedy), student.sample(prompt, drawn, n_drawn))
        return first + others

    async def _first(self, greedy: Sampling) -> list[Completion]:
        """The likeliest answer; whoever waits is told if it compiles."""
        samples = await self._asked.sample(self._request.prompt, greedy, 1)
        (candidate,) = await self._compile([_cut(sample, self._request, self._described) for sample in samples])
        if candidate.text and candidate.compiled:
            self.tell(FIRST_COMPILES, 0.2 / MOST_ROUNDS)
        return samples

    async def _filtered(self) -> list[Candidate]:
        """Every distinct answer after the compiler; what it refuses is said anew, once."""
        candidates = await self._compile(distinct(self._answers))
        broken = [each for each in candidates if each.text and not each.compiled and each.text not in self._hopeless]
        if not self._request.guided or not broken:
            return candidates
        anew = {each.text: await self._anew(each) for each in broken}
        self._answers = [anew.get(answer.text, answer) for answer in self._answers]
        self._hopeless |= {each.text for each in anew.values()}
        return await self._compile(distinct(self._answers))

    async def _anew(self, broken: Candidate) -> Candidate:
        request = self._request
        sampling = Sampling(request.max_tokens, request.temperature, seed=request.seed, guided=True)
        taken = await retake(broken.text, request.prompt, sampling, self._asked, self._project)
        self._said_anew += taken.reasons[:1]
        self._n_saved += taken.text != broken.text
        n_tokens = broken.n_tokens + taken.n_spent
        return replace(broken, text=taken.text, n_tokens=n_tokens, errors=(), missed=(), votes=0)

    async def _compile(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Candidates after `compile_all`, which sees every text once."""
        fresh = [each for each in candidates if each.text not in self._compiled]
        done = await asyncio.to_thread(compile_all, fresh, self._request, self._project)
        self._compiled |= {each.text: each for each in done}
        known = [self._compiled[each.text] for each in candidates]
        return [
            replace(each, errors=found.errors or each.errors, missed=found.missed)
            for each, found in zip(candidates, known, strict=True)
        ]

    def _tell_account(self, n_rounds: int, candidates: Sequence[Candidate]) -> None:
        account, samples = self._account, self._samples
        derivations = [each for each in self._derivations.values() if each]
        account.note("derivation", _derived(derivations) if self._request.derive else "off")
        spent, kept = sum(each.n_spent for each in samples), sum(each.n_tokens for each in samples)
        rounds = "one round" if n_rounds == 1 else f"{n_rounds} rounds"
        answers = f"{len(samples)} answers in {rounds}, {spent} tokens, of which {kept} stand"
        account.note("student", answers if n_rounds else "not asked: the description says it all")
        reasons = [reason for each in samples for reason in each.reasons]
        account.add("guided decoding", sum(each.check_seconds for each in samples))
        account.note("guided decoding", _guiding(reasons) if self._request.guided else "off")
        texts = [each for each in candidates if each.text]
        compiled = [each for each in texts if each.compiled]
        said = f"Icarus takes {len(compiled)} of {len(texts)} distinct answers"
        if self._said_anew:
            anew = f"{len(self._said_anew)} were said anew ({tally(self._said_anew)}), {self._n_saved} with success"
            said = f"{said}; {anew}"
        account.note("compile filter", said)
        ran = [each for each in compiled if each.votes]
        most = max((each.votes for each in ran), default=0)
        account.note(
            "vote",
            f"{len(ran)} of {len(compiled)} ran to the end with outputs that become known; the largest group has "
            f"{most} of {self.n_answers} answers",
        )
        held = next((each.held for each in candidates if each.held.evidence), None)
        nothing = "the description holds no table or example that could be checked"
        account.note("oracles", ", ".join(said for said, _ in held.evidence) if held else nothing)


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


def _headers(answers: Sequence[Candidate]) -> list[str]:
    """The headers of the answers, each set of ports once, the one with most ports first."""
    found: dict[frozenset[Port], str] = {}
    for each in answers:
        for module in parse(each.text).modules[:1]:
            ports = frozenset(replace(port, span=Span(0, 0)) for port in module.ports)
            found.setdefault(ports, each.text[module.header_span.start : module.header_span.end])
    return [found[ports] for ports in sorted(found, key=len, reverse=True)]


def _derived(derivations: Sequence[Derivation]) -> str:
    if not derivations:
        return "none: no table, map or diagram of the description says all"
    return f"written out from your {derivations[0].source}"


def _guiding(reasons: Sequence[str]) -> str:
    if not reasons:
        return "slang objected to nothing"
    times = "once" if len(reasons) == 1 else f"{len(reasons)} times"
    return f"slang sent the student back {times}: {tally(reasons)}"
