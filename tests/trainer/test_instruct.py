"""Supervised tuning, and tuning by preference, on a tiny student."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

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


def test_a_stop_after_the_last_step_costs_no_training(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    chosen = Recipe(instruct=replace(SMALL, save_steps=100))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(tuning, "finish", stopped)
        instruct.run(chosen, run_folder)
    trained = weights(run_folder / "instruct" / "model")
    assert str(tuning.last_whole(run_folder / "instruct")).endswith("checkpoint-2")  # what the next run begins with
    (run_folder / "instruct" / "model" / "model.safetensors").unlink()  # it is written anew, not trained anew
    instruct.run(chosen, run_folder)
    assert torch.equal(trained, weights(run_folder / "instruct" / "model"))
    results = json.loads((run_folder / "instruct.manifest.json").read_text(encoding="utf-8"))["results"]
    assert results["steps"] == 2
    assert not list((run_folder / "instruct").glob("checkpoint-*"))


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


def likelihood(folder: Path, asked: Example, answer: str, *, ended: bool = True) -> float:
    """The log-probability of an answer."""
    loaded = checkpoint.load(folder)
    prompt, ids = loaded.ask(asked.prompt), loaded.answer(answer, ended=ended)
    with torch.no_grad():
        logits = loaded.model(torch.tensor([prompt + ids])).logits[0].log_softmax(-1)
    return sum(logits[len(prompt) - 1 + j, token].item() for j, token in enumerate(ids))


def test_dpo_moves_the_better_answer_above_the_worse_one(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = BODY.replace("+", "-")
    candidates = [{"answers": [wrong, BODY], "ended": [True, True], "scores": [0.3, 1.0]}] * 8
    monkeypatch.setattr(prefer.iterate, "draw_candidates", lambda *_: candidates)
    chosen = PreferRecipe(
        batch=4, lr=3e-3, max_tokens=512, schedule="constant", warmup_share=0.0, epochs=3.0, candidates=2
    )
    asked = [Example("adds two numbers", HEADER, HEADER + BODY)] * 8
    trainer, own_tokenizer = prefer.dpo(run_folder / "student", asked, chosen, run_folder / "prefer")
    log = tuning.train(trainer, run_folder / "prefer")
    tuning.save(trainer, own_tokenizer, run_folder / "prefer" / "model")
    margins = [
        likelihood(folder, asked[0], BODY) - likelihood(folder, asked[0], wrong)
        for folder in (run_folder / "student", run_folder / "prefer" / "model")
    ]
    assert margins[1] > margins[0] + 1
    # As loss: it begins at -log sigmoid(0), where student and reference are one, and falls.
    assert log[0]["loss"] == pytest.approx(math.log(2), abs=1e-3)
    assert trainer.state.log_history[-1]["train_loss"] < math.log(2) - 0.05


def test_grpo_moves_towards_what_is_rewarded(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(pairs: list[tuple[str, str]]) -> list[float]:
        return rewards.pop()

    monkeypatch.setattr(prefer.score, "named", lambda _: judge)
    chosen = PreferRecipe(
        method="grpo", references=1, candidates=4, batch=4, max_new_tokens=6, max_tokens=512, warmup_share=0.0,
        schedule="constant", lr=3e-3, temperature=1.0, top_p=1.0, kl=0.0, epochs=1.0,
    )  # fmt: skip
    asked = [Example("adds two numbers", HEADER, HEADER + BODY)]
    trainer, _ = prefer.grpo(run_folder / "student", asked, chosen, run_folder / "prefer")
    loaded, said = checkpoint.load(run_folder / "student"), list[list[int]]()
    reward = trainer.reward_funcs[0]

    def listening(**named: Any) -> list[float]:
        said.extend([list(ids) for ids in named["completion_ids"]])
        return reward(**named)

    rewards = [[1.0, 0.0, 0.0, 0.0]]
    trainer.reward_funcs[0] = listening
    prompt = loaded.ask(asked[0].prompt)

    def margin(model: Any) -> float:
        """How much likelier the rewarded answer is than the others, on average."""
        found = []
        for ids in said:
            with torch.no_grad():
                logits = model(torch.tensor([prompt + ids])).logits[0].log_softmax(-1)
            found.append(sum(logits[len(prompt) - 1 + j, token].item() for j, token in enumerate(ids)) / len(ids))
        return found[0] - sum(found[1:]) / 3

    trainer.train()
    assert len(said) == 4
    assert margin(trainer.model.eval()) > margin(loaded.model.eval()) + 0.01


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
