"""Simulates modules in Icarus on stimuli made from their ports, many in one run."""

import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from verimentor.errors import ToolMissing
from verimentor.verilog import sandbox
from verimentor.verilog.interface import Interface, Pin, describe
from verimentor.verilog.module import Module
from verimentor.verilog.renaming import declared_modules, defined_macros, rename_modules
from verimentor.verilog.sandbox import Ending, Limits
from verimentor.verilog.slang import Reading
from verimentor.verilog.source import outline
from verimentor.verilog.stimuli import Stimuli, stimulate
from verimentor.verilog.testbench import Bench, Trace, build, output_bytes, read_trace

# What a design may print for itself, per run, before it is ended.
_CHATTER_BYTES = 500_000
# Simulations of a few hundred cycles take milliseconds; one that needs seconds of processor time loops. The wall clock
# is no measure on a busy machine, where it would turn good designs into bad ones.
_LIMITS = Limits(wall_s=30.0, cpu_s=2)
# Large enough to share the cost of starting the tools, small enough that one bad design spoils little.
_BATCH = 32
_REASON = re.compile("error|sorry|Include file")
_DESIGN = "design_"  # with its index the name of a design's part in the one file, for the compiler's messages


@dataclass(frozen=True)
class Simulation:
    """What came of simulating a module: a trace, or an error that says what went wrong."""

    compiled: bool
    trace: Trace | None = None
    error: str | None = None

    @property
    def ran(self) -> bool:
        """Whether the simulation reached the end of the stimuli."""
        return self.trace is not None


@dataclass(frozen=True)
class Job:
    """One module to simulate: its whole text, what it is, and what to do to it (which follows from the interface)."""

    text: str
    interface: Interface
    stimuli: Stimuli = field(compare=False)


def read_interface(text: str, top: str | None = None) -> Interface | str:
    """Return the interface of the top module of a text, or why there is none.

    The top is the one named, else one that no other instantiates: with outputs, and the most instances in it.
    """
    reading = Reading(text, "", {}, {}, (), lambda _: None)
    modules = reading.outline.modules
    if "\0" in text:
        return "it is no text, or one in UTF-16; save it as UTF-8"
    name = top or _top_name(modules)
    module = next((each for each in modules if each.name == name), None)
    if module is None:
        return f"there is no module {top} in it" if top else "there is no module in it"
    widths = reading.port_widths().get(module.name, {})
    pins = []
    for port in module.ports:
        if port.direction not in {"input", "output", "inout"}:
            return f"port {port.name} is an interface or a reference, which testbenches here cannot drive"
        if port.dimensions:
            return f"port {port.name} is an unpacked array, which testbenches here cannot drive"
        if port.name not in widths:
            return f"the width of port {port.name} is not known"
        pins.append(Pin(port.name, port.direction, widths[port.name]))
    if all(pin.direction == "input" for pin in pins):
        return f"module {module.name} has no outputs"
    return describe(module.name, pins, text)


def simulate(
    text: str, top: str | None = None, others: Mapping[str, str] | None = None, *, seed: int = 1, cycles: int = 400
) -> Simulation:
    """Simulate a module on stimuli made from its port list; `others` are further texts it needs, by path."""
    whole = join(text, others)
    interface = read_interface(whole, top or _top_name(outline(text).modules))
    if isinstance(interface, str):
        return Simulation(compiled=False, error=why_unreadable(whole, interface))
    return simulate_all([Job(whole, interface, stimulate(interface, seed=seed, cycles=cycles))])[0]


def join(text: str, others: Mapping[str, str] | None) -> str:
    """Return one text of several; the first stays where it is, so its line numbers do too."""
    return "\n".join([text, *(others or {}).values()])


def _top_name(modules: Sequence[Module]) -> str | None:
    used = {instance.module for module in modules for instance in module.instances}
    tops = [module for module in modules if module.name not in used] or list(modules)

    def weight(module: Module) -> tuple[bool, int]:
        return any(port.direction != "input" for port in module.ports), len(module.instances)

    return max(tops, key=weight).name if tops else None


def simulate_all(jobs: Sequence[Job]) -> list[Simulation]:
    """Simulate many modules with few runs of the simulator; one that misbehaves costs the others only time."""
    results: list[Simulation] = []
    for start in range(0, len(jobs), _BATCH):
        results += _simulate_batch(jobs[start : start + _BATCH])
    return results


def _simulate_batch(jobs: Sequence[Job]) -> list[Simulation]:
    """Simulate jobs in one run; where some spoil the run for the others, they run alone and the rest again."""
    found = _run(jobs)
    if isinstance(found, list):
        return found
    if not found:  # nobody knows who it was: halve
        middle = len(jobs) // 2
        return [*_simulate_batch(jobs[:middle]), *_simulate_batch(jobs[middle:])]
    rest = [job for index, job in enumerate(jobs) if index not in found]
    others = iter(_simulate_batch(rest) if rest else [])
    return [_simulate_batch([job])[0] if index in found else next(others) for index, job in enumerate(jobs)]


