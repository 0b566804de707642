"""What an exported student can do on what it has not seen, raw: no checks around it.

| part | what is measured |
|---|---|
| `greedy` | the likeliest answer to each problem of the frozen hold-out, header given: compiles, is right |
| `sampled` | pass@1 and pass@10 of sampled answers to the same problems |
| `holes` | ghost text in the held-out repositories: first line, all of it, and what it does to the file |
| `reading` | bits per byte of the held-out repositories |
| `quants` | size, bits per byte and agreement with f16 of each file that `export` made |

Writes `measure.json` and, as they come, `measure.rows.jsonl`, `measure.samples.jsonl` and `measure.holes.jsonl`; a
stopped measure goes on. `--gguf PATH` measures any other GGUF, into `measure-NAME.*`; `--quick` asks the greedy part
alone; `--against OTHER/measure.rows.jsonl` compares with another student, problem by problem.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.runtime import Sampling, Student
from verimentor_evalbench import problems
from verimentor_evalbench.pass_at_k import estimate, pass_at_k
from verimentor_evalbench.problems import Problem
from verimentor_trainer import answers, comparison, holes, perplexity, pool
from verimentor_trainer.export import NAME, gguf_of
from verimentor_trainer.journal import Journal
from verimentor_trainer.manifest import read_json, read_rows, sha256_of, write_json, write_manifest
from verimentor_trainer.progress import progress
from verimentor_trainer.recipe import MeasureRecipe, Recipe

_CHUNK = 8  # answers judged in one run of the simulator; a stop loses at most that many

_T = TypeVar("_T")


@dataclass(frozen=True)
class Subject:
    """The model that is measured, and where its numbers go."""

    model: Model
    sha256: str
    out: Path
    prefix: str
    how: MeasureRecipe
    workers: int
    texts: tuple[str, ...]  # of the held-out repositories

    def file(self, name: str) -> Path:
        """A file of this measure, such as `measure.rows.jsonl`."""
        return self.out / f"{self.prefix}.{name}"

    def journal(self, name: str, **settings: Any) -> Journal:
        """The rows of a part, which are this model's under these settings."""
        return Journal(self.file(f"{name}.jsonl"), {"gguf": self.sha256, **settings})


def run(
    recipe: Recipe,
    out: Path,
    *,
    gguf: Path | None = None,
    quick: bool = False,
    against: Path | None = None,
    workers: int | None = None,
) -> None:
    """Measure the run's own GGUF, or any other."""
    path = gguf or out / f"{NAME}.gguf"
    how = recipe.measure
    parts = checked(("greedy",) if quick else how.parts)
    model = Catalog(path.parent, path.parent).open(path)
    prefix = f"measure-{path.stem}" if gguf else "measure"
    texts = _held_out(out)
    subject = Subject(model, sha256_of(path), out, prefix, how, workers or pool.cores(), texts)
    if not texts and not quick:
        print(f"measure: {out} has no files of held-out repositories, so nothing is measured on them", flush=True)
    results = _known(subject)
    for part in parts:
        if (found := PARTS[part](subject)) is not None:
            results[part] = found
            print(f"measure: {part}: {_brief(found)}", flush=True)
    if against:
        compared = comparison.against(against, subject.journal("rows", **_asking(how)).rows)
        comparison.show(compared)
        results["against"] = {"file": str(against), "sets": [asdict(each) for each in compared]}
    write_json(subject.file("json"), results)
    if not quick:  # a manifest says that the stage is done
        write_manifest(out, prefix, settings=asdict(recipe), inputs=[path, out / "held_out.jsonl"], results=results)


def checked(parts: Sequence[str]) -> tuple[str, ...]:
    """Names of parts.

    Raises:
        VerimentorError: there is no such part.
    """
    if unknown := [part for part in parts if part not in PARTS]:
        raise VerimentorError(f"There is no part {', '.join(unknown)} of measure; there are {', '.join(PARTS)}.")
    return tuple(parts)


def _known(subject: Subject) -> dict[str, Any]:
    """What was measured before of the same file."""
    path = subject.file("json")
    found = read_json(path) if path.is_file() else {}
    of = {"file": subject.model.path.name, "sha256": subject.sha256, "size": subject.model.path.stat().st_size}
    return found if found.get("gguf") == of else {"gguf": of}


def _asking(how: MeasureRecipe) -> dict[str, Any]:
    return {"hold_out": sha256_of(problems.HOLD_OUT / "manifest.json"), "max_tokens": how.max_tokens}


def _asked(how: MeasureRecipe) -> list[tuple[str, Problem]]:
    return [(name, problem) for name in problems.SETS for problem in problems.hold_out(name)[: how.problems or None]]


def _missing(journal: Journal, asked: Sequence[tuple[str, Problem]]) -> list[tuple[str, Problem]]:
    kept = {(row["set"], row["id"]) for row in journal.rows}
    return [(name, problem) for name, problem in asked if (name, problem.id) not in kept]


def _ask_all(subject: Subject, what: str, jobs: Sequence[_T], work: Callable[[Student, _T], Awaitable[None]]) -> None:
    with progress(f"measure: {what}", len(jobs)) as advance:

        async def counted(student: Student, job: _T) -> None:
            await work(student, job)
            advance()

        asyncio.run(pool.ask_all(subject.model, jobs, counted, workers=min(subject.workers, len(jobs))))


