"""Says whether modules behave alike, by simulating them on the same stimuli.

Agreement on a few hundred cycles is evidence, not proof. Bits a reference leaves unknown (x, z) are don't-cares; bits
only the other leaves unknown are differences.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from verimentor.verilog.difference import Difference, first_difference
from verimentor.verilog.interface import Interface
from verimentor.verilog.renaming import declared_modules
from verimentor.verilog.simulation import Job, join, read_interface, simulate_all, why_unreadable
from verimentor.verilog.simulation import Simulation as Simulation
from verimentor.verilog.simulation import simulate as simulate
from verimentor.verilog.stimuli import Stimuli, stimulate
from verimentor.verilog.testbench import Trace

REFERENCE = "reference: "  # begins an error that is the first module's


@dataclass(frozen=True)
class Agreement:
    """Whether two modules agree; `error` is set where they could not be compared, and then `equal` is False.

    `difference` is None where they agree and where their ports differ; `stimuli` are what both were simulated on.
    """

    equal: bool
    first_difference: str | None = None
    error: str | None = None
    difference: Difference | None = field(default=None, repr=False)
    stimuli: Stimuli | None = field(default=None, repr=False)


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
        found = interfaces(a, b, top)
        if isinstance(found, Agreement):
            answers[index] = found
        else:
            stimuli = stimulate(found[0], seed=seed, cycles=cycles)
            wanted[index] = (Job(a, found[0], stimuli), Job(b, replace(found[0], name=found[1].name), stimuli))
    jobs = dict.fromkeys(job for both in wanted.values() for job in both)  # a reference of many runs once
    simulations = dict(zip(jobs, simulate_all(list(jobs)), strict=True))
    answers |= {index: compare_simulations(simulations[a], simulations[b]) for index, (a, b) in wanted.items()}
    return [answers[index] for index in range(len(pairs))]


def compare_simulations(reference: Simulation, other: Simulation) -> Agreement:
    """Compare what came of simulating two modules on the same stimuli."""
    if reference.trace is None:
        return Agreement(False, error=f"{REFERENCE}{reference.error}")
    if other.trace is None:
        return Agreement(False, error=other.error)
    if reference.trace.all_unknown:
        return Agreement(False, error=f"{REFERENCE}its outputs are never known")
    difference = first_difference(reference.trace, other.trace)
    told = difference.sentence if difference else None
    return Agreement(difference is None, told, difference=difference, stimuli=reference.trace.stimuli)


@dataclass(frozen=True)
class Behaviour:
    """Texts that behave alike, by their indices, and the trace they share."""

    members: tuple[int, ...]
    trace: Trace


def interfaces(a: str, b: str, top: str | None = None) -> tuple[Interface, Interface] | Agreement:
    """The interfaces of the modules to compare, or why they cannot be compared."""
    reference = read_interface(a, top)
    if isinstance(reference, str):
        return Agreement(False, error=f"{REFERENCE}{why_unreadable(a, reference)}")
    other = read_interface(b, top or _declared_as(reference.name, b))
    if isinstance(other, str):
        return Agreement(False, error=why_unreadable(b, other))
    difference = reference.difference(other)
    return Agreement(False, first_difference=difference) if difference else (reference, other)


def group_by_behaviour(
    texts: Sequence[str], top: str | Sequence[str | None] | None = None, *, seed: int = 1, cycles: int = 400
) -> list[list[int]]:
    """Group the indices of texts with equal traces, largest group first; `top` names the module of all or of each.

    Texts that do not compile or run, whose outputs are never known, or whose ports are not those of the majority, are
    in no group.
    """
    return [list(behaviour.members) for behaviour in behaviours(texts, top, seed=seed, cycles=cycles)]


def behaviours(
    texts: Sequence[str], top: str | Sequence[str | None] | None = None, *, seed: int = 1, cycles: int = 400
) -> list[Behaviour]:
    """The groups of `group_by_behaviour` with their traces, all on the same stimuli."""
    tops = [top] * len(texts) if top is None or isinstance(top, str) else top
    interfaces = [read_interface(text, name) for text, name in zip(texts, tops, strict=True)]
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
    traces: dict[tuple[str, ...], Trace] = {}
    for index, simulation in zip(usable, simulate_all(jobs), strict=True):
        if simulation.trace is not None and not simulation.trace.all_unknown:
            groups.setdefault(simulation.trace.rows, []).append(index)
            traces.setdefault(simulation.trace.rows, simulation.trace)
    found = [Behaviour(tuple(members), traces[rows]) for rows, members in groups.items()]
    return sorted(found, key=lambda behaviour: len(behaviour.members), reverse=True)


def _declared_as(name: str, text: str) -> str | None:
    return name if name in declared_modules(text) else None
