"""ITERTL: the model learns from its own answers, ranked, round after round (arXiv:2407.12022).

A round asks the model of the round before for K - 1 answers to each description; the K-th is the reference, which
never changes. Each candidate gets a score z, and the loss of one description is

    p_k    = sum_j log P(a_kj | s, a_k<j) / |a_k|                                        Eq. 1, answer tokens only
    L_rank = sum over pairs with z_k < z_tau - beta of max(p_k - p_tau + alpha, 0)       Eq. 2
    L_ce   = - sum_j log P(a_Kj | s, a_K<j)                                              Eq. 3, the reference alone
    L      = L_ce + lambda * L_rank,  lambda = stop_gradient(L_ce)                       Eq. 4

A batch takes the mean over its descriptions (unpublished, our choice). Equations are followed, not the released code
that the paper builds on, which has no stop-gradient, a softmax before the hinge (Eq. 13, here a switch), the length of
prompt and answer together, and the mean of tokens as cross-entropy.

Beyond the paper: the score may be simulation against the reference, and what ends the rounds is pass@1 on verified
problems that are not trained on. Each round leaves `iterate/SCORE/round-NN/` with its samples, scores, model and
`round.json`, written last; a stopped run goes on where it was. `iterate/model` is the best round's.
"""

import gc
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import Trainer, TrainingArguments

from verimentor.errors import VerimentorError
from verimentor_evalbench import problems
from verimentor_trainer import behaviour, checkpoint, score, tuning
from verimentor_trainer.checkpoint import Checkpoint
from verimentor_trainer.families import draw, families
from verimentor_trainer.manifest import read_json, read_rows, write_json, write_manifest, write_rows
from verimentor_trainer.progress import progress, track
from verimentor_trainer.recipe import IterateRecipe, Recipe
from verimentor_trainer.sampling import sample
from verimentor_trainer.tuning import Example

VALIDATION_SEED = 900_000  # above the frozen hold-out's draws (500,000), below training's (1,000,000)
_IGNORED = -100
_ROUNDING = 1e-6
_SCORED_AT_ONCE = 64


def run(recipe: Recipe, out: Path) -> None:
    """Run the rounds for the recipe's score, and for those it is to be compared with, and keep the best model."""
    chosen = recipe.iterate
    start = checkpoint.before("iterate", recipe, out)
    settings = tuning.claim(out / "iterate", chosen, start, tuning.inputs(out))
    asked = kept_references(out, chosen, out / "iterate")
    judged = validation(chosen)
    curves = {
        name: _rounds(replace(chosen, score=name), start, asked, judged, out / "iterate" / name)
        for name in dict.fromkeys((chosen.score, *chosen.compared))
    }
    if tuning.processes().is_main_process:
        name, best = max(
            ((name, each) for name, curve in curves.items() for each in curve), key=lambda found: found[1].pass_at_1
        )
        source = out / "iterate" / name / f"round-{best.number:02d}" / "model" if best.number else start
        checkpoint.copy(source, out / "iterate" / "model")
        plot(curves, out / "iterate" / "pass_at_1.png")
        results = {
            "references": len(asked),
            "best": {"score": name, **asdict(best)},
            "rounds": {name: [asdict(each) for each in curve] for name, curve in curves.items()},
        }
        print(f"iterate: best is round {best.number} with '{name}': pass@1 {best.pass_at_1:.3f}")
        write_manifest(out, "iterate", settings=settings, inputs=tuning.inputs(out), results=results)
    tuning.processes().wait_for_everyone()


@dataclass(frozen=True)
class Round:
    """What came of a round; number 0 is the model the rounds begin with."""

    number: int
    pass_at_1: float
    mean_score: float = 0.0  # of the sampled answers
    loss: float = 0.0


def kept_references(out: Path, recipe: IterateRecipe, folder: Path) -> list[Example]:
    """The run's references, chosen once: judging ten thousand takes minutes."""
    path = folder / "references.jsonl"
    if tuning.processes().is_main_process and not path.is_file():
        found = references(tuning.examples(out, give_header=recipe.give_header), recipe)
        write_rows(path, map(asdict, found))
    tuning.processes().wait_for_everyone()
    return [Example(**row) for row in read_rows(path)]