def _greedy(subject: Subject) -> dict[str, Any]:
    journal = subject.journal("rows", **_asking(subject.how))
    missing = _missing(journal, _asked(subject.how))

    async def work(student: Student, chunk: Sequence[tuple[str, Problem]]) -> None:
        journal.add(await answers.greedy(student, chunk, subject.how.max_tokens))

    chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
    _ask_all(subject, f"greedy, {_CHUNK} problems each", chunks, work)
    by_group: dict[str, list[bool]] = defaultdict(list)
    for row in sorted(journal.rows, key=lambda row: (row["set"], row["group"])):
        by_group[f"{row['set']}: {row['group']}"].append(row["right"])
    sets = {name: _shares(rows, ("compiles", "right")) for name, rows in _by_set(journal.rows).items()}
    return {"sets": sets, "by_group": {name: f"{sum(right)} of {len(right)}" for name, right in by_group.items()}}


def _sampled(subject: Subject) -> dict[str, Any]:
    how = subject.how
    settings = {"samples": how.samples, "temperature": how.temperature, "seed": how.seed}
    journal = subject.journal("samples", **_asking(how), **settings)
    drawing = Sampling(how.max_tokens, how.temperature, seed=how.seed)

    async def work(student: Student, asked: tuple[str, Problem]) -> None:
        journal.add([await answers.sampled(student, *asked, drawing, how.samples)])

    _ask_all(subject, f"sampled, {how.samples} answers each", _missing(journal, _asked(how)), work)
    sets: dict[str, dict[str, Any]] = {}
    for name, rows in _by_set(journal.rows).items():
        sets[name] = {"n": len(rows), "compiles": _mean([_rate(row["compiles"]) for row in rows])}
        for k in sorted({1, min(10, how.samples)}):
            values = [pass_at_k(len(row["right"]), sum(row["right"]), k) for row in rows]
            sets[name] |= {f"pass@{k}": _mean(values), f"pass@{k}_95": _interval(values)}
    return {**settings, "sets": sets}


def _holes(subject: Subject) -> dict[str, Any] | None:
    if not subject.texts:
        return None
    settings = {"texts": sha256_of(subject.out / "held_out.jsonl"), "seed": subject.how.seed}
    journal = subject.journal("holes", **settings)
    kept = {row["id"] for row in journal.rows}
    wanted = [
        place for place in holes.places(subject.texts, subject.how.holes, subject.how.seed) if place.number not in kept
    ]

    async def work(student: Student, place: holes.Place) -> None:
        journal.add([await holes.fill(student, place)])

    _ask_all(subject, "holes", wanted, work)
    alone = [row for row in journal.rows if row["compiles"] is not None]
    return {
        **_shares(journal.rows, ("first_line", "exact", "parses")),
        "compile_alone": len(alone),
        "compiles": _mean([row["compiles"] for row in alone]) if alone else None,
    }


def _reading(subject: Subject) -> dict[str, Any] | None:
    if not subject.texts:
        return None
    chosen = _some(subject.texts, subject.how.reading_bytes, subject.how.seed)
    found = perplexity.read([subject.model.path], chosen, threads=subject.workers)[0]
    return {
        "files": len(chosen),
        "bytes": found.n_bytes,
        "tokens": found.tokens,
        "bits_per_byte": found.bits_per_byte,
        "bytes_per_token": round(found.n_bytes / max(1, found.tokens), 3),
    }


def _quants(subject: Subject) -> dict[str, Any] | None:
    made = subject.out / "export.manifest.json"
    if subject.prefix != "measure" or not made.is_file():
        print("measure: quants: left out, they are compared where `export` made them")
        return None
    quants = [name for name in read_json(made)["results"]["files"] if name != "f16"]
    files = {name: gguf_of(subject.out, name) for name in ("f16", *quants)}
    read, texts = "held-out repositories", subject.texts
    if not texts:
        read, texts = "references of the hold-out", tuple(problem.reference for _, problem in _asked(subject.how))
    chosen = _some(texts, subject.how.quant_bytes, subject.how.seed)
    found = perplexity.read(list(files.values()), chosen, threads=subject.workers)
    rows = {
        name: {"size": path.stat().st_size, **asdict(each)}
        for (name, path), each in zip(files.items(), found, strict=True)
    }
    return {"read": read, "files": rows}


PARTS: Mapping[str, Callable[[Subject], dict[str, Any] | None]] = {
    "greedy": _greedy,
    "sampled": _sampled,
    "holes": _holes,
    "reading": _reading,
    "quants": _quants,
}


def _held_out(out: Path) -> tuple[str, ...]:
    """The texts of the held-out repositories."""
    path = out / "held_out.jsonl"
    return tuple(row["text"] for row in read_rows(path, "text")) if path.is_file() else ()


def _some(texts: Sequence[str], n_bytes: int, seed: int) -> list[str]:
    """Whole texts drawn with a seed, as many as make `n_bytes`; 0 takes all."""
    drawn = Random(seed).sample(texts, len(texts))
    if not n_bytes:
        return drawn
    chosen: list[str] = []
    while drawn and sum(len(text.encode()) for text in chosen) < n_bytes:
        chosen.append(drawn.pop())
    return chosen


def _by_set(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by their set, in the order of the sets, and all of them together."""
    found = {name: [row for row in rows if row["set"] == name] for name in problems.SETS}
    return {name: members for name, members in found.items() if members} | {"all": list(rows)}


def _shares(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> dict[str, Any]:
    shares: dict[str, Any] = {"n": len(rows)}
    for key in keys:
        values = [float(row[key]) for row in rows]
        shares |= {key: _mean(values), f"{key}_95": _interval(values)}
    return shares


def _rate(verdicts: Sequence[bool]) -> float:
    return sum(verdicts) / len(verdicts)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _interval(values: Sequence[float]) -> list[float]:
    found = estimate(values)
    return [round(found.low, 4), round(found.high, 4)]


def _brief(found: Mapping[str, Any]) -> dict[str, Any]:
    """A result for one line of the terminal: totals, without intervals and groups."""
    whole = found["sets"]["all"] if "sets" in found else found
    return {key: value for key, value in whole.items() if not key.endswith("_95")}
