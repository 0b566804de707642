"""Lists of two values without names over them, of a module with one input and one output: "3'b001: 185"."""

import re
from collections.abc import Iterator, Sequence

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.grids import Line
from verimentor.verilog.oracle.ports import Ports
from verimentor.verilog.oracle.values import NUMBER, read_column
from verimentor.verilog.stimuli import EXHAUSTIVE_BITS

_VALUE = rf"{NUMBER}|[0-9a-fA-F]+"
_PAIR = rf"({NUMBER})(?:\s*(?::|->|=>|→|⇒|=)\s*|\s+)({_VALUE})"
_LINE = re.compile(rf"\s*(?:[*•+-]\s+)?{_PAIR}\s*[,;.]?\s*")
_REST = re.compile(
    rf"(?i)\s*(?:[*•+-]\s+)?(?:all\s+|any\s+)?(?:others?|else|otherwise|default)\s*(?::|->|=>|→|⇒|=)\s*({_VALUE})\s*[,;.]?\s*"
)
_INLINE = re.compile(rf"(?<![\w'])(?:{_PAIR}\s*,\s*)+(?:and\s+)?{_PAIR}(?![\w'])")
_HEX = re.compile(r"(?i)\bhex(?:adecimal)?\b")
_FEWEST = 3  # lines or items; two pairs of numbers may be anything


def lookups(lines: Sequence[Line], ports: Ports) -> Iterator[tuple[int, int, list[Row]]]:
    """The lists in a text: first line, last line, and a row for each pair and each other input told of."""
    if ports.interface.clocks or len(ports.interface.driven) != 1 or len(ports.interface.observed) != 1:
        return
    hexadecimal = any(_HEX.search(line.text) for line in lines)
    group: list[tuple[int, tuple[str, str]]] = []
    for line in [*lines, Line(-1, "")]:
        rest = _REST.fullmatch(line.text) if group else None
        if found := _LINE.fullmatch(line.text):
            group.append((line.number, (found[1], found[2])))
            continue
        if len(group) >= _FEWEST or rest:
            last = line.number if rest else group[-1][0]
            if rows := _rows([pair for _, pair in group], rest and rest[1], ports, hexadecimal=hexadecimal):
                yield group[0][0], last, rows
        group = []
        for inline in _INLINE.finditer(line.text):
            pairs = re.findall(_PAIR, inline[0])
            rows = _rows(pairs, None, ports, hexadecimal=False) if len(pairs) >= _FEWEST else None
            if rows:
                yield line.number, line.number, rows


def _rows(pairs: Sequence[tuple[str, str]], rest: str | None, ports: Ports, *, hexadecimal: bool) -> list[Row] | None:
    ins, outs = ports.places(ports.interface.driven[0].name), ports.places(ports.interface.observed[0].name)
    said = [value for _, value in pairs] + ([rest] if rest else [])
    if hexadecimal:
        said = [value if "'" in value or value.startswith("0x") else f"0x{value}" for value in said]
    inputs, outputs = read_column([value for value, _ in pairs], len(ins)), read_column(said, len(outs))
    if inputs is None or outputs is None or len(set(inputs)) < len(inputs) or len(ins) > EXHAUSTIVE_BITS:
        return None
    rows = [
        Row(": ".join(pair), dict(zip(ins, left, strict=True)), dict(zip(outs, right, strict=True)))
        for pair, left, right in zip(pairs, inputs, outputs, strict=False)
    ]
    if rest and "x" not in "".join(inputs):
        others = [bits for number in range(1 << len(ins)) if (bits := f"{number:0{len(ins)}b}") not in inputs]
        shown = dict(zip(outs, outputs[-1], strict=True))
        rows += [Row(f"others ({bits}): {rest}", dict(zip(ins, bits, strict=True)), shown) for bits in others]
    return rows
