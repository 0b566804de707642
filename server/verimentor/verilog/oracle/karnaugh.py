"""Karnaugh maps: two groups of inputs along the sides, in the order that the labels say, Gray or not."""

import re
from collections.abc import Iterator

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.grids import Line
from verimentor.verilog.oracle.ports import Place, Ports

_TOKEN = re.compile(r"[^\s|]+")
_LABEL = re.compile(r"(?:(.+)=)?([01]+)")  # "01", "ab=01"
_SIGNS = ("\\", "/")  # between the names in the corner
_CELLS = {"0": "0", "1": "1", "x": "x", "d": "x", "-": "x", "*": "x", "?": "x", "φ": "x"}


def karnaugh_maps(lines: list[Line], ports: Ports) -> Iterator[tuple[int, int, list[Row]]]:
    """The maps in a text that say all about one output bit: first line, last line and a row for each cell."""
    if ports.interface.clocks:
        return
    for start, line in enumerate(lines):
        corner, along_columns, columns = _header(line.text)
        found = _cells(lines, start + 1, len(columns)) if columns else None
        if found is None:
            continue
        along_rows, cells = found
        alone = bool(along_columns) or any(sign in corner for sign in _SIGNS)  # needs no line with names above it
        above = "" if alone or not start else lines[start - 1].text
        sides = _sides(corner or along_rows, along_columns or above, ports)
        output = _output(corner, lines[: start if alone else max(0, start - 1)], ports)
        rows = _rows(cells, columns, sides, output, ports) if sides and output else None
        if rows:
            yield lines[start if alone else start - 1].number, lines[start + len(cells)].number, rows


def _header(text: str) -> tuple[str, str, list[str]]:
    """What stands in the corner, what the labels of the columns say they are, and these; none where it is no header."""
    tokens = [(found[0], found.start()) for found in _TOKEN.finditer(text)]
    names: set[str] = set()
    labels: list[str] = []
    while tokens and (found := _LABEL.fullmatch(tokens[-1][0])):
        names.add(found[1] or "")
        labels.insert(0, found[2])
        end = tokens.pop()[1]
    names.discard("")
    if not _all_patterns(labels) or len(names) > 1:
        return "", "", []
    return text[:end].strip(" |\t"), "".join(names), labels


def _all_patterns(labels: list[str]) -> bool:
    """Whether these are all numbers of some number of bits, each once."""
    return (
        len(labels) > 1
        and len({len(label) for label in labels}) == 1
        and len(set(labels)) == len(labels) == 1 << len(labels[0])
    )


def _cells(lines: list[Line], start: int, width: int) -> tuple[str, dict[str, list[str]]] | None:
    """What the labels of the rows say they are, and the cells by label; None where they are not those of a map."""
    names: set[str] = set()
    found: dict[str, list[str]] = {}
    for line in lines[start:]:
        tokens = _TOKEN.findall(line.text)
        label = _LABEL.fullmatch(tokens[0].rstrip(":")) if tokens else None
        if label is None:
            break
        cells = [_CELLS.get(token.lower()) for token in tokens[1:] if token != ":"]
        if len(cells) != width or label[2] in found or None in cells:
            return None
        names.add(label[1] or "")
        found[label[2]] = [cell for cell in cells if cell]
    names.discard("")
    return ("".join(names), found) if _all_patterns(list(found)) and len(names) < 2 else None


def _sides(corner: str, above: str, ports: Ports) -> tuple[tuple[Place, ...], tuple[Place, ...]] | None:
    """The inputs along the rows and those along the columns; together all inputs, each once."""
    sign = next((sign for sign in _SIGNS if sign in corner), "")
    first, second = corner.split(sign, 1) if sign else (corner, above)
    rows, columns = ports.places(first.strip(" |\t")), ports.places(second.strip(" |\t"))
    if sorted((*rows, *columns)) != sorted(ports.driven):
        return None
    if sign == "/" and len(rows) == len(columns):
        return None  # some write the rows first, some the columns
    return rows, columns


def _output(corner: str, before: list[Line], ports: Ports) -> Place | None:
    """The output that the map is of: the only one, or the one that the line before it names."""
    if len(ports.observed) == 1:
        return ports.observed[0]
    title = next((line.text for line in reversed(before) if line.text.strip()), "")
    words = set(re.findall(r"\w+", f"{corner} {title}"))
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
            said = ", ".join(f"{ports.name_of(place)}={bit}" for place, bit in inputs.items())
            rows.append(Row(f"{said}: {ports.name_of(output)}={value}", inputs, {output: value}))
    return rows
