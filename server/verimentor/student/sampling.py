"""Choosing the next token from logits."""

from random import Random

import numpy as np
from numpy.typing import NDArray

TOP = 256  # sorting this many instead of a whole vocabulary saves 1 ms a token; nearly always they hold top_p


def choose(logits: NDArray[np.float32], temperature: float, top_p: float, random: Random) -> tuple[int, float]:
    """A token and the logarithm of its probability at temperature 1; `logits` has shape (V,)."""
    peak = int(np.argmax(logits))
    shifted = logits - logits[peak]
    normaliser = float(np.log(np.exp(shifted).sum()))
    if temperature <= 0:
        return peak, -normaliser
    weights = np.exp(shifted / np.float32(temperature))
    total = float(weights.sum())
    best = np.argpartition(weights, -TOP)[-TOP:] if len(weights) > TOP else np.arange(len(weights))
    best = best[np.argsort(-weights[best], kind="stable")]
    mass = np.cumsum(weights[best].astype(np.float64)) / total
    if mass[-1] < top_p:
        best = np.argsort(-weights, kind="stable")
        mass = np.cumsum(weights[best].astype(np.float64)) / total
    n_kept = min(int(np.searchsorted(mass, top_p)) + 1, len(best))
    drawn = int(np.searchsorted(mass[:n_kept], random.random() * mass[n_kept - 1], side="right"))
    token = int(best[min(drawn, n_kept - 1)])
    return token, float(shifted[token]) - normaliser
