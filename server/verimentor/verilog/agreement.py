"""Says whether modules behave alike, by simulating them on the same stimuli.

Agreement on a few hundred cycles is evidence, not proof. Bits a reference leaves unknown (x, z) are don't-cares; bits
only the other leaves unknown are differences.
"""

import re
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from verimentor.errors import ToolMissing
from verimentor.verilog import sandbox
from verimentor.verilog.interface import Interface, Pin, describe
from verimentor.verilog.module import Module
from verimentor.verilog.sandbox import Ending, Limits
from verimentor.verilog.slang import Reading
from verimentor.verilog.source import outline
from verimentor.verilog.testbench import Bench, Stimuli, Trace, build, output_bytes, read_trace, stimulate

# What a design may print for itself, per run, before it is ended.
_CHATTER_BYTES = 500_000
# Simulations of a few hundred cycles take milliseconds; one that needs seconds of processor time loops. The wall clock
# is no measure on a busy machine, where it would turn good designs into bad ones.
_LIMITS = Limits(wall_s=30.0, cpu_s=2)
# Large enough to share the cost of starting the tools, small enough that one bad design spoils little.
_BATCH = 32
_DESIGN = "design_"  # with its index the name of a design's part in the one file, for the compiler's messages


@dataclass(frozen=True)
class Simulation:
    """What came of simulating a module: a trace, or an error that says at which step it went wrong."""

    compiled: bool
    trace: Trace | None = None
    error: str | None = None

    @property
    def ran(self) -> bool:
        """Whether the simulation reached the end of the stimuli."""
        return self.trace is not None


@dataclass(frozen=True)
class Agreement:
    """Whether two modules agree; `error` is set where they could not be compared, and then `equal` is False."""

    equal: bool
    first_difference: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class _Job:
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
    name = top or _top_name(modules)
    module = next((each for each in modules if each.name == name), None)
    if module is None:
        return f"there is no module {top}" if top else "there is no module"
    widths = reading.port_widths().get(module.name, {})
    pins = []
    for port in module.ports:
        if port.direction not in {"input", "output", "inout"} or port.dimensions or port.name not in widths:
            return f"port {port.name} is not a plain vector of known width"
        pins.append(Pin(port.name, port.direction, widths[port.name]))
    if all(pin.direction == "input" for pin in pins):
        return f"module {module.name} has no outputs"
    return describe(module.name, pins, text)


def simulate(
    text: str, top: str | None = None, others: Mapping[str, str] | None = None, *, seed: int = 1, cycles: int = 400
) -> Simulation:
    """Simulate a module on stimuli made from its port list; `others` are further texts it needs, by path."""
    whole = _join(text, others)
    interface = read_interface(whole, top or _top_name(outline(text).modules))
    if isinstance(interface, str):
        return Simulation(compiled=False, error=_why_unreadable(whole, interface))
    return _simulate_all([_Job(whole, interface, stimulate(interface, seed=seed, cycles=cycles))])[0]


def equivalent(
    a: str,
    b: str,
    top: str | None = None,
    *,
    others: Mapping[str, str] | None = None,
    seed: int = 1,
    cycles: int = 400,
) -> Agreement:
    """Say whether module b behaves like module a, the reference; `others` are further texts both need.

    Their top modules may have different names, their ports may not.
    """
    return compare_many([(_join(a, others), _join(b, others))], top, seed=seed, cycles=cycles)[0]


def compare_many(
    pairs: Sequence[tuple[str, str]], top: str | None = None, *, seed: int = 1, cycles: int = 400
) -> list[Agreement]:
    """Compare many (reference, other) pairs, with few runs of the simulator; the order of the answers is theirs."""
    answers: dict[int, Agreement] = {}
    wanted: dict[int, tuple[_Job, _Job]] = {}
    for index, (a, b) in enumerate(pairs):
        reference = read_interface(a, top)
        other = read_interface(b, top or (None if isinstance(reference, str) else _declared_as(reference.name, b)))
        if isinstance(reference, str):
            answers[index] = Agreement(False, error=f"reference: {_why_unreadable(a, reference)}")
        elif isinstance(other, str):
            answers[index] = Agreement(False, error=_why_unreadable(b, other))
        elif difference := reference.difference(other):
            answers[index] = Agreement(False, first_difference=difference)
        else:
            stimuli = stimulate(reference, seed=seed, cycles=cycles)
            wanted[index] = (_Job(a, reference, stimuli), _Job(b, replace(reference, name=other.name), stimuli))
    jobs = dict.fromkeys(job for both in wanted.values() for job in both)  # a reference of many runs once
    simulations = dict(zip(jobs, _simulate_all(list(jobs)), strict=True))
    answers |= {index: _compare(simulations[a], simulations[b]) for index, (a, b) in wanted.items()}
    return [answers[index] for index in range(len(pairs))]


