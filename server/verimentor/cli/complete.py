"""`verimentor complete FILE --offset N`: the ghost text at a place in a file.

`--json` prints `{file, offset, text, milliseconds, reason}`: `text` is "" where nothing is suggested, and `reason` says
why. `--batch CASES.jsonl` reads rows `{file, offset}`, `file` as seen from the folder the command runs in, and prints
such an object a line, loading the model once; `milliseconds` leaves out loading the model and reading the project.
Offsets count code points, a byte order mark not among them.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import Workplaces, note, read_rows, read_source, student_for
from verimentor.complete import Ghost, complete
from verimentor.errors import VerimentorError
from verimentor.student.runtime import Student


@dataclass(frozen=True)
class Case:
    """A cursor: a file, and how many code points of its text stand before."""

    file: str
    offset: int
    content: str


@dataclass(frozen=True)
class Answer:
    """The documented form of `--json`."""

    file: str
    offset: int
    text: str
    milliseconds: float
    reason: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
    parser.add_argument("--offset", type=int, metavar="N", help="the cursor: how many code points stand before it")
    parser.add_argument("--json", action="store_true", help="print everything that is known as JSON")
    parser.add_argument("--batch", type=Path, metavar="CASES.jsonl", help="rows {file, offset}")


def run(options: argparse.Namespace) -> int:
    """Complete at one place, or at many; exit code 1 where the one place has no suggestion."""
    single = options.file is not None and options.offset is not None
    if single == bool(options.batch) or (options.batch and (options.file or options.offset is not None)):
        raise VerimentorError("Name a place: verimentor complete FILE --offset N; or many: --batch CASES.jsonl.")
    if options.batch:
        asyncio.run(_all(list(_cases(options.batch))))
        return Exit.GOOD
    (answer,) = asyncio.run(_all([_case(str(options.file), options.offset)], quiet=True))
    if options.json:
        print(json.dumps(asdict(answer), indent=2, ensure_ascii=False))
    elif answer.text:
        print(answer.text)
    else:
        note(f"No suggestion. {answer.reason}")
    return Exit.GOOD if answer.text else Exit.PROBLEMS


def _case(file: str, offset: int) -> Case:
    content = read_source(Path(file)).text
    if not 0 <= offset <= len(content):
        raise VerimentorError(f"The offset {offset} is not in {file}, which has {len(content)} code points.")
    return Case(file, offset, content)


def _cases(batch: Path) -> Iterator[Case]:
    """The rows, all looked at before the model is loaded."""
    for place, row in read_rows(batch, {"file": str, "offset": int}):
        try:
            yield _case(row["file"], row["offset"])
        except OSError as problem:
            raise VerimentorError(f"{place}: {row['file']}: {problem.strerror}.") from None
        except VerimentorError as problem:
            raise VerimentorError(f"{place}: {problem}") from None


async def _all(cases: Iterable[Case], *, quiet: bool = False) -> list[Answer]:
    workplaces = Workplaces()
    answers = []
    async with student_for(workplaces.around(Path()).settings) as student:
        await student.start()
        for case in cases:
            answer = await _answer(case, student, workplaces)
            answers.append(answer)
            if not quiet:
                print(json.dumps(asdict(answer), ensure_ascii=False), flush=True)
    return answers


async def _answer(case: Case, student: Student, workplaces: Workplaces) -> Answer:
    workplace = workplaces.around(Path(case.file))
    await asyncio.to_thread(workplace.project.modules)
    started = time.perf_counter()
    result = await complete(
        case.content, case.file, case.offset, student, workplace.project, workplace.settings.completion
    )
    milliseconds = round(1000 * (time.perf_counter() - started), 2)
    if isinstance(result, Ghost):
        return Answer(case.file, case.offset, result.text, milliseconds, "")
    return Answer(case.file, case.offset, "", milliseconds, result.reason)
