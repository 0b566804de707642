"""The training texts as a suffix array: which part of a text stands word for word in any of them."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydivsufsort import divsufsort  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Run:
    """The longest part of a text that stands in the corpus, and a file where it does."""

    text: str
    repository: str = ""
    path: str = ""


class CorpusIndex:
    """A suffix array over the bytes of all texts; 24 MB take 5 s and five times their size in memory."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._files = [(row["repository"], row["path"]) for row in rows]
        self._starts = array("Q")
        joined = bytearray()
        for row in rows:
            self._starts.append(len(joined))
            joined += row["text"].encode() + b"\0"  # so that no run goes on in the next file
        self.n_bytes = len(joined) - len(rows)
        self._data = bytes(joined)
        self._suffixes = divsufsort(np.frombuffer(joined, dtype=np.uint8)) if joined else np.zeros(0, np.int32)

    def __contains__(self, text: str) -> bool:
        return self._match(text.encode())[0] == len(text.encode())

    def longest_run(self, text: str) -> Run:
        """The longest part of a text that the corpus holds."""
        data, begin, length, place = text.encode(), 0, 0, 0
        for start in range(len(data)):
            if len(data) - start <= length:
                break
            found, where = self._match(data[start:])
            if found > length:
                begin, length, place = start, found, where
        if not length:
            return Run("")
        repository, path = self._files[bisect_right(self._starts, place) - 1]
        return Run(data[begin : begin + length].decode(errors="ignore"), repository, path)

    def _match(self, data: bytes) -> tuple[int, int]:
        """How many first bytes of `data` the corpus holds in a row, and where: a neighbour in the order shares most."""
        suffixes, corpus = self._suffixes, self._data
        at = bisect_left(suffixes, data, key=lambda place: corpus[place : place + len(data)])
        near = [int(place) for place in suffixes[max(0, at - 1) : at + 1]]
        return max(((_common(data, corpus[place : place + len(data)]), place) for place in near), default=(0, 0))


def _common(a: bytes, b: bytes) -> int:
    """The length of the common beginning."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
