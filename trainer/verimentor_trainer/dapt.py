"""Domain-adaptive pretraining: any causal model goes on learning on raw RTL, next token and fill-in-the-middle.

Files are joined, each with its end token, and cut into full rows of `max_tokens`. A share of the files is rearranged
around a hole as a cursor would leave it: prefix first (PSM) `<pre>P<suf>S<mid>M` or suffix first (SPM)
`<suf>S<pre>P<mid>M`, the order our runtime asks in. Reads `train.jsonl` and `held_out.jsonl`; writes `dapt/model` and
`dapt/log.jsonl`. On several GPUs:

    accelerate launch -m verimentor_trainer.main dapt --recipe infineon-1.3b --out DIR
"""

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import IterableDataset
from transformers import Trainer, TrainingArguments

from verimentor.errors import VerimentorError
from verimentor.student.prompt import FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, PromptFormat
from verimentor_trainer import checkpoint, tuning
from verimentor_trainer.checkpoint import Checkpoint
from verimentor_trainer.documents import cut
from verimentor_trainer.manifest import read_rows, row_of
from verimentor_trainer.recipe import DaptRecipe, Recipe

_MEASURED_FILES = 50


def run(recipe: Recipe, out: Path) -> None:
    """Train on the recipe's number of tokens; a stopped run goes on from its last whole checkpoint."""
    chosen, folder = recipe.dapt, out / "dapt"
    start = checkpoint.before("dapt", recipe, out)
    files = [out / "train.jsonl", out / "held_out.jsonl"]
    if not files[0].is_file():
        raise VerimentorError(f"There is no {files[0]}: run 'collect', 'dedup' and 'decontaminate' first.")
    settings = tuning.claim(folder, chosen, start, files)
    loaded = checkpoint.load(start, attention=chosen.attention)
    texts = Texts(files[0])
    held_out = [row["text"] for row in read_rows(files[1], "text")][:_MEASURED_FILES] if files[1].is_file() else []
    before = bits_per_byte(loaded, held_out, chosen.max_tokens)
    last = tuning.last_whole(folder)
    # After a stop the files come in another order: reading all that was seen, only to skip it, would take hours.
    rows = Rows(loaded, texts, chosen, seed=f"{chosen.seed}:{Path(last).name if last else 'start'}")
    trainer = Trainer(
        model=loaded.model,
        args=tuning.arguments(TrainingArguments, chosen, folder, max_steps=n_steps(chosen), ignore_data_skip=True),
        train_dataset=rows,
        data_collator=collate,
    )
    log = tuning.train(trainer, folder)
    tuning.save(trainer, loaded.tokenizer, folder / "model")
    results = {
        "steps": trainer.state.global_step,
        "tokens": trainer.state.global_step * tokens_per_step(chosen),
        "loss": log[-1]["loss"] if log else None,
        "held_out_bits_per_byte": [before, bits_per_byte(loaded, held_out, chosen.max_tokens)],
    }
    tuning.finish(trainer, out, "dapt", settings=settings, inputs=files, results=results)


def tokens_per_step(recipe: DaptRecipe) -> int:
    """How many tokens all processes read in one step."""
    n_processes: int = tuning.processes().num_processes
    return recipe.max_tokens * recipe.batch * recipe.accumulate * n_processes


def n_steps(recipe: DaptRecipe) -> int:
    """The steps that the recipe's tokens take."""
    return max(1, math.ceil(recipe.tokens / tokens_per_step(recipe)))


@dataclass(frozen=True)
class FimTokens:
    """The ids that mark the parts around a hole."""

    prefix: int
    suffix: int
    middle: int


def fim_tokens(loaded: Checkpoint, recipe: DaptRecipe) -> FimTokens | None:
    """The marks of the checkpoint's tokenizer; None where the recipe wants no holes.

    Raises:
        VerimentorError: it has no such tokens, or the recipe does not name them.
    """
    if recipe.fim_rate <= 0:
        return None
    names = recipe.fim_tokens
    if loaded.format is PromptFormat.VERIMENTOR and not names:
        names = (FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE)
    if len(names) != 3:
        raise VerimentorError(
            "Name the checkpoint's three marks in [dapt] fim_tokens (prefix, suffix, middle), or set fim_rate = 0."
        )
    ids = [loaded.encode(name, special=True) for name in names]
    for name, found in zip(names, ids, strict=True):
        if len(found) != 1:
            raise VerimentorError(f"The tokenizer of {loaded.folder} has no token {name!r}: mend [dapt] fim_tokens.")
    return FimTokens(*(found[0] for found in ids))


class Texts(Sequence[str]):
    """The texts of a JSONL file, read when they are asked for: a corpus of paper size does not fit into memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._starts = array("Q")
        at = 0
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"}\n"):  # a file cut short is told now, not on the tenth day
                    row_of(line, f"{path}, line {number}", "text")
                self._starts.append(at)
                at += len(line)

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, index: Any) -> Any:
        with self._path.open("rb") as file:
            file.seek(self._starts[index])
            return row_of(file.readline(), f"{self._path}, line {index + 1}", "text")["text"]


class Rows(IterableDataset):  # type: ignore[misc]
    """Full rows of tokens without end, the same for the same seed; every file comes once before any comes again."""

    def __init__(self, loaded: Checkpoint, texts: Sequence[str], recipe: DaptRecipe, *, seed: str) -> None:
        if not len(texts):
            raise VerimentorError("There is no text to train on: train.jsonl is empty.")
        super().__init__()
        self._loaded, self._texts, self._recipe, self._seed = loaded, texts, recipe, seed
        self._marks = fim_tokens(loaded, recipe)

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        rng, size = Random(self._seed), self._recipe.max_tokens
        waiting: list[int] = []
        for _ in count():
            for index in rng.sample(range(len(self._texts)), len(self._texts)):
                waiting += self.document(self._texts[index], rng)
                while len(waiting) >= size:
                    ids = torch.tensor(waiting[:size])
                    yield {"input_ids": ids, "labels": ids}
                    waiting = waiting[size:]

    def document(self, text: str, rng: Random) -> list[int]:
        """The tokens of a file with its end, perhaps rearranged around a hole."""
        encode, end = self._loaded.encode, self._loaded.tokenizer.eos_token_id
        if self._marks is None or rng.random() >= self._recipe.fim_rate or not text.strip():
            return [*encode(text), end]
        hole, marks = cut(text, rng), self._marks
        prefix, suffix = [marks.prefix, *encode(hole.prefix)], [marks.suffix, *encode(hole.suffix)]
        around = [*suffix, *prefix] if rng.random() < self._recipe.spm_rate else [*prefix, *suffix]
        return [*around, marks.middle, *encode(hole.middle), end]


def collate(rows: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """One batch `(B, T)`; rows are full, so nothing is padded."""
    return {name: torch.stack([row[name] for row in rows]) for name in rows[0]}


def bits_per_byte(loaded: Checkpoint, texts: Sequence[str], max_tokens: int) -> float | None:
    """How well the model foresees texts, whatever its tokenizer; of each its first row alone."""
    model, bits, n_bytes = loaded.model.eval(), 0.0, 0
    device: Any = next(model.parameters()).device
    for text in texts:
        ids = loaded.encode(text)[:max_tokens]
        if len(ids) < 2:
            continue
        batch = torch.tensor([ids], device=device)
        with torch.no_grad():
            bits += model(input_ids=batch, labels=batch).loss.item() * (len(ids) - 1) / math.log(2)
        n_bytes += len(loaded.tokenizer.decode(ids[1:]).encode())
    return round(bits / n_bytes, 4) if n_bytes else None
