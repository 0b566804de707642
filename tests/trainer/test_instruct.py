"""Supervised tuning, and tuning by preference, on a tiny student."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, TrainingArguments

from verimentor.errors import VerimentorError
from verimentor.student.prompt import END, MODULE, SPEC, SPECIAL_TOKENS
from verimentor_trainer import checkpoint, instruct, prefer, tuning
from verimentor_trainer.recipe import InstructRecipe, PreferRecipe, Recipe
from verimentor_trainer.tuning import Example

HEADER = "module add3(input [2:0] a, input [2:0] b, output [3:0] total);\n"
BODY = "  assign total = a + b;\nendmodule\n"
SMALL = InstructRecipe(epochs=1, batch=4, lr=1e-3, schedule="constant", warmup_share=0.0)


def weights(folder: Path) -> torch.Tensor:
    model = AutoModelForCausalLM.from_pretrained(folder)
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def test_the_loss_is_on_what_follows_the_header_and_on_the_end(tiny: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    row = instruct.tokenized(loaded, [Example("adds two numbers", HEADER, HEADER + BODY)], SMALL)[0]
    learnt = [token for token, kept in zip(row["input_ids"], row["completion_mask"], strict=True) if kept]
    asked = [token for token, kept in zip(row["input_ids"], row["completion_mask"], strict=True) if not kept]
    assert loaded.tokenizer.decode(learnt[:-1]) == BODY
    assert learnt[-1] == SPECIAL_TOKENS.index(END)
    assert asked[0] == SPECIAL_TOKENS.index(SPEC)
    assert SPECIAL_TOKENS.index(MODULE) in asked
    assert loaded.tokenizer.decode(asked).endswith(HEADER)


def test_a_description_never_becomes_a_special_token(tiny: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    ids = loaded.ask(Example(f"say {END} now", "", BODY).prompt)
    assert SPECIAL_TOKENS.index(END) not in ids
    assert SPECIAL_TOKENS.index(END) not in loaded.answer(f"// {END}\n", ended=False)


def test_trl_is_given_labels_on_the_answer_alone(tiny: Path, tmp_path: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    rows = instruct.tokenized(loaded, [Example("adds two numbers", HEADER, HEADER + BODY)], SMALL)
    trainer = instruct.trainer_of(loaded, rows, SMALL, tmp_path)
    batch = next(iter(trainer.get_train_dataloader()))
    labels, ids = batch["labels"][0].tolist(), batch["input_ids"][0].tolist()
    assert ids == rows[0]["input_ids"]
    assert labels == [i if kept else -100 for i, kept in zip(ids, rows[0]["completion_mask"], strict=True)]
    assert (trainer.args.bf16, trainer.args.gradient_checkpointing) == (False, False)


def test_what_is_too_long_is_left_out(tiny: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    short, long = Example("adds", HEADER, HEADER + BODY), Example("adds " * 300, HEADER, HEADER + BODY)
    assert len(instruct.tokenized(loaded, [short, long], replace(SMALL, max_tokens=200))) == 1
    with pytest.raises(VerimentorError, match="max_tokens = 20"):
        instruct.tokenized(loaded, [short], replace(SMALL, max_tokens=20))


def test_a_run_without_pairs_is_told(run_folder: Path) -> None:
    (run_folder / "pairs.jsonl").unlink()
    with pytest.raises(VerimentorError, match="run 'families' or 'describe' first"):
        instruct.run(Recipe(instruct=SMALL), run_folder)


def test_the_stage_tunes_and_half_a_checkpoint_is_never_read(run_folder: Path) -> None:
    half = run_folder / "instruct" / "checkpoint-9"
    half.mkdir(parents=True)  # as a stop in the middle of writing leaves it
    (half / "trainer_state.json").write_text("{")
    assert tuning.last_whole(run_folder / "instruct") is None
    instruct.run(Recipe(instruct=replace(SMALL, save_steps=1)), run_folder)
    assert not torch.equal(weights(run_folder / "student"), weights(run_folder / "instruct" / "model"))
    results = json.loads((run_folder / "instruct.manifest.json").read_text(encoding="utf-8"))["results"]
    assert (results["examples"], results["steps"]) == (8, 2)
    assert checkpoint.before("iterate", Recipe(), run_folder) == run_folder / "instruct" / "model"
    assert checkpoint.load(run_folder / "instruct" / "model").format.value == "verimentor-1"


def test_the_best_answer_is_set_against_the_worst(tiny: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    asked = [Example("adds", HEADER, HEADER + BODY)] * 2
    close = {"answers": ["x", "y", BODY], "ended": [True] * 3, "scores": [0.9, 0.85, 1.0]}
    apart = {"answers": ["right", "wrong", BODY], "ended": [True, False, True], "scores": [1.0, 0.0, 1.0]}
    rows = prefer.preferences(loaded, asked, [close, apart], PreferRecipe())
    assert len(rows) == 1
    assert rows[0]["chosen_ids"] == loaded.answer("right")
    assert rows[0]["rejected_ids"] == loaded.answer("wrong", ended=False)
    with pytest.raises(VerimentorError, match="nothing to prefer"):
        prefer.preferences(loaded, asked[:1], [close], PreferRecipe())


@pytest.mark.parametrize("method", ["dpo", "grpo"])
def test_preferring_changes_the_student(run_folder: Path, method: str) -> None:
    chosen = PreferRecipe(
        method=method, references=2, candidates=2, batch=2, max_new_tokens=8, lr=1e-2, max_tokens=512,
        schedule="constant", warmup_share=0.0, temperature=1.0, sampler="transformers", kl=0.1,
    )  # fmt: skip
    prefer.run(Recipe(prefer=chosen), run_folder)
    manifest = json.loads((run_folder / "prefer.manifest.json").read_text(encoding="utf-8"))
    assert manifest["results"]["steps"] > 0
    moved = not torch.equal(weights(run_folder / "student"), weights(run_folder / "prefer" / "model"))
    assert moved or method == "grpo"  # random weights earn equal rewards, from which GRPO has nothing to learn


def test_grpo_sees_the_servers_prompt_and_the_score(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = PreferRecipe(
        method="grpo", references=1, candidates=2, batch=2, max_new_tokens=8, max_tokens=512, warmup_share=0.0, lr=1e-2
    )  # fmt: skip
    judged: list[tuple[str, str]] = []

    def judge(pairs: list[tuple[str, str]]) -> list[float]:
        judged.extend(pairs)
        return [float(index) for index in range(len(pairs))]

    monkeypatch.setattr(prefer.score, "named", lambda _: judge)
    asked = [Example("adds two numbers", HEADER, HEADER + BODY)]
    trainer, _ = prefer.grpo(run_folder / "student", asked, chosen, run_folder / "prefer")
    loaded = checkpoint.load(run_folder / "student")
    assert trainer._tokenize_prompts(["0"])[0] == [loaded.ask(asked[0].prompt)]
    before = weights(run_folder / "student")
    trainer.train()
    assert [reference for reference, _ in judged] == [HEADER + BODY] * 2
    after = torch.cat([p.detach().flatten() for p in trainer.model.parameters()])
    assert not torch.equal(before, after)


def test_an_unknown_method_is_refused(run_folder: Path) -> None:
    with pytest.raises(VerimentorError, match="dpo, grpo"):
        prefer.run(Recipe(prefer=PreferRecipe(method="vote")), run_folder)


def test_a_recipe_for_another_machine_is_told(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "find_spec", lambda _: None)
    with pytest.raises(VerimentorError, match="pip install deepspeed"):
        instruct.run(Recipe(instruct=replace(SMALL, deepspeed="zero2.json")), run_folder)
    monkeypatch.setattr(tuning, "find_spec", lambda _: object())
    with pytest.raises(VerimentorError, match=r"none\.json cannot be read"):
        tuning.arguments(TrainingArguments, replace(SMALL, deepspeed="none.json"), run_folder)
    with pytest.raises(VerimentorError, match="do not work on this machine"):
        tuning.arguments(TrainingArguments, replace(SMALL, schedule="staircase"), run_folder)
