"""ITERTL's loss against hand numbers and a naive version, and rounds on a tiny student."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import TrainingArguments

from verimentor.errors import VerimentorError
from verimentor_evalbench import problems
from verimentor_trainer import checkpoint, iterate, main, tuning
from verimentor_trainer.iterate import Collator, RankingTrainer, Round, itertl_loss, rank_loss
from verimentor_trainer.manifest import read_rows
from verimentor_trainer.recipe import IterateRecipe, Recipe
from verimentor_trainer.tuning import Example

PAPER = IterateRecipe()
XOR = """module xor2(input a, input b, output y);
  assign y = a ^ b;
endmodule
"""


def loss_of(p: list[float], z: list[float], recipe: IterateRecipe = PAPER) -> float:
    return rank_loss(torch.tensor([p]), torch.tensor([z]), recipe).item()


def test_the_papers_numbers_are_the_defaults() -> None:
    assert (PAPER.candidates, PAPER.alpha, PAPER.beta) == (4, 0.3, 0.2)
    assert (PAPER.top_p, PAPER.temperature, PAPER.rounds, PAPER.softmax) == (0.95, 0.5, 7, False)


def test_two_candidates_by_hand() -> None:
    # z: 0.4 is worse than 1.0; p: the worse one is likelier by 0.5, so 0.5 + 0.3.
    assert loss_of([-0.5, -1.0], [0.4, 1.0]) == pytest.approx(0.8)
    # Less likely by 0.1 is not enough, by 0.3 it is.
    assert loss_of([-1.1, -1.0], [0.4, 1.0]) == pytest.approx(0.2)
    assert loss_of([-1.3, -1.0], [0.4, 1.0]) == pytest.approx(0.0, abs=1e-6)


def test_the_whole_loss_by_hand() -> None:
    # Two tokens with log-probabilities summing to -1 and four summing to -4: p = -0.5 and -1, L_ce = 4, L_rank = 0.8.
    loss = itertl_loss(torch.tensor([[-1.0, -4.0]]), torch.tensor([[2, 4]]), torch.tensor([[0.4, 1.0]]), PAPER)
    assert loss.item() == pytest.approx(4 + 4 * 0.8)


def test_equal_scores_give_no_ranking_loss() -> None:
    assert loss_of([-0.1, -2.0, -0.3, -5.0], [0.7] * 4) == 0.0


@pytest.mark.parametrize("gap", [0.0, 0.1, 0.2])
def test_a_gap_up_to_beta_gives_no_pair(gap: float) -> None:
    for z in (1.0, 0.9, 0.3, 0.0):  # rounding must not decide
        assert loss_of([-0.1, -2.0], [z - gap, z]) == 0.0
    assert loss_of([-0.1, -2.0], [1.0 - 0.21, 1.0]) > 0.0


def test_the_order_of_the_candidates_does_not_matter() -> None:
    p, z = [-0.3, -1.7, -0.9, -1.1], [0.1, 1.0, -1.0, 0.6]
    expected = loss_of(p, z)
    assert expected > 0
    for order in ([3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]):
        assert loss_of([p[i] for i in order], [z[i] for i in order]) == pytest.approx(expected)


def test_no_gradient_flows_through_lambda() -> None:
    sums = torch.tensor([[-1.0, -4.0]], requires_grad=True)
    lengths, scores = torch.tensor([[2, 4]]), torch.tensor([[0.4, 1.0]])
    itertl_loss(sums, lengths, scores, PAPER).sum().backward()
    # d/d sums: the reference's -1 of L_ce, then lambda = 4 times the hinge's 1/2 and -1/4. Were lambda not stopped,
    # the reference's would have -L_rank = -0.8 more.
    assert sums.grad is not None
    assert sums.grad.tolist() == [[pytest.approx(4 / 2), pytest.approx(-1 - 4 / 4)]]


def test_softmax_is_a_switch() -> None:
    p = torch.tensor([-0.5, -1.0]).softmax(0)
    found = loss_of([-0.5, -1.0], [0.4, 1.0], replace(PAPER, softmax=True))
    assert found == pytest.approx((p[0] - p[1] + 0.3).item())


def naive(model: object, rows: list[dict[str, list]], recipe: IterateRecipe) -> Tensor:  # type: ignore[type-arg]
    """The equations read aloud: a forward for each candidate, loops over tokens and pairs."""
    losses = []
    for row in rows:
        totals, means = [], []
        for answer in row["answers"]:
            ids = torch.tensor([[*row["prompt"], *answer]])
            log_probs = torch.log_softmax(model(input_ids=ids).logits[0].double(), -1)  # type: ignore[operator]
            at = len(row["prompt"])
            total = sum(log_probs[at + j - 1, token] for j, token in enumerate(answer))
            totals.append(total)
            means.append(total / len(answer))
        cross_entropy, ranking = -totals[-1], 0
        for k, worse in enumerate(row["scores"]):
            for tau, better in enumerate(row["scores"]):
                if worse < better - recipe.beta:
                    ranking += max(means[k] - means[tau] + recipe.alpha, 0)
        losses.append(cross_entropy + cross_entropy.detach() * ranking)
    return sum(losses) / len(losses)


def made_up(seed: int) -> list[dict[str, list]]:  # type: ignore[type-arg]
    generator = torch.Generator().manual_seed(seed)

    def ids(n: int) -> list[int]:
        return torch.randint(8, 384, (n,), generator=generator).tolist()

    return [
        {"prompt": ids(5), "answers": [ids(3), ids(9), ids(4), ids(6)], "scores": [0.0, 0.5, -1.0, 1.0]},
        {"prompt": ids(11), "answers": [ids(2), ids(1), ids(7), ids(3)], "scores": [1.0, 0.31, 0.3, 1.0]},
    ]


def ranking_trainer(tiny: Path, folder: Path, rows: object, **more: object) -> RankingTrainer:
    loaded = checkpoint.load(tiny / "student")
    settings = replace(PAPER, batch=2, lr=1e-3, epochs=8, schedule="constant", warmup_share=0.0)
    return RankingTrainer(
        model=loaded.model,
        args=tuning.arguments(TrainingArguments, settings, folder, remove_unused_columns=False, **more),
        train_dataset=rows,
        data_collator=Collator(0),
        ranking=settings,
    )


def test_one_padded_forward_agrees_with_the_naive_version(tiny: Path, tmp_path: Path) -> None:
    rows = made_up(1)
    trainer = ranking_trainer(tiny, tmp_path, rows)
    model = trainer.model.eval()
    expected = naive(model, rows, PAPER)
    found = trainer.compute_loss(model, Collator(0)(rows))
    assert found.item() == pytest.approx(expected.item(), rel=4e-6)
    (found * 1.0).backward()
    ours = [p.grad.clone() for p in model.parameters()]
    model.zero_grad()
    expected.backward()
    for a, b in zip(ours, (p.grad for p in model.parameters()), strict=True):
        assert torch.allclose(a, b, atol=1e-3, rtol=1e-3)


def test_training_moves_better_answers_above_worse_ones(tiny: Path, tmp_path: Path) -> None:
    rows = [{**made_up(2)[0], "scores": [0.0, 1.0, 0.0, 1.0]}]
    trainer = ranking_trainer(tiny, tmp_path, rows, save_strategy="no")

    def margin() -> float:
        batch = Collator(0)(rows)
        logits = trainer.model.eval()(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
        sums, lengths = iterate.answer_log_probs(logits, batch["labels"])
        p = sums / lengths
        return (p[1] - torch.max(p[0], p[2])).item()

    before = margin()
    trainer.train()
    assert margin() > before + 0.1


def test_several_modules_and_broken_references_are_dropped() -> None:
    two = XOR + "module other(output z);\n  assign z = 1;\nendmodule\n"
    found = [Example("d", "", text) for text in (XOR, two, "module broken(", XOR.replace("xor2", "again"))]
    for name in ("simulation", "paper"):
        kept = iterate.references(found, replace(PAPER, score=name))
        assert [each.reference for each in kept] == [XOR, XOR.replace("xor2", "again")]
    with pytest.raises(VerimentorError, match="stands up"):
        iterate.references(found[1:3], PAPER)


def test_equal_answers_are_judged_in_their_place() -> None:
    from verimentor_trainer.sampling import Sample

    wrong = XOR.replace("^", "|")
    found = [[Sample(wrong, True), Sample(XOR, True), Sample(wrong, True)], [Sample("", False)] * 3]
    asked = [Example("d", "", XOR), Example("e", "", XOR.replace("xor2", "q"))]
    rows = iterate._scored(PAPER, asked, found)
    assert rows[0]["scores"] == [pytest.approx(0.6, abs=0.02), 1.0, pytest.approx(0.6, abs=0.02), 1.0]
    assert rows[1]["scores"] == [0.0, 0.0, 0.0, 1.0]
    assert rows[1]["answers"][-1] == asked[1].reference


def test_scoring_goes_on_after_a_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from verimentor_trainer.sampling import Sample

    judged: list[str] = []

    def judge(pairs: list[tuple[str, str]]) -> list[float]:
        if len(judged) == 2:
            judged.append("stopped")
            raise KeyboardInterrupt
        judged.extend({reference for reference, _ in pairs})
        return [1.0] * len(pairs)

    monkeypatch.setattr(iterate, "_SCORED_AT_ONCE", 1)
    monkeypatch.setattr(iterate.score, "named", lambda _: judge)
    asked = [Example("d", "", f"module m{i};\nendmodule\n") for i in range(4)]
    found = [[Sample(XOR, True)]] * 4
    with pytest.raises(KeyboardInterrupt):
        iterate._score_in_parts(PAPER, asked, found, tmp_path)
    paths = iterate._score_in_parts(PAPER, asked, found, tmp_path)
    assert judged == [asked[0].reference, asked[1].reference, "stopped", asked[2].reference, asked[3].reference]
    assert [row["answers"][-1] for path in paths for row in read_rows(path)] == [each.reference for each in asked]


def test_validation_is_drawn_or_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iterate.validation(replace(PAPER, validation_problems=6))
    assert len({each.description for each in drawn}) == 6
    assert all(each.reference.startswith(each.header) for each in drawn)
    header = XOR.split("\n", maxsplit=1)[0]
    frozen = [problems.Problem(str(i), "hand", "differ", header, XOR, "", True) for i in range(3)]
    problems.freeze(tmp_path, "known", frozen, "by hand")
    monkeypatch.setattr(problems, "HOLD_OUT", tmp_path)
    found = iterate.validation(replace(PAPER, validation="known", validation_problems=2))
    assert found == [Example("differ", f"{header}\n", XOR)] * 2


SMALL = IterateRecipe(
    references=2, candidates=3, rounds=2, batch=2, max_new_tokens=12, validation_problems=2, prompts_at_once=2,
    max_tokens=512, save_steps=1, patience=0,
)  # fmt: skip


def test_rounds_run_stop_and_go_on(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = Recipe(iterate=SMALL)
    original, calls = iterate._tune, []

    def stopped(*arguments: object) -> None:
        calls.append(arguments[1])
        if len(calls) == 2:
            raise KeyboardInterrupt
        original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(iterate, "_tune", stopped)
    with pytest.raises(KeyboardInterrupt):
        iterate.run(recipe, run_folder)
    sampled = run_folder / "iterate" / "simulation" / "round-02" / "candidates.jsonl"
    written = sampled.stat().st_mtime_ns
    assert not (run_folder / "iterate" / "simulation" / "round-02" / "round.json").exists()
    iterate.run(recipe, run_folder)
    assert calls == [1, 2, 2]  # the first round was not trained again
    assert sampled.stat().st_mtime_ns == written  # nor the second sampled again
    manifest = json.loads((run_folder / "iterate.manifest.json").read_text(encoding="utf-8"))
    assert [each["number"] for each in manifest["results"]["rounds"]["simulation"]] == [0, 1, 2]
    assert checkpoint.before("export", recipe, run_folder) == run_folder / "iterate" / "model"
    changed = Recipe(iterate=replace(SMALL, alpha=0.5))
    with pytest.raises(VerimentorError, match="begun with another alpha"):
        iterate.run(changed, run_folder)


def test_rounds_end_when_nothing_gets_better(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    curve = {0: 0.1, 1: 0.4, 2: 0.3, 3: 0.4, 4: 0.9}

    def measured(_recipe: object, number: int, model: Path, *_: object) -> Round:
        return Round(number, curve[number])

    def tuned(_recipe: object, _number: int, _model: Path, _asked: object, _candidates: object, here: Path) -> None:
        (here / "model").mkdir(parents=True)

    monkeypatch.setattr(iterate, "_measured", measured)
    monkeypatch.setattr(iterate, "draw_candidates", lambda *_: [])
    monkeypatch.setattr(iterate, "_tune", tuned)
    folder = run_folder / "iterate"
    found = iterate._rounds(replace(SMALL, rounds=9, patience=2), run_folder / "student", [], [], folder)
    assert [each.number for each in found] == [0, 1, 2, 3]
    assert sorted(path.parent.name for path in folder.glob("*/model")) == ["round-01", "round-03"]


def test_both_scores_are_drawn_in_one_picture(tmp_path: Path) -> None:
    curves = {"simulation": [Round(0, 0.2), Round(1, 0.4)], "paper": [Round(0, 0.2), Round(1, 0.3)]}
    iterate.plot(curves, tmp_path / "both.png")
    iterate.plot({"paper": curves["paper"]}, tmp_path / "one.png")
    assert (tmp_path / "both.png").read_bytes() != (tmp_path / "one.png").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["both.png", "one.png"]


def test_the_runtime_samples_what_transformers_would(tiny: Path, tmp_path: Path) -> None:
    from verimentor_trainer.sampling import sample

    asked = list(tuning.examples(tiny, give_header=True))[-2:]
    loaded = checkpoint.load(tiny / "student")
    greedy = replace(SMALL, temperature=0.0)
    slow = sample(loaded, asked, 1, greedy, tmp_path / "transformers", seed=1)
    fast = sample(loaded, asked, 1, replace(greedy, sampler="runtime"), tmp_path / "runtime", seed=1)
    assert [found[0].text[:8] for found in slow] == [found[0].text[:8] for found in fast]
    assert not list(tmp_path.glob("runtime/*.gguf"))


def test_the_stage_is_told_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["iterate", "--recipe", "smoke", "--out", str(tmp_path)]) == 1
    assert "finds no checkpoint" in capsys.readouterr().err
