"""Makes the tables of RESULTS.md anew, by one command.

    verimentor-bench results --published FILE.jsonl ... --sources PATH ...

Runs the commands of every chapter in turn (`plan`), in this process, into one folder. What is whole there is kept: a
run goes on where it stopped, and a JSON file that is there is not made again (remove it to have that). The folder is
one model's, by one version of the prompt and one choice of numbers; another is refused. What has no data is left out
with a line that says what is missing; a chapter whose command fails does not keep the others from their tables.

Writes `results.md` in RESULTS.md's order, `results.html`, which has the report's details below, and `results.json`:

    {settings, provenance, chapters: [{name, title, commands, left_out: [words], parts: [words or {header, rows}]}],
     report}

with `report` as `verimentor-bench report` writes it.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from verimentor.config import ModelSettings
from verimentor.errors import MentorError, ModelError, ToolMissing, VerimentorError
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import PROMPT_VERSION
from verimentor.verilog import icarus
from verimentor_evalbench import data, findings, page, report
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.contents import Section, contents
from verimentor_evalbench.generate import begin
from verimentor_evalbench.material import gather
from verimentor_evalbench.plan import NAMES, Chapter, Scope, Step, chapters
from verimentor_evalbench.provenance import commit
from verimentor_evalbench.samples import VERDICTS
from verimentor_evalbench.table import Table

_TITLE = "Results"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("runs/results"),
        metavar="FOLDER",
        help="goes on where it stopped (%(default)s)",
    )
    parser.add_argument(
        "--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}"
    )
    parser.add_argument("--model", default="", help="a GGUF file, or the name of a model; default: the shipped one")
    parser.add_argument("--samples", type=positive, metavar="N", help="answers to a problem; default: as in RESULTS.md")
    parser.add_argument("--limit", type=positive, metavar="N", help="the first N problems of each set, N holes a kind")
    parser.add_argument(
        "--published", nargs="+", type=Path, default=[], metavar="FILE", help="others' samples of VerilogEval v1 human"
    )
    parser.add_argument(
        "--sources", nargs="+", type=Path, default=[], metavar="PATH", help="repositories to cut holes into"
    )


def run(options: argparse.Namespace) -> int:
    """Take every step that has what it needs, and write the tables."""
    if icarus.find_iverilog() is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    scope = Scope(
        options.out, options.model, options.samples, options.limit, tuple(options.published), tuple(options.sources)
    )
    model = Catalog().selected(ModelSettings(path=options.model))
    settings = {
        "model": {"name": model.name, "sha256": Catalog().verify(model).sha256},
        "prompt_version": PROMPT_VERSION,
        "samples": scope.samples,
        "limit": scope.limit,
    }
    begin(scope.out, settings, tuple(settings))
    wanted = [chapter for chapter in chapters(scope) if chapter.name in options.only]
    left_out = take(wanted)
    _write(scope, settings, wanted, left_out)
    return 0


def take(wanted: Sequence[Chapter]) -> dict[str, list[str]]:
    """Take the chapters' steps, each once; the words for what was left out, by chapter.

    Raises:
        ModelError, MentorError, ToolMissing: what no step can do without.
    """
    available = set(data.names())
    refused: dict[Step, str] = {}
    taken: set[Step] = set()
    left_out: dict[str, list[str]] = {}
    for chapter in wanted:
        words = [chapter.lacks] if chapter.lacks and not chapter.steps else []
        for number, step in enumerate(chapter.steps, 1):
            if step not in taken and step not in refused:
                _tell(f"{chapter.name} {number} of {len(chapter.steps)}: {step.line}")
                if step.needs and step.needs not in available:
                    refused[step] = f"{step.needs} was not added (`verimentor-bench data add NAME PATH`)"
                elif problem := _take(step):
                    refused[step] = problem
                else:
                    taken.add(step)
                if step in refused:
                    _tell(f"left out: {refused[step]}")
            if step in refused:
                words.append(refused[step])
        left_out[chapter.name] = list(dict.fromkeys(words))
    return left_out


def _take(step: Step) -> str:
    """Why a step could not be taken; "" where it was, or had been."""
    if step.makes and _is_whole(step.makes):
        _tell(f"kept: {step.makes}")
        return ""
    command = import_module(f"verimentor_evalbench.{step.command}")
    parser = argparse.ArgumentParser(prog=f"verimentor-bench {step.command}")
    command.add_arguments(parser)
    try:
        with redirect_stdout(sys.stderr):  # standard output is for the tables
            command.run(parser.parse_args(step.words))
    except (ModelError, MentorError, ToolMissing):
        raise
    except VerimentorError as problem:
        return str(problem)
    return ""


def _is_whole(path: Path) -> bool:
    """Whether a file holds JSON; half of one is from an interruption."""
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _write(
    scope: Scope, settings: Mapping[str, Any], wanted: Sequence[Chapter], left_out: Mapping[str, Sequence[str]]
) -> None:
    sections, rows = [], []
    for chapter in wanted:
        missing = [f"Left out: {words.removesuffix('.')}." for words in left_out[chapter.name]]
        section = Section(chapter.title, [*findings.parts(chapter.name, scope), *missing])
        sections.append(section)
        rows.append(
            {
                "name": chapter.name,
                "title": chapter.title,
                "commands": list(dict.fromkeys(step.line for step in chapter.steps)),
                "left_out": list(left_out[chapter.name]),
                "parts": [asdict(part) if isinstance(part, Table) else part for part in section.parts],
            }
        )
    material = gather(_reported(scope, wanted))
    details = contents(material)
    provenance = {"commit": commit(), "icarus": icarus.version()}
    model = settings["model"]
    said = (
        f"{model['name']} (sha256 {model['sha256'][:12]}), prompt version {PROMPT_VERSION}, Icarus {icarus.version()}. "
        "Intervals are 95 %, bootstrap over problems; of holes, over files."
    )
    sections = [Section("By whom, and how", [said]), *sections]
    text = report.markdown(_TITLE, [*sections, details[0]])  # the rest of the details is `report`'s
    numbers = {"settings": settings, "provenance": provenance, "chapters": rows, "report": report.as_json(material)}
    (scope.out / "results.md").write_text(text, encoding="utf-8")
    (scope.out / "results.html").write_text(page.render(_TITLE, [*sections, *details]), encoding="utf-8")
    told = json.dumps(numbers, indent=2, ensure_ascii=False) + "\n"
    (scope.out / "results.json").write_text(told, encoding="utf-8")
    print(text)
    print(f"results: {scope.out / 'results.md'}, .json, .html")


def _reported(scope: Scope, wanted: Sequence[Chapter]) -> Iterable[Path]:
    """The runs and files of the chapters that a report knows, each once."""
    found: dict[Path, None] = {}
    for step in (step for chapter in wanted for step in chapter.steps):
        if step.command == "score" and (Path(step.words[0]) / VERDICTS).exists():
            found[Path(step.words[0])] = None
        elif step.command in ("ladder", "replay", "latency") and step.makes and _is_whole(step.makes):
            found[step.makes] = None
        elif step.command == "completion" and _is_whole(scope.out / "completion" / "completion.json"):
            found[scope.out / "completion" / "completion.json"] = None
    return found


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
