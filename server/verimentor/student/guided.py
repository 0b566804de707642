"""Guided decoding: slang reads along, and what cannot be right any more is sampled again.

After each statement of a module (`verilog/boundary`) what is open is closed and slang is asked (`verilog/objection`).
An objection sends the answer back: first to the token where the trouble begins, with that token banned or, where a name
is not declared, with only the names that stand there already; then to the beginning of the statement, which may then
name only what is declared; then to that of the block, and of the block around it. Statements said twice running, tokens
said over and over, an end that leaves a module open or undefined or an output undriven are sent back likewise. Each
answer pays with its own tokens: when its budget is spent, it is ended after the last good statement; where no output is
driven by then, it is begun anew, naming only what is declared, and at last left as it is.

After type-constrained decoding (Mündler et al. 2025), with the compiler's front end in the place of a prefix automaton.
Loaded by the worker only when somebody asks for it: pyslang takes 244 ms and 28 MB.
"""

import re
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from verimentor.student.answer import Answer
from verimentor.student.loops import loop_start
from verimentor.student.naming import brings_new_name
from verimentor.student.prompt import ModulePrompt
from verimentor.student.protocol import Completion, Finish, Sampling
from verimentor.student.sampling import choose
from verimentor.student.tokens import Vocabulary
from verimentor.verilog.boundary import Boundary, begin_of, boundary, leaves_open, may_end
from verimentor.verilog.dialect import ITEMS
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.objection import Objection, names_in, opinion
from verimentor.verilog.source import outline

# Tokens an answer may waste besides half of those it keeps: of 110 answers by the shipped student that came right while
# it was 64 and all of them, 95 had wasted less than this; a hopeless one costs 280 tokens instead of 308.
SPARE = 48
TOKEN_TRIES, STATEMENT_TRIES = 3, 3  # then blocks, from the innermost one outwards
SOFT_TRIES = 2  # what compiles but makes no sense is let pass after so many
RESTARTS = 1  # three brought nothing more for 7 % more tokens (32 answers to hard descriptions)
LOOPS = 4  # an answer that has begun to repeat itself so often has nothing more to say
HEAT = 0.4  # added to the temperature when a whole statement is said anew: a greedy answer would say the same
DRAWS = 16  # tokens looked at for one that may go on with a declared name, before one is taken from those names
SLOW_S = 0.25  # of the processor; a module takes 0.3 ms, and a text that takes slang so long is not worth the waiting

_REPEATS, _OPEN, _UNDRIVEN = "it repeats itself", "a module is left open", "an output is not driven"
_NOTHING = "nothing good came of it"

_ALL_BLOCKS = 99  # out to the item of the module
_TAIL = 24  # bytes that hold the longest word which ends a statement
_FIRST_WORD = re.compile(r"[^\w]*(?P<number>\d)?(?P<name>[A-Za-z_]\w*)?")
_LAST_WORD = re.compile(r"[A-Za-z_]\w*\Z")
_TIMED = ("#", "@", "$")  # what a testbench says twice for good reason
_HEADER = re.compile(r"\bmodule\b[^;]*;")
_KIND_OPEN = re.compile(r"^    output (?!reg\b)", re.MULTILINE)  # in a header of ours
_NAMED = re.compile(r"`(\w+)`|\b(\w*[_\d]\w*)")  # in a description: perhaps modules that are there already


@dataclass(frozen=True)
class _Good:
    """A boundary nobody objected to, and how many tokens reach it."""

    n_tokens: int
    at: Boundary


@dataclass(frozen=True)
class _Fault:
    """Why an answer is sent back, and to which token."""

    place: int
    reason: str
    names: frozenset[str] | None = None
    of_block: bool = False
    loop: bool = False


@dataclass(frozen=True)
class _Whole:
    """A module that compiles and leaves outputs undriven: better than nothing."""

    n_undriven: int
    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]


