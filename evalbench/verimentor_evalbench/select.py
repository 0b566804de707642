"""Which model to start from: the base-model selection of "Generative AI based RTL Code Generator".

Every candidate answers ten prompts of rising difficulty, once and greedily, and Icarus gives each answer points:

| points | the paper | how it is decided here |
|---|---|---|
| 3 | functionally and syntactically correct | it compiles alone and passes the testbench, by our strict rule |
| 2 | logically correct only | it passes after repair by the rules of `verimentor.mentor.rules`, without a model |
| 1 | syntactically correct only | it compiles |
| 0 | incorrect | anything else |

The paper publishes neither its prompts nor how it told "logically correct" from incorrect: the ten prompts in
`selection/` and the rule for 2 points are ours. They name module and ports, so that a testbench can decide. The paper's
own table is printed beside ours and marked as published; other prompts, other judges: compare ranks at most.

`--json` writes `{problems: [id], candidates: [{name, sha256, url, points, error, answers: [{id, points, why,
completion, seconds}]}], winners: [name], published: [{model, points}]}`. Exit code 3 where a candidate cannot be asked.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from verimentor.config import ModelSettings
from verimentor.errors import MentorError, ModelError
from verimentor.mentor.fix import fix
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Completion, Sampling, Student
from verimentor.verilog import icarus
from verimentor.verilog.check import check
from verimentor.verilog.problem import Severity
from verimentor_evalbench import problems, served
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.samples import design_of
from verimentor_evalbench.score import score
from verimentor_evalbench.served import Served
from verimentor_evalbench.strategies import Answering, plain_prompt
from verimentor_evalbench.table import Table, as_markdown, as_text

PROMPTS = Path(__file__).parent / "selection"
MOST = 3  # points for one answer

PUBLISHED = {
    "Llama2-70B": 21,
    "DeepSeek-Coder-1.3B": 19,
    "Vicuna-7B": 16,
    "Vicuna-13B": 15,
    "Qwen-14B": 12,
    "CodeLlama-34B": 7,
    "Vicuna-33B": 6,
    "Mistral-7B": 3,
}

_LACKING = 3  # exit code: a model or server


@dataclass(frozen=True)
class Answer:
    """One answer and its points; `why` is for people."""

    id: str
    points: int
    why: str
    completion: str
    seconds: float


@dataclass(frozen=True)
class Candidate:
    """A model with its answers; `error` says why there are none. `sha256` and `url` tell which model it was."""

    name: str
    answers: tuple[Answer, ...] = ()
    sha256: str = ""
    url: str = ""
    error: str = ""

    @property
    def points(self) -> int:
        """The sum, 30 at most."""
        return sum(answer.points for answer in self.answers)


def prompts() -> list[Problem]:
    """The ten prompts, the easiest first."""
    return problems.load(PROMPTS)


def points_of(asked: Sequence[Problem], completions: Sequence[str]) -> list[tuple[int, str]]:
    """Points and reason for an answer to each of the problems.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    designs = [design_of(problem, text) for problem, text in zip(asked, completions, strict=True)]
    compiled = [_complaint(design) == "" for design in designs]
    mended = [design if fine else _mend(design) for design, fine in zip(designs, compiled, strict=True)]
    verdicts = score(list(zip(asked, mended, strict=True)))
    points = []
    for design, fine, verdict in zip(designs, compiled, verdicts, strict=True):
        if verdict.strict:
            points.append((3, "right") if fine else (2, f"right after repair by rules: {_complaint(design)}"))
        else:
            points.append((1, f"compiles: {verdict.reason}") if fine else (0, _complaint(design)))
    return points


def winners(candidates: Sequence[Candidate]) -> list[str]:
    """Who has the most points; several in a tie, nobody where none has any."""
    most = max((candidate.points for candidate in candidates), default=0)
    return [candidate.name for candidate in candidates if candidate.points == most > 0]


def _complaint(design: str) -> str:
    """The compiler's first error, "" where it has none."""
    if "module" not in design:
        return "no module"
    compilation = icarus.compile_text(design)
    errors = [problem.message for problem in compilation.problems if problem.severity is Severity.ERROR]
    return errors[0] if errors else "" if compilation.ok else "the compiler gave up"


