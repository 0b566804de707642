"""Stage 5: train the student, from nothing or from one that stands, on raw RTL and pairs together.

Next token and fill-in-the-middle in one stream, documents of like length side by side. Muon
updates the matrices of the layers, AdamW the embedding and the norms; the learning rate warms up, stays, and decays
linearly to nothing, by the clock of the recipe. Writes `checkpoint.pt` (again and again, whole), `log.jsonl` and, at
the end, `student/` (config and weights).
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from verimentor.errors import ConfigError
from verimentor_trainer import continuation
from verimentor_trainer import tokenizer as tokenizers
from verimentor_trainer.batches import batches
from verimentor_trainer.crew import Crew
from verimentor_trainer.documents import Documents
from verimentor_trainer.manifest import read_rows, write_manifest, write_rows
from verimentor_trainer.recipe import ModelRecipe, Recipe, TrainRecipe


def run(recipe: Recipe, out: Path) -> None:
    """Train until the recipe's minutes are spent; a second run goes on from the last checkpoint.

    Raises:
        ConfigError: the end is to be averaged with a start that is not named.
        VerimentorError: a process of the crew has died.
    """
    if recipe.model.start_share and not recipe.model.start_from:
        raise ConfigError("[model] start_share averages with the weights that start_from names; set that too.")
    torch.manual_seed(recipe.train.seed)
    torch.set_num_threads(1)  # a process a core (crew.py), and no threads below them
    tokenizer = tokenizers.load(out / "tokenizer.json")
    model = build(recipe.model, tokenizer.get_vocab_size())
    start: dict[str, Tensor] = {}
    if recipe.model.start_from:
        start = continuation.weights(continuation.find(recipe.model.start_from), recipe.model)
        model.load_state_dict(start)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device)
    optimizers = build_optimizers(model, recipe.train)
    state = _resume(out / "checkpoint.pt", model, optimizers)
    # The stream is drawn anew after a stop, with another seed: nothing is shown twice.
    stream = partial(_stream, recipe, out, recipe.train.seed + 100 * state["resumed"])
    n_parameters = sum(p.numel() for p in model.parameters())
    members = 1 if device == "cuda" else recipe.train.processes or os.cpu_count() or 1
    print(
        f"pretrain: {n_parameters / 1e6:.1f}M parameters on {device}, {members} processes, "
        f"{state['seconds'] / 60:.1f} minutes done before"
    )
    log: list[dict[str, float]] = state["log"]
    budget_s = recipe.train.minutes * 60
    started, saved = time.monotonic() - state["seconds"], time.monotonic()
    model.train()
    n_batches = max(1, round(recipe.train.step_tokens / recipe.train.batch_tokens))
    with Crew(model, stream, members=members, batches=n_batches, compile=recipe.train.compile) as crew:
        while (elapsed := time.monotonic() - started) < budget_s:
            scale = schedule(elapsed / budget_s, recipe.train)
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = group["base_lr"] * scale
            read = crew.step(elapsed / budget_s)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for optimizer in optimizers:
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
            state["step"] += 1
            state["tokens"] += read.tokens
            if state["step"] % 20 == 0:
                row = {
                    "step": state["step"],
                    "tokens": state["tokens"],
                    "minutes": elapsed / 60,
                    "loss": read.loss / read.weight,
                    "lr": scale,
                }
                log.append(row)
                print(" ".join(f"{key}={value:.4g}" for key, value in row.items()), flush=True)
            if time.monotonic() - saved > recipe.train.checkpoint_minutes * 60:
                state["seconds"] = time.monotonic() - started
                _save(out / "checkpoint.pt", model, optimizers, state)
                saved = time.monotonic()
    state["seconds"] = budget_s
    _save(out / "checkpoint.pt", model, optimizers, state)
    write_rows(out / "log.jsonl", log)
    if recipe.model.start_share:
        model.load_state_dict(averaged(start, model.state_dict(), recipe.model.start_share))
    model.save_pretrained(out / "student")
    results = {
        "parameters": n_parameters,
        "steps": state["step"],
        "tokens": state["tokens"],
        "loss": log[-1]["loss"] if log else None,
    }
    inputs = [out / "train.jsonl", out / "tokenizer.json"]
    if recipe.model.start_from:
        inputs.append(continuation.find(recipe.model.start_from))
    write_manifest(out, "pretrain", settings=asdict(recipe), inputs=inputs, results=results)


def averaged(start: dict[str, Tensor], end: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights between those of the start and of the end: what was known before is kept, nearly all that is new too.

    Wortsman et al. 2022, "Robust fine-tuning of zero-shot models" (WiSE-FT), with alpha = 1 - `share`.
    """
    return {name: share * start[name].to(values.device) + (1.0 - share) * values for name, values in end.items()}


def build(recipe: ModelRecipe, vocabulary: int) -> Any:
    """A Llama with random weights and tied embeddings."""
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=recipe.hidden,
        intermediate_size=recipe.feed_forward,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        num_key_value_heads=recipe.kv_heads,
        max_position_embeddings=2 * recipe.context,
        tie_word_embeddings=True,
        rms_norm_eps=1e-5,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
        attn_implementation="sdpa",
    )
    return LlamaForCausalLM(config)


def build_optimizers(model: Any, recipe: TrainRecipe) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for embedding and norms."""
    matrices = [
        p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name and "lm_head" not in name
    ]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(matrices, lr=recipe.muon_lr, momentum=0.95, weight_decay=0.01)
    adam = torch.optim.AdamW(others, lr=recipe.adam_lr, betas=(0.9, 0.95), weight_decay=0.0)
    for optimizer in (muon, adam):
        for group in optimizer.param_groups:
            group["base_lr"] = group["lr"]
    return [muon, adam]


def schedule(progress: float, recipe: TrainRecipe) -> float:
    """Warm-up, stable, linear decay to nothing: the factor on the learning rate at `progress` of the run."""
    warm = progress / recipe.warmup_share if recipe.warmup_share else 1.0
    decay = (1.0 - progress) / recipe.decay_share if recipe.decay_share else 1.0
    return max(0.0, min(1.0, warm, decay))


def _stream(
    recipe: Recipe, out: Path, seed: int, progress: Callable[[], float], member: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """The batches of one member of the crew: draws of its own."""
    raw = list(read_rows(out / "train.jsonl"))
    tokenizer = tokenizers.load(out / "tokenizer.json")
    documents = Documents(tokenizer, raw, recipe.mix, recipe.model.context, seed + member)
    return batches(documents, progress, recipe.train.batch_tokens, seed + member)


def _save(path: Path, model: Any, optimizers: list[torch.optim.Optimizer], state: dict[str, Any]) -> None:
    partial = path.with_name(path.name + ".partial")
    torch.save(
        {"model": model.state_dict(), "optimizers": [o.state_dict() for o in optimizers], "state": state}, partial
    )
    partial.replace(path)


def _resume(path: Path, model: Any, optimizers: list[torch.optim.Optimizer]) -> dict[str, Any]:
    if not path.exists():
        return {"step": 0, "tokens": 0, "seconds": 0.0, "resumed": 0, "log": []}
    saved = torch.load(path, weights_only=False)
    model.load_state_dict(saved["model"])
    for optimizer, values in zip(optimizers, saved["optimizers"], strict=True):
        optimizer.load_state_dict(values)
    state: dict[str, Any] = saved["state"]
    state["resumed"] += 1
    return state
