"""Judges samples: compiles and simulates each with its problem's testbench, all cores, each in a folder of its own.

Two verdicts come from one run. The upstream one is what the benchmark's own harness would say; published numbers are
made of it. The strict one refuses what that harness lets through:

- a verdict that the design printed: the testbench's own line carries a nonce, comes once, and of a sample or more;
- a design that ends the simulation, or writes files, which may be those the testbench reads;
- a design that does not stand alone: it reads the reference or the testbench by name.

Strictly passed implies passed upstream.

    verimentor-bench score RUN                        judges RUN/samples.jsonl, writes RUN/verdicts.jsonl
    verimentor-bench score FILE.jsonl --problems SET  judges anybody's {task_id, completion}
"""

import argparse
import json
import os
import re
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from verimentor.errors import ToolMissing, VerimentorError
from verimentor.generate import cut
from verimentor.verilog import icarus, sandbox
from verimentor.verilog.renaming import declared_modules, defined_macros
from verimentor.verilog.sandbox import Ending, Outcome
from verimentor_evalbench import data
from verimentor_evalbench.letters import COMPLAINT, COUNTED, FORGED, PASSED, TIME_OUT, letter_of, mismatch_letter
from verimentor_evalbench.problem import Judge, Problem

# VerilogEval's own limit is 30 s of wall clock. Its slowest reference takes 4 s of processor time: 10 s end what hangs
# three times sooner and lose hardly anything that is slow. Wall clock only counts where processor time cannot, since a
# verdict must not depend on what else the machine does (that reference took 29 s beside ten other programs).
_COMPILING = sandbox.Limits(wall_s=120, cpu_s=10)
_SIMULATING = sandbox.Limits(wall_s=120, cpu_s=10)

_FLAGS = {
    Judge.COUNT: ("-g2012", "-Wall"),
    Judge.VERILOG_EVAL_1: ("-Wall", "-Winfloop", "-Wno-timescale", "-g2012", "-s", "tb"),
    Judge.VERILOG_EVAL_2: ("-Wall", "-Winfloop", "-Wno-timescale", "-g2012", "-s", "tb"),
    Judge.RTLLM: ("-g2012",),
}
_PHRASE = {Judge.RTLLM: "Your Design Passed"}  # what a testbench says of a good design; all others count
_COUNTS = "Mismatches"

_HIDDEN = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_ENDS = re.compile(r"\$(?:finish|stop|fatal|exit)\b")
_WRITES = re.compile(
    r"\$(?:fopen|fclose|fwrite\w*|fdisplay\w*|fstrobe\w*|fmonitor\w*|writemem[bh]|dump\w+|ungetc|system)\b"
)
_MARKED = re.compile(r"\[BEGIN\](.*?)\[DONE\]", re.DOTALL)  # how VerilogEval v2 asks for code
_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_PASTES = re.compile(r"``")  # could make any of these names out of halves


@dataclass(frozen=True)
class Verdict:
    """What became of one sample; `letter` is explained in `letters`, `reason` is for people."""

    upstream: bool
    strict: bool
    letter: str
    compiled: bool  # Icarus made a program of it and the testbench, warnings or not
    reason: str
    seconds: float


