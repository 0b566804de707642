"""Ghost text on files the model has not seen: holes of several kinds, filled by the product and by the model alone.

    verimentor-bench completion [SOURCE ...] --out RUN [--model M] [--holes 50]

Whether a model has seen a file, only you can know: name repositories that its training left out. Without a SOURCE the
holes are cut from `examples/rtl` and the hold-out's references, which are shorter and neater than what people write.

- **product**: `verimentor.complete`, with trimming, parser and the project's other files, as the editor shows it;
- **student**: the same without what the file itself decides (`completion.deduced`): every answer is the model's;
- **model**: the same prompt, and the whole answer; one line where one line is missing.

A run goes on where it stopped. `RUN/rows.jsonl` holds a row a hole and way:

    {id, way, kind, repository, path, expected, answer, reason, exact, similarity, parses, compiles, milliseconds}

`reason` says why the product shows nothing. `exact` and `similarity` (edit similarity, `rapidfuzz.fuzz.ratio` / 100)
compare without blanks at the ends of lines. `parses`: slang finds no more syntax errors than in the whole file;
`compiles`: Icarus finds no more errors of any kind. Milliseconds are from question to answer, the prompt unknown to the
model before.
`RUN/completion.json` and `.md` hold the summary (`holes_filled`).
"""

import argparse
import asyncio
import hashlib
import json
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import Progress

from verimentor import complete as product
from verimentor.completion.context import context_for
from verimentor.config import ModelSettings
from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import PROMPT_VERSION, FillPrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog.check import check, count_errors
from verimentor.verilog.project import Project
from verimentor.verilog.slang import SYNTAX_CODES
from verimentor_evalbench import holes_filled, repositories
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.generate import begin
from verimentor_evalbench.holes import Hole, Kind, holes_in
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.repositories import Repository
from verimentor_evalbench.strategies import Row

ROWS = "rows.jsonl"
WAYS = ("product", "student", "model")

_UNCHANGED = ("holes_sha256", "model", "prompt_version")
# 20 lines of a dozen tokens; for bodies half of the worker's cache, which is the most that it gives to an answer.
_MAX_TOKENS = {Kind.CASE_ITEM: 256, Kind.RESET_BLOCK: 256, Kind.WHOLE_BODY: 512}
_LINE_TOKENS = 64


@dataclass(frozen=True)
class Place:
    """A hole in a file of a repository."""

    repository: Repository
    path: str
    text: str  # the file, whole
    hole: Hole

    @property
    def id(self) -> str:
        """Tells it from all others."""
        return f"{self.repository.name}/{self.path}:{self.hole.start}:{self.hole.kind}"


def draw(found: Sequence[Repository], n: int, kinds: Sequence[Kind], *, seed: int = 0) -> list[Place]:
    """At most `n` places a kind, from as many files as there are: a file gives its second when all gave their first.

    Files that are the same are one.
    """
    by_file: dict[Kind, list[list[Place]]] = defaultdict(list)
    texts: set[str] = set()
    for repository in found:
        for path, text in repository.written():
            if text in texts:
                continue
            texts.add(text)
            holes = holes_in(text)
            for kind in kinds:
                places = [Place(repository, path, text, hole) for hole in holes if hole.kind is kind]
                Random(f"{seed}/{repository.name}/{path}/{kind}").shuffle(places)
                by_file[kind].append(places)
    drawn = []
    for kind in kinds:
        Random(f"{seed}/{kind}").shuffle(by_file[kind])
        turns = [(turn, place) for places in by_file[kind] for turn, place in enumerate(places)]
        drawn += [place for _, place in sorted(turns, key=lambda each: each[0])[:n]]
    return drawn


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        help="a folder, a bare repository, or the trainer's held_out.jsonl; default: examples and hold-out",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="RUN", help="the run's folder; one that exists goes on"
    )
    parser.add_argument("--model", default="", help="a GGUF file, or the name of a model; default: the shipped one")
    parser.add_argument("--holes", type=positive, default=50, metavar="N", help="of each kind at most (%(default)s)")
    parser.add_argument(
        "--kinds", nargs="+", choices=[str(kind) for kind in Kind], default=[str(kind) for kind in Kind]
    )
    parser.add_argument("--seed", type=int, default=0, help="(%(default)s)")
    parser.add_argument("--threads", type=positive, default=1, help="of the model (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the summary here as well")


def run(options: argparse.Namespace) -> int:
    """Fill the holes that are not filled yet, and print the summary."""
    holes_filled.similarity("", "")  # what it needs is missed now, not after an hour
    model = Catalog().selected(ModelSettings(path=options.model))
    kinds = [Kind(kind) for kind in options.kinds]
    found = repositories.load(options.sources)
    places = draw(found, options.holes, kinds, seed=options.seed)
    if not places:
        raise VerimentorError("The sources have no hole of these kinds. Name more files, or other --kinds.")
    settings = {
        "sources": [repository.name for repository in found] if options.sources else ["what is built in"],
        "holes_sha256": _digest(places),
        "n_holes": len(places),
        "model": {"name": model.name, "sha256": Catalog().verify(model).sha256, "format": str(model.prompt_format)},
        "prompt_version": PROMPT_VERSION,
        "commit": commit(),
    }
    begin(options.out, settings, _UNCHANGED)
    path = options.out / ROWS
    asyncio.run(_fill_all(places, model, options.threads, path))
    summary = {**settings, "load": load_of_others(), **holes_filled.summarise(list(_rows(path)))}
    table = holes_filled.tell(summary)
    print(table)
    (options.out / "completion.md").write_text(f"{table}\n", encoding="utf-8")
    text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
    for target in [options.out / "completion.json", *([options.json] if options.json else [])]:
        target.write_text(text, encoding="utf-8")
    return 0


