"""Asks a model for answers to a set of problems; judging them is `score`'s.

A run is a folder: `run.json` says what was asked of whom, `samples.jsonl` holds a row a sample:

    {task_id, sample, of, completion, n_prompt_tokens, n_tokens, mean_logprob, finish, seconds, cpu_seconds}

`of` is how many samples the problem has. Seconds are those of the whole request, shared equally by its samples: they
are computed together. Of a model behind a URL the tokens are as its server counts them, likelihood and processor time
are unknown (0). A run that was interrupted goes on where it stopped, problem by problem.
"""

import argparse
import asyncio
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil
from rich.console import Console
from rich.progress import Progress

import verimentor
from verimentor.config import ModelSettings
from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import PROMPT_VERSION
from verimentor.student.runtime import Student
from verimentor.verilog import icarus
from verimentor_evalbench import data, served, shots
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.journal import cores
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.samples import SAMPLES, SETTINGS, read_samples, set_of
from verimentor_evalbench.served import Served
from verimentor_evalbench.strategies import STRATEGIES, Answering, Row, Strategy, asking, mentoring
from verimentor_evalbench.strategies import Drawing as Drawing

# What must be the same on resuming; a run made before there were shots has none.
_UNCHANGED = ("problems", "problems_sha256", "model", "prompt_version", "strategy", "drawing", "shots")
_IN_FLIGHT = 4  # requests to a server: most batch a few, and more only wait in its queue

MENTORED = "mentored"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    usual = Drawing()
    parser.add_argument("problems", metavar="SET", help="a set of problems (`verimentor-bench data list`), or its path")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="RUN", help="the run's folder; one that exists goes on"
    )
    parser.add_argument("--model", default="", help="a GGUF file, or the name of a model; default: the shipped one")
    served.add_arguments(parser)
    parser.add_argument("--strategy", choices=[*STRATEGIES, MENTORED], default="direct")
    parser.add_argument("--answers", type=Path, metavar="RUN", help=f"for {MENTORED}: the run to be corrected")
    parser.add_argument(
        "--shots", type=int, choices=range(shots.MOST + 1), help="ask in VerilogEval v2's own words, with examples"
    )
    parser.add_argument("--samples", type=positive, default=usual.samples, help="answers to each problem (%(default)s)")
    parser.add_argument("--temperature", type=float, default=usual.temperature, help="0 draws one (%(default)s)")
    parser.add_argument("--top-p", type=float, default=usual.top_p, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=usual.seed, help="(%(default)s)")
    parser.add_argument("--max-tokens", type=positive, default=usual.max_tokens, help="of one answer (%(default)s)")
    parser.add_argument("--limit", type=positive, metavar="N", help="ask only the first N problems of the set")
    parser.add_argument(
        "--workers",
        type=positive,
        help=f"processes that answer, a thread each (default: one a core); requests in flight (default: {_IN_FLIGHT})",
    )


def run(options: argparse.Namespace) -> int:
    """Ask what has not been asked yet."""
    if options.endpoint and options.model:
        raise VerimentorError("--model names a local model, --endpoint one behind a URL. Name one of them.")
    if options.shots is not None and options.strategy != "direct":
        raise VerimentorError("--shots is a way of asking directly. Drop it, or --strategy.")
    if options.strategy == "voted" and options.endpoint:
        raise VerimentorError("The server's own generation wants a local model. Name one with --model.")
    if (options.strategy == MENTORED) != bool(options.answers) or (options.answers and not options.endpoint):
        raise VerimentorError(
            f"--strategy {MENTORED} corrects the run that --answers names, by the mentor behind --endpoint. Name both."
        )
    return asyncio.run(_run(options))


@dataclass(frozen=True)
class _Plan:
    """What is asked, how, and what the run says of it."""

    asked: Sequence[Problem]
    strategy: Strategy
    drawing: Drawing
    model: Row
    shots: Row | None = None


async def _run(options: argparse.Namespace) -> int:
    if not options.endpoint:
        local = Catalog().selected(ModelSettings(path=options.model))
        said = {"name": local.name, "sha256": Catalog().verify(local).sha256, "format": str(local.prompt_format)}
        return await _carry_out(options, _plan(options, said, local), lambda: Student(local), cores())
    server = Served(options.endpoint, options.model_name, key=served.key_from(options), timeout_s=options.timeout)
    try:
        await server.start()
        return await _carry_out(options, _plan(options, server.provenance(), None), lambda: server, _IN_FLIGHT)
    finally:
        await server.close()
        if server.n_refused:
            print(f"{server.n_refused} questions were refused by the server: their answers are empty", file=sys.stderr)


async def _carry_out(options: argparse.Namespace, plan: _Plan, model: Callable[[], Answering], workers: int) -> int:
    """Ask what the run's folder lacks; `model` is called for each worker."""
    begin(options.out, _settings(options, plan))
    done = answered(options.out / SAMPLES)
    waiting = [problem for problem in plan.asked if problem.id not in done]
    models = [model() for _ in range(min(options.workers or workers, len(waiting)))]
    started = time.monotonic()
    await _ask_all(waiting, models, plan.strategy, plan.drawing, options.out)
    print(f"{len(waiting)} problems answered in {time.monotonic() - started:.0f} s, {len(done)} had been before")
    print(f"samples: {options.out / SAMPLES}")
    return 0


