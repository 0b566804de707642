"""Lets candidates prove themselves on what the description promises, all in few runs of the simulator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from verimentor.verilog.interface import Interface
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.expectation import Oracle
from verimentor.verilog.oracle.reading import Reading, read_oracles
from verimentor.verilog.simulation import Job, Simulation, join, read_interface, simulate_all
from verimentor.verilog.source import parse


@dataclass(frozen=True)
class Held:
    """How much of a description's tables and examples a module fulfils.

    `parts` are (rows, source, how many hold, how many there are); `failing` is the first row that does not hold, in
    words; `complete` says that the rows leave nothing about the module open; `contradictions` are the description's.
    """

    parts: tuple[tuple[str, str, int, int], ...] = ()
    failing: str | None = None
    complete: bool = False
    contradictions: tuple[str, ...] = ()

    @property
    def all(self) -> bool:
        """Whether every row holds."""
        return all(holding == rows for _, _, holding, rows in self.parts)

    @property
    def share(self) -> float:
        """The share of rows that hold, 0 where there are none."""
        rows = sum(rows for _, _, _, rows in self.parts)
        return sum(holding for _, _, holding, _ in self.parts) / rows if rows else 0.0

    @property
    def proves(self) -> bool:
        """Whether the module does all that can be asked of it."""
        return self.complete and self.all

    @property
    def said(self) -> str:
        """The counts for the user: "12 of 12 rows of your truth table hold"."""
        return ", ".join(
            f"{holding} of {rows} {noun} of your {source} hold" for noun, source, holding, rows in self.parts
        )

    @property
    def evidence(self) -> tuple[tuple[str, bool], ...]:
        """What to tell the user, and whether it is good: the counts, the first row that fails, what is no oracle."""
        counts = [(f"{self.said} ({self.failing})" if self.failing else self.said, self.all)] if self.parts else []
        return (*counts, *((f"{said}; not checked", False) for said in self.contradictions))


NOTHING = Held()  # of a description without anything that can be checked


def judge(spec: str, texts: Sequence[str], others: Mapping[str, str] | None = None) -> list[Held]:
    """Try modules that compile, each the first one of its text, on the oracles of the description.

    `others` are further texts they need, by path. What does not simulate fulfils no row.
    """
    readings: dict[tuple[object, ...], Reading] = {}
    jobs: list[Job] = []
    owners: list[tuple[int, tuple[Oracle, ...]]] = []
    held = [NOTHING] * len(texts)
    for index, text in enumerate(texts):
        module = next(iter(parse(text).modules), None)
        if module is None:
            continue
        shape = (module.name, *((port.name, port.direction, port.range, port.width) for port in module.ports))
        if shape not in readings:
            readings[shape] = read_oracles(spec, module)
        held[index] = Held(contradictions=readings[shape].contradictions)
        for oracle in readings[shape].oracles:
            ways = (oracle, *oracle.alternatives)
            found = [_job(join(text, others), module, way) for way in ways]
            if all(found):
                jobs += [job for job in found if job]
                owners.append((index, ways))
    simulations = iter(simulate_all(jobs))
    for index, ways in owners:
        tried = [(way, _failures(way, next(simulations))) for way in ways]
        held[index] = _with(held[index], *min(tried, key=lambda each: len(each[1])))
    return held


def try_rows(spec: str, text: str, others: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """The same of one module row by row: what is wrong under each row of the description, None where it holds."""
    module = next(iter(parse(text).modules), None)
    found: dict[str, str | None] = {}
    if module is None:
        return found
    for oracle in read_oracles(spec, module).oracles:
        ways = (oracle, *oracle.alternatives)
        jobs = [job for way in ways if (job := _job(join(text, others), module, way))]
        if len(jobs) == len(ways):
            tried = [_failures(*each) for each in zip(ways, simulate_all(jobs), strict=True)]
            failed = min(tried, key=len)
            found |= {f'"{row}" of your {oracle.source}': failed.get(number) for number, row in enumerate(oracle.rows)}
    return found


def _job(text: str, module: Module, oracle: Oracle) -> Job | None:
    interface = read_interface(text, module.name)
    if isinstance(interface, str) or interface.driven != oracle.stimuli.driven:
        return None
    return Job(text, interface, oracle.stimuli)


def _with(held: Held, oracle: Oracle, failed: dict[int, str]) -> Held:
    first = next((f'"{oracle.rows[row]}": {wrong}' for row, wrong in failed.items()), None)
    part = (oracle.noun, oracle.source, len(oracle.rows) - len(failed), len(oracle.rows))
    return replace(
        held,
        parts=(*held.parts, part),
        failing=held.failing or first,
        complete=held.complete or oracle.complete,
    )


def _failures(oracle: Oracle, simulation: Simulation) -> dict[int, str]:
    """What is wrong under the rows that do not hold, by the row's number, in order of time."""
    trace = simulation.trace
    if trace is None:
        return dict.fromkeys(range(len(oracle.rows)), simulation.error or "it does not simulate")
    rows = dict(zip(trace.stimuli.sampled, trace.rows, strict=True))
    failed: dict[int, str] = {}
    for expected in oracle.expected:
        found = rows[expected.step]
        if any(bit not in ("x", other) for bit, other in zip(expected.bits, found, strict=True)):
            failed.setdefault(expected.row, _difference(trace.interface, expected.bits, found))
    return failed


def _difference(interface: Interface, expected: str, found: str) -> str:
    phrases, at = [], 0
    for pin in interface.observed:
        wanted, given = expected[at : at + pin.width], found[at : at + pin.width]
        at += pin.width
        if any(bit not in ("x", other) for bit, other in zip(wanted, given, strict=True)):
            phrases.append(f"{pin.name} is {given}, expected {wanted}")
    return "; ".join(phrases)
