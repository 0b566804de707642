"""What a module does as it stands, recorded in sections a person can follow: under reset, enabled, and so on.

The stimuli of `stimuli` are made to tell modules apart; these are fewer, and have names.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verimentor.verilog.interface import Interface
from verimentor.verilog.simulation import Job, join, read_interface, simulate_all, why_unknown, why_unreadable
from verimentor.verilog.stimuli import Step, Stimuli, stimulate

_ROWS = 12  # of a section: enough to see a pattern, few enough to be read
_FEW_BITS = 4  # inputs so narrow are tried with every vector: 16 rows

Values = tuple[int, ...]  # of the driven pins, in their order


@dataclass(frozen=True)
class Section:
    """Stimuli with a purpose; `clocked` is False where outputs are compared without waiting for an edge."""

    title: str
    rows: tuple[Values, ...]
    clocked: bool


@dataclass(frozen=True)
class Recording:
    """The sections and, for each of their rows in order, the bits of the observed pins."""

    interface: Interface
    sections: tuple[Section, ...]
    answers: tuple[str, ...]


def record(text: str, top: str | None = None, others: Mapping[str, str] | None = None) -> Recording | str:
    """Apply the sections to the module and note its answers; why there are none, where it cannot be simulated."""
    whole = join(text, others)
    interface = read_interface(whole, top)
    if isinstance(interface, str):
        return why_unreadable(whole, interface)
    if any(pin.direction == "inout" for pin in interface.pins):
        return f"module {interface.name} has an inout; who drives it when, only you know"
    sections = tuple(_sections(interface))
    stimuli = _steps(interface, sections)
    simulation = simulate_all([Job(whole, interface, stimuli)])[0]
    if simulation.trace is None:
        return simulation.error or "it did not run"
    if simulation.trace.all_unknown:
        return f"module {interface.name} shows nothing: {why_unknown(whole)}"
    return Recording(interface, sections, simulation.trace.rows)


def _sections(interface: Interface) -> Iterator[Section]:
    if not interface.clocks:
        yield from _vectors(interface)
        return
    resets = {reset.name: int(not reset.active_low) for reset in interface.resets}
    passive = dict.fromkeys(interface.clocks, 0) | {name: 1 - active for name, active in resets.items()}
    drawn = _varied(interface, _at_edges(interface))
    if resets:
        yield Section("Reset", tuple(_set(interface, [(0,) * len(interface.driven)] * 2, resets)), True)
    title = f"{' and '.join(interface.enables)} active" if interface.enables else "Undisturbed"
    running = _set(interface, drawn[2 : 2 + _ROWS], passive | dict.fromkeys(interface.enables, 1))
    yield Section(title, tuple(running), True)
    for enable in interface.enables if len(interface.enables) > 1 else ():
        alone = passive | dict.fromkeys(interface.enables, 0) | {enable: 1}
        yield Section(f"{enable} alone", tuple(_set(interface, drawn[2 : 2 + _ROWS // 2], alone)), True)
    yield Section(
        "All inputs vary", tuple(_set(interface, _varied(interface, drawn[-_ROWS:], bits=True), passive)), True
    )
    for reset in interface.resets:
        rows = [drawn[2], drawn[3]]
        if reset.asynchronous:
            title = f"{reset.name} acts without an edge: compared before one comes"
            yield Section(title, tuple(_set(interface, rows[:1], passive | {reset.name: resets[reset.name]})), False)
        else:
            title = f"{reset.name} in the middle"
            yield Section(title, tuple(_set(interface, rows[:1], passive | {reset.name: resets[reset.name]})), True)
        yield Section(f"After {reset.name}", tuple(_set(interface, rows, passive)), True)


def _vectors(interface: Interface) -> Iterator[Section]:
    """What a module without a clock is tried with."""
    driven = interface.driven
    steps = [step.values for step in stimulate(interface).steps]
    if sum(pin.width for pin in driven) <= _FEW_BITS:
        yield Section("Every vector", tuple(steps[: 1 << sum(pin.width for pin in driven)]), False)
        return
    zeros, ones = (0,) * len(driven), tuple((1 << pin.width) - 1 for pin in driven)
    yield Section("All zeros, all ones", (zeros, ones), False)
    for at, pin in enumerate(driven):
        if 1 < pin.width <= _FEW_BITS and len(driven) > 1:
            others = random.Random(at).choice(steps[-_ROWS:])
            rows = tuple((*others[:at], value, *others[at + 1 :]) for value in range(1 << pin.width))
            yield Section(f"Every {pin.name}, the rest held", rows, False)
    yield Section("Drawn at random", tuple(steps[-_ROWS:]), False)


def _at_edges(interface: Interface) -> list[Values]:
    """The inputs of the generated stimuli at every cycle's edge, clocks low; the deep phases at their end left out."""
    clocks = [at for at, pin in enumerate(interface.driven) if pin.name in interface.clocks]
    by_cycle: dict[int, Values] = {}
    for step in stimulate(interface, cycles=100).steps:
        if any(step.values[clock] for clock in clocks):
            by_cycle.setdefault(step.cycle, tuple(0 if at in clocks else v for at, v in enumerate(step.values)))
    return [by_cycle[cycle] for cycle in sorted(by_cycle) if cycle < 100]


def _varied(interface: Interface, rows: Sequence[Values], *, bits: bool = False) -> list[Values]:
    """The rows with other words where a word repeats, for held words show little in few rows; `bits` are drawn too."""
    draw, varied = random.Random(1), list(rows[:1])
    for row in rows[1:]:
        varied.append(
            tuple(
                draw.getrandbits(pin.width) if value == before and (bits or pin.width > 1) else value
                for pin, value, before in zip(interface.driven, row, varied[-1], strict=True)
            )
        )
    return varied


def _set(interface: Interface, rows: Sequence[Values], fixed: Mapping[str, int]) -> list[Values]:
    return [tuple(fixed.get(pin.name, value) for pin, value in zip(interface.driven, row, strict=True)) for row in rows]


def _steps(interface: Interface, sections: Sequence[Section]) -> Stimuli:
    """What the testbench will do, for our own simulation: each row a cycle, sampled after its edge or before."""
    clocks = [at for at, pin in enumerate(interface.driven) if pin.name in interface.clocks]
    rows = [(row, section.clocked) for section in sections for row in section.rows]
    steps = []
    for cycle, (row, clocked) in enumerate(rows):
        steps.append(Step(cycle, row, not clocked))
        if clocks:
            steps.append(Step(cycle, tuple(1 if at in clocks else value for at, value in enumerate(row)), clocked))
            steps.append(Step(cycle, row, False))
    return Stimuli(interface.driven, tuple(steps))
