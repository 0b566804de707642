"""Free greedy continuations of token sequences by a GGUF, no prompt format around them: what it would say by heart.

A program of its own, since torch and llama.cpp bring two OpenMP runtimes that do not live together:

    python -m verimentor_trainer.continuations MODEL.gguf N_TOKENS < PREFIXES.json
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from verimentor.errors import VerimentorError

if TYPE_CHECKING:
    from verimentor.student.engine import Context, Engine


def greedy(path: Path, prefixes: Sequence[Sequence[int]], n_tokens: int) -> list[list[int]]:
    """The likeliest next tokens of each prefix, at most `n_tokens` of them, fewer where the model ends the text.

    Raises:
        VerimentorError: the GGUF cannot be loaded.
    """
    command = [sys.executable, "-m", __name__, str(path), str(n_tokens)]
    finished = subprocess.run(command, input=json.dumps(prefixes), capture_output=True, text=True)
    if finished.returncode:
        said = (finished.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise VerimentorError(f"Continuing with {path.name} failed: {said}")
    found: list[list[int]] = json.loads(finished.stdout)
    return found


def _continue(engine: "Engine", context: "Context", prefix: Sequence[int], n_tokens: int) -> list[int]:
    from verimentor.student.engine import CHUNK

    context.trim(0)
    for start in range(0, len(prefix), CHUNK):
        context.extend(prefix[start : start + CHUNK])
    answer: list[int] = []
    while len(answer) < n_tokens:
        token = int(context.logits().argmax())
        if engine.vocabulary.ends(token):
            break
        answer.append(token)
        context.extend([token])
    return answer


def main() -> int:
    """Continue in this process."""
    from verimentor.student.engine import Engine

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("n_tokens", type=int)
    options = parser.parse_args()
    prefixes: list[list[int]] = json.load(sys.stdin)
    try:
        engine = Engine(options.path, threads=1)
    except VerimentorError as problem:
        print(problem, file=sys.stderr)
        return 1
    longest = max(map(len, prefixes), default=0) + options.n_tokens
    context = engine.context(n_cells=longest)
    print(json.dumps([_continue(engine, context, prefix, options.n_tokens) for prefix in prefixes]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
