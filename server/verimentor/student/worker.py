"""The worker process: answers requests from a loaded model, the most urgent one first.

Each request is a Python generator that yields between two computations, and the loop always continues the most urgent
one: ghost text thus goes before a generation that is under way. A second thread reads stdin, so that a cancellation or
a more urgent request interrupts even a running computation; what was interrupted is computed again later. What nobody
waits for runs in a third thread, which the system lets the user's other programs go before.

    python -m verimentor.student.worker MODEL.gguf [--threads N] [--context N] [--gpu-layers N] [--memory-mb N]
"""

import argparse
import importlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from verimentor.errors import ModelError
from verimentor.student.answer import Answer
from verimentor.student.budget import fit
from verimentor.student.engine import CHUNK, MAX_CONTEXT, Context, Engine
from verimentor.student.healing import take_back
from verimentor.student.prompt import AnyPrompt, ModulePrompt
from verimentor.student.prompt import ask as question_for
from verimentor.student.protocol import (
    Ask,
    Completion,
    Priority,
    Read,
    Sampling,
    Surprisal,
    ask_from,
    read_from,
    to_line,
)
from verimentor.student.reading import read
from verimentor.student.seats import Seats

GHOST_CELLS = 1024  # tokens: the prompt budget (608), the answer, and room to spare
PARALLEL = 16  # samples decoded side by side; 16 give 97 % of the throughput of 32 for half the memory
EMPTY = "The model cannot answer an empty prompt. Give it some text."
GUIDED = "verimentor.student.guided"
# A third of a normal thread's weight. With two windows on one processor the other's ghost text takes 161 ms instead of
# 245 while we read ahead; our own, where it interrupts that on a machine with much to do, some 45 ms more.
NICENESS = 5
SLACK = 16  # tokens: special tokens, and the difference between tokens counted by line and at once

# After each computation None, or the text so far to whoever wants to see it grow; at last the answer.
Steps: TypeAlias = Generator[list[Completion] | list[Surprisal] | str | None, None, None]


