"""The student as the rest of the server sees it: an asynchronous client of one worker process.

The worker is started by the first request or by `start`. A request whose worker dies is asked once more of a fresh one.
Cancelling the task that waits for an answer interrupts the computation within a few milliseconds.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from verimentor.config import ModelSettings
from verimentor.errors import ModelError
from verimentor.student.budget import shorten
from verimentor.student.catalog import Model
from verimentor.student.prompt import AnyPrompt
from verimentor.student.protocol import (
    Ask,
    Completion,
    Finish,
    Priority,
    Read,
    Ready,
    Sampling,
    Surprisal,
    ask_to_line,
    completion_from,
    read_to_line,
    to_line,
)

__all__ = ["Completion", "Finish", "Priority", "Ready", "Sampling", "Student", "Surprisal"]

START_TIMEOUT_S = 60.0  # a 5 GB model from a cold disk
CLOSE_TIMEOUT_S = 2.0
RETRY_AFTER_S = 20.0  # a model that could not be loaded is not tried again at every keystroke
LINE_LIMIT = 64 * 1024 * 1024

_T = TypeVar("_T")


class _Died(Exception):
    """The worker process ended before it answered."""


class Student:
    """A model that answers."""

    def __init__(
        self,
        model: Model,
        *,
        threads: int = 1,
        max_context: int | None = None,
        gpu_layers: int = 0,
        memory_mb: int = 0,
        idle_s: float = 0,
    ) -> None:
        """Nothing is loaded yet.

        Args:
            threads: shared with the workers of other windows while they compute, too.
            max_context: how many tokens prompt and answer may have where the model was trained on more; None: the
                worker's own limit, which is more than any of the student's prompts takes.
            memory_mb: the most the worker may take, the model's file included; 0: no limit.
            idle_s: without a question for so long the worker ends, and the next question starts another; 0: never.
        """
        self._model = model
        self._options = ["--threads", str(threads), "--gpu-layers", str(gpu_layers), "--memory-mb", str(memory_mb)]
        if max_context is not None:
            self._options += ["--context", str(max_context)]
        self._idle_s = idle_s
        self._resting: asyncio.TimerHandle | None = None
        self._worker: _Worker | None = None
        self._changing = asyncio.Lock()  # one start, reload or close at a time
        self._starting: asyncio.Task[_Worker] | None = None
        self._ending: asyncio.Task[None] | None = None  # of a worker that rested long enough
        self._failure = ""
        self._failed_at = 0.0
        self._closed = False

    @classmethod
    def wanted(cls, model: Model, settings: ModelSettings) -> "Student":
        """A model that takes of the machine what the user allows."""
        return cls(
            model,
            threads=max(1, settings.threads),
            gpu_layers=settings.gpu_layers,
            memory_mb=settings.memory_mb,
            idle_s=60 * settings.idle_minutes,
        )

    @property
    def model(self) -> Model:
        """The model that answers, or will."""
        return self._model

    @property
    def ready(self) -> Ready | None:
        """What is known of the running worker; None while there is none."""
        return self._worker.ready if self._worker is not None and self._worker.alive else None

    @property
    def pid(self) -> int | None:
        """The worker's process id; None while there is none."""
        return self._worker.process.pid if self._worker is not None and self._worker.alive else None

    async def start(self) -> Ready:
        """Load the model unless it is loaded.

        Raises:
            ModelError: it cannot be; the message says what to do.
        """
        return (await self._running()).ready

    async def close(self) -> None:
        """End the worker for sure; requests under way fail."""
        self._closed = True
        if self._resting is not None:
            self._resting.cancel()
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        async with self._changing:
            worker, self._worker = self._worker, None
            if worker is not None:
                await worker.close()
            if self._ending is not None:
                await self._ending

    async def reload(self, model: Model | None = None) -> Ready:
        """Go on with `model`, or with the same file read anew; requests under way end on the old one.

        Raises:
            ModelError: it cannot be loaded; the old one, if any, goes on answering.
        """
        async with self._changing:
            wanted = model or self._model
            fresh = await _Worker.start(wanted.path, self._options)
            old, self._worker, self._model, self._failure = self._worker, fresh, wanted, ""
            self._rest()
        if old is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(old.idle.wait(), timeout=CLOSE_TIMEOUT_S)
            await old.close()
        return fresh.ready

    async def complete(
        self,
        prompt: AnyPrompt,
        sampling: Sampling,
        *,
        priority: Priority = Priority.GHOST,
        on_growth: Callable[[str], None] | None = None,
    ) -> Completion:
        """One answer; cancel the waiting task to stop it. `on_growth` hears the text so far, token by token.

        Raises:
            ModelError: the model cannot be loaded, or its worker died twice over this prompt.
        """
        return (await self._ask(prompt, sampling, 1, priority, on_growth))[0]

    async def sample(self, prompt: AnyPrompt, sampling: Sampling, n: int) -> list[Completion]:
        """`n` answers that share the reading of the prompt; each has its own random numbers. Ghost text goes before.

        Raises:
            ModelError: as for `complete`.
        """
        return await self._ask(prompt, sampling, n, Priority.GENERATE) if n > 0 else []

    async def warm(self, prompt: AnyPrompt) -> None:
        """Read a prompt into the cache, so that the next ghost text with the same beginning comes at once.

        Raises:
            ModelError: as for `complete`.
        """
        await self._ask(prompt, Sampling(max_tokens=1), 0, Priority.WARM)

    async def surprisals(self, text: str, max_tokens: int) -> list[Surprisal]:
        """How unlikely each of the first `max_tokens` tokens of a text is; everything else the model does goes before.

        Raises:
            ModelError: as for `complete`.
        """
        return await self._persist(lambda worker: worker.read(text, max_tokens))

    async def _ask(
        self,
        prompt: AnyPrompt,
        sampling: Sampling,
        n: int,
        priority: Priority,
        on_growth: Callable[[str], None] | None = None,
    ) -> list[Completion]:
        prompt = shorten(prompt)
        return await self._persist(lambda worker: worker.ask(prompt, sampling, n, priority, on_growth))

    async def _persist(self, request: "Callable[[_Worker], Awaitable[_T]]") -> _T:
        """The answer to a request, asked once more where the worker dies over it."""
        for attempt in (1, 2):
            worker = await self._running()
            try:
                return await self._request(worker, request)
            except _Died as death:
                if self._closed:
                    raise ModelError("The model was closed before it answered.") from death
                if attempt == 2:
                    raise ModelError(
                        f"The model worker died twice over the same request ({death}). Try again; if it happens "
                        "again, choose another model or free some memory (`verimentor doctor` shows both)."
                    ) from death
        raise AssertionError("unreachable")

    async def _request(self, worker: "_Worker", request: "Callable[[_Worker], Awaitable[_T]]") -> _T:
        """The answer to a request; from the last one on the worker rests."""
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        try:
            return await request(worker)
        finally:
            self._rest()

    def _rest(self) -> None:
        """Begin to count the time without a question."""
        if self._resting is not None:
            self._resting.cancel()
        if self._idle_s and not self._closed and self._worker is not None and self._worker.idle.is_set():
            self._resting = asyncio.get_running_loop().call_later(self._idle_s, self._unload)

    def _unload(self) -> None:
        """Give the memory back; the next question starts another worker."""
        self._resting = None
        worker = self._worker
        if worker is not None and worker.idle.is_set() and not self._changing.locked():
            self._worker = None
            self._ending = asyncio.create_task(worker.close())

    async def _running(self) -> "_Worker":
        """The worker, started if need be."""
        if self._worker is not None and self._worker.alive:
            return self._worker
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._start())
        # Shielded: the next keystroke cancels whoever waits here, and must not make the loading begin again.
        return await asyncio.shield(self._starting)

    async def _start(self) -> "_Worker":
        async with self._changing:
            if self._closed:
                raise ModelError("The model has been closed.")
            if self._worker is not None and self._worker.alive:
                return self._worker
            if self._failure and time.monotonic() - self._failed_at < RETRY_AFTER_S:
                raise ModelError(self._failure)
            try:
                self._worker = await _Worker.start(self._model.path, self._options)
            except ModelError as failure:
                self._failure, self._failed_at = str(failure), time.monotonic()
                raise
            self._failure = ""
            self._rest()
            return self._worker


