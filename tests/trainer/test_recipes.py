"""The recipes of the two papers hold what the papers tell, and every line of them says where it is from."""

import json
import re
from typing import Any

import pytest

from verimentor_trainer import recipe

PUBLISHED: dict[str, dict[str, dict[str, Any]]] = {
    "infineon-1.3b": {
        "dapt": {"lr": 5e-6, "batch": 1, "max_tokens": 2048, "tokens": 23.5e9, "attention": "flash_attention_2"},
        "describe": {"limit": 72_000, "teacher_model": "mistralai/Mixtral-8x7B-Instruct-v0.1"},
        "instruct": {"give_header": False},
    },
    "itertl-6.7b": {
        "families": {"count": 10_000},
        "iterate": {
            "candidates": 4, "alpha": 0.3, "beta": 0.2, "softmax": False, "top_p": 0.95, "temperature": 0.5, "rounds": 7,
            "epochs": 3, "lr": 1e-5, "bf16": True, "score": "paper", "references": 10_000, "patience": 0,
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_published_stands_in_the_recipe(name: str) -> None:
    found = recipe.load(name)
    for section, values in PUBLISHED[name].items():
        assert {key: getattr(getattr(found, section), key) for key in values} == values


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_line_says_whether_it_is_published_or_ours(name: str) -> None:
    for line in (recipe.RECIPES / f"{name}.toml").read_text(encoding="utf-8").splitlines():
        if re.match(r"\w+ = ", line) and not line.startswith("stages"):
            assert re.search(r"#.*\b(?:published|ours)\b", line), line


@pytest.mark.parametrize("stage", [2, 3])
def test_deepspeed_is_told_its_stage_and_left_the_trainers_numbers(stage: int) -> None:
    found = json.loads((recipe.RECIPES / f"zero{stage}.json").read_text(encoding="utf-8"))
    assert found["zero_optimization"]["stage"] == stage
    # The recipe has these numbers; a second place for them could only disagree.
    for key in (
        "train_batch_size",
        "train_micro_batch_size_per_gpu",
        "gradient_accumulation_steps",
        "gradient_clipping",
    ):
        assert found[key] == "auto"
    # ZeRO-3 spreads the weights: without this `save_model` would write empty ones.
    assert found["zero_optimization"].get("stage3_gather_16bit_weights_on_model_save", False) == (stage == 3)
