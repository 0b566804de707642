"""Answers sampled from a checkpoint: through transformers, or as a GGUF through the runtime users have.

Samples are kept in chunks of prompts, each a file written whole, so that a stopped run samples only what is missing;
under `accelerate launch` every process takes its share of the chunks.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gguf
import torch

from verimentor.errors import VerimentorError
from verimentor.generate import cut
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import PromptFormat
from verimentor.student.runtime import Finish, Sampling, Student
from verimentor_trainer import export, tuning
from verimentor_trainer.checkpoint import Checkpoint
from verimentor_trainer.manifest import read_rows, write_rows
from verimentor_trainer.progress import track
from verimentor_trainer.recipe import Recipe, SamplingRecipe
from verimentor_trainer.tuning import Example

SAMPLERS = ("transformers", "runtime")


@dataclass(frozen=True)
class Sample:
    """What a model said to one example; `ended` is False where it was cut off at the token limit."""

    text: str
    ended: bool

    def module(self, asked: Example) -> str:
        """The whole modules of it, "" where there are none."""
        return cut(self.text, asked.header or None)


def sample(
    checkpoint: Checkpoint, asked: Sequence[Example], n: int, how: SamplingRecipe, folder: Path, *, seed: int
) -> list[list[Sample]]:
    """`n` answers to each example, in `folder`/chunk-*.jsonl; greedy ones where the temperature is 0.

    Raises:
        VerimentorError: there is no such sampler, or the runtime cannot read this model.
    """
    if how.sampler not in SAMPLERS:
        raise VerimentorError(f"There is no sampler '{how.sampler}'; there are {', '.join(SAMPLERS)}.")
    processes = tuning.processes()
    starts = range(0, len(asked), how.prompts_at_once)
    paths = [folder / f"chunk-{index:05d}.jsonl" for index in range(len(starts))]
    missing = [
        (index, start)
        for index, start in enumerate(starts)
        if index % processes.num_processes == processes.process_index and not paths[index].is_file()
    ]
    if missing:
        draw = _Runtime(checkpoint, folder) if how.sampler == "runtime" else _Transformers(checkpoint)
        for index, start in track(missing, f"sampling {how.prompts_at_once} prompts at a time"):
            chunk = asked[start : start + how.prompts_at_once]
            # Seeded by chunk, not by run: a resumed run draws what an unbroken one would have drawn.
            answers = draw(chunk, n, how, seed * 100_003 + index)
            write_rows(paths[index], ({"answers": [vars(a) for a in found]} for found in answers))
        if isinstance(draw, _Runtime):
            draw.path.unlink()
    processes.wait_for_everyone()
    return [[Sample(**answer) for answer in row["answers"]] for path in paths for row in read_rows(path, "answers")]


class _Transformers:
    """`generate` of transformers."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._device = tuning.processes().device
        checkpoint.model.to(self._device).eval()

    def __call__(self, asked: Sequence[Example], n: int, how: SamplingRecipe, seed: int) -> list[list[Sample]]:
        tokenizer = self._checkpoint.tokenizer
        prompts = [self._checkpoint.ask(each.prompt) for each in asked]
        longest = max(map(len, prompts))
        # Padded on the left: what is generated begins at the same place in every row.
        pad = tokenizer.pad_token_id
        ids = torch.tensor([[pad] * (longest - len(p)) + p for p in prompts], device=self._device)
        mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts], device=self._device)
        choosing: dict[str, Any] = {"do_sample": False}
        if how.temperature > 0:
            choosing = {"do_sample": True, "temperature": how.temperature, "top_p": how.top_p, "top_k": 0}
        torch.manual_seed(seed)
        with torch.no_grad():
            made = self._checkpoint.model.generate(
                input_ids=ids,
                attention_mask=mask,
                max_new_tokens=how.max_new_tokens,
                num_return_sequences=n,
                pad_token_id=pad,
                eos_token_id=tokenizer.eos_token_id,
                **choosing,
            )
        answers = [Sample(*self._checkpoint.read(row)) for row in made[:, longest:].tolist()]
        return [answers[i * n : (i + 1) * n] for i in range(len(asked))]


class _Runtime:
    """The server's worker on the checkpoint as a GGUF (Q8_0): about ten times as fast on a CPU."""

    def __init__(self, checkpoint: Checkpoint, folder: Path) -> None:
        if checkpoint.format is not PromptFormat.VERIMENTOR:
            raise VerimentorError(
                f"{checkpoint.folder} is no student of ours: sample it with sampler = 'transformers'."
            )
        self.path = folder / "model.gguf"
        state = {name: tensor.detach() for name, tensor in checkpoint.model.state_dict().items()}
        folder.mkdir(parents=True, exist_ok=True)
        export.write_gguf(
            self.path,
            state,
            checkpoint.model.config.to_dict(),
            export.tokenizer_of(checkpoint.folder),
            Recipe(),
            gguf.GGMLQuantizationType.Q8_0,
        )

    def __call__(self, asked: Sequence[Example], n: int, how: SamplingRecipe, seed: int) -> list[list[Sample]]:
        return asyncio.run(self._draw(asked, n, how, seed))

    async def _draw(self, asked: Sequence[Example], n: int, how: SamplingRecipe, seed: int) -> list[list[Sample]]:
        student = Student(Catalog(self.path.parent, self.path.parent).open(self.path), threads=2)
        choosing = Sampling(how.max_new_tokens, how.temperature, how.top_p)
        try:
            return [
                [
                    Sample(found.text, found.finish is Finish.END)
                    for found in await student.sample(each.prompt, replace(choosing, seed=seed + index), n)
                ]
                for index, each in enumerate(asked)
            ]
        finally:
            await student.close()
