"""A model behind an OpenAI-compatible URL, asked like a local one."""

import argparse
import asyncio
import os
import re
import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from verimentor.config import MENTOR_KEY_VARIABLE
from verimentor.errors import QuestionRefused, VerimentorError
from verimentor.mentor.endpoint import Endpoint, Message, Role
from verimentor.student.prompt import ChatPrompt, message_of
from verimentor.student.runtime import Completion, Finish, Sampling
from verimentor_evalbench.strategies import Asked

_RETRIES = 6  # with the client's growing pauses they bridge the half minute that a local server takes to restart
_TIMEOUT_S = 600.0  # 512 tokens of a 7B model on two cores take 190 s
_ENDINGS = {"stop": Finish.END, "length": Finish.LENGTH}
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)\s*", re.DOTALL)  # said before the answer, and no part of it


class Served:
    """One model of one server; may be shared by all who ask."""

    pid = None  # the process is not ours, so its processor time is unknown

    def __init__(self, url: str, model: str = "", *, key: str = "", timeout_s: float = _TIMEOUT_S) -> None:
        """Nothing is sent yet.

        Args:
            url: with or without /v1.
            model: its name; empty takes the first one the server lists.
            key: sent as it is, nothing where empty.
            timeout_s: for one answer, all retries together.
        """
        role = Role("model", "--model-name", "--timeout")
        self._endpoint = Endpoint(url, model, key=key, timeout_s=timeout_s, retries=_RETRIES, role=role)
        self._starting = asyncio.Lock()
        self._started = False
        self.n_refused = 0

    @property
    def name(self) -> str:
        """The model's name; "" where none was given and the server has not been asked yet."""
        return self._endpoint.model

    def provenance(self) -> dict[str, Any]:
        """What a run says of it. What the server has behind the name cannot be known."""
        parts = urlsplit(self._endpoint.url)
        place = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))  # no user and password
        return {"name": self.name, "sha256": "", "format": "openai", "url": place}

    async def start(self) -> object:
        """Ask for one word once, so that a server which is down or does not take our options is found out at once.

        Raises:
            MentorError: it does not answer; the message says what to do.
        """
        async with self._starting:
            if not self._started:
                await self._endpoint.reply([_user("Say yes.")], max_tokens=1, top_p=0.95, seed=0)
                self._started = True
        return self.name

    async def sample(self, prompt: Asked, sampling: Sampling, n: int) -> list[Completion]:
        """`n` answers, one request each, with seeds that count up; an empty one where the server refuses the prompt.

        Raises:
            MentorError: it does not answer.
        """
        message = prompt.message if isinstance(prompt, ChatPrompt) else message_of(prompt)
        return [await self._answer(message, sampling, sampling.seed + number) for number in range(n)]

    async def _answer(self, message: str, sampling: Sampling, seed: int) -> Completion:
        started = time.perf_counter()
        try:
            reply = await self._endpoint.reply(
                [_user(message)],
                temperature=sampling.temperature,
                max_tokens=sampling.max_tokens,
                top_p=sampling.top_p,
                seed=seed,
            )
        except QuestionRefused:
            self.n_refused += 1
            return Completion("", 0, 0, 0, 0.0, Finish.CANCELLED, time.perf_counter() - started)
        text, ending = _THOUGHT.sub("", reply.text), _ENDINGS.get(reply.finish, Finish.STOP)
        seconds = time.perf_counter() - started
        return Completion(text, reply.n_prompt_tokens, 0, reply.n_tokens, 0.0, ending, seconds)

    async def close(self) -> None:
        """Close all connections."""
        await self._endpoint.close()


def _user(message: str) -> Message:
    return {"role": "user", "content": message}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what names a served model."""
    parser.add_argument("--endpoint", metavar="URL", help="ask a model behind this OpenAI-compatible URL instead")
    parser.add_argument("--model-name", default="", metavar="M", help="its name there; default: the first one listed")
    add_key_arguments(parser)


def add_key_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how any served model is asked."""
    parser.add_argument("--key", action="store_true", help=f"send it the key in {MENTOR_KEY_VARIABLE}")
    parser.add_argument("--timeout", type=float, default=_TIMEOUT_S, metavar="S", help="of one answer (%(default)g)")


def key_from(options: argparse.Namespace) -> str:
    """The key, only where it was asked for.

    Raises:
        VerimentorError: it was, and there is none.
    """
    if not options.key:
        return ""
    if not (key := os.environ.get(MENTOR_KEY_VARIABLE, "")):
        raise VerimentorError(f"--key sends the key in {MENTOR_KEY_VARIABLE}, which is not set. Set it, or drop --key.")
    return key