def load_of_others() -> float:
    """How many programs wanted a core in the last minutes for each core there is, besides this one."""
    if not hasattr(os, "getloadavg"):
        return 0.0
    return round(max(0.0, os.getloadavg()[1] - 1) / (os.cpu_count() or 1), 2)


def _digest(places: Sequence[Place]) -> str:
    said = [(place.id, place.hole.missing(place.text)) for place in places]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _rows(path: Path) -> Iterator[Row]:
    """The rows that are whole; what an interruption tore is removed, to be filled again."""
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    whole: dict[str, Row] = {}
    for line in text.split("\n"):
        with suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict) and {"id", "way"} <= set(row):
                whole[line] = row
    if (kept := "".join(f"{line}\n" for line in whole)) != text:
        path.write_text(kept, encoding="utf-8")
    yield from whole.values()


async def _fill_all(places: Sequence[Place], model: Model, threads: int, path: Path) -> None:
    done = Counter((row["id"], row["way"]) for row in _rows(path))
    # One way after the other: a prompt that was read a moment ago would make the second way look faster.
    waiting = [(place, way) for way in WAYS for place in places if not done[place.id, way]]
    student = Student(model, threads=threads)
    with (
        tempfile.TemporaryDirectory(prefix="verimentor-bench-") as folder,
        Progress(console=Console(stderr=True)) as progress,
        path.open("a", encoding="utf-8") as file,
    ):
        bench = _Bench(student, Path(folder))
        task = progress.add_task("filling", total=len(waiting))
        try:
            for place, way in waiting:
                row = await bench.fill(place, way)
                file.write(json.dumps(row, ensure_ascii=True) + "\n")
                file.flush()
                progress.advance(task)
        finally:
            await student.close()


class _Bench:
    """Fills holes in files that lie in a folder as they do in their repository."""

    def __init__(self, student: Student, folder: Path) -> None:
        self._student = student
        self._folder = folder.resolve()
        self._projects: dict[str, Project] = {}
        self._whole: dict[tuple[str, str], tuple[int, int]] = {}

    async def fill(self, place: Place, way: str) -> Row:
        """A row."""
        project = await asyncio.to_thread(self._project, place.repository)
        path, text, offset = (
            str(self._root(place.repository) / place.path),
            place.hole.cut(place.text),
            place.hole.start,
        )
        started = time.perf_counter()
        if way != "model":
            found = await product.complete(text, path, offset, self._student, project, deducing=way == "product")
            answer, reason = (found.text, "") if isinstance(found, product.Ghost) else ("", found.reason)
        else:
            answer, reason = await self._ask(place, text, project), ""
        milliseconds = 1000 * (time.perf_counter() - started)
        expected = place.hole.missing(place.text)
        filled = text[:offset] + answer + text[offset:]
        parses, compiles = (None, None) if reason else await asyncio.to_thread(self._no_worse, place, filled, path)
        return {
            "id": place.id,
            "way": way,
            "kind": str(place.hole.kind),
            "repository": place.repository.name,
            "path": place.path,
            "expected": expected,
            "answer": answer,
            "reason": reason,
            **asdict(holes_filled.compare(expected, answer, one_line=place.hole.kind.one_line)),
            "parses": parses,
            "compiles": compiles,
            "milliseconds": round(milliseconds, 1),
        }

    async def _ask(self, place: Place, text: str, project: Project) -> str:
        around = product.place_at(text, place.hole.start)
        prompt = FillPrompt(around.prefix, around.suffix, context_for(around, project))
        stop = ("\n",) if place.hole.kind.one_line else ()
        sampling = Sampling(_MAX_TOKENS.get(place.hole.kind, _LINE_TOKENS), stop=stop)
        return (await self._student.complete(prompt, sampling)).text

    def _root(self, repository: Repository) -> Path:
        return self._folder / hashlib.sha256(repository.name.encode()).hexdigest()[:16]

    def _project(self, repository: Repository) -> Project:
        if repository.name not in self._projects:
            self._projects[repository.name] = Project.load(repository.put(self._root(repository)))
            self._projects[repository.name].modules()  # an editor has read the project before anybody types
        return self._projects[repository.name]

    def _no_worse(self, place: Place, filled: str, path: str) -> tuple[bool, bool]:
        """Whether slang finds no more syntax errors and Icarus no more errors than in the whole file."""
        key = (place.repository.name, place.path)
        if key not in self._whole:
            self._whole[key] = self._errors(place, place.text, path)
        now, before = self._errors(place, filled, path), self._whole[key]
        return now[0] <= before[0], now[1] <= before[1]

    def _errors(self, place: Place, text: str, path: str) -> tuple[int, int]:
        project = self._projects[place.repository.name]
        heard = product.Surroundings.of(text, path, project).errors(text, path)
        syntax = sum(problem.code in SYNTAX_CODES for problem in heard)
        return syntax, count_errors(check(text, path, project, use_slang=False))
