"""The command `model-card`: what the student is, told from the manifests of the run that made it.

    verimentor-train model-card --out runs/NAME --card server/verimentor/student/models

Writes `README.md` and `loss.png` into the card's folder, by default `card` in the run's. `model_card.md` is the text
with places for the numbers; a number that no manifest holds is said to be missing.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from verimentor.errors import VerimentorError
from verimentor.student.prompt import PROMPT_VERSION
from verimentor_trainer import card_tables
from verimentor_trainer.manifest import read_json, read_rows
from verimentor_trainer.recipe import Recipe

MISSING = "not recorded"
_TEXT = Path(__file__).parent / "model_card.md"
_PICTURE = "loss.png"
_TRAINING = ("pretrain", "dapt", "instruct", "iterate", "prefer")


def run(_recipe: Recipe, out: Path, *, card: Path | None = None) -> None:
    """Write the card of the run in `out`; its manifests know the recipe it was made with.

    Raises:
        VerimentorError: the run has exported nothing.
    """
    folder = card or out / "card"
    folder.mkdir(parents=True, exist_ok=True)
    text = write(out)
    log = list(read_rows(out / "log.jsonl")) if (out / "log.jsonl").is_file() else []
    plot_loss(log, folder / _PICTURE)
    partial = folder / "README.md.partial"
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / "README.md")
    print(f"model-card: {folder / 'README.md'}")
    if MISSING in text:
        print(f"model-card: it says '{MISSING}' where a stage has left no number")


def write(out: Path) -> str:
    """The card's text.

    Raises:
        VerimentorError: the run has exported nothing.
    """
    made = _stage(out, "export")
    if not made:
        raise VerimentorError(f"There is no export.manifest.json in {out}: run 'export' there first.")
    settings = made["settings"]
    measured = read_json(out / "measure.json") if (out / "measure.json").is_file() else {}
    if measured and measured["gguf"]["sha256"] != made["results"]["shipped"]["sha256"]:
        raise VerimentorError(f"{out / 'measure.json'} is of another file than export made: run 'measure' again.")
    remembered = read_json(out / "memorisation.json") if (out / "memorisation.json").is_file() else None
    return Template(_TEXT.read_text(encoding="utf-8")).substitute(
        facts=_facts(out, made),
        command=f"verimentor-train all --recipe {settings['name']} --out runs/{settings['name']}",
        start=_start(settings["model"]["start_from"]),
        stages=_stages(out),
        picture=_PICTURE,
        data=_data(out),
        contamination=_contamination(_stage(out, "decontaminate").get("results")),
        mix=_mix(settings["mix"]),
        greedy=card_tables.greedy(measured.get("greedy")),
        sampled=card_tables.sampled(measured.get("sampled")),
        against=card_tables.against(measured.get("against")),
        holes=card_tables.holes(measured.get("holes")),
        reading=card_tables.reading(measured.get("reading")),
        quants=card_tables.quants(measured.get("quants"), made["results"]["shipped"]["quant"]),
        memorisation=card_tables.memorisation(remembered),
        context=settings["model"]["context"],
    )


def _stage(out: Path, stage: str) -> dict[str, Any]:
    """The manifest of a stage; empty where it has not run."""
    path = out / f"{stage}.manifest.json"
    found: dict[str, Any] = read_json(path) if path.is_file() else {}
    return found


def _results(out: Path, stage: str) -> dict[str, Any]:
    found: dict[str, Any] = _stage(out, stage).get("results", {})
    return found


def _facts(out: Path, made: Mapping[str, Any]) -> str:
    model, shipped = made["settings"]["model"], made["results"]["shipped"]
    parameters = _results(out, "pretrain").get("parameters")
    size = f"{parameters / 1e6:.1f}M parameters" if parameters else f"number of parameters {MISSING}"
    shape = f"{model['hidden']} wide, {model['layers']} layers, {model['heads']} heads ({model['kv_heads']} for keys)"
    words = _results(out, "tokenizer")
    rate = f"{words['bytes_per_token']:.1f}" if words.get("bytes_per_token") else MISSING
    vocabulary = f"{words['vocabulary']:,}" if "vocabulary" in words else MISSING
    rows = {
        "architecture": f"Llama, {size}: {shape}, feed-forward {model['feed_forward']}, tied embeddings",
        "tokenizer": f"byte-level BPE, {vocabulary} tokens, Qwen2 split, {rate} bytes a token on the training RTL",
        "file": f"`{shipped['file']}`, {shipped['quant']}, {shipped['size'] / 1e6:.1f} MB; prompt format version "
        f"{PROMPT_VERSION} (`verimentor/student/prompt.py`)",
        "SHA-256": f"`{shipped['sha256']}`",
        "trained context": f"{model['context']} tokens",
        "licence": shipped["licence"],
        "exported": shipped["trained"],
    }
    return card_tables.table(("", ""), rows.items())


def _start(start_from: str) -> str:
    if not start_from:
        return "From random weights.\n\n"
    return f"It went on from the weights of the student `{Path(start_from).name}`, whose data count too.\n\n"


def _stages(out: Path) -> str:
    """What each training stage read, for how long, and what its loss came to."""
    rows = []
    for stage in _TRAINING:
        if not (found := _stage(out, stage)):
            continue
        results, settings = found["results"], found["settings"]
        seed = settings["train"]["seed"] if "train" in settings else settings.get("seed", MISSING)
        read = _read(results)
        rows.append((stage, results.get("steps", "–"), read, _minutes(out, stage), seed, _loss(out, stage, results)))
    return card_tables.table(("stage", "steps", "read", "minutes", "seed", "final loss (nats a token)"), rows)


def _read(results: Mapping[str, Any]) -> str:
    if results.get("tokens"):
        return f"{results['tokens'] / 1e6:.1f}M tokens"
    for unit in ("examples", "references"):
        if unit in results:
            return f"{results[unit]:,} {unit}"
    return MISSING


def _minutes(out: Path, stage: str) -> str:
    log = _log(out, stage)
    return f"{log[-1]['minutes']:.0f}" if log and "minutes" in log[-1] else MISSING


def _loss(out: Path, stage: str, results: Mapping[str, Any]) -> str:
    """The mean of the last ten logged losses: single batches scatter."""
    losses = [row["loss"] for row in _log(out, stage) if "loss" in row][-10:]
    if losses:
        return f"{sum(losses) / len(losses):.2f}"
    if "best" in results:
        return f"pass@1 {results['best']['pass_at_1']:.1%} in its round {results['best']['number']}"
    return f"{results['loss']:.2f}" if results.get("loss") is not None else MISSING


def _log(out: Path, stage: str) -> list[dict[str, Any]]:
    path = out / "log.jsonl" if stage == "pretrain" else out / stage / "log.jsonl"
    return list(read_rows(path)) if path.is_file() else []


def _data(out: Path) -> str:
    collected, unique = _results(out, "collect"), _results(out, "dedup")
    split, recipe = _results(out, "decontaminate"), _stage(out, "collect").get("settings", {})
    if not unique.get("unique"):
        return "- Raw RTL: none of others was read."
    licences = ", ".join(f"{name} {count:,}" for name, count in sorted(unique["licences"].items(), key=lambda i: -i[1]))
    removed = ", ".join(f"{reason} {n:,}" for reason, n in sorted(collected["removed"].items(), key=lambda i: -i[1]))
    copies = ", ".join(f"{count:,} {kind}" for kind, count in unique["removed"].items())
    held_out = ", ".join(recipe.get("held_out", ())) or "none"
    return "\n".join(
        [
            f"- Raw RTL: {unique['unique']:,} files ({unique['bytes'] / 1e6:.1f} MB) of "
            f"{len(collected['by_repository'])} repositories under permissive licences ({licences}), of which "
            f"{split.get('train', MISSING)} were trained on. Repositories and commits are in "
            f"`trainer/{recipe['repositories']}`.",
            f"- Left out: {removed}; as copies {copies}.",
            f"- Kept out for measuring ({split.get('held_out', MISSING)} files): {held_out}.",
        ]
    )


def _contamination(found: Mapping[str, Any] | None) -> str:
    if not found:
        return f"Whether raw files overlap with them is {MISSING}."
    if not found["benchmarks"]:
        return "Files that define their module names were dropped; code and words were not compared in this run."
    removed = f"{found['removed']} files were removed" + (f" {found['reasons']}" if found["reasons"] else "")
    return (
        f"Raw files were compared with {found['problems']} problems ({', '.join(found['benchmarks'])}), of which "
        f"{found['checkable_references']} have a reference long enough to tell: {removed} for a module's name, 60 % of "
        "a reference's 10-token-grams, or twelve words in a row of a description."
    )


def _mix(mix: Mapping[str, Any]) -> str:
    drawn = 1 - mix["behaviour_share"] - mix["written_share"]
    parts = [
        f"raw RTL in {mix['raw_share_start']:.0%} of the documents at the start and {mix['raw_share_end']:.0%} at the "
        f"end, {mix['fim_share']:.0%} of it with a hole to fill",
        f"of the pairs {drawn:.0%} from families, {mix['behaviour_share']:.0%} random behaviours and "
        f"{mix['written_share']:.0%} from the written set, {mix['pair_fim_share']:.0%} of them with a hole",
    ]
    if mix["daily"] and mix["daily_weight"] != 1:
        parts.append(f"{len(mix['daily'])} everyday families {mix['daily_weight']:g} times as often as others")
    return "; ".join(parts) + "."


def plot_loss(log: Sequence[Mapping[str, float]], path: Path) -> None:
    """Draw the logged losses and their running mean over the tokens read."""
    from matplotlib import pyplot

    losses = [row["loss"] for row in log]
    means = [sum(part) / len(part) for at in range(len(losses)) if (part := losses[max(0, at - 9) : at + 1])]
    tokens = [row["tokens"] / 1e6 for row in log]
    figure, axis = pyplot.subplots(figsize=(6, 2.8))
    axis.plot(tokens, losses, linewidth=0.5, alpha=0.5, label="logged batches")
    axis.plot(tokens, means, label="mean of ten")
    axis.set_xlabel("million tokens")
    axis.set_ylabel("nats a counted token")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=90, metadata={"Software": None})
    pyplot.close(figure)
