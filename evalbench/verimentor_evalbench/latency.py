"""`verimentor-bench latency`: typing in real files, replayed against the real server over stdio.

Ghost text is timed where the typist looks up and waits, so that no slow answer escapes by being superseded; requests
inside words are sent too, and cancelled by the next key where they have not been answered. Left out of the times are
places where nothing is asked of the model (comments, finished statements) and suggestions the typist is following,
which the server answers from memory. Beside the server stands the model alone, asked the same without server and
checks.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from verimentor.complete import place_at, sampling_for
from verimentor.completion.context import context_for
from verimentor.config import PROJECT_FILE, CompletionSettings, ModelSettings, ProjectSettings, parse, read_toml
from verimentor.errors import ModelError, ToolMissing, VerimentorError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import PROMPT_VERSION, FillPrompt, ModulePrompt
from verimentor.student.runtime import Completion, Sampling, Student
from verimentor.verilog import icarus
from verimentor.verilog.check import check
from verimentor.verilog.project import Project
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.client import TIMEOUT_S, Client, Document
from verimentor_evalbench.footprint import cpu_s, megabytes
from verimentor_evalbench.measure import Measure, print_table
from verimentor_evalbench.percentiles import percentile
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.typing_replay import replay
from verimentor_evalbench.typist import Question, Tally, Typist, describe, within_time

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LONG_FILE_LINES = 1000
N_STARTS = 3
N_CHECKS = 7
IDLE_S = 3.0  # long enough to see a poll that comes every second
_SETTLE_S = 1.0  # between opening a file and typing in it: the user finds the place
_BUSY = 0.5  # load for each core at the start; our own processes use one core and a little
_SPEC = "a 16 operation ALU with 32 bit operands, flags for zero, carry and overflow, and registered outputs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--model", default="", metavar="PATH", help="a GGUF file or a model's name (default: shipped)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write everything measured to a file")
    parser.add_argument("--keys", type=positive, default=600, help="how many keys are typed in all (default: 600)")
    parser.add_argument("--examples", type=Path, default=EXAMPLES, help="a project whose rtl/*.v are typed")


def run(options: argparse.Namespace) -> int:
    """Measure, print, write."""
    sources = sorted((options.examples / "rtl").glob("*.v"))
    if not sources:
        raise VerimentorError(f"{options.examples} holds no rtl/*.v; name a project with --examples.")
    if icarus.find_iverilog() is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    model = Catalog().selected(ModelSettings(path=options.model))
    console = Console(stderr=True)
    load = os.getloadavg()[0]
    with console.status("") as status, tempfile.TemporaryDirectory(prefix="verimentor-bench-") as home:

        def tell(what: str) -> None:
            status.update(what) if console.is_terminal else print(what, file=sys.stderr, flush=True)

        bench = Bench(model, sources, options.examples.resolve(), home, tell)
        asyncio.run(bench.measure(options.keys))
    machine = f"{os.cpu_count()} cores, load {load:.1f} at the start, {platform.machine()}, {platform.system()}"
    print(f"{model.name} ({model.path.stat().st_size / 1e6:.0f} MB) on {machine}\n")
    print_table(bench.measures, Console())
    print(f"\n{describe(bench.tally)}")
    if load > _BUSY * (os.cpu_count() or 1):
        print("\nOther programs were running: compare with the model alone, or measure again on an idle machine.")
    if options.json:
        report = {
            "model": {"name": model.name, "path": str(model.path), "sha256": Catalog().verify(model).sha256},
            "machine": machine,
            "provenance": {"commit": commit(), "prompt_version": PROMPT_VERSION, "icarus": icarus.version()},
            "measures": [measure.as_json() for measure in bench.measures],
            "keys": bench.tally.as_json(),
        }
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def long_file(texts: Sequence[str], ending: str) -> str:
    """A file of some 1,000 lines made of `texts`, their modules renamed apart, and `ending`."""
    parts: list[str] = []
    n_lines = ending.count("\n")
    while n_lines < LONG_FILE_LINES:
        text = texts[len(parts) % len(texts)]
        parts.append(re.sub(r"^module (\w+)", rf"module \1_{len(parts)}", text, flags=re.MULTILINE))
        n_lines += text.count("\n") + 1
    return "\n".join([*parts, re.sub(r"^module (\w+)", r"module \1_last", ending, flags=re.MULTILINE)])


class Bench:
    """One run: the parts one after the other, since they share the processor."""

    def __init__(
        self, model: Model, sources: Sequence[Path], root: Path, home: str, tell: Callable[[str], None]
    ) -> None:
        self._model = model
        self._texts = {path.resolve(): path.read_text(encoding="utf-8") for path in sources}
        self._root = root
        # The user's own settings must not change what is measured; what was learnt about checksums may stay.
        self._environment: Mapping[str, str] = {"XDG_CONFIG_HOME": home}
        self._tell = tell
        self._project = Project.load(root, _project_settings(root))
        self.tally = Tally()
        self.measures: list[Measure] = []

    async def measure(self, n_keys: int) -> None:
        """Everything; the results are in `measures` and `tally`."""
        starts = [await self._start_to_diagnostics(number) for number in range(N_STARTS)]
        client = await self._client()
        try:
            await self._wait_for_model(client)
            typing = []
            for number, (path, text) in enumerate(self._texts.items()):
                typed = self._type(client, path, text, n_keys // len(self._texts), seed=number)
                typing.append(await _share_of_a_core(client, typed))
            cold = await self._open_long_files(client)
            self._tell("doing nothing")
            await asyncio.sleep(_SETTLE_S)  # what the last file set going ends first
            idle = await _share_of_a_core(client, asyncio.sleep(IDLE_S))
            memory = megabytes(client.pid)
        finally:
            await client.close()
        slang, compiler = await asyncio.to_thread(self._check_long_file)
        alone, prefill, decode = await self._ask_model_alone()
        floor = tuple(_at_full_speed(answer, prefill, decode) for answer in alone)
        self.measures = [
            Measure("ghost text, warm prefix", "ms", tuple(self.tally.milliseconds), {0.5: 120, 0.95: 300}),
            Measure("    of which the model alone", "ms", tuple(1000 * answer.seconds for answer in alone)),
            Measure("    its tokens at llama.cpp's rates", "ms", floor),
            Measure("opening 1,000 lines to first ghost text", "ms", cold, {1: 1500}),
            Measure("slang, 1,000 lines", "ms", slang, {0.5: 50}),
            Measure("Icarus, 1,000 lines", "ms", compiler, {0.5: 60}),
            Measure("server start to first diagnostics", "ms", tuple(starts), {1: 1500}),
            Measure("server and worker, resident", "MB", (memory,), {1: 500}),
            Measure("processor while typing", "% of a core", tuple(typing)),
            Measure("processor while nothing is typed", "% of a core", (idle,)),
            Measure("llama.cpp reading a prompt", "token/s", prefill),
            Measure("llama.cpp writing", "token/s", decode),
        ]

    async def _client(self) -> Client:
        options = {"model": {"path": str(self._model.path)}}
        return await Client.start(self._root, options, self._environment)

    async def _start_to_diagnostics(self, number: int) -> float:
        self._tell(f"starting the server ({number + 1} of {N_STARTS})")
        started = time.perf_counter()
        client = await self._client()
        try:
            path, text = next(iter(self._texts.items()))
            await client.diagnostics(Document(client, path, text).uri)
            return 1000 * (time.perf_counter() - started)
        finally:
            await client.close()

    async def _wait_for_model(self, client: Client) -> None:
        self._tell("loading the model")
        deadline = time.monotonic() + TIMEOUT_S
        while (status := (await client.request("verimentor/status", {})).result)["state"] != "ready":
            if status["state"] == "failed" or time.monotonic() > deadline:
                raise ModelError(status["message"] or f"The model was not loaded within {TIMEOUT_S:.0f} s.")
            await asyncio.sleep(0.1)

    async def _type(self, client: Client, path: Path, text: str, n_keys: int, *, seed: int) -> None:
        self._tell(f"typing in {path.name}")
        typing = replay(text, n_keys, seed=seed)
        typist = Typist(client, Document(client, path, typing.opened), self.tally)
        await client.diagnostics(typist.document.uri)
        await asyncio.sleep(_SETTLE_S)
        for key in typing.keys:
            await typist.press(key)
        typist.document.close()

    async def _open_long_files(self, client: Client) -> tuple[float, ...]:
        """From opening a file the model has never seen to its first ghost text, or to the refusal of one."""
        texts, times = list(self._texts.values()), []
        for number, (path, text) in enumerate(self._texts.items()):
            self._tell(f"opening {LONG_FILE_LINES} lines ({number + 1} of {len(texts)})")
            typing = replay(text, 40, seed=number)
            offset = [key.cursor for key in typing.keys if key.rests][-1]
            content = long_file(texts[number:] + texts[:number], f"{text[:offset]}\nendmodule\n")
            started = time.perf_counter()
            document = Document(client, path.with_name(f"long_{number}.v"), content)
            asked = document.ask_ghost(len(content) - len("\nendmodule\n"), automatic=False)
            await within_time(asked)
            times.append(1000 * (time.perf_counter() - started))
            document.close()
        return tuple(times)

    def _check_long_file(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """What each engine takes for 1,000 lines in milliseconds, the first run not counted."""
        self._tell(f"checking {LONG_FILE_LINES} lines")
        text, path = long_file(list(self._texts.values()), ""), str(self._root / "rtl" / "long.v")

        def times(*, use_icarus: bool) -> tuple[float, ...]:
            found = []
            for _ in range(N_CHECKS + 1):
                started = time.perf_counter()
                check(text, path, self._project, use_slang=not use_icarus, use_icarus=use_icarus)
                found.append(1000 * (time.perf_counter() - started))
            return tuple(found[1:])

        return times(use_icarus=False), times(use_icarus=True)

    async def _ask_model_alone(self) -> tuple[tuple[Completion, ...], tuple[float, ...], tuple[float, ...]]:
        """The same questions without server and checks, and how many tokens are read and written a second."""
        self._tell("asking the model alone")
        student = Student(self._model)
        alone, prefill, decode = [], [], []
        try:
            await student.start()
            for question in self.tally.questions:
                before = _prompt(question, self._project, question.offset - 1)
                await student.warm(before)
                place = place_at(question.text, question.offset)
                prompt = _prompt(question, self._project, question.offset)
                answer = await student.complete(prompt, sampling_for(place, CompletionSettings()))
                alone.append(answer)
            for text in self._texts.values():
                cold = await student.complete(FillPrompt(f"// {text}"), Sampling(max_tokens=1))
                prefill.append((cold.n_prompt_tokens - cold.n_reused_tokens) / cold.seconds)
            for _ in range(3):
                written = await student.complete(ModulePrompt(_SPEC), Sampling(max_tokens=256))
                decode.append(written.n_tokens / written.seconds)
        finally:
            await student.close()
        return tuple(alone), tuple(prefill), tuple(decode[1:])


def _prompt(question: Question, project: Project, offset: int) -> FillPrompt:
    text = question.text[:offset] + question.text[question.offset :]
    place = place_at(text, offset)
    return FillPrompt(place.prefix, place.suffix, context_for(place, project))


async def _share_of_a_core(client: Client, doing: Awaitable[None]) -> float:
    """The processor time of server and worker meanwhile, in percent of the time it takes."""
    started, before = time.perf_counter(), cpu_s(client.pid)
    await doing
    return 100 * max(0.0, cpu_s(client.pid) - before) / (time.perf_counter() - started)


def _at_full_speed(answer: Completion, prefill: Sequence[float], decode: Sequence[float]) -> float:
    """The milliseconds an answer's tokens take at the median rates: the floor under any server."""
    n_read = answer.n_prompt_tokens - answer.n_reused_tokens
    return 1000 * (n_read / percentile(prefill, 0.5) + answer.n_tokens / percentile(decode, 0.5))


def _project_settings(root: Path) -> ProjectSettings:
    path = root / PROJECT_FILE
    settings, _ = parse({"project": read_toml(path)}, origin=str(path))
    return settings.project
