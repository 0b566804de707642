"""Whether a confidence keeps its word: of the choices it calls 70 % sure, 70 % should be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # finer bins of 150 choices would hold a handful each


@dataclass(frozen=True)
class Bin:
    """Choices of similar confidence: between which shares, how many are right of how many, their mean confidence."""

    low: float
    high: float
    right: int
    n: int
    confidence: float


@dataclass(frozen=True)
class Calibration:
    """The bins, and the expected calibration error (Naeini et al. 2015): the mean over choices of |right - sure|."""

    bins: tuple[Bin, ...]
    error: float


def calibrate(outcomes: Sequence[tuple[float, bool]], edges: Sequence[float] = EDGES) -> Calibration:
    """The calibration of choices (confidence, right); without any, the error is 0.

    A confidence belongs to the bin whose lower edge it reaches; 1 belongs to the last.
    """
    bins = []
    for low, high in pairwise(edges):
        inside = [each for each in outcomes if low <= each[0] < high or each[0] == high == edges[-1]]
        mean = sum(confidence for confidence, _ in inside) / len(inside) if inside else (low + high) / 2
        bins.append(Bin(low, high, sum(right for _, right in inside), len(inside), mean))
    gaps = (abs(each.right - each.confidence * each.n) for each in bins)
    return Calibration(tuple(bins), sum(gaps) / len(outcomes) if outcomes else 0.0)
