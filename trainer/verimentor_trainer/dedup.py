"""Stage 2: copies and near copies are removed.

Exact duplicates are found after comments and spacing are dropped, near ones by MinHash over 5-token shingles with LSH
(rensa). Writes `unique.jsonl` and `duplicates.jsonl` (removed rows with the reason and the row that stays).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rensa import RMinHash, RMinHashLSH

from verimentor_trainer.manifest import count_rows, read_rows, write_manifest, write_rows
from verimentor_trainer.progress import track
from verimentor_trainer.recipe import Recipe

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_PERMUTATIONS = 128
_BANDS = 16  # 16 bands of 8 rows: half of the pairs at Jaccard 0.7 become candidates, nearly all above 0.85


def run(recipe: Recipe, out: Path) -> None:
    """Deduplicate the corpus."""
    corpus = out / "corpus.jsonl"
    rows = track(read_rows(corpus, "repository", "path", "licence", "text"), "files compared", count_rows(corpus))
    kept, removed = deduplicate(rows, recipe.corpus.near_duplicate)
    unique = write_rows(out / "unique.jsonl", kept)
    write_rows(out / "duplicates.jsonl", removed)
    results = {
        "unique": unique,
        "bytes": sum(len(row["text"]) for row in kept),
        "removed": dict(Counter(row["reason"] for row in removed)),
        "licences": dict(Counter(row["licence"] for row in kept)),
    }
    print(f"dedup: {results}")
    write_manifest(out, "dedup", settings=asdict(recipe.corpus), inputs=[corpus], results=results)


def tokens_of(text: str) -> list[str]:
    """The text's tokens without comments and spacing."""
    return _TOKEN.findall(_COMMENT.sub(" ", text))


def deduplicate(rows: Iterable[dict[str, Any]], threshold: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows that stay, first come first kept, and the removed ones with `reason` and `kept_path`."""
    kept: list[dict[str, Any]] = []
    removed: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    hashes: list[Any] = []
    index = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    for row in rows:
        tokens = tokens_of(row["text"])
        normal = " ".join(tokens)
        twin = seen.get(normal)
        reason = "exact"
        minhash = RMinHash(num_perm=_PERMUTATIONS, seed=1)
        minhash.update([" ".join(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))])
        if twin is None:
            reason = "near"
            twin = next((i for i in index.query(minhash) if hashes[i].jaccard(minhash) >= threshold), None)
        if twin is None:
            seen[normal] = len(kept)
            index.insert(len(kept), minhash)
            hashes.append(minhash)
            kept.append(row)
        else:
            removed.append(
                {**{k: row[k] for k in ("repository", "path")}, "reason": reason, "kept_path": kept[twin]["path"]}
            )
    return kept, removed
