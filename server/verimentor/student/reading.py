"""How unlikely a model finds each token of a text, given the text before it (FLAG, Ahmad et al. 2023)."""

from collections.abc import Generator, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from verimentor.student.engine import CHUNK, Context
from verimentor.student.protocol import Surprisal
from verimentor.student.tokens import Vocabulary

_NAT = float(np.log(2.0))  # bits to a nat, the other way round


def read(
    context: Context, vocabulary: Vocabulary, text: str, max_tokens: int
) -> Generator[None, None, list[Surprisal]]:
    """The surprisals of the text's first `max_tokens` tokens; yields between two computations.

    A text longer than the context is read in windows that overlap by half, so that every token is judged by at least
    half a context of what stands before it, or by all there is. The very first token costs nothing: nothing is before.
    """
    tokens = vocabulary.encode(text)[:max_tokens]
    told_of = [(0.0, 0.0)] * len(tokens)
    start = vocabulary.start()
    size = context.n_cells - len(start)
    begin, told = 0, 0 if start else 1
    while told < len(tokens):
        window = tokens[begin : begin + size]
        found = yield from _bits(context, [*start, *window], len(start) + told - begin)
        told_of[told : begin + len(window)] = found
        told = begin + len(window)
        begin += size // 2
    ends = list(accumulate((len(vocabulary.piece(token)) for token in tokens), initial=0))
    places = _code_points(text)
    return [
        Surprisal(places[min(a, len(places) - 1)], places[min(b, len(places) - 1)], round(bits, 3), round(expected, 3))
        for (a, b), (bits, expected) in zip(pairwise(ends), told_of, strict=True)
    ]


def _bits(context: Context, tokens: Sequence[int], first: int) -> Generator[None, None, list[tuple[float, float]]]:
    """The surprisals, found and expected, of the tokens from index `first`, at least 1, on."""
    found: list[tuple[float, float]] = []
    context.trim(0)
    while (done := len(context.held)) < len(tokens):
        chunk = tokens[done : done + CHUNK]
        if context.extend(chunk, all_logits=True):
            for row, target in enumerate(tokens[done + 1 : done + 1 + len(chunk)]):
                if done + 1 + row >= first:
                    found.append(_surprisal(context.logits(row), target))
        yield None
    return found


def _surprisal(logits: NDArray[np.float32], token: int) -> tuple[float, float]:
    """The bits of one token, and their mean over the distribution; `logits` has shape (V,)."""
    shifted = logits - logits.max()
    weights = np.exp(shifted)
    total = float(weights.sum())
    normaliser = float(np.log(total))
    expected = normaliser - float(weights @ shifted) / total
    return (normaliser - float(shifted[token])) / _NAT, expected / _NAT


def _code_points(text: str) -> Sequence[int]:
    """The code point that each byte of the text's UTF-8 belongs to, and the text's end."""
    if text.isascii():
        return range(len(text) + 1)
    sizes = (len(letter.encode("utf-8", errors="replace")) for letter in text)
    return [index for index, size in enumerate(sizes) for _ in range(size)] + [len(text)]
