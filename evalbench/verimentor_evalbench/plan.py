"""What `results` runs: the chapters of RESULTS.md, each with the commands that make its table, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from verimentor_evalbench import problems


@dataclass(frozen=True)
class Asked:
    """A set of problems as the tables ask it: how many answers, and whether its headers can be locked."""

    name: str
    title: str
    samples: int
    lockable: bool = False

    @property
    def ways(self) -> tuple[str, ...]:
        """The strategies without guiding."""
        return ("direct", "locked") if self.lockable else ("direct",)


# 20 answers are VerilogEval's own protocol; pass@10, the last column, needs ten.
BENCHMARKS = (
    Asked("verilog-eval-v1-human", "VerilogEval v1 human", 20),
    Asked("verilog-eval-v1-machine", "VerilogEval v1 machine", 20),
    Asked("verilog-eval-v2-code-complete", "VerilogEval v2 code-complete", 20),
    Asked("verilog-eval-v2-spec-to-rtl", "VerilogEval v2 spec-to-RTL", 20, lockable=True),
    Asked("rtllm-2.0", "RTLLM 2.0", 10, lockable=True),
)
HOLD_OUT = tuple(Asked(f"hold-out-{name}", f"hold-out, {name}", 10) for name in problems.SETS)
SETS = (*BENCHMARKS, *HOLD_OUT)
PUBLISHED_SET = "verilog-eval-v1-human"  # what published samples answer
LADDER_SAMPLES = 10
REFERENCES = (*(each.name for each in BENCHMARKS), "rtllm-1.1", *(each.name for each in HOLD_OUT))  # that are checked


@dataclass(frozen=True)
class Scope:
    """Where the results go, and what is asked of whom; None: as RESULTS.md has it."""

    out: Path
    model: str = ""
    samples: int | None = None
    limit: int | None = None
    published: Sequence[Path] = ()
    sources: Sequence[Path] = ()

    def run_of(self, asked: Asked, way: str, *, greedy: bool = False) -> Path:
        """The folder of a run."""
        return self.out / f"{asked.name}-{way}{'-greedy' if greedy else ''}"

    def file(self, name: str) -> Path:
        """The JSON file of a command that writes one."""
        return self.out / f"{name}.json"

    def ladder(self, asked: Asked) -> Path:
        """The file of a set's ladder."""
        return self.file(f"ladder-{asked.name}")

    def replay(self, samples: Path) -> Path:
        """The file of a replay of published samples."""
        return self.file(f"replay-{samples.stem}")

    def references(self, name: str) -> Path:
        """The file of a check of references."""
        return self.file(f"references-{name}")


@dataclass(frozen=True)
class Step:
    """A command with its arguments; `needs` is a set of problems it asks, `makes` a file that says that it is done."""

    command: str
    words: tuple[str, ...]
    needs: str = ""
    makes: Path | None = None

    @property
    def line(self) -> str:
        """As it is typed."""
        return " ".join(("verimentor-bench", self.command, *self.words))


@dataclass(frozen=True)
class Chapter:
    """A part of RESULTS.md; `lacks` says what must be named for it to have steps."""

    name: str
    title: str
    steps: Sequence[Step]
    lacks: str = ""


