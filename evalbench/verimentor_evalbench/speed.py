"""How long it takes from a description to a checked module, and where the time goes.

    verimentor-bench speed [--model GGUF] [--samples 8] [--json OUT]

A model that is loaded is asked for each description once, after a first time that is not counted. The limits are for
8 samples by a model of some 10M parameters on two idle cores. `--json` writes `{model, machine, provenance, samples,
measures: [{name, unit, n, p50, p95, p99, max, limits, kept, values}]}`.
"""

import argparse
import asyncio
import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console

from verimentor.candidates import Candidate
from verimentor.config import ModelSettings
from verimentor.errors import ToolMissing
from verimentor.generate import Generated, Request, generate
from verimentor.rounds import ASKING, FIRST_COMPILES
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import PROMPT_VERSION
from verimentor.student.runtime import Student
from verimentor.verilog import agreement, icarus
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.footprint import cpu_s
from verimentor_evalbench.measure import Measure, print_table
from verimentor_evalbench.provenance import commit

BATCH = 16  # candidates simulated together, as two rounds of eight give them

# Modules of some thirty lines: long enough that decoding, not starting up, is what counts.
REQUESTS = (
    Request(
        "An 8-bit arithmetic unit: op 0 adds, 1 subtracts, 2 ands, 3 ors, 4 xors, 5 shifts a left by one, 6 shifts a "
        "right by one, 7 passes b. The result is registered at the rising edge of clk; reset is synchronous. zero says "
        "that the registered result is 0, carry holds the carry or borrow of the last addition or subtraction.",
        "module alu (\n    input clk,\n    input reset,\n    input [2:0] op,\n    input [7:0] a,\n    input [7:0] b,\n"
        "    output reg [7:0] result,\n    output reg carry,\n    output zero\n);",
    ),
    Request(
        "A traffic light for a main road and a side road. Main is green until car is seen on the side road, then "
        "yellow for 3 cycles; then the side road is green for 8 cycles and yellow for 3. Each light is 2 bits: 0 red, "
        "1 yellow, 2 green. Asynchronous active-low reset to main green.",
        "module traffic (\n    input clk,\n    input rst_n,\n    input car,\n    output reg [1:0] main_light,\n"
        "    output reg [1:0] side_light\n);",
    ),
    Request(
        "A serial transmitter: when start is high and it is not busy it sends a start bit 0, eight data bits of data, "
        "lowest first, and a stop bit 1, one bit each 16 cycles of clk. line is 1 when nothing is sent. Synchronous "
        "reset.",
        "module transmitter (\n    input clk,\n    input reset,\n    input start,\n    input [7:0] data,\n"
        "    output reg line,\n    output reg busy\n);",
    ),
    Request(
        "A stopwatch that counts hundredths 0 to 99 and seconds 0 to 59 while running is high, one hundredth each time "
        "tick is high. clear sets both to 0. wrapped is high for one cycle when the seconds go back to 0. Synchronous "
        "reset.",
        "module stopwatch (\n    input clk,\n    input reset,\n    input tick,\n    input running,\n    input clear,\n"
        "    output reg [6:0] hundredths,\n    output reg [5:0] seconds,\n    output reg wrapped\n);",
    ),
)


@dataclass(frozen=True)
class Timing:
    """One generation, and when it was known that a first answer compiles (None: the first one did not)."""

    made: Generated
    seconds: float
    first_s: float | None
    rounds: int
    worker_s: float  # of the processor, in the process that decodes

    def of(self, step: str) -> float:
        """The seconds of a step."""
        return next((each.seconds for each in self.made.steps if each.name == step), 0.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--model", default="", metavar="GGUF", help="a GGUF file or a model's name (default: shipped)")
    parser.add_argument("--samples", type=positive, default=8, help="answers a round (default: 8)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write everything measured to a file")


def run(options: argparse.Namespace) -> int:
    """Measure, print, write."""
    if icarus.find_iverilog() is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    model = Catalog().selected(ModelSettings(path=options.model))
    load = os.getloadavg()[0]
    measures = asyncio.run(_measure(model, options.samples))
    machine = f"{os.cpu_count()} cores, load {load:.1f} at the start, {platform.machine()}, {platform.system()}"
    print(f"{model.name} ({model.path.stat().st_size / 1e6:.0f} MB), {options.samples} samples a round, on {machine}\n")
    print_table(measures, Console())
    if options.json:
        report = {
            "model": {"name": model.name, "path": str(model.path), "sha256": Catalog().verify(model).sha256},
            "machine": machine,
            "provenance": {"commit": commit(), "prompt_version": PROMPT_VERSION, "icarus": icarus.version()},
            "samples": options.samples,
            "measures": [measure.as_json() for measure in measures],
        }
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


async def _measure(model: Model, samples: int) -> list[Measure]:
    student = Student(model)
    try:
        _, *timings = [await _timed(request, samples, student) for request in (REQUESTS[0], *REQUESTS)]
    finally:
        await student.close()
    batches = [await asyncio.to_thread(_batch, timing.made.candidates) for timing in timings]
    return as_measures(timings, [seconds for seconds in batches if seconds is not None])


async def _timed(request: Request, samples: int, student: Student) -> Timing:
    await student.start()
    assert student.pid is not None
    worker = cpu_s(student.pid)
    started = time.perf_counter()
    first: list[float] = []
    rounds = 0

    def hear(what: str, share: float) -> None:
        nonlocal rounds
        rounds += what == ASKING
        if what == FIRST_COMPILES:
            first.append(time.perf_counter() - started)

    # No mending: how often it is needed says more about the student than about the loop.
    asked = Request(request.spec, request.header, samples=samples, resample=False)
    made = await generate(asked, student, on_progress=hear)
    seconds = time.perf_counter() - started
    return Timing(made, seconds, first[0] if first else None, rounds, cpu_s(student.pid) - worker)


def _batch(candidates: Sequence[Candidate]) -> float | None:
    """What one simulation of 16 candidates takes; fewer are taken several times."""
    texts = [each.text for each in candidates if each.compiled]
    if not texts:
        return None
    started = time.perf_counter()
    agreement.behaviours(list(islice(cycle(texts), BATCH)))
    return time.perf_counter() - started


def as_measures(timings: Sequence[Timing], batches: Sequence[float]) -> list[Measure]:
    """The table's rows."""

    def of(name: str, unit: str, values: Sequence[float], limit: float | None = None) -> Measure:
        return Measure(name, unit, tuple(values), {0.5: limit} if limit is not None else {})

    steps = ("student", "compile filter", "vote", "oracles", "tie")
    rows = [
        of("request to module, one round", "ms", [1000 * each.seconds / each.rounds for each in timings], 3000),
        *(of(f"    {step}", "ms", [1000 * each.of(step) / each.rounds for each in timings]) for step in steps),
        of("    processor time of the decoding", "ms", [1000 * each.worker_s / each.rounds for each in timings]),
        of("a first answer compiles", "ms", [1000 * each.first_s for each in timings if each.first_s is not None]),
        of("request to module, all rounds", "ms", [1000 * each.seconds for each in timings]),
        of("rounds", "", [each.rounds for each in timings]),
        of(
            "slang's checks while decoding",
            "%",
            [100 * each.of("guided decoding") / each.worker_s for each in timings],
            10,
        ),
        of(f"simulating {BATCH} candidates", "ms", [1000 * each for each in batches], 500),
        of("lines of the module", "", [each.made.module.count("\n") for each in timings if each.made.module]),
    ]
    return rows
