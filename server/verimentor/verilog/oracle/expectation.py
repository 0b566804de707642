"""What a description promises, as stimuli and the outputs expected after them."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from verimentor.verilog.interface import Interface
from verimentor.verilog.oracle.machines import Machine
from verimentor.verilog.oracle.ports import Bits, Ports
from verimentor.verilog.stimuli import EXHAUSTIVE_BITS, Step, Stimuli

_SAMPLED = 64  # settings tried of a row whose don't-cares are too many for all of them
MAX_STEPS = 20_000  # simulates in under a second; a longer table is not typed into a description


@dataclass(frozen=True)
class Row:
    """One promise about a module without memory: under these inputs these outputs."""

    said: str
    inputs: Bits
    outputs: Bits


@dataclass(frozen=True)
class Expected:
    """What the outputs must be after a step: bits in the order of a trace's rows, "x" where anything will do."""

    step: int
    row: int
    bits: str


@dataclass(frozen=True)
class Oracle:
    """Rows that a right module fulfils, and the stimuli that show it.

    `noun` and `source` name them: "12 of 12 `rows` of your `truth table` hold". `complete` is set where nothing about
    the module is left open. `claims` are, of modules without memory, the expected bits by input vector, "?" where rows
    differ. `alternatives` are other readings of the same rows; a module may keep any one of them. `told` are the rows
    of a module without memory, `machine` is what one with memory does.
    """

    noun: str
    source: str
    rows: tuple[str, ...]
    stimuli: Stimuli
    expected: tuple[Expected, ...]
    complete: bool = False
    claims: dict[tuple[int, ...], str] = field(default_factory=dict, compare=False)
    alternatives: tuple["Oracle", ...] = ()
    told: tuple[Row, ...] = field(default=(), compare=False)
    machine: Machine | None = field(default=None, compare=False)


def combinational(rows: Sequence[Row], ports: Ports, noun: str, source: str) -> Oracle | str | None:
    """The oracle of rows that each stand alone; a text where two of them contradict each other.

    Where patterns with don't-cares overlap and differ, as in a table read from the top, nothing is expected.
    """
    if clash := _clash(rows):
        return clash
    vectors = [list(_vectors(row.inputs, ports.interface)) for row in rows]
    if sum(map(len, vectors)) > MAX_STEPS:
        return None
    claims: dict[tuple[int, ...], str] = {}
    for row, settings in zip(rows, vectors, strict=True):
        bits = "".join(row.outputs.get(place, "x") for place in ports.observed)
        claims |= {vector: _joined(claims.get(vector, bits), bits) for vector in settings}
    steps: list[Step] = []
    expected: list[Expected] = []
    said: list[str] = []
    for row, settings in zip(rows, vectors, strict=True):
        wanted = [(vector, bits) for vector in settings if set(bits := _part(claims[vector], row, ports)) - {"x"}]
        for vector, bits in wanted:
            expected.append(Expected(len(steps), len(said), bits))
            steps.append(Step(len(steps), vector))
        said += [row.said] if wanted else []  # a row of don't-cares promises nothing
    if not expected:
        return None
    complete = len(claims) == 1 << len(ports.driven) and not any("?" in bits for bits in claims.values())
    complete = complete and all(len(row.outputs) == len(ports.observed) for row in rows)
    stimuli = Stimuli(ports.interface.driven, tuple(steps))
    return Oracle(noun, source, tuple(said), stimuli, tuple(expected), complete, claims, told=tuple(rows))


def _clash(rows: Sequence[Row]) -> str | None:
    """Two rows that say different things of the very same inputs."""
    known: dict[tuple[tuple[str, int, str], ...], Row] = {}
    for row in rows:
        other = known.setdefault(tuple(sorted((*place, bit) for place, bit in row.inputs.items())), row)
        if any({bit, row.outputs.get(place, bit)} == {"0", "1"} for place, bit in other.outputs.items()):
            return f'"{other.said}" and "{row.said}" say different things of the same inputs'
    return None


def _joined(claim: str, bits: str) -> str:
    """What two rows expect together; "?" where they differ."""
    return "".join(a if b in ("x", a) else b if a == "x" else "?" for a, b in zip(claim, bits, strict=True))


def _part(claim: str, row: Row, ports: Ports) -> str:
    """What is expected of one setting by this row, as far as no other row differs."""
    said = (row.outputs.get(place, "x") for place in ports.observed)
    return "".join("x" if bit == "x" or total == "?" else bit for bit, total in zip(said, claim, strict=True))


def contradiction(a: Oracle, b: Oracle) -> str | None:
    """Where two oracles of the same module without memory contradict each other."""
    for vector in a.claims.keys() & b.claims.keys():
        if any({first, second} == {"0", "1"} for first, second in zip(a.claims[vector], b.claims[vector], strict=True)):
            inputs = ", ".join(
                f"{pin.name}={value:0{pin.width}b}" for pin, value in zip(a.stimuli.driven, vector, strict=True)
            )
            return f"the {a.source} and the {b.source} say different things of {inputs}"
    return None


def _vectors(inputs: Bits, interface: Interface) -> Iterator[tuple[int, ...]]:
    """The settings of all inputs that a pattern stands for, or some of them where they are too many."""
    places = [(pin.name, bit) for pin in interface.driven for bit in range(pin.width - 1, -1, -1)]
    free = [place for place in places if inputs.get(place, "x") == "x"]
    fills: Iterable[int] = range(1 << len(free))
    if len(free) > EXHAUSTIVE_BITS:
        generator = random.Random(len(free))
        fills = [0, (1 << len(free)) - 1, *(generator.getrandbits(len(free)) for _ in range(_SAMPLED))]
    for fill in fills:
        chosen = {place: fill >> index & 1 for index, place in enumerate(free)}
        yield tuple(
            sum(
                (chosen[pin.name, bit] if (pin.name, bit) in chosen else int(inputs[pin.name, bit])) << bit
                for bit in range(pin.width)
            )
            for pin in interface.driven
        )
