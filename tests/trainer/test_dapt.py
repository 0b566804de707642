"""Continued pretraining on a tiny student and on somebody else's tiny model."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from verimentor.errors import ConfigError, VerimentorError
from verimentor.student.prompt import FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, SPECIAL_TOKENS, ModulePrompt
from verimentor_trainer import checkpoint, dapt, export, instruct, iterate, recipe, tuning
from verimentor_trainer.manifest import write_rows
from verimentor_trainer.recipe import DaptRecipe, Recipe

TEXTS = [f"module buffer{i}(input a, output y);\n  assign y = a;\n  // {'x' * i}\nendmodule\n" for i in range(12)]
SMALL = DaptRecipe(tokens=64 * 4 * 6, batch=4, max_tokens=64, lr=3e-3, schedule="constant", warmup_share=0.0)
PRE, SUF, MID = (SPECIAL_TOKENS.index(token) for token in (FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE))


def foreign(folder: Path, *, chat: str = "") -> Path:
    """A Llama of random weights with another tokenizer."""
    specials = ["<bos>", "<eos>", "<fb>", "<fh>", "<fe>"]
    vocabulary = {token: i for i, token in enumerate([*specials, *sorted(pre_tokenizers.ByteLevel.alphabet())])}
    core = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens(specials)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=core, bos_token="<bos>", eos_token="<eos>")
    if chat:
        wrapped.chat_template = chat
    wrapped.save_pretrained(folder)
    torch.manual_seed(0)
    # The architecture of DeepSeek-Coder: Llama, untied, SiLU, rotary positions scaled by four.
    config = LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=32, intermediate_size=88, num_hidden_layers=2, num_attention_heads=4,
        tie_word_embeddings=False, max_position_embeddings=1024,
        rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 100_000.0},
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def test_a_hole_is_marked_prefix_first_or_suffix_first(tiny: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    for spm_rate, order in ((0.0, [PRE, SUF, MID]), (1.0, [SUF, PRE, MID])):
        rows = dapt.Rows(loaded, TEXTS, replace(SMALL, fim_rate=1.0, spm_rate=spm_rate), seed="1")
        for seed in range(20):
            ids = rows.document(TEXTS[3], Random(seed))
            assert [token for token in ids if token in (PRE, SUF, MID)] == order
            assert ids[-1] == loaded.tokenizer.eos_token_id
            starts = {mark: ids.index(mark) for mark in order}
            ends = dict(zip(order, [starts[order[1]], starts[order[2]], len(ids) - 1], strict=True))
            part = {mark: loaded.tokenizer.decode(ids[starts[mark] + 1 : ends[mark]]) for mark in order}
            assert TEXTS[3].startswith(part[PRE] + part[MID])


def test_texts_are_read_from_their_file_one_by_one(tmp_path: Path) -> None:
    texts = ["module ½;\nendmodule\n", "", "a\u2028b"]
    write_rows(tmp_path / "train.jsonl", [{"text": text} for text in texts])
    found = dapt.Texts(tmp_path / "train.jsonl")
    assert [found[i] for i in (2, 0, 1)] == [texts[2], texts[0], texts[1]]
    assert len(found) == 3


def test_an_empty_corpus_is_told(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").touch()
    with pytest.raises(VerimentorError, match="empty"):
        dapt.Rows(checkpoint.load(tiny / "student"), dapt.Texts(tmp_path / "train.jsonl"), SMALL, seed="1")


def test_the_rate_of_holes_is_the_recipes(tiny: Path) -> None:
    loaded, rng = checkpoint.load(tiny / "student"), Random(1)
    rows = dapt.Rows(loaded, TEXTS, replace(SMALL, fim_rate=0.3), seed="1")
    holes = sum(MID in rows.document(TEXTS[0], rng) for _ in range(300))
    assert 60 < holes < 120
    plain = dapt.Rows(loaded, TEXTS, replace(SMALL, fim_rate=0.0), seed="1")
    assert plain.document(TEXTS[0], rng) == [*loaded.encode(TEXTS[0]), loaded.tokenizer.eos_token_id]


def test_rows_are_full_and_lose_nothing(tiny: Path) -> None:
    loaded = checkpoint.load(tiny / "student")
    rows = list(islice(dapt.Rows(loaded, TEXTS, replace(SMALL, fim_rate=0.0), seed="1"), 40))
    assert all(len(row["input_ids"]) == 64 for row in rows)
    joined = [token for row in rows for token in row["input_ids"].tolist()]
    found = loaded.tokenizer.decode(joined, skip_special_tokens=True)
    assert all(text in found for text in TEXTS)
    again = list(islice(dapt.Rows(loaded, TEXTS, replace(SMALL, fim_rate=0.0), seed="1"), 40))
    assert all(torch.equal(a["input_ids"], b["input_ids"]) for a, b in zip(rows, again, strict=True))


def test_the_stage_learns_and_goes_on_after_a_stop(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(run_folder / "train.jsonl", [{"text": text} for text in TEXTS])
    write_rows(run_folder / "held_out.jsonl", [{"text": TEXTS[5]}])
    chosen = Recipe(dapt=replace(SMALL, save_steps=2))
    collate, drawn = dapt.collate, []

    def stopping(rows: Any) -> Any:
        drawn.append(len(rows))
        if len(drawn) == 5:
            raise KeyboardInterrupt
        return collate(rows)

    monkeypatch.setattr(dapt, "collate", stopping)
    with pytest.raises(KeyboardInterrupt):
        dapt.run(chosen, run_folder)
    assert not (run_folder / "dapt" / "model").exists()
    assert str(tuning.last_whole(run_folder / "dapt")).endswith("checkpoint-2")
    dapt.run(chosen, run_folder)
    assert len(drawn) - 5 <= 5  # steps 3 to 6 and one drawn ahead, not all six
    results = json.loads((run_folder / "dapt.manifest.json").read_text(encoding="utf-8"))["results"]
    before, after = results["held_out_bits_per_byte"]
    assert results["steps"] == 6
    assert after < before - 0.3
    assert not list((run_folder / "dapt").glob("checkpoint-*"))
    assert checkpoint.before("instruct", chosen, run_folder) == run_folder / "dapt" / "model"
    with pytest.raises(VerimentorError, match="another fim_rate"):
        dapt.run(Recipe(dapt=replace(SMALL, fim_rate=0.1)), run_folder)


def test_another_models_tokens_and_prompt_are_used(tmp_path: Path) -> None:
    loaded = checkpoint.load(foreign(tmp_path))
    marks = dapt.fim_tokens(loaded, replace(SMALL, fim_tokens=("<fb>", "<fh>", "<fe>")))
    assert marks == dapt.FimTokens(2, 3, 4)
    with pytest.raises(VerimentorError, match="fim_tokens"):
        dapt.fim_tokens(loaded, SMALL)
    with pytest.raises(VerimentorError, match="no token '<nothing>'"):
        dapt.fim_tokens(loaded, replace(SMALL, fim_tokens=("<fb>", "<fh>", "<nothing>")))
    asked = loaded.tokenizer.decode(loaded.ask(ModulePrompt("an <eos> gate", "module g;\n")))
    assert asked == "// an <eos> gate\nmodule g;\n"
    assert loaded.tokenizer.eos_token_id not in loaded.ask(ModulePrompt("an <eos> gate"))


def test_a_chat_model_is_asked_through_its_template(tmp_path: Path) -> None:
    chat = "{% for m in messages %}### Instruction:\n{{ m['content'] }}\n{% endfor %}### Response:\n{{ '' }}"
    loaded = checkpoint.load(foreign(tmp_path, chat=chat))
    asked = loaded.tokenizer.decode(loaded.ask(ModulePrompt("an or gate")))
    assert asked.startswith("### Instruction:\n")
    assert asked.endswith("an or gate\n### Response:\n```verilog\n")
    text, ended = loaded.read(loaded.answer("module g;\nendmodule\n"))
    assert (text.strip(), ended) == ("module g;\nendmodule", True)


def test_the_first_papers_recipe_runs_on_its_architecture(tmp_path: Path) -> None:
    published = recipe.load("infineon-1.3b")
    assert (published.dapt.lr, published.dapt.batch, published.dapt.max_tokens) == (5e-6, 1, 2048)
    assert (published.dapt.tokens, published.describe.limit) == (23.5e9, 72_000)
    here: dict[str, Any] = {"deepspeed": "", "bf16": False, "attention": "sdpa", "max_tokens": 800, "epochs": 1}
    marks = ("<fb>", "<fh>", "<fe>")
    start = str(foreign(tmp_path / "base"))
    small = replace(published.dapt, **here, start_from=start, tokens=800, accumulate=1, fim_tokens=marks, fim_rate=0.5)
    write_rows(tmp_path / "train.jsonl", [{"text": text} for text in TEXTS])
    dapt.run(replace(published, dapt=small), tmp_path)
    header = TEXTS[0].split("\n", maxsplit=1)[0]
    write_rows(tmp_path / "described.jsonl", [{"description": "passes a on", "header": header, "module": TEXTS[0]}])
    tuned = replace(published.instruct, **here, accumulate=1)
    instruct.run(replace(published, instruct=tuned), tmp_path)
    assert checkpoint.before("export", published, tmp_path) == tmp_path / "instruct" / "model"
    with pytest.raises(VerimentorError, match="convert_hf_to_gguf"):
        export.run(published, tmp_path)


def test_the_second_papers_recipe_runs_on_its_architecture(tmp_path: Path) -> None:
    published = recipe.load("itertl-6.7b")
    small = replace(
        published.iterate, deepspeed="", bf16=False, attention="sdpa", start_from=str(foreign(tmp_path / "base")),
        references=1, rounds=1, epochs=1, accumulate=1, validation_problems=1, max_new_tokens=8, compared=(),
        max_tokens=1000,
    )  # fmt: skip
    header = TEXTS[0].split("\n", maxsplit=1)[0]
    write_rows(tmp_path / "pairs.jsonl", [{"description": "passes a on", "header": header, "module": TEXTS[0]}])
    iterate.run(replace(published, iterate=small), tmp_path)
    assert (tmp_path / "iterate" / "model" / "config.json").is_file()


@pytest.mark.parametrize("path", sorted(recipe.RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_is_read_and_its_deepspeed_files_are_there(path: Path) -> None:
    found = recipe.load(path.stem)
    for section in (found.dapt, found.instruct, found.iterate, found.prefer):
        if section.deepspeed:
            assert json.loads((recipe.RECIPES / section.deepspeed).read_text())["zero_optimization"]["stage"] in (2, 3)


def test_an_unknown_stage_or_key_of_a_section_is_refused(tmp_path: Path) -> None:
    for text, message in (('stages = ["dream"]', "no stage 'dream'"), ("[iterate]\ngamma = 1", "unknown key 'gamma'")):
        (tmp_path / "r.toml").write_text(text)
        with pytest.raises(ConfigError, match=message):
            recipe.load(str(tmp_path / "r.toml"))


def test_a_missing_checkpoint_is_told(tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match="holds no checkpoint"):
        dapt.run(Recipe(dapt=replace(SMALL, start_from=str(tmp_path / "nowhere"))), tmp_path)