@dataclass
class _Worker:
    """One worker process that has loaded its model."""

    process: asyncio.subprocess.Process
    ready: Ready
    tail: deque[str]  # the last lines of its stderr
    alive: bool = True
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: dict[int, asyncio.Future[list[Any]]] = field(default_factory=dict)
    _watching: dict[int, Callable[[str], None]] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    async def start(cls, path: Path, options: Sequence[str]) -> "_Worker":
        """A process that has loaded the model at `path`.

        Raises:
            ModelError: it cannot be loaded.
        """
        # -P: a module in the user's project folder must not be taken for one of ours.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "verimentor.student.worker", str(path), *options),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_LIMIT,
        )
        tail: deque[str] = deque(maxlen=20)
        listening = asyncio.create_task(_keep_tail(process, tail))
        try:
            assert process.stdout is not None
            line = await asyncio.wait_for(process.stdout.readline(), timeout=START_TIMEOUT_S)
            message: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
            if "ready" not in message:
                code = await process.wait()
                await listening
                raise ModelError(
                    message.get("failed")
                    or f"The model worker ended with code {code} while loading {path}: {_last(tail)} "
                    "Run `verimentor doctor` to see whether llama.cpp works on this machine, or choose another model."
                )
        except BaseException as problem:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            listening.cancel()
            await asyncio.shield(process.wait())
            if isinstance(problem, TimeoutError):
                raise ModelError(
                    f"{path} was not loaded within {START_TIMEOUT_S:.0f} s. Choose a smaller model or a faster disk."
                ) from problem
            raise
        worker = cls(process, Ready(**message["ready"]), tail)
        worker.idle.set()
        worker._tasks = [listening, asyncio.create_task(worker._listen())]
        return worker

    async def ask(
        self,
        prompt: AnyPrompt,
        sampling: Sampling,
        n: int,
        priority: Priority,
        on_growth: Callable[[str], None] | None = None,
    ) -> list[Completion]:
        """The answers to one request.

        Raises:
            ModelError: the worker refuses.
            _Died: it ended before answering.
        """
        number = next(self._ids)
        if on_growth is not None:
            self._watching[number] = on_growth
        try:
            ask = Ask(number, prompt, sampling, n, priority, streamed=on_growth is not None)
            return await self._request(number, ask_to_line(ask))
        finally:
            self._watching.pop(number, None)

    async def read(self, text: str, max_tokens: int) -> list[Surprisal]:
        """The surprisals of a text; raises as `ask` does."""
        number = next(self._ids)
        return await self._request(number, read_to_line(Read(number, text, max_tokens)))

    async def _request(self, number: int, line: bytes) -> list[Any]:
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.idle.clear()
        try:
            self._send(line)
            return await answer
        except asyncio.CancelledError:
            with contextlib.suppress(_Died):
                self._send(to_line({"id": number, "do": "cancel"}))
            raise
        finally:
            del self._waiting[number]
            if not self._waiting:
                self.idle.set()

    async def close(self) -> None:
        """End the process, first kindly."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), timeout=CLOSE_TIMEOUT_S)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        await asyncio.gather(*self._tasks)

    def _send(self, line: bytes) -> None:
        if not self.alive:
            raise _Died(_last(self.tail))
        assert self.process.stdin is not None
        self.process.stdin.write(line)

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        while (line := await self.process.stdout.readline()).endswith(b"\n"):
            message = json.loads(line)
            answer = self._waiting.get(message["id"])
            if answer is None or answer.done():
                continue  # cancelled meanwhile
            if "so_far" in message:
                self._watching[message["id"]](message["so_far"])
            elif "error" in message:
                answer.set_exception(ModelError(message["error"]))
            elif "surprisals" in message:
                answer.set_result([Surprisal(**values) for values in message["surprisals"]])
            else:
                answer.set_result([completion_from(values) for values in message["completions"]])
        self.alive = False
        code = await self.process.wait()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(_Died(f"exit code {code}. {_last(self.tail)}"))


async def _keep_tail(process: asyncio.subprocess.Process, tail: deque[str]) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        tail.append(line.decode("utf-8", errors="replace").rstrip())


def _last(tail: deque[str]) -> str:
    return tail[-1] if tail else "It said nothing."
