"""Processes that work on one step of training together: shared weights, own gradients, batches as each is free.

On a CPU a process a core spares threads that wait for each other at every small operation, and a core that other
programs use delays nobody: the others take more of the step's batches. On a GPU the crew is the calling process alone.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import connection
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
        self._model, self._members = model, members
        context = mp.get_context("spawn")
        self._barrier = context.Barrier(members)
        self._shared = _Shared(
            context.Value("i", 0),
            context.Value("i", 0),
            context.Value("d", 0.0),
            context.Value("b", False),
            batches,
            torch.zeros(members, 3),
        )
        self._shared.sums.share_memory_()
        if members > 1:
            model.share_memory()
        self._gradients: list[list[Tensor]] = []
        self._processes = []
        for member in range(1, members):
            gradients = [torch.zeros_like(p).share_memory_() for p in model.parameters()]
            process = context.Process(
                target=_work, args=(model, gradients, stream, member, self._barrier, self._shared, compile), daemon=True
            )
            process.start()
            self._gradients.append(gradients)
            self._processes.append(process)
        self._own = _Member(model, stream, 0, self._shared, compile)
        if self._processes:
            threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shared.stopped.value = True
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
        self._meet()
        self._own.work()
        self._meet()
        loss, weight, tokens = shared.sums.sum(0).tolist()
        for parameter, *others in zip(self._model.parameters(), *self._gradients, strict=True):
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            for other in others:
                parameter.grad += other.to(parameter.device)
                other.zero_()
            parameter.grad /= weight
        return Sums(loss, weight, int(tokens))

    def _meet(self) -> None:
        try:
            self._barrier.wait()
        except threading.BrokenBarrierError:
            codes = ", ".join(str(process.exitcode) for process in self._processes if not process.is_alive())
            raise VerimentorError(f"A training process ended ({codes}); give the command again to go on.") from None

    def _watch(self) -> None:
        """Let nobody wait for a member that has died."""
        connection.wait([process.sentinel for process in self._processes])
        self._barrier.abort()


@dataclass(frozen=True)
class _Shared:
    """What the members tell each other."""

    taken: Any  # batches of the step that somebody works on or has done
    busy: Any  # members besides the first that work on one
    progress: Any
    stopped: Any
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

    def work(self) -> None:
        """Take batches until the step has all it needs."""
        while self._take():
            self._read(*next(self._batches))
            if self._number:
                with self._shared.taken.get_lock():
                    self._shared.busy.value -= 1

    def _take(self) -> bool:
        """Whether there is a batch to read; the first member takes more than needed rather than wait for a slow one."""
        shared = self._shared
        with shared.taken.get_lock():
            free: bool = shared.taken.value < shared.batches or (not self._number and shared.busy.value > 0)
            shared.taken.value += free
            shared.busy.value += free and self._number > 0
        return free

    def _read(self, ids: Tensor, weights: Tensor) -> None:
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
    model: Any, gradients: list[Tensor], stream: Stream, number: int, barrier: Any, shared: _Shared, compile: bool
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the calling process' to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    model.tie_weights()
    model.train()
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient  # backward adds to it in place
    member = _Member(model, stream, number, shared, compile)
    while not shared.stopped.value:
        barrier.wait()
        member.work()
        barrier.wait()


def _end_with_parent() -> None:
    """However the calling process ends, nobody goes on computing for it."""
    parent = mp.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
