"""Asks a student for answers to a set of problems; judging them is `score`'s.

A run is a folder: `run.json` says what was asked of whom, `samples.jsonl` holds a row a sample:

    {task_id, sample, of, completion, n_prompt_tokens, n_tokens, mean_logprob, finish, seconds, cpu_seconds}

`of` is how many samples the problem has. Seconds are those of the whole request, shared equally by its samples: they
are computed together. A run that was interrupted goes on where it stopped, problem by problem.
"""

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.progress import Progress

import verimentor
from verimentor.config import ModelSettings
from verimentor.errors import ModelError, ToolMissing, VerimentorError
from verimentor.generate import Request
from verimentor.generate import generate as generate_checked
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import PROMPT_VERSION, ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus
from verimentor_evalbench import data
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.samples import SAMPLES, SETTINGS

_UNCHANGED = ("problems", "problems_sha256", "model", "prompt_version", "strategy", "drawing")  # on resuming

Row = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """How answers are drawn; VerilogEval's protocols are one greedy sample, and 20 with temperature and top_p 0.95."""

    samples: int = 20
    temperature: float = 0.5  # as the server's own generation; fixed beforehand, never the best of several
    top_p: float = 0.95
    seed: int = 0
    max_tokens: int = 512


Strategy = Callable[[Problem, Student, Drawing], Awaitable[list[Row]]]


async def direct(problem: Problem, student: Student, drawing: Drawing) -> list[Row]:
    """Raw samples: the description, and the header where the benchmark gives it."""
    # The header ends with its line break: in training, the break after `);` is one token with it.
    prompt = ModulePrompt(problem.description, f"{problem.header}\n" if problem.header else "")
    sampling = Sampling(drawing.max_tokens, drawing.temperature, drawing.top_p, drawing.seed)
    return [
        {
            "completion": answer.text,
            "n_prompt_tokens": answer.n_prompt_tokens,
            "n_tokens": answer.n_tokens,
            "mean_logprob": round(answer.mean_logprob, 4),
            "finish": str(answer.finish),
        }
        for answer in await student.sample(prompt, sampling, drawing.samples)
    ]


async def voted(problem: Problem, student: Student, drawing: Drawing) -> list[Row]:
    """The one module that the server would offer: sampled, compiled, simulated, chosen by vote, mended by rules."""
    request = Request(
        problem.description,
        problem.header or None,
        samples=drawing.samples,
        seed=drawing.seed,
        temperature=drawing.temperature,
        max_tokens=drawing.max_tokens,
    )
    try:
        generated = await generate_checked(request, student)
    except (ModelError, ToolMissing):
        raise
    except VerimentorError as refusal:  # a header the server does not take: no answer, and why
        return [{"completion": "", "n_tokens": 0, "finish": str(refusal)}]
    return [
        {
            "completion": generated.module,
            "n_tokens": sum(candidate.n_tokens for candidate in generated.candidates),
            "finish": generated.evidence,
        }
    ]


