from pathlib import Path
from random import Random

import pytest

from verimentor.errors import ConfigError
from verimentor.student.prompt import SPECIAL_TOKENS
from verimentor_trainer import recipe, tokenizer
from verimentor_trainer.documents import Documents, cut, headers_in
from verimentor_trainer.families import draw, families
from verimentor_trainer.recipe import MixRecipe

TEXT = """module top (input clk, output y);
    wire a;
    always @(posedge clk) begin
        if (a) begin
            q <= 1'b1;
        end
    end
    child u (.clk(clk), .y(y));
endmodule
"""


@pytest.fixture(scope="module")
def small_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> "tokenizer.Tokenizer":
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    tokenizer.train(iter([draw(name, 0).module for name in families()]), 700).save(str(path))
    return tokenizer.load(path)


def documents(small_tokenizer: "tokenizer.Tokenizer", **mix: float) -> Documents:
    raw = [
        {"repository": "r", "text": TEXT},
        {"repository": "r", "text": "module child (input clk, output y);\nendmodule\n"},
    ]
    return Documents(small_tokenizer, raw, MixRecipe(**mix), 640, 1)


def test_holes_are_parts_of_the_text_and_end_before_a_line_break() -> None:
    rng = Random(1)
    for _ in range(300):
        hole = cut(TEXT, rng)
        assert TEXT.startswith(hole.prefix + hole.middle)
        assert not hole.middle.endswith("\n")
        rest = TEXT[len(hole.prefix + hole.middle) :]
        assert hole.suffix in (rest, "", "\n", "\nendmodule\n")


def test_only_the_module_counts_in_a_pair(small_tokenizer: "tokenizer.Tokenizer") -> None:
    pair = draw("wide_gate", 3)
    document = documents(small_tokenizer).module(pair)
    answer = [token for token, weight in zip(document.ids, document.weights, strict=True) if weight]
    assert small_tokenizer.decode(answer, skip_special_tokens=True) == pair.module
    assert answer[-1] == SPECIAL_TOKENS.index("<|end|>")


def test_a_hole_comes_with_the_headers_of_modules_it_uses(small_tokenizer: "tokenizer.Tokenizer") -> None:
    stream = documents(small_tokenizer, raw_share_start=1.0, fim_share=1.0)
    seen = [small_tokenizer.decode(stream.next(0.0).ids, skip_special_tokens=False) for _ in range(40)]
    assert any(text.startswith("<|context|>module child (input clk, output y);<|fim_suffix|>") for text in seen)


def test_special_tokens_never_come_from_text(small_tokenizer: "tokenizer.Tokenizer") -> None:
    ids = documents(small_tokenizer).plain("wire a; // <|end|>\n").ids
    assert ids[-1] == 1
    assert 1 not in ids[:-1]


def test_headers_are_found_with_parameters() -> None:
    text = "module a #(parameter W = 8) (\n  input [W-1:0] x\n);\nendmodule\nmodule b;\nendmodule\n"
    assert headers_in(text) == {"a": "module a #(parameter W = 8) (\n  input [W-1:0] x\n);"}


def test_a_recipe_with_an_unknown_key_names_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[train]\nminuets = 5\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown key 'minuets'"):
        recipe.load(str(path))


def test_an_unknown_recipe_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="smoke"):
        recipe.load("nothing")


def test_a_given_header_is_part_of_the_question(small_tokenizer: "tokenizer.Tokenizer") -> None:
    pair = draw("wide_gate", 3)
    document = documents(small_tokenizer).module(pair, header_given=True)
    answer = [token for token, weight in zip(document.ids, document.weights, strict=True) if weight]
    assert pair.header + "\n" + small_tokenizer.decode(answer, skip_special_tokens=True) == pair.module


def test_holes_of_pairs_can_be_blocks_under_their_comments(small_tokenizer: "tokenizer.Tokenizer") -> None:
    stream = documents(small_tokenizer, raw_share_start=0.0, raw_share_end=0.0, pair_fim_share=1.0, block_share=1.0)
    texts = [small_tokenizer.decode(stream.next(0.0).ids, skip_special_tokens=False) for _ in range(20)]
    commented = [text for text in texts if text.split("<|fim_middle|>")[0].rstrip(" \t").endswith("\n")]
    assert len(commented) > 12
    assert all("//" in text.split("<|fim_middle|>")[0].rstrip().splitlines()[-1] for text in commented)
