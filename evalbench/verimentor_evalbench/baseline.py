"""Answers a set of problems without a model: the floor to compare students with, and the measure of weak testbenches.

- `zero`: the module asked for, every output constant 0;
- `empty`: the module asked for, with nothing in it.

The ports come from the reference, which no student sees; nothing else of it is used. What passes says more of the
testbench than of the answer. A run as `generate` writes it, to be judged and reported like any other.
"""

import argparse
import json
import re
from dataclasses import asdict
from pathlib import Path

import verimentor
from verimentor.verilog import icarus
from verimentor.verilog.module import Module
from verimentor.verilog.source import Source, header_text, parse
from verimentor_evalbench import data
from verimentor_evalbench.generate import Drawing, begin, digest
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.samples import SAMPLES

KINDS = {"zero": "constant 0", "empty": "empty body"}


def answer(problem: Problem, kind: str) -> str:
    """The whole module; "" where the reference cannot be read."""
    source = parse(problem.reference)
    module = next((module for module in source.modules if module.name == problem.top), None)
    if module is None:
        return ""
    outputs = [port.name for port in module.ports if port.direction == "output"]
    body = "".join(f"    assign {name} = 0;\n" for name in outputs) if kind == "zero" else ""
    return f"{_header(source, module)}\n{body}endmodule\n"


def _header(source: Source, module: Module) -> str:
    """The header as written where it declares the ports; else one that does, with widths as they are by default."""
    written = header_text(source, module)
    if re.search(r"\b(?:input|output|inout)\b", written):
        return written
    ports = [f"{port.direction} [{(port.width or 1) - 1}:0] {port.name}" for port in module.ports]
    return f"module {module.name}({', '.join(ports)});"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("problems", metavar="SET", help="a set of problems (`verimentor-bench data list`), or its path")
    parser.add_argument("--kind", choices=KINDS, default="zero", help="constant outputs, or nothing (%(default)s)")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="the run's folder")


def run(options: argparse.Namespace) -> int:
    """Write the run."""
    asked = data.find_set(options.problems)
    settings = {
        "problems": options.problems,
        "problems_sha256": digest(asked),
        "n_problems": len(asked),
        "model": {"name": KINDS[options.kind], "sha256": "", "format": ""},
        "prompt_version": 0,
        "strategy": "no model",
        "drawing": asdict(Drawing(samples=1, temperature=0)),
        "verimentor": verimentor.__version__,
        "commit": commit(),
        "icarus": icarus.version(),
    }
    begin(options.out, settings)
    answers = {problem.id: answer(problem, options.kind) for problem in asked}
    rows = [{"task_id": id, "sample": 0, "of": 1, "completion": text} for id, text in answers.items()]
    path = options.out / SAMPLES
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} problems answered; samples: {path}")
    return 0