class Responder:
    """Turns requests into completions, step by step."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._vocabulary = engine.vocabulary
        half = (engine.n_cells or 2 * GHOST_CELLS) // 2  # the other half is for samples
        self._ghost = engine.context(n_cells=min(GHOST_CELLS, engine.n_context, half))
        # Samples have a context of their own: their cells would lengthen the attention of every ghost text.
        self._samples: Context | None = None
        self._reading: Context | None = None

    def answer(self, ask: Ask | Read) -> Steps:
        """The steps that answer a request."""
        if isinstance(ask, Read):
            yield from self._read(ask)
        elif ask.n == 0:
            yield from self._warm(ask)
        elif ask.priority is Priority.GENERATE:
            yield from self._sample(ask)
        else:
            yield from self._complete(ask)

    def _tokens(self, ask: Ask, n_cells: int) -> tuple[list[int], int, tuple[str, ...], str]:
        """The prompt's tokens, how many may follow, the strings that end this model's answers, and how they begin."""
        n_answer = max(1, min(ask.sampling.max_tokens, n_cells // 2))
        prompt, begun = take_back(ask.prompt)
        prompt = fit(prompt, self._vocabulary.count, n_cells - n_answer - SLACK)
        question = question_for(prompt, self._vocabulary.format, self._vocabulary.chat)
        tokens = self._vocabulary.encode_question(question)
        n_answer = min(ask.sampling.max_tokens, n_cells - len(tokens))
        if n_answer <= 0 or not tokens:
            limit = f"the prompt has {len(tokens)} tokens, and the model's context holds {n_cells}"
            raise ModelError(f"The model cannot answer: {limit}. Give it less text." if tokens else EMPTY)
        return tokens, n_answer, question.stop, begun

    def _warm(self, ask: Ask) -> Steps:
        tokens, _, _, _ = self._tokens(ask, self._ghost.n_cells)
        yield from _read(self._ghost, tokens)
        yield []

    def _complete(self, ask: Ask) -> Steps:
        started = time.perf_counter()
        tokens, n_answer, stop, begun = self._tokens(ask, self._ghost.n_cells)
        n_reused = yield from _read(self._ghost, tokens)
        sampling = replace(ask.sampling, max_tokens=n_answer)
        answer = Answer(self._vocabulary, sampling, stop, f"{sampling.seed}/0", tokens[-1], begun)
        answer.take(self._ghost.logits())
        while answer.finish is None:
            yield answer.text if ask.streamed else None
            # Reads the last token, and all before it again where a more urgent request took the cache.
            yield from _read(self._ghost, [*tokens, *answer.tokens])
            answer.take(self._ghost.logits())
        yield [answer.completion(len(tokens), n_reused, time.perf_counter() - started)]

    def _sample(self, ask: Ask) -> Steps:
        started = time.perf_counter()
        room = self._engine.room() + (self._samples.n_cells if self._samples is not None else 0)
        tokens, n_answer, stop, begun = self._tokens(ask, min(self._engine.n_context, room))
        sampling = replace(ask.sampling, max_tokens=n_answer)
        if sampling.guided:
            yield from _import(GUIDED)
        n_parallel = max(1, min(ask.n, PARALLEL, (room - len(tokens)) // n_answer))
        context = self._sample_context(len(tokens) + n_answer * n_parallel, room)
        completions: list[Completion] = []
        for first in range(0, ask.n, n_parallel):
            numbers = range(first, min(first + n_parallel, ask.n))
            answers = [
                self._begun(ask.prompt, sampling, stop, f"{sampling.seed}/{number}", tokens[-1], begun)
                for number in numbers
            ]
            n_reused = yield from _read(context, tokens)
            context.fork(len(answers))
            try:
                yield from _decode(context, answers, len(tokens))
            finally:
                for sequence in range(1, len(answers) + 1):
                    context.drop(sequence)
            completions += [a.completion(len(tokens), n_reused, time.perf_counter() - started) for a in answers]
        yield completions

    def _begun(
        self, prompt: AnyPrompt, sampling: Sampling, stop: Sequence[str], seed: str, before: int, begun: str
    ) -> Answer:
        if sampling.guided and isinstance(prompt, ModulePrompt):
            from verimentor.student.guided import GuidedAnswer  # loaded only where somebody asks for it

            return GuidedAnswer(self._vocabulary, sampling, stop, seed, before, prompt)
        return Answer(self._vocabulary, sampling, stop, seed, before, begun)

    def _read(self, ask: Read) -> Steps:
        if self._reading is None:
            n_cells = min(GHOST_CELLS, self._engine.n_context, self._engine.room())
            if not n_cells:
                raise ModelError("The setting model.memory_mb leaves no room for reading a file. Raise it.")
            self._reading = self._engine.context(n_cells=n_cells, n_outputs=CHUNK)
        yield (yield from read(self._reading, self._vocabulary, ask.text, ask.max_tokens))

    def _sample_context(self, n_cells: int, room: int) -> Context:
        """The context for samples, made anew where it is too small."""
        if self._samples is None or self._samples.n_cells < n_cells:
            if self._samples is not None:
                self._engine.drop(self._samples)
                self._samples = None
            rounded = -(-n_cells // GHOST_CELLS) * GHOST_CELLS  # so that a slightly longer prompt does not make another
            rounded = min(rounded, room)
            self._samples = self._engine.context(n_cells=rounded, n_sequences=PARALLEL + 1)
        return self._samples


def _read(context: Context, tokens: Sequence[int]) -> Generator[None, None, int]:
    """Read a prompt into sequence 0, keeping what it has in common with the one before; returns how much that was.

    Looks at the cache anew each time, since a more urgent request may have used it meanwhile.
    """
    n_reused: int | None = None
    while True:
        # The last token is always read, for its logits.
        n_held = min(_common(context.held, tokens), len(tokens) - 1)
        if n_reused is None:
            n_reused = n_held
        context.trim(n_held)
        chunk = tokens[n_held : n_held + CHUNK]
        if context.extend(chunk) and n_held + len(chunk) == len(tokens):
            return n_reused
        yield None


def _import(name: str) -> Generator[None, None, None]:
    """Load a module in a thread of its own: pyslang takes 244 ms, which no ghost text should wait for."""
    if name in sys.modules:
        return
    loading = threading.Thread(target=importlib.import_module, args=(name,), daemon=True)
    loading.start()
    while loading.is_alive():
        loading.join(0.005)
        yield None


def _decode(context: Context, answers: Sequence[Answer], n_prompt: int) -> Generator[None, None, None]:
    """Let answers 0, 1, ... grow side by side in sequences 1, 2, ... until each is finished.

    An answer that takes tokens back is rolled back alone; its last token is computed once more, for its logits.
    """

    def take(number: int, row: int) -> None:
        answer = answers[number]
        if answer.take(context.logits(row)):
            context.rewind(number + 1, n_prompt + answer.n_tokens - 1)
        if answer.finish is not None:
            context.drop(number + 1)

    for number in range(len(answers)):
        take(number, -1)
    while alive := [(i, answer) for i, answer in enumerate(answers) if answer.finish is None]:
        rows = [(answer.token, n_prompt + answer.n_tokens - 1, i + 1) for i, answer in alive]
        if context.extend_forks(rows):
            for row, (i, answer) in enumerate(alive):
                take(i, row)
                if answer.checked:  # of 16 samples, many end a statement at once
                    yield None
        yield None


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))


@dataclass
class Job:
    """A request under way."""

    ask: Ask | Read
    steps: Steps
    cancelled: bool = False

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts the most urgent, then the oldest, first."""
        return (self.ask.priority, self.ask.id)


