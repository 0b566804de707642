"""The mentor model: any OpenAI-compatible URL, such as a local llama.cpp, vLLM or Ollama server.

The `openai` client reads its vendor's environment variables (key, organisation, project, extra headers) and would send
them to whatever URL it is given. Here it is given a URL by the user, so everything it would look up is set explicitly:
the only key that ever leaves the machine is the one handed to `Endpoint`.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict
from urllib.parse import urlsplit, urlunsplit

from verimentor.config import MENTOR_KEY_VARIABLE, MentorSettings
from verimentor.errors import MentorError, QuestionRefused

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_NO_KEY = "none"  # local servers ask for no key, the client insists on one
_RETRIES = 2  # a busy local server answers 503 for seconds; more would only delay the message to the user
_MAX_ANSWER_BYTES = 1_000_000  # a 10,000-line file has 400 kB


class Message(TypedDict):
    """One turn of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Reply:
    """An answer with what the server says of it: its own counts, 0 where it gives none, and why it ended ("stop")."""

    text: str
    n_prompt_tokens: int
    n_tokens: int
    finish: str


@dataclass(frozen=True)
class Role:
    """How messages speak of the model, and of the options that name it and its time."""

    name: str = "mentor"
    model_option: str = "the setting `mentor.model`"
    timeout_option: str = "`mentor.timeoutS`"


_MENTOR = Role()
_NOT_THIS = (400, 413, 422)  # what is wrong with one question need not be wrong with the next
_KEY_ADVICE = f"Check {MENTOR_KEY_VARIABLE} or the key kept by the editor."
_ADVICE = {
    401: f"It wants a key, or does not accept the one given. {_KEY_ADVICE}",
    403: f"It does not allow this with the key given. {_KEY_ADVICE}",
    404: "It does not know this address or model: check the URL (most end in /v1) and the model's name.",
    413: "The text is too long for it: select a part of the file and fix that.",
    429: "It is busy or a quota is used up: try again later.",
}
# All that an OpenAI-compatible server needs to see; the last is how the client tells itself to hand over raw bytes.
_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length", "transfer-encoding",
     "user-agent", "authorization", "x-stainless-raw-response"}
)  # fmt: skip


