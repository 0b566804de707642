"""DPO and GRPO through trl, on the score of `iterate`: what that ranking loss is to be compared with.

`dpo` samples answers once and sets the best of each description (often the reference) against the worst, where their
scores lie further apart than the margin. `grpo` samples while it trains and takes the score itself as reward. Reads
`pairs.jsonl` and `described.jsonl`; writes `prefer/model` and `prefer/log.jsonl`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.generate import cut
from verimentor_trainer import checkpoint, iterate, score, tuning
from verimentor_trainer.checkpoint import Checkpoint
from verimentor_trainer.recipe import IterateRecipe, PreferRecipe, Recipe, SamplingRecipe
from verimentor_trainer.tuning import Example


def run(recipe: Recipe, out: Path) -> None:
    """Tune the checkpoint of the stage before by preference.

    Raises:
        VerimentorError: there is no such method, or no answers to prefer.
    """
    chosen, folder = recipe.prefer, out / "prefer"
    methods: dict[str, Callable[..., Any]] = {"dpo": dpo, "grpo": grpo}
    if chosen.method not in methods:
        raise VerimentorError(f"There is no method '{chosen.method}' to prefer by; there are {', '.join(methods)}.")
    start = checkpoint.before("prefer", recipe, out)
    settings = tuning.claim(folder, chosen, start, tuning.inputs(out))
    ranking = as_iterated(chosen)
    asked = iterate.kept_references(out, ranking, folder)
    trainer, tokenizer = methods[chosen.method](start, asked, chosen, folder)
    log = tuning.train(trainer, folder)
    tuning.save(trainer, tokenizer, folder / "model")
    results = {
        "references": len(asked),
        "examples": len(trainer.train_dataset),
        "steps": trainer.state.global_step,
        "loss": log[-1]["loss"] if log else None,
    }
    tuning.finish(trainer, out, "prefer", settings=settings, inputs=tuning.inputs(out), results=results)


def as_iterated(recipe: PreferRecipe) -> IterateRecipe:
    """The sampling of this stage as a recipe of the ranked one, which draws and scores the candidates."""
    shared = {field.name: getattr(recipe, field.name) for field in fields(SamplingRecipe)}
    return IterateRecipe(**shared, candidates=recipe.candidates, beta=recipe.margin)


def dpo(start: Path, asked: Sequence[Example], recipe: PreferRecipe, folder: Path) -> tuple[Any, Any]:
    """A DPOTrainer on the best and worst candidates of each example."""
    from datasets import Dataset
    from trl import DPOConfig, DPOTrainer

    candidates = iterate.draw_candidates(as_iterated(recipe), 0, start, asked, folder)
    loaded, reference = (checkpoint.load(start, attention=recipe.attention) for _ in range(2))
    rows = preferences(loaded, asked, candidates, recipe)

    _must_have(DPOTrainer, "_prepare_dataset")

    class Tokenized(DPOTrainer):  # type: ignore[misc]
        """Takes rows that are tokens already: a prompt and an answer tokenized together may be cut elsewhere."""

        def _prepare_dataset(self, dataset: Any, *_: Any, **__: Any) -> Any:
            return dataset

    trainer = Tokenized(
        model=loaded.model,
        ref_model=reference.model,
        args=tuning.arguments(DPOConfig, recipe, folder, beta=recipe.kl, max_length=recipe.max_tokens),
        train_dataset=Dataset.from_list(rows),
        processing_class=loaded.tokenizer,
    )
    return trainer, loaded.tokenizer


def preferences(
    loaded: Checkpoint, asked: Sequence[Example], candidates: Sequence[Mapping[str, Any]], recipe: PreferRecipe
) -> list[dict[str, list[int]]]:
    """The best candidate against the worst; a sampled answer as good as the reference goes before it.

    Raises:
        VerimentorError: all answers are equally good, or none fits.
    """
    rows = []
    for each, found in zip(asked, candidates, strict=True):
        z = found["scores"]
        best, worst = max(range(len(z)), key=z.__getitem__), min(range(len(z)), key=z.__getitem__)
        if z[best] - z[worst] <= recipe.margin:
            continue
        prompt = loaded.ask(each.prompt)
        chosen, rejected = (loaded.answer(found["answers"][i], ended=found["ended"][i]) for i in (best, worst))
        room = recipe.max_tokens - len(prompt)
        if len(chosen) <= room and rejected:
            rows.append({"prompt_ids": prompt, "chosen_ids": chosen, "rejected_ids": rejected[:room]})
    if not rows:
        raise VerimentorError("No description has one answer that is better than another: there is nothing to prefer.")
    return rows


def grpo(start: Path, asked: Sequence[Example], recipe: PreferRecipe, folder: Path) -> tuple[Any, Any]:
    """A GRPOTrainer whose reward is the score."""
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    loaded = checkpoint.load(start, attention=recipe.attention)
    judge = score.named(recipe.score)

    def reward(
        completion_ids: Sequence[Sequence[int]], header: Sequence[str], reference: Sequence[str], **_: Any
    ) -> list[float]:
        said = [loaded.read(ids)[0] for ids in completion_ids]
        return judge([(r, cut(text, h or None)) for r, text, h in zip(reference, said, header, strict=True)])

    _must_have(GRPOTrainer, "_tokenize_prompts")

    class Tokenized(GRPOTrainer):  # type: ignore[misc]
        """Takes prompts as numbers of `asked`, tokenized as the server does."""

        def _tokenize_prompts(self, prompts: Sequence[str]) -> tuple[list[list[int]], None, dict[str, Any]]:
            return [loaded.ask(asked[int(number)].prompt) for number in prompts], None, {}

    rows = [
        {"prompt": str(number), "header": each.header, "reference": each.reference}
        for number, each in enumerate(asked)
        if len(loaded.ask(each.prompt)) + recipe.max_new_tokens <= recipe.max_tokens
    ]
    if not rows:
        raise VerimentorError(
            f"No prompt leaves room for {recipe.max_new_tokens} tokens in max_tokens = {recipe.max_tokens}."
        )
    processes = tuning.processes().num_processes
    if recipe.batch * recipe.accumulate * processes % recipe.candidates:
        raise VerimentorError(
            f"grpo needs batch x accumulate x processes ({recipe.batch} x {recipe.accumulate} x {processes}) to be a "
            f"multiple of candidates ({recipe.candidates})."
        )
    trainer = Tokenized(
        model=loaded.model,
        reward_funcs=reward,
        args=tuning.arguments(
            GRPOConfig,
            recipe,
            folder,
            beta=recipe.kl,
            num_generations=recipe.candidates,
            max_completion_length=recipe.max_new_tokens,
            temperature=recipe.temperature,
            top_p=recipe.top_p,
        ),
        train_dataset=Dataset.from_list(rows),
        processing_class=loaded.tokenizer,
    )
    return trainer, loaded.tokenizer


def _must_have(trainer: type, method: str) -> None:
    """Refuse a trl whose insides are others: overriding nothing would train on prompts nobody meant."""
    if not hasattr(trainer, method):
        raise VerimentorError(f"This trl's {trainer.__name__} has no {method}; install trl 1.16.")
