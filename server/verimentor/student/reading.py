"""How unlikely a model finds each token of a text, given the text before it (FLAG, Ahmad et al. 2023)."""

from collections.abc import Generator, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from verimentor.student.engine import CHUNK, Context
from verimentor.student.protocol import Surprisal
from verimentor.student.tokens import Vocabulary


def read(
    context: Context, vocabulary: Vocabulary, text: str, max_tokens: int
) -> Generator[None, None, list[Surprisal]]:
    """The surprisals of the text's first `max_tokens` tokens; yields between two computations.

    A text longer than the context is read in windows that overlap by half, so that every token is judged by at least
    half a context of what stands before it, or by all there is. The very first token costs nothing: nothing is before.
    """
    tokens = vocabulary.encode(text)[:max_tokens]
    bits = [0.0] * len(tokens)
    start = vocabulary.start()
    size = context.n_cells - len(start)
    begin, told = 0, 0 if start else 1
    while told < len(tokens):
        window = tokens[begin : begin + size]
        found = yield from _bits(context, [*start, *window], len(start) + told - begin)
        bits[told : begin + len(window)] = found
        told = begin + len(window)
        begin += size // 2
    ends = list(accumulate((len(vocabulary.piece(token)) for token in tokens), initial=0))
    places = _code_points(text)
    return [
        Surprisal(places[min(a, len(places) - 1)], places[min(b, len(places) - 1)], round(each, 3))
        for a, b, each in zip(ends, ends[1:], bits, strict=False)
    ]


def _bits(context: Context, tokens: Sequence[int], first: int) -> Generator[None, None, list[float]]:
    """The surprisals of the tokens from index `first`, at least 1, on."""
    found: list[float] = []
    context.trim(0)
    while (done := len(context.held)) < len(tokens):
        chunk = tokens[done : done + CHUNK]
        if context.extend(chunk, all_logits=True):
            for row, target in enumerate(tokens[done + 1 : done + 1 + len(chunk)]):
                if done + 1 + row >= first:
                    found.append(_surprisal(context.logits(row), target))
        yield None
    return found


def _surprisal(logits: NDArray[np.float32], token: int) -> float:
    peak = float(logits.max())
    normaliser = peak + float(np.log(np.exp(logits - np.float32(peak)).sum()))
    return (normaliser - float(logits[token])) / float(np.log(2.0))


def _code_points(text: str) -> Sequence[int]:
    """The code point that each byte of the text's UTF-8 belongs to, and the text's end."""
    if text.isascii():
        return range(len(text) + 1)
    sizes = (len(letter.encode("utf-8", errors="replace")) for letter in text)
    return [index for index, size in enumerate(sizes) for _ in range(size)] + [len(text)]
