"""A table whose outputs are expressions: operations by opcode, the inputs of a multiplexer.

    op | y              sel | y
    00 | a + b          0   | a
    01 | a AND b        1   | b

What is neither a number nor an expression over the inputs makes the table none of these.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from verimentor.verilog.derivation.formulas import names_in, read_expression
from verimentor.verilog.derivation.names import fresh, is_variable, taken_in
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


@dataclass(frozen=True)
class _Case:
    """One row: the bits of the selector, "x" where any, None for all others; an expression for each output."""

    label: str | None
    values: tuple[str, ...]


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
    if not cases or not any(re.search(r"[A-Za-z]", value) for case in cases for value in case.values):
        return None  # numbers alone are a truth table, which is read with more care
    read = {name for case in cases for value in case.values for name in names_in(value)}
    inputs = {port.name for port in module.ports if port.direction == "input"}
    if read | {name for name, _ in places} != inputs:
        return None  # what an unread input does is told elsewhere
    return _text(cases, places, list(outputs.values()), module, ports)


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
) -> list[_Case] | None:
    rows = list(grid.rows)
    rest = rows.pop() if _REST.fullmatch(clean(rows[-1][min(selector)])) else None
    columns = [read_column([row[index] for row in rows], len(places)) for index, places in selector.items()]
    labels = ["".join(bits) for bits in zip(*(column for column in columns if column), strict=True)]
    if None in columns or len(set(labels)) < len(rows):
        return None
    cases = []
    for label, row in [*zip(labels, rows, strict=True), *([(None, rest)] if rest else [])]:
        values = tuple(read_expression(row[index], name, ports) for index, name in outputs.items())
        if not all(values):
            return None
        cases.append(_Case(label, values))
    return cases


def _text(
    cases: Sequence[_Case], places: Sequence[Place], outputs: Sequence[str], module: Module, ports: Ports
) -> tuple[str, tuple[str, ...]]:
    names = list(dict.fromkeys(name for name, _ in places))
    whole = [ports.places(name) for name in names]
    bits = names if [place for each in whole for place in each] == list(places) else list(map(ports.name_of, places))
    selector = bits[0] if len(bits) == 1 else f"{{{', '.join(bits)}}}"
    widths = {pin.name: pin.width for pin in ports.interface.observed}
    taken = taken_in(module)
    targets = {name: name if is_variable(name, module) else fresh(f"{name}_value", taken) for name in outputs}
    wild = any(case.label and "x" in case.label for case in cases)
    settings = {
        bits for case in cases if case.label for bits in product(*(_EITHER.get(bit, bit) for bit in case.label))
    }
    whole_table = cases[-1].label is None or len(settings) == 1 << len(places)
    lines = []
    for name, target in targets.items():
        if target != name:
            signed = "signed " if next(port.signed for port in module.ports if port.name == name) else ""
            lines.append(f"  reg {signed}{f'[{widths[name] - 1}:0] ' if widths[name] > 1 else ''}{target};")
    lines += [*([""] if lines else []), "  always @(*)", f"    {'casez' if wild else 'case'} ({selector})"]
    zeros = tuple(f"{widths[name]}'d0" for name in outputs)
    listed = [*cases, *([] if cases[-1].label is None else [_Case(None, zeros)])]
    for case in listed:
        label = "default" if case.label is None else f"{len(places)}'b{case.label.replace('x', '?')}"
        parts = [f"{targets[name]} = {value};" for name, value in zip(outputs, case.values, strict=True)]
        lines.append(f"      {label}: {' '.join(parts if len(parts) == 1 else ['begin', *parts, 'end'])}")
    lines += ["    endcase"]
    wires = [f"  assign {name} = {target};" for name, target in targets.items() if target != name]
    assumed = () if whole_table else ("the outputs are 0 for inputs that the table does not list",)
    return "\n".join([*lines, *([""] if wires else []), *wires]), assumed
