"""Where two traces of the same stimuli part, as a table of cycles: inputs, both outputs, and which of them differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from verimentor.verilog.testbench import Trace

_BEFORE, _AFTER = 4, 2  # cycles shown around the first difference of a clocked module
_VECTORS = 5  # differing vectors shown of one without a clock, where what came before explains nothing


@dataclass(frozen=True)
class Row:
    """One step: the inputs, what the outputs were to be, what they were, and the names of those that differ."""

    cycle: int
    inputs: tuple[str, ...]
    expected: tuple[str, ...]
    found: tuple[str, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """The first step at which two modules differ, and its neighbourhood; values are as Verilog writes them."""

    cycle: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def sentence(self) -> str:
        """The first difference in one line."""
        return self.describe("expected")

    def describe(self, reference: str) -> str:
        """The first difference in one line, with other words for "expected"."""
        row = next(row for row in self.rows if row.differing)
        inputs = " ".join(f"{name}={value}" for name, value in zip(self.inputs, row.inputs, strict=True))
        outputs = [
            f"{name} is {found}, {reference} {expected}"
            for name, expected, found in zip(self.outputs, row.expected, row.found, strict=True)
            if name in row.differing
        ]
        return f"cycle {row.cycle}, inputs {inputs}: {'; '.join(outputs)}"


def first_difference(reference: Trace, other: Trace, *, exact: bool = False) -> Difference | None:
    """Find where another trace leaves the reference; bits the reference leaves unknown differ only if `exact`."""
    differing = _differing(reference, other, exact)
    first = next(differing, None)
    if first is None:
        return None
    if reference.interface.clocks:
        shown = _around(reference, first)
    else:
        shown = [first, *(index for index, _ in zip(differing, range(_VECTORS - 1), strict=False))]
    interface = reference.interface
    return Difference(
        reference.step(first).cycle,
        tuple(pin.name for pin in interface.driven),
        tuple(pin.name for pin in interface.observed),
        tuple(_row(reference, other, index, exact) for index in shown),
    )


def number(bits: str) -> str:
    """Write bits as Verilog does: 1, 8'h2a, 4'b01xx."""
    if len(bits) == 1:
        return bits
    if set(bits) <= {"0", "1"}:
        return f"{len(bits)}'h{int(bits, 2):x}"
    return f"{len(bits)}'b{bits}"


def _differing(reference: Trace, other: Trace, exact: bool) -> Iterator[int]:
    for index, (expected, found) in enumerate(zip(reference.rows, other.rows, strict=True)):
        if expected != found and _differ(expected, found, exact):
            yield index


def _differ(expected: str, found: str, exact: bool) -> bool:
    return any(a != b and (exact or a in "01") for a, b in zip(expected, found, strict=True))


def _around(trace: Trace, first: int) -> list[int]:
    """One row a cycle, taken when all clocks that tick in it have ticked, and the differing row for its own cycle."""
    cycle = trace.step(first).cycle
    at_edge: dict[int, int] = {}
    for index in range(len(trace.rows)):
        step = trace.step(index)
        if cycle - _BEFORE <= step.cycle <= cycle + _AFTER and _clocks_high(trace, step.values):
            at_edge.setdefault(step.cycle, index)
    return [at_edge[each] for each in sorted(at_edge) if each < cycle] + [first] + [
        at_edge[each] for each in sorted(at_edge) if each > cycle
    ]  # fmt: skip


def _clocks_high(trace: Trace, values: tuple[int, ...]) -> bool:
    clocks = trace.interface.clocks
    return any(value for pin, value in zip(trace.interface.driven, values, strict=True) if pin.name in clocks)


def _row(reference: Trace, other: Trace, index: int, exact: bool) -> Row:
    step, interface = reference.step(index), reference.interface
    expected, found = reference.values(reference.rows[index]), other.values(other.rows[index])
    return Row(
        step.cycle,
        tuple(number(f"{value:0{pin.width}b}") for pin, value in zip(interface.driven, step.values, strict=True)),
        tuple(map(number, expected.values())),
        tuple(map(number, found.values())),
        tuple(name for name in expected if _differ(expected[name], found[name], exact)),
    )