def _plan(options: argparse.Namespace, model: Row, local: Model | None) -> _Plan:
    """The plan for a model that says this of itself; None: it is behind a URL."""
    asked = data.find_set(options.problems)[: options.limit]
    samples = 1 if options.temperature <= 0 and options.strategy != "voted" else options.samples
    drawing = Drawing(samples, options.temperature, options.top_p, options.seed, options.max_tokens)
    if options.strategy == MENTORED:
        return _mentored(options, asked, model)
    if options.shots is None:
        return _Plan(asked, STRATEGIES[options.strategy], drawing, model)
    converses = local is None or local.prompt_format.has_chat
    examples = shots.find(options.problems, options.shots)
    if local is not None:
        shots.check_room(examples, asked, local.n_context - options.max_tokens)
    strategy = asking(lambda problem: shots.prompt(problem, examples, converses=converses))
    said = {"n": options.shots, "sha256": hashlib.sha256(examples.encode()).hexdigest()}
    return _Plan(asked, strategy, drawing, model, said)


def _mentored(options: argparse.Namespace, asked: Sequence[Problem], mentor: Row) -> _Plan:
    """The plan to have another run's answers corrected; it has the drawing of that run."""
    folder: Path = options.answers
    if set_of(folder / SETTINGS) != options.problems:
        raise VerimentorError(f"{folder} answers {set_of(folder / SETTINGS)}, not {options.problems}.")
    before = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    answers: dict[str, list[str]] = {}
    for row in read_samples(folder / SAMPLES):
        answers.setdefault(row["task_id"], []).append(row["completion"])
    student = before["model"]
    model = {
        "name": f"{student['name']} + {mentor['name']}",
        "sha256": student["sha256"],
        "format": student["format"],
        "mentor": mentor,
        "answers_sha256": hashlib.sha256((folder / SAMPLES).read_bytes()).hexdigest(),
    }
    drawing = replace(Drawing(**before["drawing"]), max_tokens=options.max_tokens)
    return _Plan([problem for problem in asked if problem.id in answers], mentoring(answers), drawing, model)


def _settings(options: argparse.Namespace, plan: _Plan) -> Row:
    return {
        "problems": options.problems,
        "problems_sha256": digest(plan.asked),
        "n_problems": len(plan.asked),
        "model": plan.model,
        "prompt_version": PROMPT_VERSION,
        "strategy": options.strategy,
        "shots": plan.shots,
        "drawing": asdict(plan.drawing),
        "verimentor": verimentor.__version__,
        "commit": commit(),
        "icarus": icarus.version(),
    }


def begin(folder: Path, settings: Row, unchanged: Sequence[str] = _UNCHANGED) -> None:
    """Make a run's folder, or make sure that the `unchanged` settings of one that exists are the same.

    Raises:
        VerimentorError: it holds another run, or something else.
    """
    path = folder / SETTINGS
    if not path.exists():
        if folder.exists() and any(folder.iterdir()):
            raise VerimentorError(f"{folder} holds other files. Name a new folder with --out.")
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
        changed = [name for name in unchanged if before.get(name) != settings.get(name)]
    except (ValueError, AttributeError):
        raise VerimentorError(f"{path} is damaged. Name a new folder with --out.") from None
    if changed:
        raise VerimentorError(f"{folder} is a run with another {', '.join(changed)}. Name a new folder with --out.")


def answered(path: Path) -> set[str]:
    """The problems that have all their answers; what an interruption tore is removed."""
    if not path.exists():
        return set()
    rows: list[Row] = []
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        with suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict) and {"task_id", "of"} <= set(row):
                rows.append(row)
    counts = Counter(row["task_id"] for row in rows)
    whole = [row for row in rows if counts[row["task_id"]] == row["of"]]
    fresh = path.with_suffix(".part")
    fresh.write_text("".join(f"{json.dumps(row)}\n" for row in whole), encoding="utf-8")
    fresh.replace(path)
    return {row["task_id"] for row in whole}


async def _ask_all(
    waiting: Sequence[Problem], models: Sequence[Answering], strategy: Strategy, drawing: Drawing, out: Path
) -> None:
    queue = list(reversed(waiting))
    with Progress(console=Console(stderr=True)) as progress, (out / SAMPLES).open("a", encoding="utf-8") as file:
        task = progress.add_task("asking", total=len(waiting))

        async def work(model: Answering) -> None:
            while queue:
                problem = queue.pop()
                rows = await _ask(problem, model, strategy, drawing)
                file.write("".join(f"{json.dumps(row)}\n" for row in rows))
                file.flush()
                progress.advance(task)

        tasks = [asyncio.create_task(work(model)) for model in models]
        try:
            await asyncio.gather(*tasks)
        finally:
            for left in tasks:
                left.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(model.close() for model in models))  # so that every worker's process ends


async def _ask(problem: Problem, model: Answering, strategy: Strategy, drawing: Drawing) -> list[Row]:
    await model.start()
    started, cpu_s = time.monotonic(), _cpu_s(model)
    rows = await strategy(problem, model, drawing)
    seconds, cpu_s = time.monotonic() - started, _cpu_s(model) - cpu_s
    cost = {"seconds": round(seconds / len(rows), 4), "cpu_seconds": round(max(0.0, cpu_s) / len(rows), 4)}
    return [
        {"task_id": problem.id, "sample": number, "of": len(rows), **row, **cost} for number, row in enumerate(rows)
    ]


def _cpu_s(model: Answering) -> float:
    """The processor time of the worker so far; a fresh one after a crash begins at 0 again."""
    times = psutil.Process(model.pid).cpu_times() if model.pid is not None else None
    return float(times.user + times.system) if times else 0.0


def digest(asked: Sequence[Problem]) -> str:
    """What tells one state of a set of problems from another."""
    text = json.dumps([problem.as_row() for problem in asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
