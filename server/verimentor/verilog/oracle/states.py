"""State tables: state and inputs -> next state and outputs, in columns of their own or as "B/1" in one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from verimentor.verilog.oracle.grids import Grid
from verimentor.verilog.oracle.machines import StateTable, Transition
from verimentor.verilog.oracle.ports import Bits, Place, Ports
from verimentor.verilog.oracle.values import read_column

STATE = re.compile(r"(?i)\b(?:(?:present|current|old)\s+)?state\b(?:\s+input\b)?|^(?:ps|cs|from)$")
NEXT = re.compile(r"(?i)\bnext(?:[\s_]+state)?\b|^(?:ns|to|goes to)$")
NEXT_PIN = re.compile(r"(?i)next(?:_?state)?|nxt|n(?:ext)?_?state|ns|state_(?:next|nxt|n)|nxt_state")
STATE_PIN = re.compile(r"(?i)(?:current_?|present_?|cur_?)?state|ps|cs")
CONDITION = re.compile(
    r"(?i)(?:\b(?:when|if|for|with|at)\s+)?[(\[]?((?:[\w\[\]]+\s*==?\s*[01]+(?:\s*(?:&&?|,|and)\s*|\s+)?)+)[)\]]?\s*:?\s*$"
)
_TERM = re.compile(r"([\w\[\]]+)\s*==?\s*([01]+)")
_NAME = re.compile(r"[A-Za-z]\w*|[01]+")
_OUTPUT_TOO = re.compile(r"(?i)\s*[/,(;]\s*(.*?)\)?\s*$")  # of "next state / output", "next (z)"
_BOTH = re.compile(
    r"([A-Za-z]\w*|[01]+|-)\s*(?:[/,;]\s*|\(\s*)(?:\w+\s*=\s*)?([01xX?dD-]+)\s*\)?"
)  # "B/1", "B (1)", "B, z=1"
_UNSAID = frozenset({"-", "x", "X", "*", "?"})

_Column = tuple[Place, ...]


@dataclass
class _Columns:
    """What the columns of a table hold, by index."""

    states: list[int] = field(default_factory=list)
    nexts: dict[int, Mapping[Place, str]] = field(default_factory=dict)  # with the inputs that their label sets
    inputs: dict[int, _Column] = field(default_factory=dict)
    outputs: dict[int, tuple[_Column, Mapping[Place, str]]] = field(default_factory=dict)
    both: _Column = ()  # the outputs in the cells of the next states

    @property
    def sound(self) -> bool:
        """Whether there is one state, and for each setting of the inputs one next state and outputs, or neither."""
        settings = [_key(terms) for terms in self.nexts.values()]
        told = [(places, _key(terms)) for places, terms in self.outputs.values()]
        return (
            len(self.states) == 1
            and bool(settings)
            and len(set(settings)) == len(settings)
            and len(set(told)) == len(told)
            and (bool(told) != bool(self.both))
            and all(setting in settings for _, setting in told if setting)
            and (all(settings) or (len(settings) == 1 and bool(self.inputs)))
        )


def _key(terms: Mapping[Place, str]) -> tuple[tuple[Place, str], ...]:
    return tuple(sorted(terms.items()))


def state_table(grid: Grid, ports: Ports, spec: str = "") -> StateTable | None:
    """The state table that a grid is; None where anything about it is open."""
    columns = _columns(grid, ports)
    if columns is None or not columns.sound:
        return None
    names = [row[columns.states[0]] for row in grid.rows]
    inputs = _bits(grid, columns.inputs)
    outputs = {index: _bits(grid, {index: places}) for index, (places, _) in columns.outputs.items()}
    if inputs is None or None in outputs.values() or not all(_NAME.fullmatch(name) for name in names):
        return None
    transitions = []
    for number, (name, row) in enumerate(zip(names, grid.rows, strict=True)):
        always: dict[Place, str] = {}
        for index, (_, terms) in columns.outputs.items():
            always |= {} if terms else (outputs[index] or [])[number]
        for index, terms in columns.nexts.items():
            told = _cell(row[index], columns.both)
            if told is None or (told[0] is not None and told[0] not in names):
                return None
            shown = {**always, **told[1]}
            for other, (_, under) in columns.outputs.items():
                shown |= (outputs[other] or [])[number] if under and _key(under) == _key(terms) else {}
            setting = ", ".join(f"{pin}={bit}" for (pin, _), bit in terms.items())
            said = f"{grid.said[number]} ({setting})" if setting else grid.said[number]
            transitions.append(Transition(said, name, {**inputs[number], **terms}, told[0], shown))
    by_setting = bool(columns.both) or any(terms for _, terms in columns.outputs.values())
    by_row = bool(columns.inputs) and _differ_within_states(transitions)
    mealy = by_setting or (by_row and not re.search(r"\bMoore\b", spec))
    labels = grid.header[columns.states[0]], _OUTPUT_TOO.sub("", grid.header[next(iter(columns.nexts))])
    return StateTable(tuple(transitions), mealy, *labels)


def _columns(grid: Grid, ports: Ports) -> _Columns | None:
    """What each column is, by its label; None where one cannot be told."""
    columns = _Columns()
    for index, label in enumerate(grid.header):
        condition = None if ports.places(label) else CONDITION.search(label)
        terms = setting(condition[1], ports) if condition else {}
        rest = label[: condition.start()].strip(" ,:") if condition else label
        if terms is None:
            return None
        if NEXT.search(rest) or (terms and not rest):
            columns.nexts[index] = terms
            beside = _OUTPUT_TOO.search(rest) if NEXT.search(rest) and not ports.places(rest) else None
            if beside and not (both := _output(beside[1], ports)):
                return None
            if beside:
                columns.both = both
        elif STATE.search(rest):
            columns.states.append(index)
        elif places := _output(rest, ports):
            columns.outputs[index] = places, terms
        elif (places := ports.places(rest)) and ports.is_input(places) and not terms:
            columns.inputs[index] = places
        else:
            return None
    cells = [row[index] for index in columns.nexts for row in grid.rows]
    if not columns.both and not columns.outputs and all(map(_BOTH.fullmatch, cells)):
        columns.both = _output("output", ports)
    return columns


def _output(label: str, ports: Ports) -> _Column:
    """The bits of outputs that a label names; "Output" is the only one there is besides the next state."""
    if (places := ports.places(label)) and ports.is_output(places):
        return places
    pins = [pin for pin in ports.interface.observed if not NEXT_PIN.fullmatch(pin.name)]
    return (
        ports.places(pins[0].name) if re.fullmatch(r"(?i)(?:the )?outputs?", label.strip()) and len(pins) == 1 else ()
    )


def setting(condition: str, ports: Ports) -> dict[Place, str] | None:
    """The inputs that "a=1, b=0" sets; None where it names anything else."""
    bits: dict[Place, str] = {}
    for label, value in _TERM.findall(condition):
        places = ports.places(label)
        if not places or not ports.is_input(places) or len(places) != len(value):
            return None
        bits |= dict(zip(places, value, strict=True))
    return bits


def _cell(cell: str, both: _Column) -> tuple[str | None, Bits] | None:
    """The next state of a cell and the outputs beside it; None where it holds anything else."""
    if not both:
        return (None if cell in _UNSAID else cell), {}
    found = _BOTH.fullmatch(cell)
    values = read_column([found[2]], len(both)) if found else None
    if not found or values is None:
        return None
    return (None if found[1] in _UNSAID else found[1]), dict(zip(both, values[0], strict=True))


def _bits(grid: Grid, columns: Mapping[int, _Column]) -> list[dict[Place, str]] | None:
    """For each row what the columns say."""
    rows: list[dict[Place, str]] = [{} for _ in grid.rows]
    for index, places in columns.items():
        values = read_column([row[index] for row in grid.rows], len(places))
        if values is None:
            return None
        for row, bits in zip(rows, values, strict=True):
            row |= dict(zip(places, bits, strict=True))
    return rows


def _differ_within_states(transitions: list[Transition]) -> bool:
    """Whether the outputs of a state depend on the inputs."""
    firsts: dict[str, Bits] = {}
    return any(firsts.setdefault(row.state, row.outputs) != row.outputs for row in transitions)
