"""Documents of like length become batches; nothing of them is lost."""

from random import Random
from typing import cast

from verimentor_trainer.batches import batches
from verimentor_trainer.documents import Document, Documents


class Numbered:
    """Documents of drawn lengths, each filled with a number of its own."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def next(self, progress: float) -> Document:
        self.lengths.append(Random(len(self.lengths)).randint(5, 600))
        return Document([len(self.lengths)] * self.lengths[-1], [1.0] * self.lengths[-1])


def test_documents_stay_whole_and_little_is_padding() -> None:
    source = Numbered()
    stream = batches(cast(Documents, source), lambda: 0.5, 1920, seed=3)
    seen: dict[int, int] = {}
    places = 0
    while len(seen) < 256:
        ids, weights = next(stream)
        assert ids.shape == weights.shape
        assert ids.numel() <= 1920
        assert ids.shape[1] % 32 == 0
        assert bool(((ids > 0) == (weights > 0)).all())
        places += ids.numel()
        for row in ids.tolist():
            numbers = [number for number in row if number]
            assert len(set(numbers)) == 1
            seen[numbers[0]] = len(numbers)
    assert [seen[number] for number in sorted(seen)] == source.lengths
    assert sum(source.lengths) / places > 0.9


def test_a_document_longer_than_a_batch_stands_alone() -> None:
    stream = batches(cast(Documents, Numbered()), lambda: 0.0, 64, seed=1)
    assert all(next(stream)[0].shape[0] <= 2 for _ in range(50))