def references(found: Iterable[Example], recipe: IterateRecipe) -> list[Example]:
    """The first pairs whose reference is one module and stands up to the score itself.

    Raises:
        VerimentorError: none does.
    """
    best = score.named(recipe.score)
    kept: list[Example] = []
    source = iter(found)
    with progress(f"judging {_SCORED_AT_ONCE} references at a time", None) as advance:
        while len(kept) < recipe.references and (batch := list(islice(source, _SCORED_AT_ONCE))):
            scores = best([(each.reference, each.reference) for each in batch])
            kept += [each for each, z in zip(batch, scores, strict=True) if z >= score.EQUIVALENT]
            advance()
    if not kept:
        raise VerimentorError(f"No pair's module stands up to the score '{recipe.score}', so there is none to ask for.")
    return kept[: recipe.references]


def validation(recipe: IterateRecipe) -> list[Example]:
    """Verified problems nothing was trained on: draws of their own, so that the frozen hold-out stays one."""
    if recipe.validation != "draws":
        frozen = problems.hold_out(recipe.validation)[: recipe.validation_problems]
        return [Example(each.description, f"{each.header}\n", each.reference) for each in frozen]
    rng, names = Random(VALIDATION_SEED), list(families())
    drawn = []
    for seed in range(VALIDATION_SEED, VALIDATION_SEED + recipe.validation_problems):
        pair = behaviour.draw(seed) if seed % 3 == 0 else draw(rng.choice(names), seed)
        drawn.append(tuning.example(asdict(pair), give_header=recipe.give_header))
    return drawn


def _rounds(
    recipe: IterateRecipe, start: Path, asked: Sequence[Example], judged: Sequence[Example], folder: Path
) -> list[Round]:
    """Run the rounds of one score; the best so far and the last keep their models."""
    curve = [_measured(recipe, 0, start, judged, folder)]
    for number in range(1, recipe.rounds + 1):
        best = max(curve, key=lambda each: each.pass_at_1)
        if recipe.patience and number - 1 - best.number >= recipe.patience:
            print(f"iterate: no better pass@1 for {recipe.patience} rounds")
            break
        here, last = folder / f"round-{number:02d}", folder / f"round-{number - 1:02d}" / "model"
        if not (here / "round.json").exists():
            model = last if number > 1 else start
            candidates = draw_candidates(recipe, number, model, asked, here)
            _tune(recipe, number, model, asked, candidates, here)
        curve.append(_measured(recipe, number, here / "model", judged, folder))
        best = max(curve, key=lambda each: each.pass_at_1)
        if tuning.processes().is_main_process:
            for old in curve:
                if old.number not in (best.number, number):
                    shutil.rmtree(folder / f"round-{old.number:02d}" / "model", ignore_errors=True)
        tuning.processes().wait_for_everyone()
    return curve


def _measured(recipe: IterateRecipe, number: int, model: Path, judged: Sequence[Example], folder: Path) -> Round:
    """The round, its pass@1 measured unless it was."""
    here = folder / f"round-{number:02d}"
    if not (here / "round.json").exists():
        loaded = checkpoint.load(model, attention=recipe.attention, bf16=recipe.bf16)
        greedy = replace(recipe, temperature=0.0)
        found = sample(loaded, judged, 1, greedy, here / "validation", seed=0)
        answers = [first.module(each) for each, (first,) in zip(judged, found, strict=True)]
        del loaded
        gc.collect()
        if tuning.processes().is_main_process:
            right = score.simulation([(e.reference, a) for e, a in zip(judged, answers, strict=True)], cycles=400)
            rows = read_rows(here / "candidates.jsonl") if number else iter(())
            sampled = [z for row in rows for z in row["scores"][:-1]]
            log = list(read_rows(here / "log.jsonl")) if number else []
            made = Round(
                number,
                sum(z >= score.EQUIVALENT for z in right) / len(right),
                sum(sampled) / max(1, len(sampled)),
                log[-1]["loss"] if log else 0.0,
            )
            write_json(here / "round.json", asdict(made))
            print(f"iterate: {recipe.score}, round {number}: pass@1 {made.pass_at_1:.3f}", flush=True)
    tuning.processes().wait_for_everyone()
    return Round(**read_json(here / "round.json"))


