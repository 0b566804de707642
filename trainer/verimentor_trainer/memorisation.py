"""How much of its training texts the student repeats word for word.

Files are cut at the beginning of a line, the tokens before it are the prompt, and the student goes on greedily without
any prompt format, as in Carlini et al. 2023 (arXiv 2202.07646). Of the first 50 tokens it is told whether they are the
file's own, and whether they stand anywhere in the training texts. Files of held-out repositories are the floor: what is
found there is common property of all Verilog. The answers that `measure` kept are searched for long runs too.

Writes `memorisation.json` and, as they come, `memorisation.rows.jsonl`.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from tokenizers import Tokenizer

from verimentor.errors import VerimentorError
from verimentor_evalbench import problems
from verimentor_trainer import continuation, continuations, pool, tokenizer
from verimentor_trainer.corpus_index import CorpusIndex
from verimentor_trainer.export import NAME
from verimentor_trainer.journal import Journal
from verimentor_trainer.manifest import read_rows, sha256_of, write_json, write_manifest
from verimentor_trainer.progress import progress, track
from verimentor_trainer.recipe import MemorisationRecipe, Recipe

_SOURCES = {"training": "train.jsonl", "held-out": "held_out.jsonl"}
_CHUNK = 10  # prefixes a process: a stop loses at most that many, and loading the model stays a small share
_SHOWN = 5


@dataclass(frozen=True)
class Prefix:
    """A file cut in two: the tokens shown, and those that follow in it."""

    source: str
    number: int
    ids: list[int]
    follow: list[int]


def run(recipe: Recipe, out: Path, *, gguf: Path | None = None) -> None:
    """Continue files and search for what came in the training texts."""
    how, path = recipe.memorisation, gguf or out / f"{NAME}.gguf"
    if not path.is_file():
        raise VerimentorError(f"There is no {path}: run 'export' first, or give --gguf.")
    training = [row for row in read_rows(out / "train.jsonl", "text", "repository", "path") if row["text"].strip()]
    if not training:
        print("memorisation: there are no training texts of others, so nothing of them can be repeated")
    vocabulary = tokenizer.build(*continuation.vocabulary(path))
    vocabulary.encode_special_tokens = True
    texts = {name: sha256_of(out / file) for name, file in _SOURCES.items() if (out / file).is_file()}
    journal = Journal(out / "memorisation.rows.jsonl", {"gguf": sha256_of(path), **asdict(how), "texts": texts})
    index = CorpusIndex(training)
    _continue_all(journal, list(_prefixes(out, vocabulary, how)), path, vocabulary, index, how)
    kept = read_rows(out / "measure.rows.jsonl") if (out / "measure.rows.jsonl").is_file() and not gguf else ()
    answers = [_searched(index, vocabulary, text) for text in track(list(_answers(kept)), "answers searched")]
    results = summary(journal.rows, answers, how) | {"corpus": {"files": len(training), "bytes": index.n_bytes}}
    write_json(out / "memorisation.json", results)
    for name, row in results["continuations"].items():
        print(f"memorisation: {name}: {row}")
    inputs = [path, *(out / name for name in _SOURCES.values()), out / "measure.rows.jsonl"]
    write_manifest(out, "memorisation", settings=asdict(how), inputs=inputs, results=results)


def summary(
    rows: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]], how: MemorisationRecipe
) -> dict[str, Any]:
    """The table: of continuations by source, and of answers; with the longest runs of all, longest first."""
    by_source = {name: [row for row in rows if row["source"] == name] for name in _SOURCES}
    table = {}
    for name, members in by_source.items():
        if long := [row for row in members if row["n_tokens"] >= how.verbatim_tokens]:
            shares = {key: round(sum(row[key] for row in long) / len(long), 4) for key in ("anywhere", "own")}
            table[name] = {"n": len(members), "long_enough": len(long), **shares, **_runs(members)}
    longest = sorted([*rows, *answers], key=lambda row: -row["run_tokens"])[:_SHOWN]
    keys = ("run_tokens", "run", "repository", "path", "source")
    return {
        "verbatim_tokens": how.verbatim_tokens,
        "prefix_tokens": how.prefix_tokens,
        "continuations": table,
        "answers": {"n": len(answers), **_runs(answers)} if answers else None,
        "longest": [{key: row[key] for key in keys} for row in longest],
    }


def _runs(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for unit in ("tokens", "characters"):
        lengths = sorted(row[f"run_{unit}"] for row in rows)
        found |= {f"median_{unit}": lengths[len(lengths) // 2], f"longest_{unit}": lengths[-1]}
    return found


def _prefixes(out: Path, vocabulary: Tokenizer, how: MemorisationRecipe) -> Iterator[Prefix]:
    """Of each source as many prefixes as the recipe wants, where so many files are long enough."""
    for source, name in _SOURCES.items():
        texts = [row["text"] for row in read_rows(out / name, "text")] if (out / name).is_file() else []
        rng = Random(f"{how.seed}:{source}")
        number = 0
        for _ in range(20 * how.prefixes if texts else 0):  # short files are passed over, but not for ever
            text = rng.choice(texts)
            starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
            cut = rng.choice(starts)
            before = vocabulary.encode(text[:cut], add_special_tokens=False).ids
            after = vocabulary.encode(text[cut : cut + 8 * how.tokens], add_special_tokens=False).ids
            if len(before) < how.prefix_tokens or len(after) < how.verbatim_tokens or number == how.prefixes:
                continue
            yield Prefix(source, number, before[-how.prefix_tokens :], after[: how.tokens])
            number += 1


def _continue_all(
    journal: Journal,
    prefixes: Sequence[Prefix],
    path: Path,
    vocabulary: Tokenizer,
    index: CorpusIndex,
    how: MemorisationRecipe,
) -> None:
    kept = {(row["source"], row["id"]) for row in journal.rows}
    missing = [prefix for prefix in prefixes if (prefix.source, prefix.number) not in kept]
    chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]

    def answered(chunk: Sequence[Prefix]) -> list[list[int]]:
        return continuations.greedy(path, [prefix.ids for prefix in chunk], how.tokens)

    with progress("continuations", len(missing)) as advance, ThreadPoolExecutor(pool.cores()) as threads:
        try:
            for chunk, found in zip(chunks, threads.map(answered, chunks), strict=True):
                for prefix, ids in zip(chunk, found, strict=True):
                    journal.add([_row(prefix, ids, vocabulary, index, how.verbatim_tokens)])
                    advance()
        except BaseException:
            threads.shutdown(cancel_futures=True)  # whoever stops this does not wait for what has not begun
            raise


def _row(prefix: Prefix, ids: Sequence[int], vocabulary: Tokenizer, index: CorpusIndex, n: int) -> dict[str, Any]:
    first = vocabulary.decode(ids[:n])
    return {
        "id": prefix.number,
        "n_tokens": len(ids),
        "own": len(ids) >= n and list(ids[:n]) == prefix.follow[:n],
        "anywhere": len(ids) >= n and first in index,
        **_searched(index, vocabulary, vocabulary.decode(ids)),
        "source": prefix.source,
    }


def _searched(index: CorpusIndex, vocabulary: Tokenizer, text: str) -> dict[str, Any]:
    found = index.longest_run(text)
    return {
        "source": "answer",
        "run": found.text,
        "run_characters": len(found.text),
        "run_tokens": len(vocabulary.encode(found.text, add_special_tokens=False).ids),
        "repository": found.repository,
        "path": found.path,
    }


def _answers(rows: Iterator[dict[str, Any]] | tuple[()]) -> Iterator[str]:
    """What the student itself wrote in the answers that `measure` kept: the header was given."""
    headers = {problem.id: problem.header for name in problems.SETS for problem in problems.hold_out(name)}
    for row in rows:
        if "answer" in row and (own := row["answer"].removeprefix(headers.get(row.get("id", ""), "").rstrip())):
            yield own
