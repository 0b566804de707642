"""A checkpoint of transformers with its tokenizer, ours or anybody's, asked the way the server asks it.

Every tuning stage reads the folder the stage before left and writes one of its own, whole or not at all. Ours lies
beside `tokenizer.json` and has our special tokens; another's brings its own tokenizer and is asked through its chat
template or, without one, with the description as a comment.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

from verimentor.errors import VerimentorError
from verimentor.student.prompt import (
    END,
    FENCE,
    PAD,
    SPECIAL_TOKENS,
    Markup,
    ModulePrompt,
    PromptFormat,
    Special,
    ask,
)
from verimentor_trainer.recipe import Recipe

# What leaves a checkpoint, the latest first, and where.
FOLDERS = {
    "prefer": "prefer/model",
    "iterate": "iterate/model",
    "instruct": "instruct/model",
    "dapt": "dapt/model",
    "pretrain": "student",
}
_SENTINEL = "the message of the user"


@dataclass(frozen=True)
class Checkpoint:
    """A model that can be asked and tuned; `tokenizer` is what transformers and trl want."""

    folder: Path
    model: Any
    tokenizer: Any
    format: PromptFormat
    chat: tuple[str, str] | None = None  # the template before and after a user's message

    def ask(self, prompt: ModulePrompt) -> list[int]:
        """The tokens of a prompt, up to where the answer begins; a user's text never becomes a special token."""
        ids = [] if self.format is not PromptFormat.PLAIN else list(self.tokenizer("").input_ids)  # its BOS, if any
        for piece in ask(prompt, self.format, self.chat).pieces:
            if isinstance(piece, Special):
                ids.append(self.tokenizer.convert_tokens_to_ids(piece.token))
            elif isinstance(piece, Markup):
                ids += self.encode(piece.text, special=True)
            else:
                ids += self.encode(piece)
        return ids

    def answer(self, text: str, *, ended: bool = True) -> list[int]:
        """The tokens of an answer, with what ends it."""
        if not ended:
            return self.encode(text)
        closing = f"\n{FENCE}" if self.format.has_chat and self.chat else ""
        return [*self.encode(text.rstrip("\n") + closing if closing else text), self.tokenizer.eos_token_id]

    def read(self, ids: Sequence[int]) -> tuple[str, bool]:
        """The text of sampled tokens and whether the model ended it itself."""
        kept = list(ids)
        ended = self.tokenizer.eos_token_id in kept
        text: str = self.tokenizer.decode(
            kept[: kept.index(self.tokenizer.eos_token_id)] if ended else kept, skip_special_tokens=True
        )
        return (text.split(FENCE)[0], ended or FENCE in text) if self.format.has_chat else (text, ended)

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """The tokens of a text; only with `special` may they be special ones."""
        found: list[int] = self.tokenizer(
            text, add_special_tokens=False, split_special_tokens=not special, return_attention_mask=False
        ).input_ids
        return found


def copy(source: Path, target: Path) -> None:
    """Copy a checkpoint with its tokenizer, whole or not at all."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(source, partial)
    if tokenizer := tokenizer_file(source):
        shutil.copyfile(tokenizer, partial / tokenizer.name)
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def before(stage: str, recipe: Recipe, out: Path) -> Path:
    """The checkpoint a stage begins with: the one its section of the recipe names, else what the stage before left.

    Raises:
        VerimentorError: there is none.
    """
    section = getattr(recipe, stage, None)
    if start := getattr(section, "start_from", ""):
        return checked(Path(start))
    stages = list(FOLDERS)
    earlier = stages[stages.index(stage) + 1 :] if stage in stages else stages
    for candidate in earlier:
        if (out / FOLDERS[candidate] / "config.json").is_file():
            return out / FOLDERS[candidate]
    raise VerimentorError(
        f"'{stage}' finds no checkpoint in {out}: run one of {', '.join(earlier)} first, or name a folder in "
        f"[{stage}] start_from."
    )


def checked(folder: Path) -> Path:
    """A folder that holds a checkpoint.

    Raises:
        VerimentorError: it does not.
    """
    if not (folder / "config.json").is_file():
        raise VerimentorError(f"{folder} holds no checkpoint (no config.json); download one there first.")
    return folder


def load(folder: Path, *, attention: str = "sdpa", bf16: bool = False) -> Checkpoint:
    """The checkpoint of a folder; nothing is ever fetched from a hub.

    Raises:
        VerimentorError: it is none, or it cannot be read.
    """
    checked(folder)
    try:
        import torch

        model = AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            attn_implementation=attention,
            dtype=torch.bfloat16 if bf16 else torch.float32,
        )
        tokenizer, own = _tokenizer(folder)
    except (OSError, ValueError, ImportError, SafetensorError) as problem:
        raise VerimentorError(f"{folder} cannot be loaded: {problem}") from problem
    if own:
        return Checkpoint(folder, model, tokenizer, PromptFormat.VERIMENTOR)
    if tokenizer.eos_token_id is None:
        raise VerimentorError(f"{folder}: its tokenizer names no end token, so no answer would ever end.")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    chat = _chat(tokenizer)
    return Checkpoint(folder, model, tokenizer, PromptFormat.CHAT if chat else PromptFormat.PLAIN, chat)


def tokenizer_file(folder: Path) -> Path | None:
    """The `tokenizer.json` of a checkpoint: in its folder, or beside it as `pretrain` leaves it."""
    return next((p for p in (folder / "tokenizer.json", folder.parent / "tokenizer.json") if p.is_file()), None)


def _tokenizer(folder: Path) -> tuple[Any, bool]:
    """The tokenizer, and whether it is ours: its first ids are our special tokens."""
    path = tokenizer_file(folder)
    if path is None:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True), False
    vocabulary = json.loads(path.read_text(encoding="utf-8"))["model"].get("vocab", {})
    if isinstance(vocabulary, dict) and all(vocabulary.get(token) == i for i, token in enumerate(SPECIAL_TOKENS)):
        fast = PreTrainedTokenizerFast(
            tokenizer_object=Tokenizer.from_file(str(path)),
            eos_token=END,
            pad_token=PAD,
            additional_special_tokens=list(SPECIAL_TOKENS),
            clean_up_tokenization_spaces=False,
        )
        return fast, True
    return AutoTokenizer.from_pretrained(folder, local_files_only=True), False


def _chat(tokenizer: Any) -> tuple[str, str] | None:
    """The chat template before and after a user's message; None where there is none or it hides the message."""
    if not getattr(tokenizer, "chat_template", None):
        return None
    whole = tokenizer.apply_chat_template(
        [{"role": "user", "content": _SENTINEL}], tokenize=False, add_generation_prompt=True
    )
    opening, found, closing = whole.partition(_SENTINEL)
    return (opening, closing) if found else None
