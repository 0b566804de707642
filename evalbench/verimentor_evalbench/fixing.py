"""How much broken Verilog is mended, by rules alone and with the student: what models break, and what people break.

    verimentor-bench fixing RUN... [--limit N] [--json OUT]

| texts | where they come from | mended as it should be |
|---|---|---|
| answers | the runs' samples that Icarus refuses | it passes the problem's testbench, by the strict rule |
| slips | the references of the same problems, each with a tired engineer's mistake | it simulates as before |

A slip is drawn by a fixed seed from the trainer's table of mistakes and counts where Icarus refuses it. The student saw
mistakes of that table in training, in other modules. Mended means that Icarus takes the text alone; rules come first,
then the student fills what they leave. Intervals are bootstrap over problems.

`--json` writes `{model, seed, provenance, rows: [{set, id, texts, mistake, by: {rules, student: {compiles, right}}}]}`,
where `student` stands for rules and student. Mended texts are kept in `judged.jsonl` of each run, so that an
interrupted measurement goes on; another state of the product's code mends anew.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar

from verimentor.config import ModelSettings
from verimentor.errors import ToolMissing, VerimentorError
from verimentor.mending import mend
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import PROMPT_VERSION
from verimentor.student.runtime import Student
from verimentor.verilog import icarus
from verimentor.verilog.agreement import compare_many
from verimentor_evalbench import data
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.choosing import compiles
from verimentor_evalbench.journal import Journal, Row, cores, key_of
from verimentor_evalbench.pass_at_k import estimate
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.provenance import commit, product_code
from verimentor_evalbench.samples import JUDGED, SAMPLES, SETTINGS, design_of, read_samples, set_of
from verimentor_evalbench.score import score, teller
from verimentor_evalbench.table import Table, as_markdown, percent

ANSWERS, SLIPS = "answers", "slips"
RULES, STUDENT = "rules", "student"
TITLES = {ANSWERS: "answers that do not compile", SLIPS: "references with a slip"}

_TRIES = 8  # slips drawn until Icarus refuses one: three of ten only misbehave
_PATH = "answer.v"  # where a text is said to stand


@dataclass(frozen=True)
class Case:
    """A text that Icarus refuses; `mistake` says what was done to it, "" of an answer."""

    problem: Problem
    texts: str  # ANSWERS or SLIPS
    text: str
    mistake: str = ""


def slips(asked: Sequence[Problem], seed: int) -> Iterator[Case]:
    """Each problem's reference with one mistake that keeps it from compiling; none where there is nothing to break."""
    from verimentor_trainer.families import Pair  # imports every design family
    from verimentor_trainer.repairs import draw

    for problem in asked:
        pair = Pair(problem.group, problem.description, problem.header, problem.reference, problem.reference)
        for number in range(_TRIES):
            try:
                drawn = draw(pair, Random(f"{seed}/{problem.id}/{number}"))
            except ValueError:  # nothing of the table fits
                break
            if not compiles(drawn.broken):
                yield Case(problem, SLIPS, drawn.broken, drawn.mistake)
                break


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="runs of `generate`, greedy ones by custom")
    parser.add_argument("--model", default="", help="who fills: a GGUF file or a model's name (default: shipped)")
    parser.add_argument("--seed", type=int, default=0, help="of the slips (%(default)s)")
    parser.add_argument("--limit", type=positive, metavar="N", help="look only at the first N problems of each set")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every row")


def run(options: argparse.Namespace) -> int:
    """Mend, judge, print."""
    if icarus.find_iverilog() is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    model = Catalog().selected(ModelSettings(path=options.model))
    sha256 = Catalog().verify(model).sha256
    rows: list[dict[str, Any]] = []
    for folder in options.runs:
        name = set_of(folder / SETTINGS)
        asked = data.find_set(name)[: options.limit]
        cases = [*_answers(folder, asked), *slips(asked, options.seed)]
        journal = Journal(folder / JUDGED)
        mended = _mend_all(cases, model, sha256, journal, name)
        rows += [{"set": name, **row} for row in _judge(cases, mended, journal)]
    if not rows:
        raise VerimentorError("All answers compile and no reference can be broken. Name other runs.")
    print("\n".join(as_markdown(table(rows))))
    if options.json:
        provenance = {"commit": commit(), "prompt_version": PROMPT_VERSION, "icarus": icarus.version()}
        said = {"model": {"name": model.name, "sha256": sha256}, "seed": options.seed, "provenance": provenance}
        options.json.write_text(json.dumps(said | {"rows": rows}, indent=1) + "\n", encoding="utf-8")
    return 0


