"""Stage 4: a byte-level BPE trained on our corpus.

The split is Qwen2's (single digits, newlines apart), because llama.cpp knows it as `tokenizer.ggml.pre = "qwen2"`;
another split would give other tokens there than here. Writes `tokenizer.json`.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from verimentor.student.prompt import SPECIAL_TOKENS
from verimentor_trainer import continuation
from verimentor_trainer.families import draw, families
from verimentor_trainer.manifest import read_rows, write_manifest
from verimentor_trainer.progress import track
from verimentor_trainer.recipe import Recipe

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_PAIRS_PER_FAMILY = 60  # names and words of the families weigh about as much as the raw corpus' head


def run(recipe: Recipe, out: Path) -> None:
    """Train on the raw split and draws of every family, or take over the tokenizer of the student to start from."""
    if recipe.model.start_from:
        tokenizer = build(*continuation.vocabulary(continuation.find(recipe.model.start_from)))
    else:
        tokenizer = train(track(_texts(out), "texts read"), recipe.tokenizer.vocabulary)
    partial = out / "tokenizer.json.partial"
    tokenizer.save(str(partial))
    partial.replace(out / "tokenizer.json")
    sample = "".join(row["text"] for _, row in zip(range(200), read_rows(out / "train.jsonl"), strict=False))
    rate = len(sample.encode()) / max(1, len(tokenizer.encode(sample).ids)) if sample else 0.0
    results = {"vocabulary": tokenizer.get_vocab_size(), "bytes_per_token": round(rate, 3)}
    print(f"tokenizer: {results}")
    write_manifest(out, "tokenizer", settings=asdict(recipe.tokenizer), inputs=[out / "train.jsonl"], results=results)


def train(texts: Iterator[str], vocabulary: int) -> Tokenizer:
    """A tokenizer whose first ids are our special tokens, in their fixed order."""
    tokenizer = build({}, [])
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[AddedToken(token, special=True) for token in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def build(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    """The tokenizer with this vocabulary and these merges, empty ones to be trained."""
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    if vocabulary:
        tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL_TOKENS])
    return tokenizer


def load(path: Path) -> Tokenizer:
    """The tokenizer with special tokens never read out of ordinary text."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return tokenizer


def _texts(out: Path) -> Iterator[str]:
    for row in read_rows(out / "train.jsonl", "text"):
        yield row["text"]
    for name in families():
        for seed in range(_PAIRS_PER_FAMILY):
            pair = draw(name, seed)
            yield pair.description
            yield pair.module
