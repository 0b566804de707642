"""The model card says what the manifests say, and of everything else that it is missing."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_trainer import model_card
from verimentor_trainer.manifest import write_json, write_manifest, write_rows
from verimentor_trainer.recipe import CorpusRecipe, ExportRecipe, MixRecipe, ModelRecipe, Recipe, TrainRecipe

RECIPE = replace(
    Recipe(name="student-x"),
    model=ModelRecipe(context=777, start_from="/home/somebody/first.gguf"),
    train=TrainRecipe(seed=41),
    mix=MixRecipe(behaviour_share=0.25, written_share=0.2, daily=("adder",), daily_weight=3),
    export=ExportRecipe(("Q8_0", "Q6_K"), "Q6_K"),
)
SHIPPED = {
    "name": "verimentor-student",
    "file": "verimentor-student.gguf",
    "sha256": "5e1",
    "size": 7_600_000,
    "licence": "Apache-2.0",
    "trained": "2026-11-30",
    "quant": "Q6_K",
}


def leave(out: Path, stage: str, results: dict[str, Any], settings: object = None) -> None:
    write_manifest(out, stage, settings=settings or asdict(RECIPE), inputs=[], results=results)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    leave(tmp_path, "export", {"shipped": SHIPPED, "files": {}})
    return tmp_path


@pytest.fixture
def whole(exported: Path) -> Path:
    corpus = asdict(CorpusRecipe(held_out=("a/held-out",)))
    leave(exported, "collect", {"by_repository": {"a/b": 5}, "removed": {"size": 6, "no module": 1234}}, corpus)
    licences = {"MIT": 4001, "Apache-2.0": 4002}
    leave(exported, "dedup", {"unique": 8003, "bytes": 9_100_000, "licences": licences, "removed": {"near": 52}})
    compared = {"benchmarks": ["rtllm-2.0"], "problems": 50, "checkable_references": 48, "removed": 3, "reasons": {}}
    leave(exported, "decontaminate", {**compared, "train": 7900, "held_out": 100})
    leave(exported, "tokenizer", {"vocabulary": 8192, "bytes_per_token": 3.04})
    leave(exported, "pretrain", {"parameters": 8_900_000, "steps": 1900, "tokens": 12_000_000, "loss": 9.9})
    log = [{"step": n, "tokens": n * 1000, "minutes": n / 2, "loss": 0.5 + (n % 2), "lr": 1} for n in range(1, 200)]
    write_rows(exported / "log.jsonl", log)
    share = {"compiles": 0.47, "compiles_95": [0.43, 0.51], "right": 0.034, "right_95": [0.02, 0.05], "n": 500}
    sampled = {
        "n": 100,
        "compiles": 0.4,
        "pass@1": 0.03,
        "pass@1_95": [0.01, 0.05],
        "pass@10": 0.1,
        "pass@10_95": [0, 0.2],
    }
    foresight = {"bits_per_byte": 1.2345, "tokens": 6000, "n_bytes": 18000, "same_token": 0.987, "divergence": 0.0021}
    write_json(
        exported / "measure.json",
        {
            "gguf": {"sha256": "5e1"},
            "greedy": {"sets": {"all": share, "known": share}, "by_group": {}},
            "sampled": {"samples": 10, "temperature": 0.5, "seed": 1, "sets": {"known": sampled}},
            "holes": {"n": 300, "compile_alone": 0, "compiles": None}
            | {key: 0.05 for key in ("first_line", "exact", "parses")}
            | {f"{key}_95": [0.03, 0.08] for key in ("first_line", "exact", "parses")},
            "reading": {"files": 86, "bytes": 200_541, "bits_per_byte": 1.301},
            "quants": {
                "read": "held-out repositories",
                "files": {"Q6_K": {"size": 7_600_000, **foresight}, "f16": {"size": 17_900_000, **foresight}},
            },
        },
    )
    row = {"n": 300, "own": 0.003, "anywhere": 0.04, "median_tokens": 12, "longest_tokens": 100}
    row |= {"median_characters": 31, "longest_characters": 250}
    write_json(
        exported / "memorisation.json",
        {
            "verbatim_tokens": 50,
            "prefix_tokens": 64,
            "corpus": {"files": 7900, "bytes": 9_000_000},
            "continuations": {"training": row, "held-out": row},
            "answers": {**row, "n": 500},
            "longest": [
                {
                    "run_tokens": 100,
                    "run": "assign secret = 1;",
                    "repository": "a/b",
                    "path": "c.v",
                    "source": "training",
                }
            ],
        },
    )
    return exported


def test_a_bare_run_has_a_card_that_says_what_is_missing(exported: Path) -> None:
    text = model_card.write(exported)
    assert "number of parameters not recorded" in text
    for missing in ("Greedy answers were", "Sampled answers were", "Ghost text was", "Other formats were"):
        assert f"{missing} not measured." in text
    assert "Whether it can repeat training files word for word was not measured." in text
    assert "Raw RTL: none of others was read." in text


@pytest.mark.parametrize(
    "said",
    [
        "verimentor-train all --recipe student-x --out runs/student-x",
        "weights of the student `first.gguf`",
        "8.9M parameters",
        "`verimentor-student.gguf`, Q6_K, 7.6 MB",
        "8,192 tokens, Qwen2 split, 3.0 bytes a token",
        "| pretrain | 1900 | 12.0M tokens | 100 | 41 | 1.00 |",
        "8,003 files (9.1 MB) of 1 repositories under permissive licences (Apache-2.0 4,002, MIT 4,001)",
        "Left out: no module 1,234, size 6; as copies 52 near.",
        "Kept out for measuring (100 files): a/held-out.",
        "50 problems (rtllm-2.0), of which 48 have a reference long enough to tell: 3 files were removed",
        "55% from families, 25% random behaviours and 20% from the written set",
        "1 everyday families 3 times as often",
        "| known | 500 | 47.0% (43% to 51%) | 3.4% (2% to 5%) |\n| all | 500",
        "| known | 100 | 40.0% | 3.0% (1% to 5%) | 10.0% (0% to 20%) |",
        "1.301 bits per byte (86 files",
        "| f16 | 17.9 | 1.2345 | 98.7% | 0.0021 |\n| **Q6_K** (shipped) | 7.6",
        "| training | 300 | 0.3% | 4.0% | 12 (31) | 100 (250) |",
        "100 tokens of a/b, `c.v` (training)",
        "It has seen 777 tokens at most",
    ],
)
def test_the_card_says_what_the_manifests_say(whole: Path, said: str) -> None:
    assert said in model_card.write(whole)


def test_no_code_of_others_and_no_path_of_a_machine_is_in_a_card(whole: Path) -> None:
    text = model_card.write(whole)
    assert "secret" not in text and "/home" not in text and str(whole) not in text


def test_the_command_leaves_card_and_picture_where_it_is_told(whole: Path, tmp_path: Path) -> None:
    model_card.run(Recipe(), whole)
    model_card.run(Recipe(), whole, card=tmp_path / "models")
    for folder in (whole / "card", tmp_path / "models"):
        assert (folder / "loss.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / "loss.png").stat().st_size < 60_000
        assert "](loss.png)" in (folder / "README.md").read_text(encoding="utf-8")


def test_numbers_of_another_file_are_refused(whole: Path) -> None:
    found = json.loads((whole / "measure.json").read_text())
    write_json(whole / "measure.json", {**found, "gguf": {"sha256": "other"}})
    with pytest.raises(VerimentorError, match="run 'measure' again"):
        model_card.write(whole)


def test_without_an_export_there_is_no_card(tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match="run 'export' there first"):
        model_card.write(tmp_path)
