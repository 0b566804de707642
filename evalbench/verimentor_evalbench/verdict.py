"""The verdict on one sample: compiled and simulated with its problem's testbench, in a folder of its own.

Two verdicts come from one run. The upstream one is what the benchmark's own harness would say; published numbers are
made of it. The strict one refuses what that harness lets through:

- a verdict that the design printed: the testbench's own line carries a nonce, comes once, and of a sample or more;
- a design that ends the simulation, or writes files, which may be those the testbench reads;
- a design that does not stand alone: it reads the reference or the testbench by name.

Strictly passed implies passed upstream.
"""

import re
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from verimentor.verilog import sandbox
from verimentor.verilog.renaming import defined_macros
from verimentor.verilog.sandbox import Ending, Outcome
from verimentor_evalbench.letters import COMPLAINT, COUNTED, FORGED, PASSED, TIME_OUT, letter_of, mismatch_letter
from verimentor_evalbench.problem import Judge, Problem

RULES = 1  # counted up where a rule below changes, so that kept verdicts are not taken for today's

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