def score(
    samples: Sequence[tuple[Problem, str]], on_progress: Callable[[int, int], None] | None = None
) -> list[Verdict]:
    """The verdicts on designs, whole texts, in their order; equal texts for the same problem are judged once.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    if icarus.find_iverilog() is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    # Problems compare by their many lines, which is slow: an identity does.
    jobs = {(id(problem), design): (problem, design) for problem, design in samples}
    done: dict[tuple[int, str], Verdict] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for key, verdict in zip(jobs, pool.map(lambda job: judge(*job), jobs.values()), strict=True):
            done[key] = verdict
            if on_progress:
                on_progress(len(done), len(jobs))
    return [done[id(problem), design] for problem, design in samples]


def judge(problem: Problem, design: str) -> Verdict:
    """The verdict on one design."""
    nonce = secrets.token_hex(8)
    testbench = _mark(problem, nonce)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="verimentor-bench-") as name:
        folder = Path(name).resolve()
        for file_name, text in problem.files.items():
            (folder / Path(file_name).name).write_text(text, encoding="utf-8")
        run = _run(problem, design, testbench, folder)
        verdict = _verdict(problem, design, run, nonce)
        if verdict.upstream and (objection := _objection(problem, design, run, nonce, folder)):
            verdict = Verdict(True, False, FORGED, verdict.compiled, objection, 0)
    return Verdict(**{**asdict(verdict), "seconds": round(time.monotonic() - started, 3)})


def design_of(problem: Problem, completion: str) -> str:
    """The modules of an answer, after the header where one was given and the answer does not repeat it.

    An answer without a whole module is left as it is: the compiler says what is wrong with it.
    """
    marked = _MARKED.search(completion)
    stretches = [marked[1]] if marked else _FENCE.split(completion)  # what stands in a fence, or around it
    completion = next((stretch for stretch in stretches if "endmodule" in stretch), completion).strip("\n")
    return cut(completion, _missing_header(problem, completion)) or raw_design_of(problem, completion)


def raw_design_of(problem: Problem, completion: str) -> str:
    """The same with nothing cut: what VerilogEval v1 compiles, which trusts answers to end where the module does."""
    header = _missing_header(problem, completion)
    return f"{header}\n{completion}" if header else completion


def _missing_header(problem: Problem, completion: str) -> str | None:
    return None if problem.top in declared_modules(completion) else problem.header or None


@dataclass(frozen=True)
class _Run:
    compiling: Outcome
    simulating: Outcome | None  # None: there was nothing to simulate

    def log(self, nonce: str) -> str:
        """What was said, as if the testbench had not been marked."""
        outcomes = [outcome for outcome in (self.compiling, self.simulating) if outcome]
        text = "\n".join(part for outcome in outcomes for part in (outcome.stderr, outcome.stdout))
        return text.replace(f" {nonce}", "")

    @property
    def timed_out(self) -> bool:
        return any(outcome and outcome.ending is Ending.TIMED_OUT for outcome in (self.compiling, self.simulating))

    @property
    def compiled(self) -> bool:
        return self.simulating is not None


def _mark(problem: Problem, nonce: str) -> str:
    """The testbench with a nonce in the line that tells the verdict."""
    if phrase := _PHRASE.get(problem.judge):
        return problem.testbench.replace(phrase, f"{phrase} {nonce}")
    return problem.testbench.replace(
        f"{_COUNTS}:", f"{_COUNTS} {nonce}:"
    )  # with the colon: variables have the name too


def _run(problem: Problem, design: str, testbench: str, folder: Path) -> _Run:
    if problem.judge is Judge.VERILOG_EVAL_1:  # one file, the testbench first
        files = {"all.sv": f"{testbench}\n{design}"}
    elif problem.judge is Judge.RTLLM:
        files = {"design.v": design, "testbench.v": testbench}
    else:
        files = {"design.sv": design, "testbench.sv": testbench}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", errors="replace")
    sources = list(files)
    if problem.judge is Judge.RTLLM:  # its testbenches rely on VCS' option for a time scale
        (folder / "sources.f").write_text("+timescale+1ns/1ns\n" + "\n".join(sources) + "\n", encoding="utf-8")
        sources = ["-c", "sources.f"]
    command = ["iverilog", *_FLAGS[problem.judge], "-o", "program.vvp", *sources]
    compiling = sandbox.run(command, folder=folder, limits=_COMPILING)
    if compiling.ending is not Ending.FINISHED or not (folder / "program.vvp").exists():
        return _Run(compiling, None)
    # -none: VerilogEval's testbenches draw waves of up to 10 MB that nobody looks at.
    return _Run(compiling, sandbox.run(["vvp", "-n", "program.vvp", "-none"], folder=folder, limits=_SIMULATING))


def _verdict(problem: Problem, design: str, run: _Run, nonce: str) -> Verdict:
    """The verdict of the problem's own rule; not yet whether we believe it."""
    log = run.log(nonce)
    if run.timed_out:
        letter = TIME_OUT
    elif not run.compiled:
        found = letter_of(log, design)
        letter = COMPLAINT if found in (PASSED, mismatch_letter(design)) else found
    else:
        letter = _LETTER[problem.judge](run, log, design)
    passed = letter == PASSED
    return Verdict(passed, passed, letter, run.compiled, "passed" if passed else _reason(run, log, letter), 0)