def chapters(scope: Scope) -> list[Chapter]:
    """Everything, in RESULTS.md's order. Steps that chapters share are equal, and need be taken once."""
    limit = _option("--limit", scope.limit)
    model = _option("--model", scope.model or None)
    reading = "name the published samples with --published"
    cutting = "name repositories that the model has not seen with --sources"
    greedy = [scope.run_of(asked, "direct", greedy=True) for asked in HOLD_OUT]
    fixing = (*map(str, greedy), *model, *limit)
    return [
        Chapter("samples", "Twenty answers a problem", [*_sampled(scope, SETS)]),
        Chapter("ladder", "The ladder", [*_ladders(scope, SETS)]),
        Chapter("greedy", "One greedy answer", [*_greedy(scope, BENCHMARKS), *_baselines(scope)]),
        Chapter("hold-out", "The project's hold-out", [*_greedy(scope, HOLD_OUT)]),
        Chapter("guided", "Guided decoding", [*_ladders(scope, HOLD_OUT)]),
        Chapter("published", "Published samples, chosen by our checks", [*_replays(scope, limit)], reading),
        Chapter("fixing", "Fixing", [*_greedy(scope, HOLD_OUT), _writing(scope, "fixing", *fixing)]),
        Chapter("hints", "Hints", [_writing(scope, "hints", *model, *limit)]),
        Chapter("completion", "Ghost text by kinds of holes", [*_holes(scope, model, limit)], cutting),
        Chapter("typing", "Typing", [_writing(scope, "latency", *model)]),
        Chapter("speed", "From a description to a module", [_writing(scope, "speed", *model)]),
        Chapter("select", "Base-model selection", [_writing(scope, "select", scope.model or "verimentor-student")]),
        Chapter("references", "References", [*_references(scope, limit)]),
    ]


def _option(name: str, value: object) -> tuple[str, ...]:
    return () if value is None else (name, str(value))


def _writing(scope: Scope, command: str, *words: str) -> Step:
    path = scope.file(command)
    return Step(command, (*words, "--json", str(path)), makes=path)


def _run(scope: Scope, asked: Asked, way: str, samples: int, *, greedy: bool = False) -> Iterator[Step]:
    folder = str(scope.run_of(asked, way, greedy=greedy))
    drawn = ("--temperature", "0") if greedy else ("--samples", str(scope.samples or samples))
    more = (*_option("--model", scope.model or None), *_option("--limit", scope.limit))
    yield Step("generate", (asked.name, "--out", folder, "--strategy", way, *drawn, *more), asked.name)
    yield Step("score", (folder,), asked.name)


def _sampled(scope: Scope, sets: Sequence[Asked]) -> Iterator[Step]:
    for asked in sets:
        for way in asked.ways:
            yield from _run(scope, asked, way, asked.samples)


def _ladders(scope: Scope, sets: Sequence[Asked]) -> Iterator[Step]:
    for asked in sets:
        yield from _sampled(scope, (asked,))
        yield from _run(scope, asked, "guided", LADDER_SAMPLES)
        runs = [str(scope.run_of(asked, way)) for way in (*asked.ways, "guided")]
        n, path = scope.samples or LADDER_SAMPLES, scope.ladder(asked)
        more = ("--samples", str(n), *_option("--limit", scope.limit), "--json", str(path))
        yield Step("ladder", (*runs, *more), asked.name, path)


def _greedy(scope: Scope, sets: Sequence[Asked]) -> Iterator[Step]:
    for asked in sets:
        for way in asked.ways:
            yield from _run(scope, asked, way, 1, greedy=True)


def _baselines(scope: Scope) -> Iterator[Step]:
    for asked in BENCHMARKS:
        folder = str(scope.run_of(asked, "zero"))
        yield Step("baseline", (asked.name, "--out", folder), asked.name)
        yield Step("score", (folder,), asked.name)


def _replays(scope: Scope, limit: Sequence[str]) -> Iterator[Step]:
    for samples in scope.published:
        path = scope.replay(samples)
        kept = ("--judged", str(path.with_suffix(".judged.jsonl")), "--json", str(path))
        yield Step("replay", (str(samples), "--problems", PUBLISHED_SET, *limit, *kept), PUBLISHED_SET, path)


def _holes(scope: Scope, model: Sequence[str], limit: Sequence[str]) -> Iterator[Step]:
    if scope.sources:
        few = ("--holes", *limit[1:]) if limit else ()
        yield Step("completion", (*map(str, scope.sources), "--out", str(scope.out / "completion"), *model, *few))


def _references(scope: Scope, limit: Sequence[str]) -> Iterator[Step]:
    for name in REFERENCES:
        path = scope.references(name)
        yield Step("data", ("check", name, *limit, "--json", str(path)), name, path)


NAMES = tuple(chapter.name for chapter in chapters(Scope(Path())))