def _mend(design: str) -> str:
    path = "answer.v"
    return asyncio.run(fix(design, path, lambda text: check(text, path))).text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "models",
        nargs="+",
        metavar="MODEL",
        help="a GGUF file, a model's name, or URL#NAME for a model behind an OpenAI-compatible URL",
    )
    parser.add_argument("--max-tokens", type=positive, default=1024, help="of one answer (%(default)s)")
    parser.add_argument("--threads", type=positive, default=1, help="of a local model (%(default)s)")
    served.add_key_arguments(parser)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write points and answers here")
    parser.add_argument("--markdown", type=Path, metavar="OUT", help="write the table here")


def run(options: argparse.Namespace) -> int:
    """Ask all candidates, print the table, name the winner."""
    asked = prompts()
    candidates = [_examine(name, asked, options) for name in options.models]
    table = points_table(asked, candidates)
    print("\n".join(as_text(table)))
    best = winners(candidates)
    print(f"\n{_verdict(best)}")
    for candidate in candidates:
        if candidate.error:
            print(f"{candidate.name}: {candidate.error}", file=sys.stderr)
    if options.markdown:
        options.markdown.write_text("\n".join([*as_markdown(table), "", _verdict(best), ""]), encoding="utf-8")
    if options.json:
        report = {
            "problems": [problem.id for problem in asked],
            "candidates": [asdict(candidate) | {"points": candidate.points} for candidate in candidates],
            "winners": best,
            "published": [{"model": model, "points": points} for model, points in PUBLISHED.items()],
        }
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return _LACKING if any(candidate.error for candidate in candidates) else 0


def _examine(name: str, asked: Sequence[Problem], options: argparse.Namespace) -> Candidate:
    """A candidate's answers with their points; one that cannot be asked does not keep the others from it."""
    print(f"asking {name}", file=sys.stderr)
    try:
        candidate, completions = asyncio.run(_answers(name, asked, options))
    except (ModelError, MentorError) as problem:
        return Candidate(name, error=str(problem))
    given = points_of(asked, [completion.text for completion in completions])
    answers = tuple(
        Answer(problem.id, points, why, completion.text, round(completion.seconds, 3))
        for problem, completion, (points, why) in zip(asked, completions, given, strict=True)
    )
    return Candidate(candidate.name, answers, candidate.sha256, candidate.url)


async def _answers(
    name: str, asked: Sequence[Problem], options: argparse.Namespace
) -> tuple[Candidate, list[Completion]]:
    model: Answering
    if name.startswith(("http://", "https://")):
        url, _, wanted = name.partition("#")
        model = server = Served(url, wanted, key=served.key_from(options), timeout_s=options.timeout)
        await server.start()
        said = server.provenance()
        candidate = Candidate(said["name"], url=said["url"])
    else:
        local = Catalog().selected(ModelSettings(path=name))
        candidate = Candidate(local.name, sha256=Catalog().verify(local).sha256)
        model = Student(local, threads=options.threads)
    try:
        sampling = Sampling(options.max_tokens)
        return candidate, [(await model.sample(plain_prompt(problem), sampling, 1))[0] for problem in asked]
    finally:
        await model.close()


def points_table(asked: Sequence[Problem], candidates: Sequence[Candidate]) -> Table:
    """The candidates by points, and the published ones, whose prompts were others."""
    rows = []
    for candidate in sorted(candidates, key=lambda candidate: -candidate.points):
        given = [str(answer.points) for answer in candidate.answers] or ["-"] * len(asked)
        total = "cannot be asked" if candidate.error else f"{candidate.points} of {MOST * len(asked)}"
        rows.append([candidate.name, *given, total])
    for model, points in PUBLISHED.items():
        rows.append([f"{model} (published, other prompts)", *[""] * len(asked), f"{points} of 30"])
    return Table(("model", *(problem.id.partition("_")[0] for problem in asked), "points"), rows)


def _verdict(best: Sequence[str]) -> str:
    if not best:
        return "No candidate has a point."
    return f"Winner: {best[0]}" if len(best) == 1 else f"A tie between {', '.join(best)}"