def draw_candidates(
    recipe: IterateRecipe, number: int, model: Path, asked: Sequence[Example], here: Path
) -> list[dict[str, Any]]:
    """The K candidates of each example with their scores, the reference last."""
    path = here / "candidates.jsonl"
    if not path.exists():
        loaded = checkpoint.load(model, attention=recipe.attention, bf16=recipe.bf16)
        found = sample(loaded, asked, recipe.candidates - 1, recipe, here / "samples", seed=recipe.seed + number)
        del loaded
        gc.collect()
        parts = _score_in_parts(recipe, asked, found, here / "scored")
        if tuning.processes().is_main_process:
            write_rows(path, (row for part in parts for row in read_rows(part)))
            shutil.rmtree(here / "scored")
    tuning.processes().wait_for_everyone()
    return list(read_rows(path, "answers", "ended", "scores"))


def _score_in_parts(
    recipe: IterateRecipe, asked: Sequence[Example], found: Sequence[Sequence[Any]], folder: Path
) -> list[Path]:
    """Files of scored candidates, each written whole; every process scores its share, a stopped run what is missing."""
    mine, of = tuning.processes().process_index, tuning.processes().num_processes
    starts = range(0, len(asked), _SCORED_AT_ONCE)
    paths = [folder / f"part-{index:05d}.jsonl" for index in range(len(starts))]
    missing = [i for i in range(len(starts)) if i % of == mine and not paths[i].is_file()]
    for index in track(missing, f"scoring {_SCORED_AT_ONCE} descriptions at a time"):
        here = slice(starts[index], starts[index] + _SCORED_AT_ONCE)
        write_rows(paths[index], _scored(recipe, asked[here], found[here]))
    tuning.processes().wait_for_everyone()
    return paths


def _scored(recipe: IterateRecipe, asked: Sequence[Example], found: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    modules = [[*(a.module(e) for a in answers), e.reference] for e, answers in zip(asked, found, strict=True)]
    # Equal answers are judged once; the simulator joins the rest in few runs.
    wanted = list(dict.fromkeys((e.reference, m) for e, each in zip(asked, modules, strict=True) for m in each))
    known = dict(zip(wanted, score.named(recipe.score)(wanted), strict=True))
    return [
        {
            "answers": [*(answer.text for answer in answers), e.answer],
            "ended": [*(answer.ended for answer in answers), True],
            "scores": [known[e.reference, module] for module in each],
        }
        for e, answers, each in zip(asked, found, modules, strict=True)
    ]


def _tune(
    recipe: IterateRecipe,
    number: int,
    model: Path,
    asked: Sequence[Example],
    candidates: Sequence[Mapping[str, Any]],
    here: Path,
) -> None:
    """Train one round from the model of the round before."""
    if (here / "model" / "config.json").is_file():
        tuning.clear(here)
        return
    loaded = checkpoint.load(model, attention=recipe.attention)  # fp32: bf16 weights would lose updates this small
    data = ranked(loaded, asked, candidates, recipe)
    trainer = RankingTrainer(
        model=loaded.model,
        args=tuning.arguments(TrainingArguments, recipe, here, remove_unused_columns=False, seed=recipe.seed + number),
        train_dataset=data,
        data_collator=Collator(loaded.tokenizer.pad_token_id),
        ranking=recipe,
    )
    tuning.train(trainer, here)
    tuning.save(trainer, loaded.tokenizer, here / "model")
    if trainer.is_world_process_zero():
        tuning.clear(here)


def ranked(
    loaded: Checkpoint, asked: Sequence[Example], candidates: Sequence[Mapping[str, Any]], recipe: IterateRecipe
) -> list[dict[str, Any]]:
    """The examples as tokens; one whose reference does not fit `max_tokens` is left out, sampled answers are cut.

    Raises:
        VerimentorError: nothing fits.
    """
    rows = []
    for each, found in zip(asked, candidates, strict=True):
        prompt = loaded.ask(each.prompt)
        answers = [
            loaded.answer(text, ended=ended) for text, ended in zip(found["answers"], found["ended"], strict=True)
        ]
        room = recipe.max_tokens - len(prompt)
        if room >= len(answers[-1]) and all(answers):
            rows.append({"prompt": prompt, "answers": [ids[:room] for ids in answers], "scores": found["scores"]})
    if not rows:
        raise VerimentorError(f"No example fits max_tokens = {recipe.max_tokens}; raise it in the recipe.")
    return rows


@dataclass(frozen=True)
class Collator:
    """Flattens B examples of K candidates to `(B * K, T)` of ids and labels; scores stay `(B, K)`."""

    pad: int

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Tensor]:
        """One batch; padded on the right, labels on the answers alone."""
        both = [(row["prompt"], answer) for row in rows for answer in row["answers"]]
        ids = [torch.tensor([*prompt, *answer]) for prompt, answer in both]
        labels = [torch.tensor([*[_IGNORED] * len(prompt), *answer]) for prompt, answer in both]
        return {
            "input_ids": pad_sequence(ids, batch_first=True, padding_value=self.pad),
            "attention_mask": pad_sequence([torch.ones_like(row) for row in ids], batch_first=True),
            "labels": pad_sequence(labels, batch_first=True, padding_value=_IGNORED),
            "scores": torch.tensor([row["scores"] for row in rows], dtype=torch.float32),
        }


