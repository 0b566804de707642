"""What server and worker say to each other: one JSON object a line, over the worker's stdin and stdout.

    server -> worker   {"id": 1, "do": "ask", "prompt": {...}, "sampling": {...}, "n": 1, "priority": 0,
                        "streamed": false}
                       {"id": 1, "do": "cancel"}
                       {"id": 1, "do": "read", "text": "...", "max_tokens": 4096}
    worker -> server   {"ready": {...}} or {"failed": MESSAGE} once, then for each request, even a cancelled one,
                       any number of {"id": 1, "so_far": TEXT} where it is streamed, and
                       {"id": 1, "completions": [...]} or {"id": 1, "error": MESSAGE}; after "read"
                       {"id": 1, "surprisals": [{"start": 0, "end": 3, "bits": 1.5, "expected": 0.5}, ...]}

The end of stdin ends the worker, so that none outlives its server.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Any

from verimentor.student.prompt import AnyPrompt, ChatPrompt, FillPrompt, ModulePrompt


class Priority(IntEnum):
    """Who goes first; the lower number does."""

    GHOST = 0
    WARM = 1
    GENERATE = 2
    READ = 3

    @property
    def background(self) -> bool:
        """Whether nobody waits for it."""
        return self in (Priority.WARM, Priority.READ)


class Finish(StrEnum):
    """Why an answer ended."""

    END = "end"
    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"
    CLOSED = "closed"  # by guided decoding, which knew no better: after the last good statement, if there was one


@dataclass(frozen=True)
class Sampling:
    """How to choose tokens; temperature 0 takes the most likely one each time.

    `guided` lets slang read along with a module (`student/guided`); with `kinds_open`, whether the outputs of a header
    that we wrote are wires or registers is settled afterwards.
    """

    max_tokens: int
    temperature: float = 0.0
    top_p: float = 0.95
    seed: int = 0
    stop: tuple[str, ...] = ()  # the answer ends before the first of these
    guided: bool = False
    kinds_open: bool = False


@dataclass(frozen=True)
class Completion:
    """One answer. `mean_logprob` is the model's own, at temperature 1, over the chosen tokens (0.0 where none was).

    `n_spent` counts the tokens taken back and computed again as well, `reasons` says why that happened each time;
    `guided` says that guided decoding went along to the end, `check_seconds` what its checks took of the processor.
    """

    text: str
    n_prompt_tokens: int
    n_reused_tokens: int
    n_tokens: int
    mean_logprob: float
    finish: Finish
    seconds: float
    n_spent: int = 0
    reasons: tuple[str, ...] = ()
    guided: bool = False
    check_seconds: float = 0.0

    @property
    def retries(self) -> int:
        """How often tokens were taken back."""
        return len(self.reasons)


@dataclass(frozen=True)
class Ready:
    """What the worker found out while loading the model."""

    n_context: int
    n_vocabulary: int
    prompt_format: str
    description: str
    system: str  # the processor features llama.cpp was compiled for
    seconds: float
    note: str = ""  # a wish that could not be granted, and what to do


@dataclass(frozen=True)
class Surprisal:
    """How unlikely one token of a text was after those before it, in bits; from code point `start` to `end`.

    `expected` is the mean over all tokens that could have stood there (the entropy): what the place itself leaves open.
    """

    start: int
    end: int
    bits: float
    expected: float


@dataclass(frozen=True)
class Read:
    """A request to read a text, at most its first `max_tokens`, and tell the surprisal of each token."""

    id: int
    text: str
    max_tokens: int
    priority: Priority = Priority.READ


@dataclass(frozen=True)
class Ask:
    """A request; `n` samples from one prompt, 0 to only read it into the cache.

    `streamed` asks for the text so far of a single answer each time it has grown.
    """

    id: int
    prompt: AnyPrompt
    sampling: Sampling
    n: int
    priority: Priority
    streamed: bool = False


_PROMPTS: Mapping[str, type[AnyPrompt]] = {"fill": FillPrompt, "module": ModulePrompt, "chat": ChatPrompt}


def ask_to_line(ask: Ask) -> bytes:
    """The request as a line."""
    kind = next(name for name, form in _PROMPTS.items() if isinstance(ask.prompt, form))
    return to_line(
        {
            "id": ask.id,
            "do": "ask",
            "prompt": {"kind": kind, **asdict(ask.prompt)},
            "sampling": asdict(ask.sampling),
            "n": ask.n,
            "priority": int(ask.priority),
            "streamed": ask.streamed,
        }
    )


def ask_from(message: Mapping[str, Any]) -> Ask:
    """The request in a decoded line."""
    values = dict(message["prompt"])
    prompt = _PROMPTS[values.pop("kind")](**values)
    sampling = Sampling(**{**message["sampling"], "stop": tuple(message["sampling"]["stop"])})
    return Ask(message["id"], prompt, sampling, message["n"], Priority(message["priority"]), message["streamed"])


def read_to_line(read: Read) -> bytes:
    """The request as a line."""
    return to_line({"id": read.id, "do": "read", "text": read.text, "max_tokens": read.max_tokens})


def read_from(message: Mapping[str, Any]) -> Read:
    """The request in a decoded line."""
    return Read(message["id"], message["text"], message["max_tokens"])


def completion_from(values: Mapping[str, Any]) -> Completion:
    """The completion in a decoded line."""
    return Completion(**{**values, "finish": Finish(values["finish"]), "reasons": tuple(values["reasons"])})


def to_line(message: Mapping[str, Any]) -> bytes:
    """A message as a line of ASCII, lone surrogates included."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"
