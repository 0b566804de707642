"""How well a GGUF foresees texts, in bits per byte, and how much a quant of it differs from the file in f16.

Every byte of a text counts once, whatever the tokenizer: texts are read in windows of 512 tokens, each beginning in the
middle of the one before, so that a token is foreseen from at least 256 others or from all there are.

A program of its own, since torch and llama.cpp bring two OpenMP runtimes that do not live together:

    python -m verimentor_trainer.perplexity F16.gguf [QUANT.gguf ...] < TEXTS.json
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from verimentor.errors import VerimentorError

if TYPE_CHECKING:
    from verimentor.student.engine import Context, Engine

_WINDOW = 512  # tokens: below what any of our students was trained on
_STRIDE = _WINDOW // 2


@dataclass(frozen=True)
class Foresight:
    """What reading the texts showed; the last two are against the first file, over `tokens` places."""

    bits_per_byte: float
    tokens: int
    n_bytes: int
    same_token: float  # share of places where both find the same token likeliest
    divergence: float  # mean of KL(first || this), in bits


def read(paths: Sequence[Path], texts: Sequence[str], *, threads: int) -> list[Foresight]:
    """Read the texts with each GGUF; quants must have the first one's tokenizer.

    Raises:
        VerimentorError: one of them cannot be loaded.
    """
    command = [sys.executable, "-m", __name__, *map(str, paths), "--threads", str(threads)]
    finished = subprocess.run(command, input=json.dumps(list(texts)), capture_output=True, text=True)
    if finished.returncode:
        said = (finished.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise VerimentorError(f"Reading with {', '.join(path.name for path in paths)} failed: {said}")
    return [Foresight(**row) for row in json.loads(finished.stdout)]


class _Count:
    """The sums of one file."""

    def __init__(self) -> None:
        self.bits = self.divergence = 0.0
        self.same = 0

    def add(self, logs: NDArray[np.float32], first: NDArray[np.float32], targets: NDArray[np.int64]) -> None:
        """Count the log-probabilities `(N, V)` in bits of one window's places beside those of the first file."""
        self.bits -= float(logs[np.arange(len(targets)), targets].sum())
        self.same += int((logs.argmax(1) == first.argmax(1)).sum())
        self.divergence += float((np.exp2(first) * (first - logs)).sum())

    def told(self, n_tokens: int, n_bytes: int) -> Foresight:
        """The means."""
        per_token = max(1, n_tokens)
        return Foresight(
            round(self.bits / max(1, n_bytes), 4),
            n_tokens,
            n_bytes,
            round(self.same / per_token, 4),
            float(f"{self.divergence / per_token:.3g}"),
        )


def _windows(n_tokens: int) -> Iterator[tuple[int, int, int]]:
    """Of each window its beginning, its end, and the first token it foretells; the very first token is nobody's."""
    told = 1
    for begin in range(0, n_tokens, _STRIDE):
        end = min(n_tokens, begin + _WINDOW)
        if told < end:
            yield begin, end, told
            told = end


def _log_probabilities(context: "Context", tokens: Sequence[int], first: int) -> NDArray[np.float32]:
    """Of the tokens from index `first` on, all tokens' log-probabilities before each, in bits: (N, V)."""
    from verimentor.student.engine import CHUNK

    context.trim(0)
    rows = []
    for start in range(0, len(tokens) - 1, CHUNK):
        chunk = tokens[start : min(start + CHUNK, len(tokens) - 1)]
        context.extend(chunk, all_logits=True)
        rows += [context.logits(row).copy() for row in range(len(chunk)) if start + row + 1 >= first]
    logits = np.stack(rows)
    logits -= logits.max(1, keepdims=True)
    logs: NDArray[np.float32] = (logits - np.log(np.exp(logits).sum(1, keepdims=True))) / np.float32(np.log(2))
    return logs


def _count(engines: Sequence["Engine"], texts: Sequence[str]) -> list[Foresight]:
    from verimentor.student.engine import CHUNK

    contexts = [engine.context(n_cells=_WINDOW, n_outputs=CHUNK) for engine in engines]
    counts = [_Count() for _ in engines]
    vocabulary = engines[0].vocabulary
    n_tokens = n_bytes = 0
    for text in texts:
        tokens = vocabulary.encode(text)
        n_tokens += max(0, len(tokens) - 1)
        n_bytes += sum(len(vocabulary.piece(token)) for token in tokens[1:])
        for begin, end, told in _windows(len(tokens)):
            window, targets = tokens[begin:end], np.asarray(tokens[told:end])
            found = [_log_probabilities(context, window, told - begin) for context in contexts]
            for count, logs in zip(counts, found, strict=True):
                count.add(logs, found[0], targets)
    return [count.told(n_tokens, n_bytes) for count in counts]


def main() -> int:
    """Read in this process."""
    from verimentor.student.engine import Engine

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    texts: list[Any] = json.load(sys.stdin)
    try:
        engines = [Engine(path, threads=options.threads) for path in options.paths]
    except VerimentorError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps([asdict(each) for each in _count(engines, texts)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
