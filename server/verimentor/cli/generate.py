"""`verimentor generate [SPEC|-]`: a description becomes a checked module.

`--json` prints `{module, ok, checks: [{name, passed, detail}], candidates: [{text, votes, mean_logprob, n_tokens,
errors, missed, held, derivation, behaviour}], steps: [{name, detail, seconds}], seconds}`; a check named "interface"
says that the ports were taken from the text, "derived" that a table, map or diagram was written out (`derivation`:
`{text, source, assumptions}` or null), "oracle" what became of tables and examples, "repaired" what a link of the
mentor's chain did.
`--batch IN.jsonl --out-dir D` reads rows `{id, spec, header?}` and writes `D/<id>.v`, loading the model once.
`--explain` tells what every check and every part of the loop did, and how long it took.
`--alternatives` adds `alternatives: [{module, votes, sentence, difference}]`, the other behaviours among the answers.
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from verimentor.alternatives import alternatives
from verimentor.cli.evidence import alternatives_as_json, explain_checks, explain_steps, is_guess, show_alternatives
from verimentor.cli.exit_codes import Exit
from verimentor.cli.waveform import draw
from verimentor.cli.workplace import Workplace, note, read_rows, read_source, student_for, workplace_for
from verimentor.config import Settings
from verimentor.errors import VerimentorError
from verimentor.generate import Generated, generate
from verimentor.mending import Mentor, mentor_for
from verimentor.request import Request, checked
from verimentor.verilog.project import SUFFIXES

_SAFE_ID = re.compile(r"[\w.-]+\Z")
_USAGE = 'Say what to build: verimentor generate "4-bit up counter with enable", or --file F, or - for stdin.'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("spec", nargs="?", help="the description; - reads it from stdin")
    parser.add_argument("--file", type=Path, help="read the description from a file")
    parser.add_argument("--header", help="the module's header, or a file that holds it")
    parser.add_argument("--samples", type=int, help="how many answers compete (default: the setting, 8)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--guided",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="let slang read along, and sample again what cannot be right (default: on)",
    )
    parser.add_argument("--out", type=Path, help="write the module to a file instead of stdout")
    parser.add_argument("--json", action="store_true", help="print everything that is known as JSON")
    parser.add_argument("--explain", action="store_true", help="list all candidates and what the checks said of them")
    parser.add_argument("--alternatives", action="store_true", help="show the other behaviours, and where they differ")
    parser.add_argument("--waveform", type=Path, metavar="F.svg", help="draw what the module does into this file")
    parser.add_argument("--batch", type=Path, help="JSONL rows {id, spec, header?}")
    parser.add_argument("--out-dir", type=Path, help="where --batch writes <id>.v")


def run(options: argparse.Namespace) -> int:
    """Generate one module or a batch; exit code 1 where one does not compile."""
    if bool(options.batch) != bool(options.out_dir):
        raise VerimentorError("--batch and --out-dir belong together.")
    if options.batch and (options.alternatives or options.waveform):
        raise VerimentorError("--alternatives and --waveform are for one description, not for a --batch.")
    if sum(given is not None for given in (options.spec, options.file, options.batch)) != 1:
        raise VerimentorError(_USAGE)
    place = (options.out_dir or options.out or Path("here")).parent
    if not place.is_dir():
        raise VerimentorError(f"The folder {place} does not exist.")
    workplace = workplace_for(place)
    if options.batch:
        return asyncio.run(_batch(options, workplace))
    request = checked(_request(_spec(options), _header(options.header), options, workplace.settings))
    return asyncio.run(_single(request, options, workplace))


async def _single(request: Request, options: argparse.Namespace, workplace: Workplace) -> int:
    console = Console(stderr=True, emoji=False, highlight=False, soft_wrap=True)
    async with student_for(workplace.settings) as student, _mentor(workplace.settings) as mentor:
        with console.status("asking the student") as status:
            made = await generate(
                request, student, workplace.project, lambda what, _: status.update(what), mentor=mentor
            )
    if options.out and made.ok:
        options.out.write_text(made.module, encoding="utf-8")
    others = alternatives(made, workplace.project) if options.alternatives else ()
    if options.json:
        more = {"alternatives": alternatives_as_json(others)} if options.alternatives else {}
        print(json.dumps(as_json(made) | more, indent=2, ensure_ascii=False))
    else:
        if made.module and not (options.out and made.ok):
            print(made.module, end="")
        style = "green" if made.ok else "red"
        said = f"{'✓' if made.ok else '✗'} {made.evidence} ({made.seconds:.1f} s)"
        console.print(said, style=style, markup=False)
    if options.out and not made.ok:
        note(f"{options.out} was not written.")
    if options.explain:
        _explain(made, console)
    if options.alternatives and not options.json:
        show_alternatives(others, console)
    elif is_guess(made):
        note("too few answers agree; --alternatives shows what the others do.")
    if options.waveform:
        draw(made.module, workplace.project, options.waveform)
    return Exit.GOOD if made.ok else Exit.PROBLEMS


async def _batch(options: argparse.Namespace, workplace: Workplace) -> int:
    requests = _requests(options, workplace.settings)
    options.out_dir.mkdir(exist_ok=True)
    failed = 0
    async with student_for(workplace.settings) as student, _mentor(workplace.settings) as mentor:
        for number, (name, request) in enumerate(requests.items(), start=1):
            made = await generate(request, student, workplace.project, mentor=mentor)
            failed += not made.ok
            (options.out_dir / f"{name}.v").write_text(made.module, encoding="utf-8")
            if options.json:
                print(json.dumps({"id": name, **as_json(made)}, ensure_ascii=False), flush=True)
            else:
                print(f"[{number}/{len(requests)}] {name}: {made.evidence}", file=sys.stderr)
    return Exit.PROBLEMS if failed else Exit.GOOD


def _requests(options: argparse.Namespace, settings: Settings) -> dict[str, Request]:
    """The rows of a batch by id, all looked at before the model is loaded."""
    requests: dict[str, Request] = {}
    for place, row in read_rows(options.batch, {"id": str, "spec": str}):
        name, header = row["id"], row.get("header")
        if not _SAFE_ID.match(name):
            raise VerimentorError(f"{place}: the id {name!r} is no file name: use letters, digits, '.', '_' and '-'.")
        if name in requests:
            raise VerimentorError(f"{place}: the id {name!r} came before.")
        if not isinstance(header, str | None):
            raise VerimentorError(f"{place}: header must be a string.")
        try:
            requests[name] = checked(_request(row["spec"], header, options, settings))
        except VerimentorError as problem:
            raise VerimentorError(f"{place}: {problem}") from None
    return requests


def _request(spec: str, header: str | None, options: argparse.Namespace, settings: Settings) -> Request:
    chosen = settings.generate
    return Request(
        spec,
        header,
        samples=chosen.samples if options.samples is None else options.samples,
        seed=options.seed,
        temperature=chosen.temperature,
        max_tokens=chosen.max_tokens,
        guided=options.guided,
        mentor_rounds=settings.mentor.rounds,
    )


@asynccontextmanager
async def _mentor(settings: Settings) -> AsyncIterator[Mentor | None]:
    """The mentor that the settings name, let go on leaving.

    Raises:
        MentorError: they name none that there could be.
    """
    mentor = mentor_for(settings.mentor, machine=settings.model)
    try:
        yield mentor
    finally:
        if mentor is not None:
            await mentor.close()


def _spec(options: argparse.Namespace) -> str:
    if options.file:
        return read_source(options.file).text
    return sys.stdin.read() if options.spec == "-" else str(options.spec)


def _header(given: str | None) -> str | None:
    """The header itself, or the content of the file it names."""
    if not given or given.lstrip().startswith("module"):
        return given
    if Path(given).suffix in SUFFIXES or Path(given).is_file():
        header = read_source(Path(given)).text
        if not header.strip():
            raise VerimentorError(f"{given} is empty. Give a module header, from `module` to the `;` after its ports.")
        return header
    return given


def as_json(made: Generated) -> dict[str, Any]:
    """The documented form of `--json`."""
    return {
        "module": made.module,
        "ok": made.ok,
        "checks": [asdict(check) for check in made.checks],
        "candidates": [asdict(candidate) for candidate in made.candidates],
        "steps": [asdict(step) for step in made.steps],
        "seconds": round(made.seconds, 3),
    }


def _explain(made: Generated, console: Console) -> None:
    explain_checks(made, console)
    explain_steps(made, console)
    for number, candidate in enumerate(made.candidates, start=1):
        fate = f"{candidate.votes} votes" if candidate.compiled else candidate.errors[0]
        fate = "; ".join([fate, *(said for said, _ in candidate.held.evidence)])
        size = f"mean log-probability {candidate.mean_logprob:.3f}, {candidate.n_tokens} tokens"
        size = "written out from the description" if candidate.derivation else size
        console.print(f"candidate {number}: {fate}; {size}", markup=False)