class GuidedAnswer(Answer):
    """An answer that slang reads along with; texts are its bytes as Latin-1, so that offsets count bytes."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        sampling: Sampling,
        stop: Sequence[str],
        seed: str,
        before: int,
        prompt: ModulePrompt,
    ) -> None:
        super().__init__(vocabulary, sampling, stop, seed, before)
        self._head = prompt.header.encode("utf-8", errors="replace").decode("latin-1")
        if sampling.kinds_open:  # as variables slang lets them be driven either way, but not both; no byte more or less
            self._head = _KIND_OPEN.sub("output var ", self._head)
        self._others = {"context.v": _HEADER.sub(r"\g<0> endmodule\n", prompt.context)} if prompt.context else {}
        told = {name for names in _NAMED.findall(prompt.spec) for name in names if name}
        self._elsewhere = told | {module.name for module in outline(prompt.context).modules}
        self._alone = False  # whether it has named modules that it did not define
        header = boundary(self._head) or Boundary(len(self._head), "", "", ())
        self._good = [_Good(0, header)]
        self._banned: dict[int, set[int]] = {}  # by place
        self._allowed: tuple[int, frozenset[str]] | None = None  # the names that may begin at a place
        self._chosen = -1
        self._heat = 0.0
        self._strict = False  # no new names
        self._names: tuple[str, frozenset[str]] = ("", frozenset())  # a text, and those in it
        self._tries = 0
        self._furthest = 0  # how many good boundaries there were when the present trouble was met
        self._n_spent = 0
        self._n_forgiven = 0  # spent before the answer was begun anew
        self._restarts = 0
        self._reasons: list[str] = []
        self._loops = 0
        # Objections that nothing will change: to the header, or let pass.
        self._known = {found.message for found in opinion(self._head, header).objections} if header.openers else set()
        self._whole: _Whole | None = None
        self._guiding = True
        self._check_seconds = 0.0

    def take(self, logits: NDArray[np.float32]) -> bool:
        """As `Answer.take`, and the check where a statement has ended."""
        self._n_spent += 1
        self.checked = False
        super().take(logits)
        if not self._guiding:
            return False
        fault = self._fault()
        if fault is not None:
            return self._send_back(fault)
        went_on = self._whole is not None and self.n_tokens > len(self._whole.tokens) + SPARE
        return (self.finish is Finish.LENGTH or (went_on and self.finish is None)) and self._give_up()

    def completion(self, n_prompt: int, n_reused: int, seconds: float) -> Completion:
        """As `Answer.completion`, with what the guiding took."""
        plain = super().completion(n_prompt, n_reused, seconds)
        return replace(
            plain,
            n_spent=self._n_spent,
            reasons=tuple(self._reasons),
            guided=self._guiding,
            check_seconds=self._check_seconds,
        )

    def _choose(self, logits: NDArray[np.float32]) -> tuple[int, float]:
        heat = max(self._heat, HEAT if self._restarts else 0.0)
        temperature, top_p = self._sampling.temperature + heat, self._sampling.top_p
        banned = self._banned.get(self.n_tokens)
        if not banned and self._allowed is None and not self._strict and not self._restarts:
            self._chosen, logprob = choose(logits, temperature, top_p, self._random)
            return self._chosen, logprob
        left = logits.copy()
        left[list(banned or ())] = -np.inf
        for _ in range(DRAWS):
            self._chosen, _ = choose(left, temperature, top_p, self._random)
            if self._fits(self._chosen) and self._is_known(self._chosen):
                break
            left[self._chosen] = -np.inf
        else:
            self._chosen = self._name_token(logits) if self._allowed else self._declared_token(left)
        shifted = logits - logits.max()
        return self._chosen, float(shifted[self._chosen] - np.log(np.exp(shifted).sum()))

    def _fits(self, token: int) -> bool:
        """Whether the name that begins at the place of the objection can still become one of the allowed."""
        if self._allowed is None:
            return True
        piece = self._vocabulary.piece(token)
        found = self._name_with(piece)
        name, goes_on = found["name"], piece and found.end() == len(found.string)  # a special token ends a name
        if found["number"] or (name and not goes_on):
            if found["number"] or name in self._allowed[1] or name in SYSTEM_VERILOG:
                self._allowed = None
            return self._allowed is None
        return not name or name in SYSTEM_VERILOG or any(known.startswith(name) for known in self._allowed[1])

    def _is_known(self, token: int) -> bool:
        """Whether a token brings no new name into what is said anew."""
        if not self._strict and not self._restarts:
            return True
        start = max(0, self._good[-1].at.end - len(self._head))
        statement, piece = self._said()[start:], self._vocabulary.piece(token).decode("latin-1")
        return not brings_new_name(statement, piece, self._declared())

    def _declared(self) -> frozenset[str]:
        """The names that stand in what is good."""
        good = (self._head + self._said())[: self._good[-1].at.end]
        if self._names[0] != good:
            self._names = (good, names_in(good))
        return self._names[1]

    def _declared_token(self, logits: NDArray[np.float32]) -> int:
        """The likeliest token that begins a declared name or goes on with one, where those drawn all bring new ones."""
        names = self._declared()
        begun = _LAST_WORD.search(self._said())
        word = begun[0] if begun else ""
        rests = [name[len(word) :] for name in names if word and name.startswith(word) and name != word]
        tokens = {self._vocabulary.encode(rest)[0] for rest in rests or (f" {name}" for name in names)}
        return max(tokens, key=lambda token: float(logits[token]), default=int(np.argmax(logits)))

    def _name_with(self, piece: bytes) -> re.Match[str]:
        """The first word from the place of the objection on, if `piece` came next."""
        assert self._allowed is not None
        said = bytes(self._bytes[self._length_of(self._allowed[0]) :]) + piece
        found = _FIRST_WORD.match(said.decode("latin-1"))
        assert found is not None
        return found

    def _name_token(self, logits: NDArray[np.float32]) -> int:
        """The likeliest token that goes on with an allowed name, where none of the likely ones does."""
        if self._allowed is not None:
            begun = self._name_with(b"")["name"] or ""
            left = [name[len(begun) :] for name in self._allowed[1] if name.startswith(begun) and name != begun]
            if left:
                return max((self._vocabulary.encode(rest)[0] for rest in left), key=lambda token: float(logits[token]))
        self._allowed = None
        return int(np.argmax(logits))

    def _fault(self) -> _Fault | None:
        if (place := loop_start(self._tokens)) is not None:
            return _Fault(place, _REPEATS, loop=True)
        ended = self.finish in (Finish.END, Finish.STOP)
        if ended:
            if leaves_open(self._head + self._said()):
                return _Fault(bisect_right(self._ends(), len(self._bytes)), _OPEN)
            if (fault := self._undefined(self._head + self._said())) is not None:
                self._n_forgiven += 0 if self._alone else self.n_tokens - fault.place  # it could not know
                self._alone = True
                while len(self._good) > 1 and self._good[-1].n_tokens > fault.place:
                    self._good.pop()
                return fault
        elif not may_end(self._bytes[-_TAIL:].decode("latin-1")):
            return None
        text = self._head + self._said() + ("\n" if ended else "")
        begun = 0 if self._head else begin_of(text)
        at = boundary(" " * begun + text[begun:])
        if at is None or at.end <= self._good[-1].at.end or (at.whole and at.word != "endmodule"):
            return None
        return self._look(" " * begun + text[begun:], at)

    def _look(self, text: str, at: Boundary) -> _Fault | None:
        """What is wrong with a text at its boundary, which is noted where nothing is."""
        self.checked = True
        started = time.process_time()  # on a busy machine any check may take long
        view = opinion(text, at, self._others)
        seconds = time.process_time() - started
        self._check_seconds += seconds
        if seconds > SLOW_S:
            self._guiding = False
        patient = self._tries < SOFT_TRIES
        for objection in view.objections:
            if objection.message in self._known:
                continue
            if not objection.doubtful or patient:
                return self._fault_of(objection)
            self._known.add(objection.message)
        if self._alone and (fault := self._undefined(text[: at.end] + at.closing)) is not None:
            return fault
        if patient:
            if at.whole and view.undriven:
                if self._whole is None or len(view.undriven) < self._whole.n_undriven:
                    self._whole = _Whole(len(view.undriven), tuple(self._tokens), tuple(self._logprobs))
                return _Fault(self._place_of(at.end - len(at.word)), _UNDRIVEN)
            if self._repeats(text, at):
                return _Fault(self._statement(), _REPEATS, loop=True)
        self._good.append(_Good(self.n_tokens, at))
        if len(self._good) > self._furthest:
            self._tries, self._heat, self._strict, self._furthest = 0, 0.0, False, 0
        return None

    def _fault_of(self, objection: Objection) -> _Fault:
        """The token at which an objection begins, or the new statement, which brought on what shows further up."""
        if self._good[-1].at.end <= objection.start < len(self._head) + len(self._bytes):
            place = self._place_of(objection.start)
            return _Fault(place, objection.message, objection.names, objection.of_block)
        return _Fault(self._statement(), objection.message, None, objection.of_block)

    def _undefined(self, text: str) -> _Fault | None:
        """The first instance of a module that nobody defines."""
        read = outline(text)
        known = self._elsewhere | {module.name for module in read.modules}
        for instance in (instance for module in read.modules for instance in module.instances):
            start = text.rfind(instance.module, len(self._head), instance.span.start)
            if instance.module not in known and start >= 0:
                return _Fault(self._place_of(start), f"nothing defines {instance.module}", ITEMS)
        return None

    def _repeats(self, text: str, at: Boundary) -> bool:
        """Whether the statement before is said again, or an item of the module that was there before."""
        starts = [good.at.end for good in self._good]
        said = " ".join(text[starts[-1] : at.end].split())
        before = " ".join(text[starts[-2] : starts[-1]].split()) if len(starts) > 1 else None
        if at.word == ";" and said == before and not said.startswith(_TIMED):
            return True
        ends = [good.at.end for good in self._good if len(good.at.openers) == 1]
        if len(at.openers) != 1 or not ends:
            return False
        *items, item = (" ".join(text[a:b].split()) for a, b in pairwise([*ends, at.end]))
        return item in items

    def _send_back(self, fault: _Fault) -> bool:
        """Take back what is wrong, the more the longer it lasts; False where nothing more is tried."""
        # One other token does not end a loop for long.
        again = self._tries - (1 if fault.loop else TOKEN_TRIES)
        n_blocks = max(0, again - STATEMENT_TRIES + 1)
        self._loops += fault.loop
        self._furthest = max(self._furthest, len(self._good))
        wasted = self._n_spent - self._n_forgiven - self.n_tokens
        if (
            wasted > SPARE + self.n_tokens // 2
            or self._loops > LOOPS
            or n_blocks >= max(1, len(self._good[-1].at.openers))
        ):
            return self._give_up()
        place = fault.place
        if fault.of_block and self._tries:
            place, self._heat = self._outwards(_ALL_BLOCKS), HEAT
        elif again >= 0:
            place, self._heat = self._outwards(n_blocks), HEAT
        self._tries += 1
        self._reasons.append(fault.reason)
        token = self._tokens[place] if place < self.n_tokens else self._chosen
        self._allowed = None
        if fault.names and again < 0 and place not in self._banned:
            self._allowed = (place, fault.names)
        elif again != 0:  # the heat alone may do the first time that a statement is said anew
            self._banned.setdefault(place, set()).add(token)
        self._rewind(place)
        self._strict = self._heat > 0
        return True

    def _give_up(self) -> bool:
        """End the answer where it was good, or begin it anew; True where tokens are taken back and more will follow."""
        if self._whole is not None:
            self._tokens, self._logprobs = list(self._whole.tokens), list(self._whole.logprobs)
            self._bytes = bytearray(b"".join(map(self._vocabulary.piece, self._tokens)))
            self.finish = Finish.END
        elif not self._close():
            if self._restarts < RESTARTS:
                self._restarts += 1
                self._reasons.append(_NOTHING)
                self._n_forgiven = self._n_spent
                self._banned, self._allowed = {}, None
                self._tries = self._furthest = self._loops = 0
                self._rewind(0)
                return True
            self.finish = Finish.CLOSED
        self._guiding = False
        return False

    def _outwards(self, n_blocks: int) -> int:
        """The first token of the statement in the making, or of the n-th block around it."""
        blocks = self._good[-1].at.openers[1:]
        if n_blocks and blocks:
            opener = blocks[max(0, len(blocks) - n_blocks)]
            while len(self._good) > 1 and self._good[-1].at.end > opener:
                self._good.pop()
        return self._statement()

    def _statement(self) -> int:
        """The first token after the last good boundary that is not white space."""
        start = self._good[-1].n_tokens
        while start < self.n_tokens - 1 and not self._vocabulary.piece(self._tokens[start]).strip():
            start += 1
        return start

    def _rewind(self, n_tokens: int) -> None:
        """Forget the tokens from that number on, and what was decided about them."""
        del self._tokens[n_tokens:]
        del self._logprobs[n_tokens:]
        self._bytes = bytearray(b"".join(map(self._vocabulary.piece, self._tokens)))
        self.finish = None
        self._banned = {place: tokens for place, tokens in self._banned.items() if place <= n_tokens}
        while len(self._good) > 1 and self._good[-1].n_tokens > n_tokens:
            self._good.pop()

    def _close(self) -> bool:
        """End the answer after the last good statement, unless no output is driven by then."""
        good = self._good[-1]
        if good.n_tokens == 0:
            return False
        text = (self._head + self._said())[: good.at.end] + good.at.closing
        outputs = [port for module in outline(text).modules for port in module.ports if port.direction == "output"]
        ended = replace(good.at, openers=())
        if len(opinion(text, ended, self._others).undriven) >= len(outputs) > 0:
            return False
        self._rewind(good.n_tokens)
        self._bytes = bytearray(text[len(self._head) :].encode("latin-1"))
        self.finish = Finish.CLOSED
        return True

    def _said(self) -> str:
        return self._bytes.decode("latin-1")

    def _ends(self) -> list[int]:
        """How many bytes the first one, two, three, ... tokens have."""
        total, ends = 0, []
        for token in self._tokens:
            total += len(self._vocabulary.piece(token))
            ends.append(total)
        return ends

    def _length_of(self, n_tokens: int) -> int:
        return sum(len(self._vocabulary.piece(token)) for token in self._tokens[:n_tokens])

    def _place_of(self, offset: int) -> int:
        """The token that holds the byte at `offset` of the text."""
        return min(bisect_right(self._ends(), offset - len(self._head)), self.n_tokens - 1)
