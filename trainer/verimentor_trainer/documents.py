"""What the student reads in training: documents of token ids with a weight for each, drawn without end.

Four forms: raw files, raw files with a hole (ghost text), description -> module, and modules of pairs with a hole.
Holes are cut as a user types: they begin where a cursor rests and end with a line, a few lines or a block; what
follows the cursor is often not written yet, so the suffix is cut short or left away.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tokenizers import Tokenizer

from verimentor.student.budget import Budget
from verimentor.student.prompt import END, SPECIAL_TOKENS, FillPrompt, ModulePrompt, Piece, Prompt, Special, pieces
from verimentor_trainer import blocks
from verimentor_trainer.families import Pair
from verimentor_trainer.pairs import Pairs
from verimentor_trainer.recipe import MixRecipe

# The budgets of the runtime's prompts (verimentor.student.budget): the model sees in training what it is asked later.
_BUDGET = Budget()
_MAX_HEADERS = 3  # as verimentor.complete gives them
_SPECIAL_ID = {token: i for i, token in enumerate(SPECIAL_TOKENS)}
_HEADER = re.compile(r"^[ \t]*module\s+(\w+)\s*(?:#\s*\([^;]*?\)\s*)?\([^;]{1,1200}?\)\s*;", re.MULTILINE)
_MODULE = re.compile(r"^[ \t]*module\b.*?\bendmodule\b[^\n]*\n?", re.MULTILINE | re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_BLOCK_START = re.compile(r"\b(begin|case[xz]?|function|task)\b")
_BLOCK_END = re.compile(r"^\s*(end|endcase|endfunction|endtask)\b")


@dataclass(frozen=True)
class Document:
    """Token ids and, for each, how much its prediction counts."""

    ids: list[int]
    weights: list[float]


@dataclass(frozen=True)
class Hole:
    """A text cut in three."""

    prefix: str
    middle: str
    suffix: str


class Documents:
    """An endless, reproducible stream of documents of at most `context` tokens."""

    def __init__(
        self, tokenizer: Tokenizer, raw: Sequence[dict[str, Any]], mix: MixRecipe, context: int, seed: int
    ) -> None:
        self._tokenizer = tokenizer
        self._raw = [(row["repository"], row["text"]) for row in raw]
        # Small files are what users write: a file counts by its length up to 4 kB, not beyond.
        self._raw_weights = [min(len(text), 4_000) for _, text in self._raw]
        self._headers: dict[str, dict[str, str]] = defaultdict(dict)
        for repository, text in self._raw:
            self._headers[repository] |= headers_in(text)
        self._mix = mix
        self._context = context
        self._rng = Random(seed)
        self._pairs = Pairs(mix, seed)

    def next(self, progress: float) -> Document:
        """The next document; `progress` of the run in 0..1 sets the mix."""
        mix, rng = self._mix, self._rng
        raw_share = mix.raw_share_start + (mix.raw_share_end - mix.raw_share_start) * progress
        if self._raw and rng.random() < raw_share:
            repository, text = rng.choices(self._raw, self._raw_weights)[0]
            if rng.random() >= mix.fim_share:
                return self.plain(_window(text, rng))
            return self.fill(cut(text, rng), self._context_of(text, self._headers[repository]))
        pair, header_given = self._pairs.draw()
        if rng.random() >= mix.pair_fim_share:
            return self.module(pair, header_given=header_given)
        if rng.random() < mix.block_share and (block := blocks.draw(pair, rng)):
            return self.fill(Hole(block.prefix + block.comment, block.block, _as_typed(block.suffix, rng)))
        text = _commented(pair, rng)
        modules = _MODULE.findall(text)
        if len(modules) > 1 and rng.random() < 0.5:  # the modules it instantiates stand in other files
            alone = text[: text.index(modules[0]) + len(modules[0])]
            return self.fill(cut(alone, rng), self._context_of(alone, headers_in("".join(modules[1:]))))
        return self.fill(cut(text, rng))

    def plain(self, text: str) -> Document:
        """Raw text as it stands."""
        ids = [*self._encode(text), _SPECIAL_ID[END]][: self._context]
        return Document(ids, [1.0] * len(ids))

    def fill(self, hole: Hole, context: str = "") -> Document:
        """A hole with its surroundings, cut to the runtime's budgets."""
        prefix = self._tail(hole.prefix, _BUDGET.prefix)
        suffix = self._head(hole.suffix, _BUDGET.suffix)
        context = self._head(context, _BUDGET.context)
        # The surroundings are code too: learning them costs nothing more and counts half, the answer counts whole.
        return self._answered(FillPrompt(prefix, suffix, context), hole.middle, prompt_weight=0.5)

    def module(self, pair: Pair, *, header_given: bool = False) -> Document:
        """Description -> module; the loss is on what is to be found: the module, or what follows a given header."""
        header = f"{pair.header}\n" if header_given and pair.module.startswith(f"{pair.header}\n") else ""
        answer = pair.module.removeprefix(header)
        return self._answered(ModulePrompt(pair.description, header), answer, prompt_weight=0.0)

    def _context_of(self, text: str, headers: Mapping[str, str]) -> str:
        """The headers of other modules that the text uses, as the runtime would find them."""
        own = headers_in(text)
        used = [name for name in dict.fromkeys(_IDENTIFIER.findall(text)) if name in headers and name not in own]
        return "\n".join(headers[name] for name in used[:_MAX_HEADERS])

    def _answered(self, prompt: Prompt, answer: str, *, prompt_weight: float) -> Document:
        asked = self._ids(pieces(prompt))
        ids = [*asked, *self._encode(answer), _SPECIAL_ID[END]][: self._context]
        weights = [prompt_weight] * min(len(asked), len(ids)) + [1.0] * (len(ids) - len(asked))
        return Document(ids, weights)

    def _ids(self, prompt: list[Piece]) -> list[int]:
        ids: list[int] = []
        for piece in prompt:
            ids += [_SPECIAL_ID[piece.token]] if isinstance(piece, Special) else self._encode(piece)
        return ids

    def _encode(self, text: str) -> list[int]:
        encoded: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return encoded

    def _tail(self, text: str, n_tokens: int) -> str:
        """The last lines of the text that fit."""
        lines = text[-n_tokens * 8 :].splitlines(keepends=True)
        while len(lines) > 1 and len(self._encode("".join(lines))) > n_tokens:
            lines = lines[max(1, len(lines) // 8) :]
        return "".join(lines)[-n_tokens * 4 :] if len(lines) == 1 else "".join(lines)

    def _head(self, text: str, n_tokens: int) -> str:
        """The first lines of the text that fit."""
        lines = text[: n_tokens * 8].splitlines(keepends=True)
        while len(lines) > 1 and len(self._encode("".join(lines))) > n_tokens:
            lines = lines[: -max(1, len(lines) // 8)]
        return "".join(lines)[: n_tokens * 4] if len(lines) == 1 else "".join(lines)


def headers_in(text: str) -> dict[str, str]:
    """The headers of a text's modules by name, long ones left out."""
    return {found[1]: found[0].strip() for found in _HEADER.finditer(text)}


def cut(text: str, rng: Random) -> Hole:
    """A hole as a cursor would meet it."""
    lines = text.splitlines(keepends=True)
    first = rng.randrange(len(lines))
    column = _cursor_column(lines[first], rng)
    last = _last_line(lines, first, column, rng)
    middle = "".join(lines[first : last + 1])[column:]
    suffix = "".join(lines[last + 1 :])
    # Ghost text inserts up to the end of a line; the line break itself stays behind the cursor.
    if middle.endswith("\n"):
        middle, suffix = middle[:-1], "\n" + suffix
    return Hole("".join(lines[:first]) + lines[first][:column], middle, _as_typed(suffix, rng))


def _cursor_column(line: str, rng: Random) -> int:
    body = line.rstrip("\n")
    indentation = len(body) - len(body.lstrip())
    place = rng.random()
    if place < 0.35:
        return indentation
    if place < 0.5:
        return len(body)  # the end of a finished line: what comes next begins with a line break
    if place < 0.85:
        starts = [found.start() for found in re.finditer(r"(?<=[\s(,.=<])\S", body)] or [indentation]
        return rng.choice(starts)
    return rng.randint(0, len(body))


def _last_line(lines: Sequence[str], first: int, column: int, rng: Random) -> int:
    """The line the hole ends with: this one, a few more, or the end of the block that starts here."""
    rest = lines[first][column:].strip()
    extent = rng.random()
    if not rest:
        extent = 0.5 + extent / 2
    if extent < 0.5:
        return first
    if extent < 0.8 or not _BLOCK_START.search(lines[first]):
        return min(len(lines) - 1, first + rng.randint(1, 4))
    indentation = len(lines[first]) - len(lines[first].lstrip())
    for number in range(first + 1, min(len(lines), first + 24)):
        line = lines[number]
        if _BLOCK_END.match(line) and len(line) - len(line.lstrip()) <= indentation:
            return number
    return first


def _as_typed(suffix: str, rng: Random) -> str:
    """The suffix as it stands while a file is being written: whole, nothing, or only what closes the module."""
    share = rng.random()
    if share < 0.5:
        return suffix
    if share < 0.75:
        return "" if rng.random() < 0.5 else "\n"
    closing = [line for line in suffix.splitlines(keepends=True) if re.match(r"\s*(endmodule|\);)", line)]
    return "\n" + "".join(closing[:1])


def _window(text: str, rng: Random) -> str:
    """The whole text, or a part that begins at a line of it where it is long."""
    if len(text) <= 2_400:
        return text
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return text[rng.choice(starts[: max(1, len(starts) * 3 // 4)]) :][:3_000]


def _commented(pair: Pair, rng: Random) -> str:
    """A family module, half of the time under its description as a comment, as it stands in a file."""
    if rng.random() < 0.5:
        return pair.module
    return "".join(f"// {line}\n" for line in pair.description.splitlines()) + pair.module