# `guided`, `locked` (the header made from the port list that a description holds) and `mentored` belong here.
STRATEGIES: dict[str, Strategy] = {"direct": direct, "voted": voted}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    usual = Drawing()
    parser.add_argument("problems", metavar="SET", help="a set of problems (`verimentor-bench data list`), or its path")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="RUN", help="the run's folder; one that exists goes on"
    )
    parser.add_argument("--model", default="", help="a GGUF file, or the name of a model; default: the shipped one")
    parser.add_argument("--strategy", choices=STRATEGIES, default="direct")
    parser.add_argument("--samples", type=int, default=usual.samples, help="answers to each problem (%(default)s)")
    parser.add_argument("--temperature", type=float, default=usual.temperature, help="0 draws one (%(default)s)")
    parser.add_argument("--top-p", type=float, default=usual.top_p, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=usual.seed, help="(%(default)s)")
    parser.add_argument("--max-tokens", type=int, default=usual.max_tokens, help="of one answer (%(default)s)")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N problems of the set")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes that answer, a thread each (%(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Ask what has not been asked yet."""
    if options.samples < 1:
        raise VerimentorError("--samples must be 1 at least.")
    asked = data.find_set(options.problems)[: options.limit]
    model = Catalog().selected(ModelSettings(path=options.model))
    samples = 1 if options.temperature <= 0 and options.strategy == "direct" else options.samples
    drawing = Drawing(samples, options.temperature, options.top_p, options.seed, options.max_tokens)
    settings = {
        "problems": options.problems,
        "problems_sha256": digest(asked),
        "n_problems": len(asked),
        "model": {"name": model.name, "sha256": Catalog().verify(model).sha256, "format": str(model.prompt_format)},
        "prompt_version": PROMPT_VERSION,
        "strategy": options.strategy,
        "drawing": asdict(drawing),
        "verimentor": verimentor.__version__,
        "commit": commit(),
        "icarus": icarus.version(),
    }
    begin(options.out, settings)
    done = answered(options.out / SAMPLES)
    waiting = [problem for problem in asked if problem.id not in done]
    started = time.monotonic()
    asyncio.run(_ask_all(waiting, model, STRATEGIES[options.strategy], drawing, options.out, options.workers))
    print(f"{len(waiting)} problems answered in {time.monotonic() - started:.0f} s, {len(done)} had been before")
    print(f"samples: {options.out / SAMPLES}")
    return 0


def begin(folder: Path, settings: Row) -> None:
    """Make a run's folder, or make sure that one that exists asks the same.

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
        changed = [name for name in _UNCHANGED if before[name] != settings[name]]
    except (ValueError, KeyError, TypeError):
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
            rows.append(json.loads(line))
    counts = Counter(row["task_id"] for row in rows)
    whole = [row for row in rows if counts[row["task_id"]] == row["of"]]
    fresh = path.with_suffix(".part")
    fresh.write_text("".join(f"{json.dumps(row)}\n" for row in whole), encoding="utf-8")
    fresh.replace(path)
    return {row["task_id"] for row in whole}


async def _ask_all(
    waiting: Sequence[Problem], model: Model, strategy: Strategy, drawing: Drawing, out: Path, workers: int
) -> None:
    queue = list(reversed(waiting))
    with Progress(console=Console(stderr=True)) as progress, (out / SAMPLES).open("a", encoding="utf-8") as file:
        task = progress.add_task("asking", total=len(waiting))

        async def work() -> None:
            student = Student(model)
            try:
                while queue:
                    problem = queue.pop()
                    rows = await _ask(problem, student, strategy, drawing)
                    file.write("".join(f"{json.dumps(row)}\n" for row in rows))
                    file.flush()
                    progress.advance(task)
            finally:
                await student.close()

        tasks = [asyncio.create_task(work()) for _ in range(min(max(1, workers), len(waiting)))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for left in tasks:
                left.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # so that every worker's process ends


async def _ask(problem: Problem, student: Student, strategy: Strategy, drawing: Drawing) -> list[Row]:
    await student.start()
    started, cpu_s = time.monotonic(), _cpu_s(student)
    rows = await strategy(problem, student, drawing)
    seconds, cpu_s = time.monotonic() - started, _cpu_s(student) - cpu_s
    cost = {"seconds": round(seconds / len(rows), 4), "cpu_seconds": round(max(0.0, cpu_s) / len(rows), 4)}
    return [
        {"task_id": problem.id, "sample": number, "of": len(rows), **row, **cost} for number, row in enumerate(rows)
    ]


def _cpu_s(student: Student) -> float:
    """The processor time of the worker so far; a fresh one after a crash begins at 0 again."""
    times = psutil.Process(student.pid).cpu_times() if student.pid is not None else None
    return float(times.user + times.system) if times else 0.0


def digest(asked: Sequence[Problem]) -> str:
    """What tells one state of a set of problems from another."""
    text = json.dumps([problem.as_row() for problem in asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def commit() -> str:
    """The commit of this checkout, with a + where files differ from it; "" where it is none."""
    here = Path(__file__).parent
    command = ["git", "-C", str(here), "describe", "--always", "--abbrev=40", "--dirty=+", "--match="]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
