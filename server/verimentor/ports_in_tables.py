"""The interface that a truth table spells out by itself: its first columns run through all values of the inputs.

For descriptions that name no port anywhere else: "a module with this truth table". Which columns are inputs is not
guessed from their names: only with one number of leading columns does every combination of their values come just once.
"""

import re

from verimentor.claims import unmet
from verimentor.ports_in_words import DescribedInterface, DescribedPort, interface_of, name_in
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.oracle.grids import Grid, grids, lines_of
from verimentor.verilog.source import parse

_LABEL = re.compile(r"([A-Za-z_]\w*)(?:\[\d+:0\])?")
_BITS = re.compile(r"[01xX?-]+")
_MEMORY = re.compile(r"(?i)\b(?:clock(?:ed)?|clk|edges?|regist\w+|synchronous\w*|flip[\s-]?flops?|latch\w*|states?)\b")
_NAME = r"`?(?!(?:in|out)puts?\b)\w+`?"
_SIDE = re.compile(
    r"\b([Ii]nput|[Oo]utput)s?(?:\s+(?:are|is|ports?|bits?))*\s*:?\s+"
    rf"({_NAME}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_NAME})*)"
)
_NAMELESS = "truth_table"


def interface_in_table(spec: str) -> DescribedInterface | None:
    """The interface of the one truth table in the text; None where there is none, or the text tells of other ports."""
    if _MEMORY.search(spec):
        return None
    found = {ports for grid in grids(lines_of(spec)) if (ports := _ports(grid))}
    if len(found) != 1:
        return None
    ports = found.pop()
    interface = interface_of(name_in(spec) or _NAMELESS, ports)
    module = parse(f"{interface.header}\nendmodule\n").modules[0]
    return None if unmet(spec, module) or _contradicted(spec, ports) else interface


def _ports(grid: Grid) -> tuple[DescribedPort, ...]:
    """The ports that the columns are; none where the grid is no whole truth table."""
    labels = [_LABEL.fullmatch(label.strip().strip("`*")) for label in grid.header]
    columns = list(zip(*grid.rows, strict=True))
    widths = [_width(column) for column in columns]
    names = [label[1] for label in labels if label]
    if len(names) < len(labels) or len(set(names)) < len(names) or not all(widths) or set(names) & SYSTEM_VERILOG:
        return ()
    for n_inputs in range(1, len(names)):
        n_settings = 1 << sum(widths[:n_inputs])
        if len(grid.rows) == n_settings:
            settings = {row[:n_inputs] for row in grid.rows}
            if len(settings) < n_settings or not all(set(cell) <= {"0", "1"} for row in settings for cell in row):
                return ()
            sides = ["input"] * n_inputs + ["output"] * (len(names) - n_inputs)
            return tuple(DescribedPort(*port) for port in zip(names, sides, widths, strict=True))
    return ()


def _width(column: tuple[str, ...]) -> int:
    """The bits of a column's values; 0 where they are no bits, or of several lengths."""
    lengths = {len(cell) if _BITS.fullmatch(cell) else 0 for cell in column}
    return lengths.pop() if len(lengths) == 1 else 0


def _contradicted(spec: str, ports: tuple[DescribedPort, ...]) -> bool:
    """Whether the text calls something an input or an output that is none of the columns, or the other side's."""
    sides = {port.name: port.direction for port in ports}
    text = " ".join(line.text for line in lines_of(spec))
    for side, names in _SIDE.findall(text):
        told = set(re.findall(r"\w+", names)) - {"and"}
        if told & sides.keys() and any(sides.get(name) != side.lower() for name in told):
            return True
    return False