class RankingTrainer(Trainer):  # type: ignore[misc]
    """Trainer with the loss of Eq. 4."""

    def __init__(self, *, ranking: IterateRecipe, **settings: Any) -> None:
        super().__init__(**settings)
        self._ranking = ranking
        # The loss is a mean over examples, not over tokens: the Trainer has to divide it by the accumulated batches.
        self.model_accepts_loss_kwargs = False

    def compute_loss(self, model: Any, inputs: Any, return_outputs: bool = False, **_: Any) -> Any:
        """One forward over all candidates of the batch."""
        labels, scores = inputs.pop("labels"), inputs.pop("scores")
        outputs = model(**inputs)
        sums, lengths = answer_log_probs(outputs.logits, labels)
        sums, lengths = sums.view(scores.shape), lengths.view(scores.shape)
        loss = itertl_loss(sums, lengths, scores, self._ranking).mean()
        return (loss, outputs) if return_outputs else loss


def answer_log_probs(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The summed log-probability of each row's answer, in fp32, and its number of tokens: `(B * K,)` both."""
    targets = labels[:, 1:]
    losses = torch.nn.functional.cross_entropy(
        logits[:, :-1].float().transpose(1, 2), targets, reduction="none", ignore_index=_IGNORED
    )
    return -losses.sum(1), (targets != _IGNORED).sum(1)


def itertl_loss(sums: Tensor, lengths: Tensor, scores: Tensor, recipe: IterateRecipe) -> Tensor:
    """Eq. 4 for each example: `(B, K)` of log-probabilities, lengths and scores to `(B,)`; the reference is last."""
    log_probs = sums / lengths  # Eq. 1
    cross_entropy = -sums[:, -1]  # Eq. 3
    return cross_entropy + cross_entropy.detach() * rank_loss(log_probs, scores, recipe)


def rank_loss(log_probs: Tensor, scores: Tensor, recipe: IterateRecipe) -> Tensor:
    """Eq. 2 for each example: a worse candidate must be less likely than a better one by at least alpha."""
    if recipe.softmax:  # Eq. 13
        log_probs = log_probs.softmax(-1)
    # (B, k, tau); the small addition keeps rounding from making a pair of two scores that are beta apart.
    pairs = scores.unsqueeze(1) - scores.unsqueeze(2) > recipe.beta + _ROUNDING
    hinges = (log_probs.unsqueeze(2) - log_probs.unsqueeze(1) + recipe.alpha).clamp_min(0)
    return (hinges * pairs).sum((1, 2))


def plot(curves: Mapping[str, Sequence[Round]], path: Path) -> None:
    """Draw pass@1 by round, a line for each score."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.6))
    # Curves often lie upon each other: the wider one below stays visible.
    for place, (name, curve) in enumerate(curves.items()):
        width = 4 / (1 + 1.5 * place)
        axes.plot(
            [each.number for each in curve],
            [each.pass_at_1 for each in curve],
            marker="o", markersize=2.5 * width, linewidth=width, label=name,
        )  # fmt: skip
    top = max((each.pass_at_1 for curve in curves.values() for each in curve), default=0.0)
    axes.set(xlabel="round", ylabel="pass@1 on problems not trained on", ylim=(0, 1.1 * top or 1))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(title="score")
    figure.tight_layout()
    partial = path.with_name("partial.png")
    figure.savefig(partial, dpi=120)
    pyplot.close(figure)
    partial.replace(path)
