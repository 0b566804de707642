"""The interface of a description that leaves widths or ports open, where a table, map or diagram settles them.

A truth table spells out its ports by itself: with only one number of leading columns does every combination of their
values come just once. Elsewhere the names come from the words, of one bit each, and only an interface is taken with
which the figure can be written out as a whole module: every input in it, and every output.
"""

import re
from collections.abc import Iterable

from verimentor.claims import unmet
from verimentor.ports_in_words import DescribedInterface, DescribedPort, interface_of, name_in
from verimentor.verilog.derivation import derive, formulas, operations
from verimentor.verilog.interface import is_clock, is_reset
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.oracle.grids import Grid, grids, lines_of
from verimentor.verilog.source import parse

_LABEL = re.compile(r"([A-Za-z_]\w*)(?:\[\d+:0\])?")
_BITS = re.compile(r"[01xX?-]+")
_MEMORY = re.compile(r"(?i)\b(?:clock(?:ed)?|clk|edges?|regist\w+|synchronous\w*|flip[\s-]?flops?|latch\w*|states?)\b")
_NAME = r"`?(?!(?:in|out)puts?\b)[A-Za-z_]\w*`?"
_SIDE = re.compile(
    r"\b([Ii]nput|[Oo]utput)s?(?:\s+(?:are|is|ports?|bits?|named|called))*\s*:?\s+"
    rf"({_NAME}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_NAME})*)"
)
_NO_NAME = re.compile(
    r"(?i)an|the|of|to|and|or|is|are|in|on|when|while|where|for|from|with|each|that|this|it|value|port"
    r"|one|two|three|four|single|both|all|bits?"
)
_TERM = re.compile(r"([A-Za-z_]\w*)\s*=\s*[01]+\b")
_SHOWN = re.compile(r"\(([^()]*=[^()]*)\)|/\s*([A-Za-z_]\w*\s*=\s*[01]+)")
_PAIR = 2  # columns, of which the first is the input also where rows are missing
# They do not show of how many bits their ports are.
_OF_ANY_WIDTH = (formulas.SOURCE, operations.SOURCE)
_TRUTH_TABLE, _FUNCTION, _MACHINE = "truth_table", "boolean_function", "state_machine"  # what nobody has named


def interface_in_figure(spec: str) -> DescribedInterface | None:
    """The interface that a table, map or diagram of the text settles; None where it leaves one open."""
    return _of_truth_table(spec) or _of_names(spec)


def _of_names(spec: str) -> DescribedInterface | None:
    """The interface of single bits with these names that makes a whole module of the text's figures."""
    clocked = bool(_MEMORY.search(spec))
    for inputs, outputs in (_in_lists(spec), _on_arrows(spec)):
        controls = _controls(spec, inputs) if clocked else []
        names = {name: "input" for name in [*controls, *inputs]} | {name: "output" for name in outputs}
        if not inputs or not outputs or set(inputs) & set(outputs) or names.keys() & SYSTEM_VERILOG:
            continue
        ports = tuple(DescribedPort(name, side) for name, side in names.items())
        interface = interface_of(name_in(spec) or (_MACHINE if clocked else _FUNCTION), ports)
        found = derive(spec, interface.header) if interface.name not in names else None
        if found and found.source not in _OF_ANY_WIDTH:
            return interface
    return None


def _in_lists(spec: str) -> tuple[list[str], list[str]]:
    """The names that the text lists as inputs and as outputs."""
    found: dict[str, list[str]] = {"input": [], "output": []}
    text = " ".join(re.sub(r"\([^()]*\)", "", line.text) for line in lines_of(spec))
    for side, names in _SIDE.findall(text):
        found[side.lower()] += re.findall(r"\w+", names)
    return _names(found["input"]), _names(found["output"])


def _on_arrows(spec: str) -> tuple[list[str], list[str]]:
    """The names that are set on the arrows of a diagram or over the columns of a table, and those that show there."""
    shown = [term for found in _SHOWN.findall(spec) for term in _TERM.findall("".join(found))]
    outputs = _names(shown)
    return [name for name in _names(_TERM.findall(spec)) if name not in outputs], outputs


def _names(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if not _NO_NAME.fullmatch(word)))


def _controls(spec: str, inputs: list[str]) -> list[str]:
    """The clock and, where the text speaks of one, the reset, unless they are among the inputs."""
    words = re.findall(r"\b[A-Za-z_]\w*\b", spec)
    found = []
    for is_control, usual in ((is_clock, "clk"), (is_reset, "reset")):
        called = [word for word in words if is_control(word) and word.lower() not in ("clock", "reset", "clear")]
        if usual == "reset" and not called and not re.search(r"(?i)\bresets?\b", spec):
            continue
        if not any(map(is_control, inputs)):
            found.append(called[0] if called else usual)
    return found


# --- truth tables


def _of_truth_table(spec: str) -> DescribedInterface | None:
    """The interface of the one truth table in the text; None where there is none, or the text tells of other ports."""
    if _MEMORY.search(spec):
        return None
    found = {ports for grid in grids(lines_of(spec)) if (ports := _ports(grid))}
    if len(found) != 1:
        return None
    ports = found.pop()
    interface = interface_of(name_in(spec) or _TRUTH_TABLE, ports)
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
        settings = {row[:n_inputs] for row in grid.rows}
        whole = len(grid.rows) == 1 << sum(widths[:n_inputs])
        if whole or len(names) == _PAIR:
            if len(settings) < len(grid.rows) or not all(set(cell) <= {"0", "1"} for row in settings for cell in row):
                return ()
            sides = ["input"] * n_inputs + ["output"] * (len(names) - n_inputs)
            return tuple(DescribedPort(*port) for port in zip(names, sides, widths, strict=True))
    return ()


def _width(column: tuple[str, ...]) -> int:
    """The bits of a column's values; 0 where they are no bits, or of several lengths."""
    lengths = {len(cell) if _BITS.fullmatch(cell) else 0 for cell in column}
    return lengths.pop() if len(lengths) == 1 else 0


def _contradicted(spec: str, ports: tuple[DescribedPort, ...]) -> bool:
    """Whether the text calls something an input or an output that is none of the columns, or the other side's.

    Or whether a column is several listed ports in one word: "ABC" of A, B and C.
    """
    sides = {port.name: port.direction for port in ports}
    text = " ".join(line.text for line in lines_of(spec))
    for side, names in _SIDE.findall(text):
        listed = [name for name in re.findall(r"\w+", names) if name != "and"]
        told = set(listed)
        if len(listed) > 1 and "".join(listed) in sides:
            return True
        if told & sides.keys() and any(sides.get(name) != side.lower() for name in told):
            return True
    return False