def _run(jobs: Sequence[Job]) -> list[Simulation] | frozenset[int]:
    """Compile and simulate the jobs together; where that fails and they are several, say which spoiled it, if known."""
    alone = len(jobs) == 1
    iverilog, vvp = _tools()
    if not alone and (clashing := frozenset(index for index, job in enumerate(jobs) if _pins_clash(job))):
        return clashing
    benches: list[Bench] = []
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name)
        parts: list[str] = []
        stimuli_names: dict[Stimuli, str] = {}
        for index, job in enumerate(jobs):
            suffix = "" if alone else f"_v{index}"
            if job.stimuli not in stimuli_names:
                stimuli_names[job.stimuli] = f"stimuli_{secrets.token_hex(6)}.hex"
                (folder / stimuli_names[job.stimuli]).write_text(job.stimuli.text, encoding="ascii")
            bench = build(
                job.interface,
                job.stimuli,
                module=job.interface.name + suffix,
                stimuli_name=stimuli_names[job.stimuli],
            )
            benches.append(bench)
            design = job.text if alone else rename_modules(job.text, suffix)
            # The testbench comes first, so that a design without a time unit takes the testbench's.
            parts += ["`resetall", bench.text, f'`line 1 "{_DESIGN}{index}" 0', design, '`line 1 "between" 0']
            parts += [f"`undef {macro}" for macro in defined_macros(job.text)]
        duration = max(bench.duration_ns for bench in benches) + 1
        end = f"end_{benches[0].module}"
        parts.append(f"`resetall\n`timescale 1ns/1ps\nmodule {end}; initial #{duration} $finish(0); endmodule\n")
        (folder / "all.v").write_text("\n".join(parts), encoding="utf-8", errors="replace")
        tops = [option for module in [*(bench.module for bench in benches), end] for option in ("-s", module)]
        limits = replace(_LIMITS, output_bytes=sum(map(output_bytes, benches)) + _CHATTER_BYTES)
        program = f"{secrets.token_hex(6)}.vvp"  # holds the nonces, so the designs must not know its name
        compiled = sandbox.run([iverilog, "-g2012", *tops, "-o", program, "all.v"], folder=folder, limits=limits)
        (folder / "all.v").unlink()
        if compiled.ending is not Ending.FINISHED or not (folder / program).exists():
            if alone:
                return [Simulation(False, error=_compile_error(compiled))]
            return _culprits(compiled, len(jobs))
        ran = sandbox.run([vvp, "-n", program], folder=folder, limits=limits)
    results = []
    for bench in benches:
        trace = read_trace(bench, ran.stdout)
        if trace is None and not alone:
            return frozenset(range(len(jobs))) if ran.ending is Ending.TIMED_OUT else frozenset()
        results.append(Simulation(True, trace, None if trace else _run_error(ran)))
    return results


def why_unreadable(text: str, reason: str) -> str:
    """Prefer the compiler's complaint to "has no outputs" where a text is broken."""
    iverilog, _ = _tools()
    if "\0" in text:
        return reason
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name)
        (folder / "all.v").write_text(f'`line 1 "{_DESIGN}0" 0\n{text}', encoding="utf-8", errors="replace")
        outcome = sandbox.run([iverilog, "-g2012", "-t", "null", "all.v"], folder=folder, limits=_LIMITS)
    complains = _REASON.search(outcome.stderr) or outcome.ending is not Ending.FINISHED
    return _compile_error(outcome) if complains else reason


def why_unknown(text: str) -> str:
    """What may be the reason that a module's outputs are never known."""
    if read := re.search(r"\$(?:readmem[bh]|fopen)\s*\(\s*(\"[^\"]*\")?", text):
        return f"its outputs are never known; it reads {read[1] or 'a file'}, and simulations here see no files"
    return "its outputs are never known; it may lack a reset or an initial value"


def _tools() -> tuple[str, str]:
    iverilog, vvp = shutil.which("iverilog"), shutil.which("vvp")
    if iverilog is None or vvp is None:
        raise ToolMissing("iverilog", "Install Icarus Verilog (Debian: apt-get install iverilog).")
    return iverilog, vvp


def _culprits(outcome: sandbox.Outcome, count: int) -> frozenset[int]:
    """Say which designs the compiler complained about; all of them where it never came to an end."""
    if outcome.ending is not Ending.FINISHED:
        return frozenset(range(count))
    return frozenset(
        int(index) for index in re.findall(rf"^{_DESIGN}(\d+):\d+: (?!warning)", outcome.stderr, re.MULTILINE)
    )


def _compile_error(outcome: sandbox.Outcome) -> str:
    if outcome.ending is not Ending.FINISHED:
        return f"the compiler was ended ({'too much output' if outcome.truncated else outcome.ending})"
    lines = (outcome.stderr + outcome.stdout).splitlines()
    reasons = [line for line in lines if _REASON.search(line)]
    reasons.sort(key=lambda line: "Include file" not in line)  # what it would have said explains the rest
    reason = reasons[0] if reasons else "the compiler gave no reason"
    reason = re.sub(rf"^{_DESIGN}\d+:", "line ", re.sub(r"^all\.v:\d+: (?=Include)", "", reason))
    return "does not compile: " + re.sub(r"\bbench_\w+\.dut_\w+", "the module", reason)


def _run_error(outcome: sandbox.Outcome) -> str:
    if outcome.truncated:
        return "the simulation printed too much"
    if outcome.ending is Ending.TIMED_OUT:
        return "the simulation did not end in time; it may feed back on itself without a delay"
    if outcome.ending is Ending.KILLED:
        return "the simulation was ended for going beyond its limits"
    return "the simulation ended early; does the module call $finish, $stop or $fatal?"


def _pins_clash(job: Job) -> bool:
    return not declared_modules(job.text).isdisjoint(pin.name for pin in job.interface.pins)
