"""A table whose outputs are expressions: operations by opcode, the inputs of a multiplexer.

    op | y              sel | y
    00 | a + b          0   | a
    01 | a AND b        1   | b

What is neither a number nor an expression over the inputs makes the table none of these.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from verimentor.verilog.derivation.cases import UNLISTED, Case, write_case
from verimentor.verilog.derivation.formulas import names_in, read_expression
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.grids import Grid, Line, grids, lines_of
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.tables import is_aside
from verimentor.verilog.oracle.values import clean, read_column

SOURCE = "table of operations"
_EITHER = {"x": "01"}
_MOST_SELECTED = 8  # bits: a table of more rows than that is not typed

_TOLD = (
    r"\b{0}\s*(?:==?|is|equals|of)\s*(\d+'[bdhBDH][0-9a-fA-F]+|\d+)\s*[,:]?\s*(?:then\s+)?(?:it\s+|the output\s+)?"
    r"(?:{1}\s*(?:=|is|gets|becomes|equals)|gives|selects|outputs|passes|routes|->|=>|:)\s*(?:the\s+)?(?:input\s+)?([^,;.]+)"
)
_REST = re.compile(r"(?i)others?|otherwise|default|else|all others?|any other")


def write_operations(spec: str, module: Module, ports: Ports) -> tuple[str, tuple[str, ...]] | None:
    """The body and what had to be assumed; None where the text has no such table, or more than one."""
    if ports.interface.clocks or any(port.signed for port in module.ports):
        return None  # how numbers with a sign are shifted and widened is told in words
    read = [(grid, body) for grid in _tables(spec, ports) if (body := _written(grid, module, ports))]
    read = [(grid, body) for grid, body in read if grid.first >= 0 or not body[1]]  # a sentence may tell of the rest
    if len({grid.first for grid, _ in read}) != 1:
        return None
    n_rows = max(len(grid.rows) for grid, _ in read)  # a reading with fewer has left some out
    found = {body for grid, body in read if len(grid.rows) == n_rows}
    return found.pop() if len(found) == 1 else None


def _tables(spec: str, ports: Ports) -> Iterator[Grid]:
    """The tables of the text, those between pipes with the pipes of their expressions, and what sentences list."""
    lines = lines_of(spec)
    texts = {line.number: line.text.strip() for line in lines}
    tables = [*grids(lines), *_piped(lines)]
    yield from (grid for grid in tables if not texts.get(grid.last + 1))  # else it goes on in a way that is not read
    yield from _told(" ".join(line.text for line in lines), ports)


def _piped(lines: Sequence[Line]) -> Iterator[Grid]:
    """Tables between pipes; of a row with too many cells the last ones are one: `a | b`."""
    for start, line in enumerate(lines):
        header = _pipes(line.text)
        rows: list[tuple[str, ...]] = []
        for row in lines[start + 1 :]:
            cells = _pipes(row.text)
            if len(cells) < max(2, len(header)):
                break
            end = len(header) - 1
            rows.append((*cells[:end], " | ".join(cells[end:])))
            last = row.number
        if len(header) > 1 and len(rows) > 1:
            yield Grid(header, tuple(rows), tuple(map(" | ".join, rows)), line.number, last)


def _told(text: str, ports: Ports) -> Iterator[Grid]:
    """ "s=0 gives a, s=1 gives b" as a table."""
    if len(ports.interface.observed) != 1:
        return
    output = ports.interface.observed[0].name
    for pin in ports.interface.driven:
        rows = tuple(re.findall(_TOLD.format(pin.name, output), text))
        if len(rows) > 1:
            yield Grid((pin.name, output), rows, tuple(map(": ".join, rows)), -1, -1)


def _pipes(text: str) -> tuple[str, ...]:
    text = text.strip().replace("\\|", "|")
    return tuple(cell.strip() for cell in text.removeprefix("|").removesuffix("|").split("|")) if "|" in text else ()


def _written(grid: Grid, module: Module, ports: Ports) -> tuple[str, tuple[str, ...]] | None:
    selector, outputs = _columns(grid, ports)
    places = [place for index in selector for place in selector[index]]
    if not places or len(places) > _MOST_SELECTED or not outputs:
        return None
    if {port.name for port in module.ports if port.direction == "output"} != set(outputs.values()):
        return None
    cases = _cases(grid, selector, outputs, ports)
    read = {name for case in cases or [] for value in case.values.values() for name in names_in(value)}
    if not cases or not read:
        return None  # numbers alone are a truth table, which is read with more care
    inputs = {port.name for port in module.ports if port.direction == "input"}
    if read | {name for name, _ in places} != inputs:
        return None  # what an unread input does is told elsewhere
    return write_case(places, cases, module, ports), () if _is_whole(cases, len(places)) else (UNLISTED,)


def _columns(grid: Grid, ports: Ports) -> tuple[dict[int, tuple[Place, ...]], dict[int, str]]:
    """The columns that select, with their bits, and those of outputs; none where one is neither."""
    selector: dict[int, tuple[Place, ...]] = {}
    outputs: dict[int, str] = {}
    whole = {ports.places(pin.name): pin.name for pin in ports.interface.observed}
    for index, label in enumerate(grid.header):
        places = ports.places(label)
        if places and ports.is_input(places):
            selector[index] = places
        elif places in whole:
            outputs[index] = whole[places]
        elif not is_aside(label):
            return {}, {}
    return selector, outputs


def _cases(
    grid: Grid, selector: dict[int, tuple[Place, ...]], outputs: dict[int, str], ports: Ports
) -> list[Case] | None:
    rows = list(grid.rows)
    rest = rows.pop() if _REST.fullmatch(clean(rows[-1][min(selector)])) else None
    columns = [read_column([row[index] for row in rows], len(places)) for index, places in selector.items()]
    labels = ["".join(bits) for bits in zip(*(column for column in columns if column), strict=True)]
    if None in columns or len(set(labels)) < len(rows):
        return None
    cases = []
    for label, row in [*zip(labels, rows, strict=True), *([(None, rest)] if rest else [])]:
        values = {name: read_expression(row[index], name, ports) for index, name in outputs.items()}
        if not all(values.values()):
            return None
        cases.append(Case(label, values))
    return cases


def _is_whole(cases: Sequence[Case], n_bits: int) -> bool:
    """Whether the cases cover every setting of the selector."""
    settings = {
        bits for case in cases if case.label for bits in product(*(_EITHER.get(bit, bit) for bit in case.label))
    }
    return cases[-1].label is None or len(settings) == 1 << n_bits