class Endpoint:
    """One mentor model at one URL; without a model name, the first one the server lists."""

    def __init__(
        self,
        url: str,
        model: str = "",
        *,
        key: str | None = None,
        timeout_s: float = 60.0,
        retries: int = _RETRIES,
        max_answer_bytes: int = _MAX_ANSWER_BYTES,
        role: Role = _MENTOR,
    ) -> None:
        """Nothing is sent yet.

        Args:
            url: with or without /v1.
            model: its name; empty asks the server.
            key: sent as it is, nothing where empty; None takes VERIMENTOR_MENTOR_KEY where that is set.
            timeout_s: for one answer, all retries together.
            retries: after broken connections and 408, 409, 429 and 5xx.
            max_answer_bytes: longer answers are cut off and refused.

        Raises:
            MentorError: the URL is none.
        """
        self.url = base_url(url)
        self.model = model
        self._key = key if key is not None else os.environ.get(MENTOR_KEY_VARIABLE, "")
        self._timeout_s = timeout_s
        self._retries = retries
        self._max_answer_bytes = max_answer_bytes
        self._role = role
        self._name = f"The {role.name} at {self.url}"
        self._client: AsyncOpenAI | None = None

    @property
    def name(self) -> str:
        """The model's name, or the address where no model is named yet."""
        return self.model or self.url

    @classmethod
    def from_settings(cls, settings: MentorSettings, key: str | None = None) -> "Endpoint | None":
        """The mentor the user named; None where there is none."""
        if not settings.url:
            return None
        return cls(settings.url, settings.model, key=key, timeout_s=settings.timeout_s)

    async def ask(self, messages: Sequence[Message], *, temperature: float = 0.0, max_tokens: int | None = None) -> str:
        """The text of the model's answer.

        Raises:
            MentorError: no answer, or none that can be used; the message says what to do.
        """
        content = (await self.reply(messages, temperature=temperature, max_tokens=max_tokens)).text
        if not content.strip():
            raise MentorError(f"{self._name} answered without any text. Is {self.model} a chat model?")
        return content

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        temperature: float = 0.0,
        max_tokens: int | None = None,
        top_p: float | None = None,
        seed: int | None = None,
    ) -> Reply:
        """The model's answer, its text perhaps empty; what is None is left to the server.

        Raises:
            QuestionRefused: the server does not take this question.
            MentorError: no answer, or none that can be used; the message says what to do.
        """
        async with self._within_time():
            if not self.model:
                self.model = next(iter(await self._list()), "")
            if not self.model:
                raise MentorError(f"{self._name} lists no models. Name one in {self._role.model_option}.")
            drawing = {"temperature": temperature, "max_tokens": max_tokens, "top_p": top_p, "seed": seed}
            body: dict[str, Any] = {name: value for name, value in drawing.items() if value is not None}
            body |= {"model": self.model, "messages": list(messages)}
            create = self._connect().chat.completions.with_streaming_response.create
            answer = await self._read(create(**body))
        try:
            choice = answer["choices"][0]
            text, finish, usage = choice["message"].get("content"), choice.get("finish_reason"), answer.get("usage")
        except (KeyError, IndexError, TypeError, AttributeError):
            text, finish, usage = None, None, None
        counts = usage if isinstance(usage, dict) else {}
        n_read, n_written = (counts.get(f"{kind}_tokens") for kind in ("prompt", "completion"))
        return Reply(
            text if isinstance(text, str) else "",
            n_read if isinstance(n_read, int) else 0,
            n_written if isinstance(n_written, int) else 0,
            finish if isinstance(finish, str) else "",
        )

    async def models(self) -> tuple[str, ...]:
        """The names of the models the server offers.

        Raises:
            MentorError: no answer, or none that can be used.
        """
        async with self._within_time():
            return await self._list()

    async def close(self) -> None:
        """Close all connections; the next question opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def __aenter__(self) -> "Endpoint":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _list(self) -> tuple[str, ...]:
        answer = await self._read(self._connect().models.with_streaming_response.list())
        rows = answer.get("data") if isinstance(answer, dict) else None
        names = [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return tuple(name for name in names if isinstance(name, str))

    def _connect(self) -> "AsyncOpenAI":
        if self._client is None:
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient

            self._client = AsyncOpenAI(
                base_url=self.url,
                api_key=self._key or _NO_KEY,
                organization="",
                project="",
                timeout=self._timeout_s,
                max_retries=self._retries,
                default_headers={"Authorization": f"Bearer {self._key or _NO_KEY}"},
                http_client=DefaultAsyncHttpxClient(event_hooks={"request": [self._keep_known_headers]}),
            )
        return self._client

    async def _keep_known_headers(self, request: Any) -> None:
        """Drop what the client adds on its own: its environment's headers and what it says about this machine."""
        for name in list(request.headers):
            if name.lower() not in _HEADERS:
                del request.headers[name]
        if request.headers.get("authorization") != f"Bearer {self._key}":
            request.headers.pop("authorization", None)

    async def _read(self, request: AbstractAsyncContextManager[Any]) -> Any:
        """The JSON of an answer, read piece by piece so that an endless one ends here."""
        body = bytearray()
        async with request as response:
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > self._max_answer_bytes:
                    raise MentorError(f"{self._name} answered more than {self._max_answer_bytes:,} bytes.")
        try:
            return json.loads(body)
        except ValueError as problem:
            advice = "Is it an OpenAI-compatible server, and does the URL end in /v1?"
            raise MentorError(f"{self._name} answered nonsense. {advice}") from problem

    @asynccontextmanager
    async def _within_time(self) -> AsyncIterator[None]:
        """One limit for all there is to do, and every failure as a sentence that says what to do."""
        await asyncio.to_thread(
            self._connect
        )  # importing the client takes longer than an editor's loop may stand still
        import openai

        slow = (
            f"{self._name} did not answer within {self._timeout_s:g} s. "
            f"Raise {self._role.timeout_option}, or choose a smaller model."
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                yield
        except (TimeoutError, openai.APITimeoutError) as problem:
            raise MentorError(slow) from problem
        except openai.APIStatusError as problem:
            advice = _ADVICE.get(problem.status_code, "Look at its log, or try again later.")
            refusal = QuestionRefused if problem.status_code in _NOT_THIS else MentorError
            raise refusal(f"{self._name} refused with status {problem.status_code}. {advice}") from problem
        except openai.APIConnectionError as problem:
            advice = "Is it running, and is the URL right?"
            raise MentorError(f"{self._name} cannot be reached. {advice}") from problem
        except openai.OpenAIError as problem:
            raise MentorError(f"{self._name} gave no answer: {problem}.") from problem


def base_url(url: str) -> str:
    """The address below which the routes lie: `http://host:8080` -> `http://host:8080/v1`.

    Raises:
        MentorError: this is no http(s) URL.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise MentorError(f"{url!r} is no URL of a mentor. Write it like http://127.0.0.1:8080/v1.")
    path = parts.path.rstrip("/").removesuffix("/chat/completions").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path or "/v1", "", ""))
