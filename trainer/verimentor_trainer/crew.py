"""Processes that work on one step of training together: shared weights, own gradients, batches as each is free.

On a CPU a process a core spares threads that wait for each other at every small operation, and a core that other
programs use delays nobody: the others take more of the step's batches. On a GPU the crew is the calling process alone.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

import torch
import torch.multiprocessing as mp
from torch import Tensor

from verimentor.errors import VerimentorError

Stream = Callable[[Callable[[], float], int], Iterator[tuple[Tensor, Tensor]]]  # (progress, member) -> batches


@dataclass(frozen=True)
class Sums:
    """What a step read: the loss summed over weights, in nats, the weights' sum, and the tokens without padding."""

    loss: float
    weight: float
    tokens: int


class Crew:
    """The calling process and `members - 1` others; as a context manager it ends them."""

    def __init__(self, model: Any, stream: Stream, *, members: int, batches: int, compile: bool) -> None:
        """`batches` of the members' streams make a step, at least; `stream` must be picklable."""
        self._model = model
        context = mp.get_context("spawn")
        self._shared = _Shared(context.Value("i", 0), context.Value("d", 0.0), batches, torch.zeros(members, 3))
        self._shared.sums.share_memory_()
        if members > 1:
            model.share_memory()
        self._gradients: list[list[Tensor]] = []
        self._processes = []
        self._connections: list[Connection] = []
        for member in range(1, members):
            gradients = [torch.zeros_like(p).share_memory_() for p in model.parameters()]
            here, there = context.Pipe()
            process = context.Process(
                target=_work, args=(model, gradients, stream, member, there, self._shared, compile), daemon=True
            )
            process.start()
            there.close()  # so that the end of the process is the end of the pipe
            self._connections.append(here)
            self._gradients.append(gradients)
            self._processes.append(process)
        self._own = _Member(model, stream, 0, self._shared, compile)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()  # it holds nothing that is not shared

    def step(self, progress: float) -> Sums:
        """One step's gradient of the mean weighted loss, added to the model's `.grad`.

        Raises:
            VerimentorError: a member has died.
        """
        shared = self._shared
        shared.taken.value, shared.progress.value = 0, progress
        shared.sums.zero_()
        try:
            ready = [connection for connection in self._connections if connection.poll()]
            for connection in ready:
                connection.recv()
                connection.send(True)
            # Rather than wait for a slow member it reads more than the step needs.
            self._own.work(until=lambda: all(connection.poll() for connection in ready))
        except (EOFError, OSError):
            codes = ", ".join(str(process.exitcode) for process in self._processes if not process.is_alive())
            raise VerimentorError(f"A training process ended ({codes}); give the command again to go on.") from None
        loss, weight, tokens = shared.sums.sum(0).tolist()
        for parameter, *others in zip(self._model.parameters(), *self._gradients, strict=True):
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            for other in others:
                parameter.grad += other.to(parameter.device)
                other.zero_()
            parameter.grad /= weight
        return Sums(loss, weight, int(tokens))


@dataclass(frozen=True)
class _Shared:
    """What the members tell each other."""

    taken: Any  # batches of the step that somebody works on or has done
    progress: Any
    batches: int
    sums: Tensor  # (members, 3): as Sums


class _Member:
    """One process' part of every step."""

    def __init__(self, model: Any, stream: Stream, number: int, shared: _Shared, compile: bool) -> None:
        self._model, self._number, self._shared = model, number, shared
        self._device = next(model.parameters()).device
        self._batches = stream(lambda: float(shared.progress.value), number)
        self._hidden_of, self._losses_of = model.model, _losses
        if compile:
            self._hidden_of = torch.compile(model.model, dynamic=True)
            self._losses_of = torch.compile(_losses, dynamic=True)

    def work(self, until: Callable[[], bool] = lambda: True) -> None:
        """Take batches until the step has all it needs and `until` is true."""
        while self._take() or not until():
            self.read()

    def _take(self) -> bool:
        with self._shared.taken.get_lock():
            free: bool = self._shared.taken.value < self._shared.batches
            self._shared.taken.value += free
        return free

    def read(self) -> None:
        """Add the gradient of the next batch."""
        ids, weights = next(self._batches)
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            hidden = self._hidden_of(input_ids=ids.to(self._device), use_cache=False).last_hidden_state
            counted = weights[:, 1:] > 0  # only positions that count reach the output layer
            targets = ids[:, 1:][counted].to(self._device)
            losses = self._losses_of(self._model.lm_head, hidden[:, :-1][counted], targets)
        share = weights[:, 1:][counted].to(self._device)
        loss = (losses * share).sum()
        loss.backward()
        self._shared.sums[self._number] += torch.tensor([loss.item(), share.sum().item(), (ids != 0).sum().item()])


def _losses(head: Any, hidden: Tensor, targets: Tensor) -> Tensor:
    """Next-token cross-entropy of each position, in nats."""
    return torch.nn.functional.cross_entropy(head(hidden).float(), targets, reduction="none")


def _work(
    model: Any, gradients: list[Tensor], stream: Stream, number: int, caller: Connection, shared: _Shared, compile: bool
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the calling process' to handle
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    model.tie_weights()
    model.train()
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient  # backward adds to it in place
    member = _Member(model, stream, number, shared, compile)
    with suppress(EOFError, OSError):  # however the calling process ends, nobody goes on computing for it
        member.read()  # compiles; it counts for nothing, since steps go on meanwhile
        for gradient in gradients:
            gradient.zero_()
        caller.send(True)
        while caller.recv():
            member.work()
            caller.send(True)