def _counted(run: _Run, log: str, design: str) -> str:
    counts = COUNTED.findall(log)
    good = len(counts) == 1 and counts[0][0] == "0" and counts[0][1] != "0"
    return PASSED if good else mismatch_letter(design)


def _verilog_eval_1(run: _Run, log: str, design: str) -> str:
    assert run.simulating is not None
    if (run.compiling.stderr + run.simulating.stderr).strip():
        found = letter_of(log, design)
        return COMPLAINT if found in (PASSED, mismatch_letter(design)) else found
    first = re.search(r"Mismatches: (\d+) in \d+ samples", log)
    return PASSED if first and int(first[1]) == 0 else mismatch_letter(design)


def _verilog_eval_2(run: _Run, log: str, design: str) -> str:
    return letter_of(log, design)


def _rtllm(run: _Run, log: str, design: str) -> str:
    assert run.simulating is not None
    return PASSED if re.search("[Pp]ass", run.simulating.stdout) else mismatch_letter(design)


_LETTER: dict[Judge, Callable[[_Run, str, str], str]] = {
    Judge.COUNT: _counted,
    Judge.VERILOG_EVAL_1: _verilog_eval_1,
    Judge.VERILOG_EVAL_2: _verilog_eval_2,
    Judge.RTLLM: _rtllm,
}


def _objection(problem: Problem, design: str, run: _Run, nonce: str, folder: Path) -> str:
    """Why a pass is not believed; "" where it is."""
    assert run.simulating is not None
    said = run.simulating.stdout
    if phrase := _PHRASE.get(problem.judge):
        if f"{phrase} {nonce}" not in said:
            return "the testbench did not say that it passed"
    else:
        counts = re.findall(rf"^{_COUNTS} {nonce}: (\d+) in (\d+) samples$", said, re.MULTILINE)
        if len(counts) != 1 or len(COUNTED.findall(said.replace(f" {nonce}", ""))) != 1:
            return "the line with the verdict did not come once, from the testbench"
        if int(counts[0][0]) or not int(counts[0][1]):
            return f"the testbench counted {counts[0][0]} mismatches in {counts[0][1]} samples"
    if run.simulating.ending is not Ending.FINISHED:
        return "the simulation did not end by itself"
    bare = _HIDDEN.sub(" ", design)
    for pattern, complaint in ((_ENDS, "ends the simulation"), (_WRITES, "writes files"), (_PASTES, "pastes names")):
        if found := pattern.search(bare):
            return f"the design {complaint} ({found[0]})"
    # Alone, but with the testbench's macros: else `ifdef could hide what is read of it.
    (folder / "alone.sv").write_text(design, encoding="utf-8", errors="replace")
    macros = [f"-D{name}" for name in defined_macros(problem.testbench) if name not in defined_macros(design)]
    command = ["iverilog", "-g2012", *macros, "-s", problem.top, "-t", "null", "alone.sv"]
    alone = sandbox.run(command, folder=folder, limits=_COMPILING)
    # Not the exit code alone: it is the number of errors mod 256. An unknown scope of a defparam is only warned of.
    wrong = alone.ending is not Ending.FINISHED or alone.exit_code or re.search(r"error:|Scope of", alone.stderr)
    if wrong:
        return f"the design does not stand alone: {_first_line(alone.stderr)}"
    return ""