class Worker:
    """Requests in, answers out; two threads share `_jobs`, `_running` and the engine's flag under `_changed`."""

    def __init__(self, engine: Engine, output: BinaryIO) -> None:
        self._engine = engine
        self._responder = Responder(engine)
        self._output = output
        self._changed = threading.Condition()
        self._jobs: dict[int, Job] = {}
        self._running: Job | None = None
        self._ended = False
        self._threads = engine.threads
        self._seats = Seats()
        self._background = ThreadPoolExecutor(1, initializer=_step_back)

    def listen(self, stream: BinaryIO) -> None:
        """Take requests until the stream ends; runs in its own thread."""
        try:
            for line in stream:
                message = json.loads(line)
                with self._changed:
                    self._receive(message)
                    self._changed.notify()
        finally:
            with self._changed:
                self._ended = True
                self._engine.flag.raise_()
                self._changed.notify()

    def work(self) -> None:
        """Answer requests until the stream of them has ended."""
        while (job := self._next()) is not None:
            try:
                answer = [] if job.cancelled else self._step(job)
            except ModelError as problem:
                self._finish(job, {"error": str(problem)})
                continue
            if isinstance(answer, str):
                self.send({"id": job.ask.id, "so_far": answer})
            elif answer is not None:
                kind = "surprisals" if isinstance(job.ask, Read) else "completions"
                self._finish(job, {kind: [asdict(each) for each in answer]})

    def _step(self, job: "Job") -> list[Completion] | list[Surprisal] | str | None:
        self._engine.use(self._seats.share(self._threads))
        if job.ask.priority.background:
            return self._background.submit(next, job.steps).result()
        return next(job.steps)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one line to the server."""
        self._output.write(to_line(message))
        self._output.flush()

    def _receive(self, message: Mapping[str, Any]) -> None:
        running = self._running
        if message["do"] == "cancel":
            if (job := self._jobs.get(message["id"])) is not None:
                job.cancelled = True
                if job is running:
                    self._engine.flag.raise_()
            return
        ask = read_from(message) if message["do"] == "read" else ask_from(message)
        job = self._jobs[ask.id] = Job(ask, self._responder.answer(ask))
        if running is not None and job.urgency < running.urgency:
            self._engine.flag.raise_()

    def _next(self) -> Job | None:
        """The job to continue with; waits for one. None when there will be no more."""
        with self._changed:
            self._running = None
            if not self._jobs:
                self._seats.leave()
            self._changed.wait_for(lambda: self._jobs or self._ended)
            if self._ended:
                return None
            cancelled = next((job for job in self._jobs.values() if job.cancelled), None)
            self._running = cancelled or min(self._jobs.values(), key=lambda job: job.urgency)
            self._engine.flag.lower()
            return self._running

    def _finish(self, job: Job, result: Mapping[str, Any]) -> None:
        job.steps.close()
        with self._changed:
            del self._jobs[job.ask.id]
        self.send({"id": job.ask.id, **result})


def _step_back() -> None:
    """Let other threads go before this one; on Linux, where a thread has a niceness of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def main() -> int:
    """Load the model named on the command line, and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--context", type=int, default=MAX_CONTEXT)
    parser.add_argument("--gpu-layers", type=int, default=0)
    parser.add_argument("--memory-mb", type=int, default=0)
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the server's to handle
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between our lines
    try:
        engine = Engine(
            arguments.model,
            threads=arguments.threads,
            max_context=arguments.context,
            gpu_layers=arguments.gpu_layers,
            memory_mb=arguments.memory_mb,
        )
        worker = Worker(engine, output)
    except ModelError as problem:
        output.write(to_line({"failed": str(problem)}))
        output.flush()
        return 1
    worker.send({"ready": asdict(engine.ready)})
    threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True).start()
    try:
        worker.work()
    except BrokenPipeError:
        pass
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        sys.stderr.flush()
    os._exit(0)  # freeing the model takes time nobody waits for


if __name__ == "__main__":
    sys.exit(main())