def table(rows: Sequence[Row]) -> Table:
    """What became of the texts: of each kind, then of each mistake."""
    cells = []
    for texts, title in TITLES.items():
        if mine := [row for row in rows if row["texts"] == texts]:
            cells.append(_cells(title, mine))
    for mistake in sorted({row["mistake"] for row in rows} - {""}):
        found = _cells(mistake, [row for row in rows if row["mistake"] == mistake])
        cells.append([found[0], found[1], *(share.partition(" (")[0] for share in found[2:])])  # a handful each
    names = (f"{what}, {by}, %" for by in ("rules", "rules and student") for what in _WHAT.values())
    return Table(("texts", "n", *names), cells)


_WHAT = {"compiles": "compile again", "right": "as it should be"}


def _cells(title: str, rows: Sequence[Row]) -> list[str]:
    shares = [percent(estimate(_by_problem(rows, by, what))) for by in (RULES, STUDENT) for what in _WHAT]
    return [title, str(len(rows)), *shares]


def _by_problem(rows: Sequence[Row], by: str, what: str) -> list[float]:
    """The share of each problem's texts: a run may have several answers to one."""
    problems: dict[tuple[str, str], list[bool]] = {}
    for row in rows:
        problems.setdefault((row["set"], row["id"]), []).append(row["by"][by][what])
    return [fmean(values) for values in problems.values()]


def _answers(folder: Path, asked: Sequence[Problem]) -> list[Case]:
    known = {problem.id: problem for problem in asked}
    rows = [row for row in read_samples(folder / SAMPLES) if row["task_id"] in known]
    designs = [(known[row["task_id"]], design_of(known[row["task_id"]], row["completion"])) for row in rows]
    return [Case(problem, ANSWERS, text) for problem, text in designs if text.strip() and not compiles(text)]


def _mend_all(cases: Sequence[Case], model: Model, sha256: str, journal: Journal, name: str) -> Mapping[str, list[str]]:
    """What becomes of every text by rules alone, and with the student where they leave errors; by who mends."""

    def key(by: str, text: str) -> str:
        return key_of("mended", by, product_code(), icarus.version(), sha256 if by == STUDENT else "", text)

    def by_rules(text: str) -> Row:
        return {"text": asyncio.run(mend(text, _PATH)).text}

    texts = dict.fromkeys(case.text for case in cases)
    found = journal.fill({key(RULES, text): partial(by_rules, text) for text in texts}, teller(f"{name}: mended"))
    ruled = {text: str(found[key(RULES, text)]["text"]) for text in texts}
    left = [text for text in texts if not compiles(ruled[text])]
    waiting = [text for text in left if journal.lacks(key(STUDENT, text))]

    async def fill(student: Student, bar: Bar, task: Any) -> None:
        try:
            while waiting:
                text = waiting.pop(0)
                journal.add(key(STUDENT, text), {"text": (await mend(text, _PATH, student=student)).text})
                bar.advance(task)
        finally:
            await student.close()

    async def fill_all() -> None:
        with Bar(console=Console(stderr=True)) as bar:
            task = bar.add_task(f"{name}: the student fills", total=len(waiting))
            await asyncio.gather(*(fill(Student(model), bar, task) for _ in range(min(cores(), len(waiting)))))

    asyncio.run(fill_all())
    filled = ruled | {text: str(journal.row(key(STUDENT, text))["text"]) for text in left}
    return {by: [texts[case.text] for case in cases] for by, texts in ((RULES, ruled), (STUDENT, filled))}


def _judge(cases: Sequence[Case], mended: Mapping[str, list[str]], journal: Journal) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"id": case.problem.id, "texts": case.texts, "mistake": case.mistake, "by": {}} for case in cases
    ]
    for by, texts in mended.items():
        compiled = [compiles(text) for text in texts]
        right = [False] * len(cases)
        for kind, judge in ((ANSWERS, partial(_pass, journal=journal)), (SLIPS, _as_before)):
            places = [place for place, case in enumerate(cases) if case.texts == kind and compiled[place]]
            for place, verdict in zip(places, judge([(cases[at].problem, texts[at]) for at in places]), strict=True):
                right[place] = verdict
        for row, is_sound, is_right in zip(rows, compiled, right, strict=True):
            row["by"][by] = {"compiles": is_sound, "right": is_right}
    return rows


def _pass(texts: Sequence[tuple[Problem, str]], journal: Journal) -> list[bool]:
    return [verdict.strict for verdict in score(texts, journal=journal)]


def _as_before(texts: Sequence[tuple[Problem, str]]) -> list[bool]:
    return [answer.equal for answer in compare_many([(problem.reference, text) for problem, text in texts])]
