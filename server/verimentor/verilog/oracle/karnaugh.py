"""Karnaugh maps: two groups of inputs along the sides, in the order that the labels say, Gray or not."""

import re
from collections.abc import Iterator

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.grids import Line
from verimentor.verilog.oracle.ports import Place, Ports

_TOKEN = re.compile(r"[^\s|]+")
_LABEL = re.compile(r"(?:.*=)?([01]+)")  # "01", "ab=01"
_CELLS = {"0": "0", "1": "1", "x": "x", "d": "x", "-": "x", "*": "x", "?": "x", "φ": "x"}


def karnaugh_maps(lines: list[Line], ports: Ports) -> Iterator[tuple[int, int, list[Row]]]:
    """The maps in a text that say all about one output bit: first line, last line and a row for each cell."""
    if ports.interface.clocks:
        return
    for start, line in enumerate(lines):
        corner, columns = _header(line.text)
        if not columns:
            continue
        cells = _cells(lines, start + 1, len(columns))
        if cells is None:
            continue
        above = lines[start - 1].text if start else ""
        sides = _sides(corner, above, ports)
        output = _output(corner, [each.text for each in lines[max(0, start - 4) : start]], ports)
        if sides is None or output is None:
            continue
        rows = _rows(cells, columns, sides, output, ports)
        if rows:
            yield lines[max(0, start - 1)].number, lines[start + len(cells)].number, rows


def _header(text: str) -> tuple[str, list[str]]:
    """What stands in the corner, and the labels of the columns; no labels where the line is no header of a map."""
    tokens = [(found[0], found.start()) for found in _TOKEN.finditer(text)]
    labels: list[str] = []
    while tokens and (found := _LABEL.fullmatch(tokens[-1][0])):
        labels.insert(0, found[1])
        end = tokens.pop()[1]
    if not _all_patterns(labels):
        return "", []
    return text[:end].strip(" |\t"), labels


def _all_patterns(labels: list[str]) -> bool:
    """Whether these are all numbers of some number of bits, each once."""
    return (
        len(labels) > 1
        and len({len(label) for label in labels}) == 1
        and len(set(labels)) == len(labels) == 1 << len(labels[0])
    )


def _cells(lines: list[Line], start: int, width: int) -> dict[str, list[str]] | None:
    """The rows of cells by their label; None where they are not those of a map."""
    found: dict[str, list[str]] = {}
    for line in lines[start:]:
        tokens = _TOKEN.findall(line.text)
        label = _LABEL.fullmatch(tokens[0].rstrip(":")) if tokens else None
        if label is None:
            break
        cells = [_CELLS.get(token.lower()) for token in tokens[1:] if token != ":"]
        if len(cells) != width or label[1] in found or None in cells:
            return None
        found[label[1]] = [cell for cell in cells if cell]
    return found if _all_patterns(list(found)) else None


def _sides(corner: str, above: str, ports: Ports) -> tuple[tuple[Place, ...], tuple[Place, ...]] | None:
    """The inputs along the rows and those along the columns; together all inputs, each once."""
    sign = next((sign for sign in "\\/" if sign in corner), "")
    first, second = corner.split(sign, 1) if sign else (corner, above)
    rows, columns = ports.places(first.strip(" |\t")), ports.places(second.strip(" |\t"))
    if sorted((*rows, *columns)) != sorted(ports.driven):
        return None
    if sign == "/" and len(rows) == len(columns):
        return None  # some write the rows first, some the columns
    return rows, columns


def _output(corner: str, before: list[str], ports: Ports) -> Place | None:
    """The output that the map is of: the only one, or the one that the lines before it name."""
    if len(ports.observed) == 1:
        return ports.observed[0]
    words = set(re.findall(r"\w+", " ".join([corner, next((line for line in reversed(before) if line.strip()), "")])))
    named = [place for place in ports.observed if place[0] in words]
    return named[0] if len(named) == 1 else None


def _rows(
    cells: dict[str, list[str]],
    columns: list[str],
    sides: tuple[tuple[Place, ...], tuple[Place, ...]],
    output: Place,
    ports: Ports,
) -> list[Row] | None:
    along_rows, along_columns = sides
    if len(along_columns) != len(columns[0]) or any(len(label) != len(along_rows) for label in cells):
        return None
    rows = []
    for row, values in cells.items():
        for column, value in zip(columns, values, strict=True):
            inputs = dict(zip((*along_rows, *along_columns), row + column, strict=True))
            said = ", ".join(f"{_name(place, ports)}={bit}" for place, bit in inputs.items())
            rows.append(Row(f"{said}: {_name(output, ports)}={value}", inputs, {output: value}))
    return rows


def _name(place: Place, ports: Ports) -> str:
    name, bit = place
    width = next(pin.width for pin in ports.interface.pins if pin.name == name)
    if width == 1:
        return name
    left, right = ports.ranges.get(name, (width - 1, 0))
    return f"{name}[{right + bit if left >= right else right - bit}]"