def group_by_behaviour(
    texts: Sequence[str], top: str | None = None, *, seed: int = 1, cycles: int = 400
) -> list[list[int]]:
    """Group the indices of texts with equal traces, largest group first.

    Texts that do not compile or run, whose outputs are never known, or whose ports are not those of the majority, are
    in no group.
    """
    interfaces = [read_interface(text, top) for text in texts]
    usable = {index: found for index, found in enumerate(interfaces) if not isinstance(found, str)}
    if not usable:
        return []
    pins = Counter(frozenset(interface.pins) for interface in usable.values()).most_common(1)[0][0]
    usable = {index: found for index, found in usable.items() if frozenset(found.pins) == pins}
    roles = Counter((found.clocks, found.resets) for found in usable.values()).most_common(1)[0][0]
    model = next(found for found in usable.values() if (found.clocks, found.resets) == roles)
    constants = dict.fromkeys(constant for found in usable.values() for constant in found.constants)
    model = replace(model, constants=tuple(constants))
    stimuli = stimulate(model, seed=seed, cycles=cycles)
    jobs = [_Job(texts[index], replace(model, name=found.name), stimuli) for index, found in usable.items()]
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, simulation in zip(usable, _simulate_all(jobs), strict=True):
        if simulation.trace is not None and not simulation.trace.all_unknown:
            groups.setdefault(simulation.trace.rows, []).append(index)
    return sorted(groups.values(), key=len, reverse=True)


def _join(text: str, others: Mapping[str, str] | None) -> str:
    return "\n".join([text, *(others or {}).values()])


def _top_name(modules: Sequence[Module]) -> str | None:
    used = {instance.module for module in modules for instance in module.instances}
    tops = [module for module in modules if module.name not in used] or list(modules)

    def weight(module: Module) -> tuple[bool, int]:
        return any(port.direction != "input" for port in module.ports), len(module.instances)

    return max(tops, key=weight).name if tops else None


def _declared_as(name: str, text: str) -> str | None:
    return name if name in _declared(text) else None


def _simulate_all(jobs: Sequence[_Job]) -> list[Simulation]:
    results: list[Simulation] = []
    for start in range(0, len(jobs), _BATCH):
        results += _simulate_batch(jobs[start : start + _BATCH])
    return results


def _simulate_batch(jobs: Sequence[_Job]) -> list[Simulation]:
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


def _run(jobs: Sequence[_Job]) -> list[Simulation] | frozenset[int]:
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
            parts += [f"`undef {macro}" for macro in _macros(job.text)]
        duration = max(bench.duration_ns for bench in benches) + 1
        end = f"end_{benches[0].module}"
        parts.append(f"`resetall\n`timescale 1ns/1ps\nmodule {end}; initial #{duration} $finish(0); endmodule\n")
        (folder / "all.v").write_text("\n".join(parts), encoding="utf-8", errors="replace")
        tops = [option for module in [*(bench.module for bench in benches), end] for option in ("-s", module)]
        limits = replace(_LIMITS, output_bytes=sum(map(output_bytes, benches)) + _CHATTER_BYTES)
        compiled = sandbox.run([iverilog, "-g2012", *tops, "-o", "sim.vvp", "all.v"], folder=folder, limits=limits)
        if compiled.ending is not Ending.FINISHED or not (folder / "sim.vvp").exists():
            if alone:
                return [Simulation(False, error=_compile_error(compiled))]
            return _culprits(compiled, len(jobs))
        ran = sandbox.run([vvp, "-n", "sim.vvp"], folder=folder, limits=limits)
    results = []
    for bench in benches:
        trace = read_trace(bench, ran.stdout)
        if trace is None and not alone:
            return frozenset(range(len(jobs))) if ran.ending is Ending.TIMED_OUT else frozenset()
        results.append(Simulation(True, trace, None if trace else _run_error(ran)))
    return results


