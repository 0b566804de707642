"""Processes that share a step of training: the gradient is the one of a single process, and a death is told."""

from functools import partial
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from verimentor.errors import VerimentorError
from verimentor_trainer import pretrain, recipe
from verimentor_trainer.crew import Crew
from verimentor_trainer.manifest import write_rows

SMOKE = recipe.load("smoke")


@pytest.fixture
def stream(run_folder: Path) -> partial:  # type: ignore[type-arg]
    write_rows(run_folder / "train.jsonl", [])
    return partial(pretrain._stream, SMOKE, run_folder, 7)


def _gradient(model: torch.nn.Module) -> torch.Tensor:
    return torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])


def test_the_gradient_of_several_batches_is_the_mean_over_weights(run_folder: Path, stream: partial) -> None:  # type: ignore[type-arg]
    model = AutoModelForCausalLM.from_pretrained(run_folder / "student")
    with Crew(model, stream, members=1, batches=3, compile=False) as crew:
        read = crew.step(0.5)
    found = _gradient(model)
    model.zero_grad(set_to_none=True)
    drawn = stream(lambda: 0.5, 0)
    loss, weight, tokens = torch.zeros(()), 0.0, 0
    for ids, weights in (next(drawn) for _ in range(3)):
        logits = model(input_ids=ids).logits[:, :-1].float()
        losses = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        loss = loss + (losses * weights[:, 1:].flatten()).sum()
        weight += weights[:, 1:].sum().item()
        tokens += int((ids > 0).sum())
    (loss / weight).backward()
    assert read.tokens == tokens
    assert read.weight == pytest.approx(weight)
    assert read.loss == pytest.approx(loss.item(), rel=0.01)  # bfloat16
    assert torch.nn.functional.cosine_similarity(found, _gradient(model), dim=0) > 0.999


def test_two_processes_read_for_one_step_and_a_death_is_told(run_folder: Path, stream: partial) -> None:  # type: ignore[type-arg]
    model = AutoModelForCausalLM.from_pretrained(run_folder / "student")
    with Crew(model, stream, members=2, batches=64, compile=False) as crew:
        while not crew.step(0.5).tokens or not bool((crew._shared.sums[:, 2] > 0).all()):
            model.zero_grad(set_to_none=True)  # the second process is not there yet
        assert bool(_gradient(model).isfinite().all())
        crew._processes[0].kill()
        crew._processes[0].join()
        with pytest.raises(VerimentorError, match="give the command again"):
            crew.step(0.5)
