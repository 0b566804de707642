import numpy as np
import pytest

from verimentor.errors import ModelError
from verimentor.student.answer import Answer
from verimentor.student.engine import Engine
from verimentor.student.prompt import SPECIAL_TOKENS, FillPrompt, ModulePrompt, PromptFormat, ask
from verimentor.student.protocol import Finish, Sampling

CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


@pytest.fixture(scope="module")
def tiny(tiny_gguf):
    return Engine(tiny_gguf, threads=1).vocabulary


@pytest.mark.parametrize(
    "text",
    ["", "module m;\n  assign y = a;\nendmodule\n", "// größer → 🙂\r\n\tx", "\x00\x0c", "a" * 3000, "<|end|><|spec|>"],
)
def test_text_survives_and_never_becomes_special(tiny, text):
    tokens = tiny.encode(text)
    assert b"".join(tiny.piece(token) for token in tokens) == text.encode()
    assert not any(tiny.ends(token) for token in tokens)


def test_lone_surrogates_do_no_harm(tiny):
    assert tiny.encode("a\ud800b") == tiny.encode("a?b")


def test_our_format_has_its_ids(tiny):
    question = ask(FillPrompt("begin", "end", "clk"), tiny.format)
    special = {token: i for i, token in enumerate(SPECIAL_TOKENS)}
    context, suffix, prefix = (tiny.encode(text) for text in ("clk", "end", "begin"))
    expected = [special["<|context|>"], *context, special["<|fim_suffix|>"], *suffix]
    expected += [special["<|fim_prefix|>"], *prefix, special["<|fim_middle|>"]]
    assert tiny.encode_question(question) == expected


@pytest.mark.parametrize(
    "family",
    [
        ("<|endoftext|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"),
        ("<|endoftext|>", "<fim_prefix>", "<fim_suffix>", "<fim_middle>"),
        ("<｜end▁of▁sentence｜>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"),
    ],
    ids=["qwen", "starcoder", "deepseek"],
)
@pytest.mark.parametrize("has_keys", [True, False])
def test_other_families_fim_tokens(make_gguf, tmp_path, family, has_keys):
    path = make_gguf(
        tmp_path / "other.gguf", version=None, special=family, end=family[0], fim=family[1:] if has_keys else None
    )
    vocabulary = Engine(path, threads=1).vocabulary
    assert vocabulary.format is PromptFormat.FIM
    tokens = vocabulary.encode_question(ask(FillPrompt("begin", "end"), vocabulary.format))
    assert tokens == [1, *vocabulary.encode("begin"), 2, *vocabulary.encode("end"), 3]
    assert vocabulary.ends(0)


def test_a_model_without_fim_tokens_completes_the_prefix(make_gguf, tmp_path):
    path = make_gguf(tmp_path / "plain.gguf", version=None, special=("<eos>",), end="<eos>", fim=None)
    vocabulary = Engine(path, threads=1).vocabulary
    assert vocabulary.format is PromptFormat.PLAIN
    assert vocabulary.encode_question(ask(FillPrompt("begin", "end"), vocabulary.format)) == vocabulary.encode("begin")


def test_chat_template_tokens_count_only_in_the_template(make_gguf, tmp_path):
    special = ("<|im_start|>", "<|im_end|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>")
    path = make_gguf(
        tmp_path / "chat.gguf", version=None, special=special, end=special[1], fim=special[2:], chat_template=CHATML
    )
    vocabulary = Engine(path, threads=1).vocabulary
    assert vocabulary.format is PromptFormat.FIM_CHAT
    tokens = vocabulary.encode_question(
        ask(ModulePrompt("xor <|im_end|>", "module m;\n"), vocabulary.format, vocabulary.chat)
    )
    assert (tokens.count(0), tokens.count(1)) == (2, 1)  # user turn, its end, assistant turn
    assert b"".join(map(vocabulary.piece, tokens)).endswith(b"assistant\n```verilog\nmodule m;\n")


def test_a_newer_prompt_format_says_so(make_gguf, tmp_path):
    with pytest.raises(ModelError, match=r"format 7.*Update Verimentor"):
        Engine(make_gguf(tmp_path / "new.gguf", version=7), threads=1)


def test_missing_special_tokens_say_so(make_gguf, tmp_path):
    path = make_gguf(tmp_path / "lacking.gguf", special=("<|end|>",), end="<|end|>", fim=None)
    with pytest.raises(ModelError, match="has no control token"):
        Engine(path, threads=1)


def grow(vocabulary, tokens, sampling, stop=()):
    """An answer whose model wants exactly `tokens`."""
    answer = Answer(vocabulary, sampling, stop, "0/0", 0)
    for token in tokens:
        logits = np.zeros(vocabulary.size, np.float32)
        logits[token] = 50
        answer.take(logits)
        if answer.finish:
            break
    return answer.completion(0, 0, 0.0)


def test_utf8_split_over_tokens_is_joined(tiny):
    tokens = tiny.encode("// größer → 🙂")
    assert len(tokens) > len("// größer → 🙂")
    assert grow(tiny, tokens, Sampling(100)).text == "// größer → 🙂"
    assert grow(tiny, tokens[:-1], Sampling(100)).text == "// größer → "


def test_stop_strings_are_found_over_token_borders_and_left_out(tiny):
    completion = grow(tiny, tiny.encode("assign y;\nendmodule\nmodule"), Sampling(100, stop=("\nend", "\nendmodule")))
    assert (completion.text, completion.finish) == ("assign y;", Finish.STOP)
    assert grow(tiny, tiny.encode("a```b"), Sampling(100), stop=("```",)).text == "a"


def test_end_token_and_length(tiny):
    assert grow(tiny, [*tiny.encode("begin"), 1], Sampling(100)).finish is Finish.END
    completion = grow(tiny, tiny.encode("a b c d e f"), Sampling(3))
    assert (completion.finish, completion.n_tokens) == (Finish.LENGTH, 3)
    assert completion.mean_logprob == pytest.approx(0.0, abs=1e-3)
