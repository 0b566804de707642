"""Supervised tuning on pairs: the description and perhaps the header are asked, the loss is on the module alone.

Reads `pairs.jsonl` and `described.jsonl`; writes `instruct/model` and `instruct/log.jsonl`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor_trainer import checkpoint, tuning
from verimentor_trainer.checkpoint import Checkpoint
from verimentor_trainer.recipe import InstructRecipe, Recipe
from verimentor_trainer.tuning import Example


def run(recipe: Recipe, out: Path) -> None:
    """Tune the checkpoint of the stage before; a stopped run goes on from its last whole checkpoint."""
    chosen, folder = recipe.instruct, out / "instruct"
    start = checkpoint.before("instruct", recipe, out)
    settings = tuning.claim(folder, chosen, start, tuning.inputs(out))
    loaded = checkpoint.load(start, attention=chosen.attention)
    rows = tokenized(loaded, tuning.examples(out, give_header=chosen.give_header), chosen)
    trainer = trainer_of(loaded, rows, chosen, folder)
    log = tuning.train(trainer, folder)
    tuning.save(trainer, loaded.tokenizer, folder / "model")
    results = {"examples": len(rows), "steps": trainer.state.global_step, "loss": log[-1]["loss"] if log else None}
    tuning.finish(trainer, out, "instruct", settings=settings, inputs=tuning.inputs(out), results=results)


def tokenized(loaded: Checkpoint, examples: Iterable[Example], recipe: InstructRecipe) -> list[dict[str, Any]]:
    """The examples as tokens with 1 over the answer; those longer than `max_tokens` are left out, none is cut.

    Raises:
        VerimentorError: none is left.
    """
    rows = []
    for each in examples:
        asked, answer = loaded.ask(each.prompt), loaded.answer(each.answer)
        if len(asked) + len(answer) <= recipe.max_tokens:
            rows.append({"input_ids": asked + answer, "completion_mask": [0] * len(asked) + [1] * len(answer)})
    if not rows:
        raise VerimentorError(f"No pair fits max_tokens = {recipe.max_tokens}; raise it in the recipe.")
    return rows


def trainer_of(loaded: Checkpoint, rows: list[dict[str, Any]], recipe: InstructRecipe, folder: Path) -> Any:
    """trl's SFTTrainer on rows that are tokens already, so that no template or end token is put in a second time."""
    # Only here: trl takes ten seconds to load.
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    return SFTTrainer(
        model=loaded.model,
        args=tuning.arguments(
            SFTConfig,
            recipe,
            folder,
            max_length=recipe.max_tokens,
            completion_only_loss=True,
            # Padding, not packing: rows joined without flash attention would see one another.
            packing=False,
            loss_type="nll",
        ),
        train_dataset=Dataset.from_list(rows),
        processing_class=loaded.tokenizer,
    )