def _reason(run: _Run, log: str, letter: str) -> str:
    if letter == TIME_OUT:
        return "time-out" if run.timed_out else "the testbench said TIMEOUT"
    if not run.compiled:
        return _first_line(run.compiling.stderr) or "the compiler broke"
    assert run.simulating is not None
    if run.simulating.ending is Ending.KILLED:
        return "it printed or wrote too much" if run.simulating.truncated else "the simulator broke"
    complaint = _first_line(run.compiling.stderr) or _first_line(run.simulating.stderr)
    counts = COUNTED.search(log)
    if counts and (letter in "rR" or not complaint):
        return counts[0]
    return complaint or "no verdict was printed"


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line), lines[0] if lines else "")[:200]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("samples", type=Path, help="a run's folder, or a JSONL file of {task_id, completion}")
    parser.add_argument("--problems", help="the set they answer; a run's folder says so itself")
    parser.add_argument("--raw", action="store_true", help="judge header and answer as they are, cut nothing")


def run(options: argparse.Namespace) -> int:
    """Judge the samples and write a verdict for each beside them."""
    path: Path = options.samples
    folder, samples_path = (path, path / "samples.jsonl") if path.is_dir() else (path.parent, path)
    name = options.problems or set_of(folder / "run.json")
    known = {problem.id: problem for problem in data.find_set(name)}
    rows = list(read_samples(samples_path))
    if strangers := sorted({row["task_id"] for row in rows} - set(known)):
        raise VerimentorError(f"{samples_path} answers {strangers[0]}, which is no problem of {name}.")
    shape = raw_design_of if options.raw else design_of
    designs = [(known[row["task_id"]], shape(known[row["task_id"]], row["completion"])) for row in rows]
    started = time.monotonic()
    verdicts = score(designs, _tell)
    print(f"judged {len(verdicts)} samples in {time.monotonic() - started:.1f} s", file=sys.stderr)
    out = folder / "verdicts.jsonl" if path.is_dir() else path.with_suffix(".verdicts.jsonl")
    seen: Counter[str] = Counter()
    with out.open("w", encoding="utf-8") as file:
        for row, (problem, _), verdict in zip(rows, designs, verdicts, strict=True):
            place = {"task_id": problem.id, "sample": row.get("sample", seen[problem.id]), "group": problem.group}
            seen[problem.id] += 1
            file.write(json.dumps(place | asdict(verdict), ensure_ascii=False) + "\n")
    for line in summary(verdicts):
        print(line)
    print(f"verdicts: {out}")
    return 0


def summary(verdicts: Sequence[Verdict]) -> list[str]:
    """How many passed, in two or three lines."""
    n = len(verdicts)
    letters = Counter(verdict.letter for verdict in verdicts)
    return [
        f"{n} samples: {sum(v.compiled for v in verdicts)} compile, {sum(v.upstream for v in verdicts)} pass upstream, "
        f"{sum(v.strict for v in verdicts)} pass strictly",
        "letters: " + ", ".join(f"{letter} {count}" for letter, count in letters.most_common()),
    ]


def set_of(path: Path) -> str:
    """The set of problems that a run's `run.json` names.

    Raises:
        VerimentorError: it names none.
    """
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["problems"])
    except (OSError, ValueError, KeyError):
        raise VerimentorError(
            f"{path} does not say which problems were asked. Name them with --problems SET."
        ) from None


def read_samples(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of samples.

    Raises:
        VerimentorError: one is none; the message names its line.
    """
    # Not splitlines(): published completions hold characters that it takes for line breaks.
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("task_id", "completion")):
            raise VerimentorError(f"{path}:{number}: not a sample. Each line must be {{task_id, completion}}.")
        yield row


def _tell(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