def _why_unreadable(text: str, reason: str) -> str:
    """Prefer the compiler's complaint to "has no outputs" where a text is broken."""
    iverilog, _ = _tools()
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name)
        (folder / "all.v").write_text(f'`line 1 "{_DESIGN}0" 0\n{text}', encoding="utf-8", errors="replace")
        outcome = sandbox.run([iverilog, "-g2012", "-t", "null", "all.v"], folder=folder, limits=_LIMITS)
    return _compile_error(outcome) if "error" in outcome.stderr or outcome.exit_code else reason


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
    lines = [line for line in (outcome.stderr + outcome.stdout).splitlines() if "error" in line or "sorry" in line]
    reason = lines[0] if lines else "the compiler gave no reason"
    reason = re.sub(rf"^{_DESIGN}\d+:", "line ", reason)
    return "does not compile: " + re.sub(r"\bbench_\w+\.dut_\w+", "the module", reason)


def _run_error(outcome: sandbox.Outcome) -> str:
    if outcome.truncated:
        return "the simulation printed too much"
    if outcome.ending is Ending.TIMED_OUT:
        return "the simulation did not end in time"
    if outcome.ending is Ending.KILLED:
        return "the simulation was ended for going beyond its limits"
    return "the simulation ended early"


def _compare(reference: Simulation, other: Simulation) -> Agreement:
    if reference.trace is None:
        return Agreement(False, error=f"reference: {reference.error}")
    if other.trace is None:
        return Agreement(False, error=other.error)
    if reference.trace.all_unknown:
        return Agreement(False, error="reference: its outputs are never known")
    for index, (expected, found) in enumerate(zip(reference.trace.rows, other.trace.rows, strict=True)):
        if expected != found and any(a in "01" and a != b for a, b in zip(expected, found, strict=True)):
            return Agreement(False, first_difference=_explain(reference.trace, index, expected, found))
    return Agreement(True)


def _explain(trace: Trace, index: int, expected: str, found: str) -> str:
    step = trace.step(index)
    inputs = [
        f"{pin.name}={_number(f'{value:0{pin.width}b}')}"
        for pin, value in zip(trace.interface.driven, step.values, strict=True)
    ]
    values, others = trace.values(expected), trace.values(found)
    outputs = [
        f"{name} is {_number(others[name])}, expected {_number(values[name])}"
        for name in values
        if any(a in "01" and a != b for a, b in zip(values[name], others[name], strict=True))
    ]
    return f"cycle {step.cycle}, inputs {' '.join(inputs)}: {'; '.join(outputs)}"


def _number(bits: str) -> str:
    if len(bits) == 1:
        return bits
    if set(bits) <= {"0", "1"}:
        return f"{len(bits)}'h{int(bits, 2):x}"
    return f"{len(bits)}'b{bits}"


_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)        # comments
    |"(?:\\.|[^"\\\n])*"                 # strings
    |'\s*[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ_?]+   # the tail of a sized number
    |`define\s+\w+|`\w+|\$\w+            # macro and system names
    |\\\S+|[A-Za-z_][\w$]*""",
    re.DOTALL | re.VERBOSE,
)
_DECLARED = re.compile(
    r"\b(?:module|macromodule|primitive|interface|package)\s+(?:automatic\s+|static\s+)?\\?([A-Za-z_][\w$]*)"
)
_DEFINE = re.compile(r"`define\s+([A-Za-z_]\w*)")


def rename_modules(text: str, suffix: str) -> str:
    """Append a suffix to the name of every module declared in a text, wherever it occurs as a name.

    Nets that share a module's name are renamed with it, which changes nothing but their names; ports keep theirs only
    where no module has it.
    """
    names = _declared(text)

    def replaced(match: re.Match[str]) -> str:
        token = match[0]
        return token + suffix if token.removeprefix("\\") in names else token

    return _TOKEN.sub(replaced, text)


def _declared(text: str) -> frozenset[str]:
    bare = _TOKEN.sub(lambda match: " " if match[0][:1] in '/"' else match[0], text)
    return frozenset(_DECLARED.findall(bare))


def _pins_clash(job: _Job) -> bool:
    return not _declared(job.text).isdisjoint(pin.name for pin in job.interface.pins)


def _macros(text: str) -> Iterable[str]:
    return dict.fromkeys(_DEFINE.findall(text))
