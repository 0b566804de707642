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
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console

from verimentor.complete import context_for, place_at, refuse, sampling_for
from verimentor.config import PROJECT_FILE, CompletionSettings, ModelSettings, ProjectSettings, parse, read_toml
from verimentor.errors import ModelError, ToolMissing, VerimentorError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import FillPrompt, ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus
from verimentor.verilog.check import check
from verimentor.verilog.project import Project
from verimentor_evalbench.client import TIMEOUT_S, Answer, Asked, Client, Document, ghost_in
from verimentor_evalbench.measure import Measure, print_table
from verimentor_evalbench.typing_replay import Keystroke, replay

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LONG_FILE_LINES = 1000
N_STARTS = 3
N_CHECKS = 7
_SETTLE_S = 1.0  # between opening a file and typing in it: the user finds the place
_BUSY = 0.5  # load for each core at the start; our own processes use one core and a little
_SPEC = "a 16 operation ALU with 32 bit operands, flags for zero, carry and overflow, and registered outputs"


@dataclass(frozen=True)
class Question:
    """A place where ghost text was waited for."""

    path: Path
    text: str
    offset: int


@dataclass
class Tally:
    """What came of the keystrokes."""

    milliseconds: list[float] = field(default_factory=list)  # of answers waited for
    questions: list[Question] = field(default_factory=list)  # they were the answers to
    shown: int = 0
    suppressed: Counter[str] = field(default_factory=Counter)  # by reason
    followed: int = 0  # keys that a suggestion on the screen had foreseen
    in_time: int = 0  # inside words, answered before the next key
    cancelled: int = 0  # inside words, not answered before it
    not_asked: int = 0  # comments, finished statements

    def as_json(self) -> dict[str, Any]:
        """The documented form."""
        return {
            "shown": self.shown,
            "suppressed": dict(self.suppressed.most_common()),
            "followed": self.followed,
            "in_time": self.in_time,
            "cancelled": self.cancelled,
            "not_asked": self.not_asked,
        }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--model", default="", metavar="PATH", help="a GGUF file or a model's name (default: shipped)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write everything measured to a file")
    parser.add_argument("--keys", type=int, default=600, help="how many keys are typed in all (default: 600)")
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
            "measures": [measure.as_json() for measure in bench.measures],
            "keys": bench.tally.as_json(),
        }
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def describe(tally: Tally) -> str:
    """The shares in words."""
    waited, inside = tally.shown + tally.suppressed.total(), tally.in_time + tally.cancelled
    lines = [f"waited for {waited}: {_share(tally.shown, waited)} shown"]
    lines += [f"    {_share(n, waited)} suppressed: {reason}" for reason, n in tally.suppressed.most_common()]
    lines.append(f"inside words {inside}: {_share(tally.cancelled, inside)} cancelled by the next key")
    lines.append(f"followed a suggestion: {tally.followed}; nothing to ask: {tally.not_asked}")
    return "\n".join(lines)


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
            for number, (path, text) in enumerate(self._texts.items()):
                await self._type(client, path, text, n_keys // len(self._texts), seed=number)
            cold = await self._open_long_files(client)
            memory = _megabytes(client.pid)
        finally:
            await client.close()
        slang, compiler = await asyncio.to_thread(self._check_long_file)
        alone, prefill, decode = await self._ask_model_alone()
        self.measures = [
            Measure("ghost text, warm prefix", "ms", tuple(self.tally.milliseconds), {0.5: 120, 0.95: 300}),
            Measure("    of which the model alone", "ms", alone),
            Measure("opening 1,000 lines to first ghost text", "ms", cold, {1: 1500}),
            Measure("slang, 1,000 lines", "ms", slang, {0.5: 50}),
            Measure("Icarus, 1,000 lines", "ms", compiler, {0.5: 60}),
            Measure("server start to first diagnostics", "ms", tuple(starts), {1: 1500}),
            Measure("server and worker, resident", "MB", (memory,), {1: 500}),
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
        typist = _Typist(client, Document(client, path, typing.opened), self.tally)
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
            await _within_time(asked)
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

    async def _ask_model_alone(self) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
        """Milliseconds of the same questions without server and checks, and tokens read and written a second."""
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
                alone.append(1000 * answer.seconds)
            for text in self._texts.values():
                cold = await student.complete(FillPrompt(f"// {text}"), Sampling(max_tokens=1))
                prefill.append((cold.n_prompt_tokens - cold.n_reused_tokens) / cold.seconds)
            for _ in range(3):
                written = await student.complete(ModulePrompt(_SPEC), Sampling(max_tokens=256))
                decode.append(written.n_tokens / written.seconds)
        finally:
            await student.close()
        return tuple(alone), tuple(prefill), tuple(decode[1:])


class _Typist:
    """Types in one document, and counts what the server does about it."""

    def __init__(self, client: Client, document: Document, tally: Tally) -> None:
        self.document = document
        self._client = client
        self._tally = tally
        self._pending: tuple[Asked, int] | None = None
        self._shown = (0, "")  # the suggestion on the screen and where it began

    async def press(self, key: Keystroke) -> None:
        """Press a key, ask, and wait as long as the typist would."""
        self._settle_pending()
        self.document.insert(key.offset, key.text)
        asked = self.document.ask_ghost(key.cursor)
        if refuse(self.document.text, str(self.document.path), key.cursor) is not None:
            self._tally.not_asked += 1
            await _within_time(asked)
        elif self._follows(key.cursor):
            self._tally.followed += 1
            await _within_time(asked)
        elif key.rests:
            await self._count(await _within_time(asked), key.cursor)
        else:
            self._pending = asked, key.cursor
        await asyncio.sleep(key.pause_s)

    def _follows(self, cursor: int) -> bool:
        start, ghost = self._shown
        typed = self.document.text[start:cursor]
        return len(typed) < len(ghost) and ghost.startswith(typed)

    async def _count(self, answer: Answer, cursor: int) -> None:
        tally = self._tally
        tally.milliseconds.append(answer.milliseconds)
        tally.questions.append(Question(self.document.path, self.document.text, cursor))
        ghost = ghost_in(answer)
        self._shown = cursor, ghost
        if ghost:
            tally.shown += 1
        else:
            status = await self._client.request("verimentor/status", {})
            tally.suppressed[status.result["whyNoSuggestion"].partition(":")[0] or "no reason given"] += 1

    def _settle_pending(self) -> None:
        """What became of a request inside a word by the time of the next key."""
        if self._pending is None:
            return
        (asked, cursor), self._pending = self._pending, None
        if asked.answer.done():
            self._tally.in_time += 1
            self._shown = cursor, ghost_in(asked.answer.result())
        else:
            self._tally.cancelled += 1
            self._client.cancel(asked)


async def _within_time(asked: Asked) -> Answer:
    async with asyncio.timeout(TIMEOUT_S):
        return await asked.answer


def _prompt(question: Question, project: Project, offset: int) -> FillPrompt:
    text = question.text[:offset] + question.text[question.offset :]
    place = place_at(text, offset)
    return FillPrompt(place.prefix, place.suffix, context_for(place, project))


def _project_settings(root: Path) -> ProjectSettings:
    path = root / PROJECT_FILE
    settings, _ = parse({"project": read_toml(path)}, origin=str(path))
    return settings.project


def _megabytes(pid: int) -> float:
    """The resident memory of a process and its children; pages they share count twice."""
    server = psutil.Process(pid)
    n_bytes = sum(process.memory_info().rss for process in (server, *server.children(recursive=True)))
    return float(n_bytes) / 1e6


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"
