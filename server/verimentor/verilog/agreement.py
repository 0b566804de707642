"""Says whether modules behave alike, by simulating them on the same stimuli.

Agreement on a few hundred cycles is evidence, not proof. Bits a reference leaves unknown (x, z) are don't-cares; bits
only the other leaves unknown are differences.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from verimentor.verilog.renaming import declared_modules
from verimentor.verilog.simulation import Job, join, read_interface, simulate_all, why_unreadable
from verimentor.verilog.simulation import Simulation as Simulation
from verimentor.verilog.simulation import simulate as simulate
from verimentor.verilog.stimuli import stimulate
from verimentor.verilog.testbench import Trace


@dataclass(frozen=True)
class Agreement:
    """Whether two modules agree; `error` is set where they could not be compared, and then `equal` is False."""

    equal: bool
    first_difference: str | None = None
    error: str | None = None


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
    return compare_many([(join(a, others), join(b, others))], top, seed=seed, cycles=cycles)[0]


def compare_many(
    pairs: Sequence[tuple[str, str]], top: str | None = None, *, seed: int = 1, cycles: int = 400
) -> list[Agreement]:
    """Compare many (reference, other) pairs, with few runs of the simulator; the order of the answers is theirs."""
    answers: dict[int, Agreement] = {}
    wanted: dict[int, tuple[Job, Job]] = {}
    for index, (a, b) in enumerate(pairs):
        reference = read_interface(a, top)
        other = read_interface(b, top or (None if isinstance(reference, str) else _declared_as(reference.name, b)))
        if isinstance(reference, str):
            answers[index] = Agreement(False, error=f"reference: {why_unreadable(a, reference)}")
        elif isinstance(other, str):
            answers[index] = Agreement(False, error=why_unreadable(b, other))
        elif difference := reference.difference(other):
            answers[index] = Agreement(False, first_difference=difference)
        else:
            stimuli = stimulate(reference, seed=seed, cycles=cycles)
            wanted[index] = (Job(a, reference, stimuli), Job(b, replace(reference, name=other.name), stimuli))
    jobs = dict.fromkeys(job for both in wanted.values() for job in both)  # a reference of many runs once
    simulations = dict(zip(jobs, simulate_all(list(jobs)), strict=True))
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
    jobs = [Job(texts[index], replace(model, name=found.name), stimuli) for index, found in usable.items()]
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, simulation in zip(usable, simulate_all(jobs), strict=True):
        if simulation.trace is not None and not simulation.trace.all_unknown:
            groups.setdefault(simulation.trace.rows, []).append(index)
    return sorted(groups.values(), key=len, reverse=True)


def _declared_as(name: str, text: str) -> str | None:
    return name if name in declared_modules(text) else None


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
