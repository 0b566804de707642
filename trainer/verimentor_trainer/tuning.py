"""What the tuning stages share: examples, settings for transformers' Trainer, and going on after a stop."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import torch
from accelerate import PartialState
from transformers import TrainerCallback, TrainingArguments

from verimentor.errors import VerimentorError
from verimentor.student.prompt import ModulePrompt
from verimentor_trainer.manifest import read_json, read_rows, sha256_of, write_json, write_manifest, write_rows
from verimentor_trainer.recipe import RECIPES, TuningRecipe

_WHOLE = "whole"  # written into a checkpoint after everything else; one without it is half a checkpoint
_PATIENCE = timedelta(days=1)  # the first process scores a round's answers alone; torch would give up after ten minutes
_MAY_CHANGE = ("rounds", "patience", "save_steps", "compared")  # how long a stage goes on, not what it does
_Arguments = TypeVar("_Arguments", bound=TrainingArguments)


@dataclass(frozen=True)
class Example:
    """A question and its right answer; `reference` is the whole module, the header included."""

    description: str
    header: str  # given with the question, "" where the answer begins with it
    reference: str

    @property
    def prompt(self) -> ModulePrompt:
        """The question as the server would ask it."""
        return ModulePrompt(self.description, self.header)

    @property
    def answer(self) -> str:
        """What is to be said: the module, or what follows the given header."""
        return self.reference.removeprefix(self.header)


def example(row: dict[str, Any], *, give_header: bool) -> Example:
    """An example out of a row of `pairs.jsonl` or `described.jsonl`."""
    header = f"{row['header']}\n"
    given = (give_header or row.get("header_given")) and row["module"].startswith(header)
    return Example(row["description"], header if given else "", row["module"])


def examples(out: Path, *, give_header: bool) -> Iterator[Example]:
    """Every pair the run has.

    Raises:
        VerimentorError: it has none.
    """
    paths = [path for name in ("pairs", "described") if (path := out / f"{name}.jsonl").is_file()]
    if not paths:
        raise VerimentorError(
            f"{out} holds neither pairs.jsonl nor described.jsonl: run 'families' or 'describe' first."
        )
    for path in paths:
        for row in read_rows(path, "description", "header", "module"):
            yield example(row, give_header=give_header)


def inputs(out: Path) -> list[Path]:
    """The files `examples` reads, for the manifest."""
    return [out / "pairs.jsonl", out / "described.jsonl"]


class _Marker(TrainerCallback):  # type: ignore[misc]
    """Marks a checkpoint once it is whole."""

    def on_save(self, args: Any, state: Any, _control: Any, **_: Any) -> None:
        """Write the mark, after model, optimizer and random state."""
        if state.is_world_process_zero:
            (Path(args.output_dir) / f"checkpoint-{state.global_step}" / _WHOLE).touch()


def processes() -> Any:
    """Which of the launched processes this one is; without an accelerator they must be told to talk over the CPU."""
    return PartialState(cpu=not torch.accelerator.is_available(), timeout=_PATIENCE)


def arguments(kind: type[_Arguments], recipe: TuningRecipe, folder: Path, **more: Any) -> _Arguments:
    """The Trainer's settings; what trl would set on its own (bf16, gradient checkpointing, lr) is always said.

    Raises:
        VerimentorError: this machine cannot do what the recipe wants.
    """
    settings: dict[str, Any] = {
        "output_dir": str(folder),
        "learning_rate": recipe.lr,
        "lr_scheduler_type": recipe.schedule,
        "warmup_steps": recipe.warmup_share,  # a share of all steps where it is below 1
        "num_train_epochs": recipe.epochs,
        "per_device_train_batch_size": recipe.batch,
        "gradient_accumulation_steps": recipe.accumulate,
        "bf16": recipe.bf16,
        "gradient_checkpointing": recipe.gradient_checkpointing,
        "adam_beta1": 0.9,
        "adam_beta2": 0.999,
        "max_grad_norm": 1.0,
        "save_strategy": "steps",
        "save_steps": recipe.save_steps,
        "save_total_limit": 2,
        "logging_first_step": True,
        "logging_steps": 10,
        "report_to": "none",
        "seed": recipe.seed,
        "data_seed": recipe.seed,
        "dataloader_pin_memory": False,
        "disable_tqdm": None,
        "use_cpu": not torch.accelerator.is_available(),  # else several processes on CPUs would not know of each other
    }
    if recipe.deepspeed:
        settings["deepspeed"] = _deepspeed(recipe.deepspeed)
    try:
        made: _Arguments = kind(**settings | more)
    except (ValueError, ImportError) as problem:  # such as bf16 without a device that has it
        raise VerimentorError(f"The recipe's settings do not work on this machine: {problem}") from problem
    return made


def train(trainer: Any, folder: Path) -> list[dict[str, float]]:
    """Train, from the last whole checkpoint where a run was stopped; returns the logged rows."""
    trainer.add_callback(_Marker())
    trainer.train(resume_from_checkpoint=last_whole(folder))
    log = [row for row in trainer.state.log_history if "loss" in row]
    if trainer.is_world_process_zero():
        write_rows(folder / "log.jsonl", log)
    return log


def last_whole(folder: Path) -> str | None:
    """The latest checkpoint that was written to its end."""
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{_WHOLE}")]
    return str(max(whole, key=lambda path: int(path.name.split("-")[1]))) if whole else None


def save(trainer: Any, tokenizer: Any, folder: Path) -> None:
    """Write the trained model and its tokenizer, whole or not at all; every process calls it (ZeRO-3 gathers)."""
    partial = folder.with_name(folder.name + ".partial")
    if trainer.is_world_process_zero():
        shutil.rmtree(partial, ignore_errors=True)
    processes().wait_for_everyone()
    trainer.save_model(str(partial))
    if trainer.is_world_process_zero():
        tokenizer.save_pretrained(partial)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    processes().wait_for_everyone()


def finish(
    trainer: Any, out: Path, stage: str, *, settings: object, inputs: Sequence[Path], results: Mapping[str, Any]
) -> None:
    """Tell and record what came; only then the checkpoints go, which are what a stop falls back on."""
    if trainer.is_world_process_zero():
        print(f"{stage}: {results}")
        write_manifest(out, stage, settings=settings, inputs=inputs, results=results)
        clear(out / stage)


def clear(folder: Path) -> None:
    """Remove the checkpoints of a training that is over."""
    for stale in folder.glob("checkpoint-*"):
        shutil.rmtree(stale, ignore_errors=True)


def claim(folder: Path, recipe: TuningRecipe, start: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Say what a stage works from, for the manifest; what other settings or data left half done is refused.

    Raises:
        VerimentorError: `folder` was begun with others.
    """
    settings = {**asdict(recipe), "started_from": str(start)}
    wanted = {name: value for name, value in settings.items() if name not in _MAY_CHANGE}
    wanted["data"] = {path.name: sha256_of(path) for path in files if path.is_file()}
    wanted = json.loads(json.dumps(wanted))
    path = folder / "settings.json"
    if path.is_file():
        found = read_json(path)
        other = [name for name in wanted if wanted[name] != found.get(name)]
        if other:
            raise VerimentorError(
                f"{folder} was begun with another {', '.join(other)}: remove the folder, or give another --out."
            )
    if processes().is_main_process:
        write_json(path, wanted)
    processes().wait_for_everyone()
    return settings


def _deepspeed(name: str) -> dict[str, Any]:
    path = Path(name) if Path(name).is_absolute() else RECIPES / name
    if find_spec("deepspeed") is None:
        raise VerimentorError(f"The recipe wants DeepSpeed ({name}): pip install deepspeed, or set deepspeed = ''.")
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise VerimentorError(f"The DeepSpeed configuration {path} cannot be read: {problem}.") from problem
    return found
