"""Text to tokens and back, for the vocabulary of a loaded model.

We build token lists ourselves: llama-cpp-python's high-level calls take all three FIM ids for 0 and lose long tokens.
"""

import ctypes
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import llama_cpp

from verimentor.errors import ModelError
from verimentor.student import prompt as format_
from verimentor.student.prompt import Markup, PromptFormat, Question, Special

PROMPT_VERSION_KEY = "verimentor.prompt_version"
NO_TOKEN = -1
_MARK = "\x02user\x03"  # no template contains it


class Vocabulary:
    """The tokens of one model, its special ones by their role in our prompt format."""

    def __init__(self, model: Any) -> None:
        self._vocab = llama_cpp.llama_model_get_vocab(model)
        self._template: bytes | None = llama_cpp.llama_model_chat_template(model, None)
        self.size: int = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self.format, self._special = self._recognise(_metadata(model, PROMPT_VERSION_KEY))
        self.chat = self._chat_markup() if self.format.has_chat else None
        self._pieces: dict[int, bytes] = {}
        self.count = lru_cache(maxsize=4096)(lambda text: len(self.encode(text)))

    def encode(self, text: str, *, markup: bool = False) -> list[int]:
        """The tokens of `text`, in which special tokens count only if it is `markup`."""
        data = text.encode("utf-8", errors="replace")
        room = len(data) + 8
        while True:
            tokens = (llama_cpp.llama_token * room)()
            n = llama_cpp.llama_tokenize(self._vocab, data, len(data), tokens, room, False, markup)
            if n >= 0:
                return list(tokens[:n])
            room = -n

    def encode_question(self, question: Question) -> list[int]:
        """The whole prompt as tokens."""
        tokens = self.start()
        for piece in question.pieces:
            if isinstance(piece, Special):
                tokens.append(self._special[piece.token])
            elif isinstance(piece, Markup):
                tokens += self.encode(piece.text, markup=True)
            elif piece:
                tokens += self.encode(piece)
        return tokens

    def start(self) -> list[int]:
        """The tokens this model wants before any text."""
        return [llama_cpp.llama_vocab_bos(self._vocab)] if llama_cpp.llama_vocab_get_add_bos(self._vocab) else []

    def piece(self, token: int) -> bytes:
        """The bytes of a token, which may be a part of a UTF-8 sequence; none for special tokens."""
        if (known := self._pieces.get(token)) is None:
            room = 64
            while True:
                buffer = ctypes.create_string_buffer(room)
                n = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, room, 0, False)
                if n >= 0:
                    break
                room = -n
            known = self._pieces[token] = buffer.raw[:n]
        return known

    def continuing(self, text: bytes) -> Sequence[int]:
        """The tokens that begin with `text`, or that it begins with."""
        pieces, tokens = self._sorted
        found = []
        for at in range(bisect_left(pieces, text), len(pieces)):
            if not pieces[at].startswith(text):
                break
            found.append(tokens[at])
        for end in range(1, len(text)):
            at = bisect_left(pieces, text[:end])
            if at < len(pieces) and pieces[at] == text[:end]:
                found.append(tokens[at])
        return found

    @cached_property
    def _sorted(self) -> tuple[Sequence[bytes], Sequence[int]]:
        """The pieces of all tokens that are text, sorted, and the tokens in that order."""
        text = sorted((piece, token) for token in range(self.size) if (piece := self.piece(token)))
        return [piece for piece, _ in text], [token for _, token in text]

    def ends(self, token: int) -> bool:
        """Whether `token` ends an answer: any end of generation, and any special token, which no answer contains."""
        is_eog = llama_cpp.llama_vocab_is_eog(self._vocab, token)
        return bool(is_eog or llama_cpp.llama_vocab_is_control(self._vocab, token))

    def _recognise(self, version: str | None) -> tuple[PromptFormat, Mapping[str, int]]:
        if version is None:
            ids = {
                format_.FIM_PREFIX: llama_cpp.llama_vocab_fim_pre(self._vocab),
                format_.FIM_SUFFIX: llama_cpp.llama_vocab_fim_suf(self._vocab),
                format_.FIM_MIDDLE: llama_cpp.llama_vocab_fim_mid(self._vocab),
            }
            has_fim = NO_TOKEN not in ids.values()
            return PromptFormat.of(own=False, fim=has_fim, chat=bool(self._template)), ids if has_fim else {}
        if version != str(format_.PROMPT_VERSION):
            raise ModelError(
                f"the model was trained for prompt format {version}, and this Verimentor speaks format "
                f"{format_.PROMPT_VERSION}. Update Verimentor, or choose a model of this version."
            )
        special: dict[str, int] = {}
        for token in format_.SPECIAL_TOKENS:
            ids_of = self.encode(token, markup=True)
            # Were it not a control token, the same letters in a user's file would become one.
            if len(ids_of) != 1 or not llama_cpp.llama_vocab_is_control(self._vocab, ids_of[0]):
                raise ModelError(f"the model has no control token {token}. Export it again with verimentor-train.")
            special[token] = ids_of[0]
        return PromptFormat.VERIMENTOR, special

    def _chat_markup(self) -> tuple[str, str] | None:
        """The chat template before and after a user's message; None where llama.cpp does not know the template."""
        message = (llama_cpp.llama_chat_message * 1)()
        message[0].role, message[0].content = b"user", _MARK.encode()
        room = 65536  # a template adds a system prompt at most
        buffer = ctypes.create_string_buffer(room)
        n = llama_cpp.llama_chat_apply_template(self._template, message, 1, True, buffer, room)
        if not 0 <= n <= room:
            return None
        before, mark, after = buffer.raw[:n].decode("utf-8", errors="replace").partition(_MARK)
        return (before, after) if mark else None


def _metadata(model: Any, key: str) -> str | None:
    """A value of the GGUF's metadata as text."""
    buffer = ctypes.create_string_buffer(256)
    n = llama_cpp.llama_model_meta_val_str(model, key.encode(), buffer, len(buffer))
    return None if n < 0 else buffer.value.decode("utf-8", errors="replace")
