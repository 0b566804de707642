"""Which phrasings a draw may use: those of training, or those kept for measuring."""

from collections.abc import Sequence
from random import Random
from typing import Literal

Phrasing = Literal["training", "held-out"]


class HeldOut(Random):
    """A generator under which wording functions take only phrasings that training never uses.

    Every wording function is given the generator of the draw, so that it can carry the choice.
    """


def generator(seed: str, phrasing: Phrasing) -> Random:
    """The generator of a draw in this phrasing."""
    return HeldOut(seed) if phrasing == "held-out" else Random(seed)


def phrase(rng: Random, usual: Sequence[str], unseen: Sequence[str]) -> str:
    """One of the usual phrases, or of the unseen ones in a held-out draw."""
    return rng.choice(unseen if isinstance(rng, HeldOut) else usual)
