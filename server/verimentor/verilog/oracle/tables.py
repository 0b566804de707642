"""Truth tables: one column for each input and output, in any order, single bits or whole vectors."""

import re

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.grids import Grid
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.values import read_column

# Columns that number or explain the rows.
_ASIDE = re.compile(
    r"(?i)|#|n[or]?\.?|row|index|minterms?|m|dec(?:imal)?|hex|comments?|descriptions?|operations?|functions?|meaning"
    r"|notes?|remarks?|actions?|name|case|test|vector"
)
_ARGUMENTS = re.compile(r"(\w+)\s*\(([^()]*)\)")


def truth_table(grid: Grid, ports: Ports) -> list[Row] | None:
    """The rows of a grid that is the truth table of a module without memory; None where it is anything else."""
    if ports.interface.clocks:
        return None
    columns: dict[int, tuple[Place, ...]] = {}
    for index, label in enumerate(grid.header):
        places = ports.places(label) or _called(label, ports)
        if places:
            columns[index] = places
        elif not is_aside(label):
            return None
    named = [place for places in columns.values() for place in places]
    ins = {index: places for index, places in columns.items() if ports.is_input(places)}
    outs = {index: places for index, places in columns.items() if ports.is_output(places)}
    covered = {place for places in ins.values() for place in places}
    if len(set(named)) < len(named) or len(ins) + len(outs) < len(columns) or covered != ports.driven or not outs:
        return None
    values = {}
    for index, places in columns.items():
        found = read_column([row[index] for row in grid.rows], len(places))
        if found is None:
            return None
        values[index] = found
    return [
        Row(
            said,
            {place: bit for index in ins for place, bit in zip(columns[index], values[index][number], strict=True)},
            {place: bit for index in outs for place, bit in zip(columns[index], values[index][number], strict=True)},
        )
        for number, said in enumerate(grid.said)
    ]


def is_aside(label: str) -> bool:
    """Whether a column numbers or explains the rows."""
    return bool(_ASIDE.fullmatch(label.strip()))


def _called(label: str, ports: Ports) -> tuple[Place, ...]:
    """The bits that "f(a, b, c)" or "f = a xor b" in a header stands for."""
    found = _ARGUMENTS.fullmatch(label.strip())
    return ports.places(found[1]) if found and ports.places(found[2]) else ()
