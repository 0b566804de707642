"""`verimentor generate [SPEC|-]`: a description becomes a checked module.

`--json` prints `{module, ok, checks: [{name, passed, detail}], candidates: [{text, votes, mean_logprob, n_tokens,
errors}], seconds}`. `--batch IN.jsonl --out-dir D` reads rows `{id, spec, header?}` and writes `D/<id>.v`, loading
the model once.
"""

import argparse
import asyncio
import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from verimentor.cli.workplace import project_for, read_rows, read_source, settings_for, student_for
from verimentor.config import Settings
from verimentor.errors import VerimentorError
from verimentor.generate import Generated, Request, generate
from verimentor.student.runtime import Student
from verimentor.verilog.project import Project

_SAFE_ID = re.compile(r"[\w.-]+\Z")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("spec", nargs="?", help="the description; - reads it from stdin")
    parser.add_argument("--file", type=Path, help="read the description from a file")
    parser.add_argument("--header", help="the module's header, or a file that holds it")
    parser.add_argument("--samples", type=int, help="how many answers compete (default: the setting, 8)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="write the module to a file instead of stdout")
    parser.add_argument("--json", action="store_true", help="print everything that is known as JSON")
    parser.add_argument("--explain", action="store_true", help="list all candidates and what the checks said of them")
    parser.add_argument("--batch", type=Path, help="JSONL rows {id, spec, header?}")
    parser.add_argument("--out-dir", type=Path, help="where --batch writes <id>.v")


def run(options: argparse.Namespace) -> int:
    """Generate one module or a batch."""
    if bool(options.batch) != bool(options.out_dir):
        raise VerimentorError("--batch and --out-dir belong together.")
    place = options.out.parent if options.out else Path()
    project = project_for(place if place.is_dir() else Path())
    settings = settings_for(project.root)
    if options.batch:
        return asyncio.run(_batch(options, settings, project))
    spec = _spec(options)
    return asyncio.run(_single(spec, options, settings, project))


async def _single(spec: str, options: argparse.Namespace, settings: Settings, project: Project) -> int:
    console = Console(stderr=True)
    async with student_for(settings) as student:
        with console.status("asking the student") as status:
            made = await generate(
                _request(spec, _header(options.header), options, settings),
                student,
                project,
                on_progress=lambda what, _: status.update(what),
            )
    if options.json:
        print(json.dumps(as_json(made), indent=2, ensure_ascii=False))
    elif options.out and made.module:
        options.out.write_text(made.module, encoding="utf-8")
    elif made.module:
        print(made.module, end="")
    if not options.json:
        console.print(
            f"{'✓' if made.ok else '✗'} {made.evidence} ({made.seconds:.1f} s)", style="green" if made.ok else "red"
        )
    if options.explain:
        _explain(made, console)
    return 0 if made.ok else 1


async def _batch(options: argparse.Namespace, settings: Settings, project: Project) -> int:
    rows = list(read_rows(options.batch, ("id", "spec")))
    for row in rows:
        if not _SAFE_ID.match(str(row["id"])):
            raise VerimentorError(f"The id {row['id']!r} cannot be a file name: use letters, digits, '.', '_' and '-'.")
    options.out_dir.mkdir(parents=True, exist_ok=True)
    failed = 0
    async with student_for(settings) as student:
        for number, row in enumerate(rows, start=1):
            made = await _one(row, options, settings, project, student)
            failed += not made.ok
            (options.out_dir / f"{row['id']}.v").write_text(made.module, encoding="utf-8")
            if options.json:
                print(json.dumps({"id": row["id"], **as_json(made)}, ensure_ascii=False), flush=True)
            else:
                print(f"[{number}/{len(rows)}] {row['id']}: {made.evidence}", file=sys.stderr)
    return 1 if failed else 0


async def _one(
    row: dict[str, Any], options: argparse.Namespace, settings: Settings, project: Project, student: Student
) -> Generated:
    request = _request(str(row["spec"]), row.get("header"), options, settings)
    return await generate(request, student, project)


def _request(spec: str, header: str | None, options: argparse.Namespace, settings: Settings) -> Request:
    chosen = settings.generate
    return Request(
        spec,
        header,
        samples=chosen.samples if options.samples is None else options.samples,
        seed=options.seed,
        temperature=chosen.temperature,
        max_tokens=chosen.max_tokens,
    )


def _spec(options: argparse.Namespace) -> str:
    if options.file:
        return read_source(options.file)
    if options.spec == "-":
        return sys.stdin.read()
    if options.spec:
        return str(options.spec)
    raise VerimentorError(
        'Say what to build: verimentor generate "4-bit up counter with enable", or --file, or - for stdin.'
    )


def _header(given: str | None) -> str | None:
    """The header itself, or the content of the file it names."""
    if given and not given.lstrip().startswith("module") and Path(given).is_file():
        return read_source(Path(given))
    return given


def as_json(made: Generated) -> dict[str, Any]:
    """The documented form of `--json`."""
    return {
        "module": made.module,
        "ok": made.ok,
        "checks": [asdict(check) for check in made.checks],
        "candidates": [asdict(candidate) for candidate in made.candidates],
        "seconds": round(made.seconds, 3),
    }


def _explain(made: Generated, console: Console) -> None:
    for number, candidate in enumerate(made.candidates, start=1):
        fate = f"{candidate.votes} votes" if candidate.compiled else candidate.errors[0]
        console.print(
            f"candidate {number}: {fate}; mean log-probability {candidate.mean_logprob:.3f}, {candidate.n_tokens} tokens"
        )
