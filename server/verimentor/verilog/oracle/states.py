"""State tables: state and inputs -> next state and outputs, read into a machine or into rows of its logic."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.grids import Grid
from verimentor.verilog.oracle.ports import Bits, Place, Ports
from verimentor.verilog.oracle.values import read_column, read_value

_STATE = re.compile(r"(?i)\b(?:(?:present|current|old)\s+)?state\b(?:\s+input\b)?|^(?:ps|cs|from)$")
_NEXT = re.compile(r"(?i)\bnext(?:[\s_]+state)?\b|^(?:ns|to|goes to)$")
_CONDITION = re.compile(
    r"(?i)(?:\b(?:when|if|for|with)\s+)?\(?((?:[\w\[\]]+\s*==?\s*[01]+(?:\s*(?:&&?|and)\s*|\s+)?)+)\)?\s*$"
)
_TERM = re.compile(r"([\w\[\]]+)\s*==?\s*([01]+)")
_NAME = re.compile(r"[A-Za-z]\w*|[01]+")
_NEXT_PIN = re.compile(r"(?i)next(?:_?state)?|n(?:ext)?_?state|ns|state_(?:next|nxt|n)|nxt_state")
_MAX_INPUTS = 6  # bits; a table has a column or a row for each setting
_UNSAID = frozenset({"-", "x", "X", "*", "?"})


@dataclass(frozen=True)
class Transition:
    """One arrow: from a state under some inputs to the next; `said` is the row, `next` None where that is open."""

    said: str
    state: str
    inputs: Bits
    next: str | None


@dataclass(frozen=True)
class StateTable:
    """A table whose outputs depend on the state alone; `state_label` and `next_label` are the words over them."""

    transitions: tuple[Transition, ...]
    outputs: dict[str, dict[Place, str]]
    state_label: str
    next_label: str


def state_table(grid: Grid, ports: Ports) -> StateTable | None:
    """The state table that a grid is; None where anything about it is open, or outputs depend on the inputs."""
    states: list[int] = []
    nexts: dict[int, dict[Place, str]] = {}
    ins: dict[int, tuple[Place, ...]] = {}
    outs: dict[int, tuple[Place, ...]] = {}
    for index, label in enumerate(grid.header):
        condition = _CONDITION.search(label)
        terms = _terms(condition[1], ports) if condition else {}
        if terms is None:
            return None
        if _NEXT.search(label) or (terms and not ports.places(label)):
            nexts[index] = terms
        elif _STATE.search(label):
            states.append(index)
        elif places := ports.places(label) or _output_beside_next(label, ports):
            (ins if ports.is_input(places) else outs)[index] = places
        else:
            return None
    if len(states) != 1 or not nexts or not outs or not all(map(ports.is_output, outs.values())):
        return None
    if any(not terms for terms in nexts.values()) and (len(nexts) > 1 or not ins):
        return None
    names = [row[states[0]] for row in grid.rows]
    if not all(_NAME.fullmatch(name) for name in names):
        return None
    inputs = _columns(grid, ins)
    outputs = _columns(grid, outs)
    if inputs is None or outputs is None:
        return None
    by_state: dict[str, dict[Place, str]] = {}
    transitions = []
    for number, (name, row) in enumerate(zip(names, grid.rows, strict=True)):
        if by_state.setdefault(name, outputs[number]) != outputs[number]:
            return None
        for index, terms in nexts.items():
            following = None if row[index] in _UNSAID else row[index]
            if following is not None and following not in names:
                return None
            under = {**inputs[number], **terms}
            shown = ", ".join(f"{pin}={bit}" for (pin, _), bit in terms.items())
            said = f"{grid.said[number]} ({shown})" if shown else grid.said[number]
            transitions.append(Transition(said, name, under, following))
    return StateTable(tuple(transitions), by_state, grid.header[states[0]], grid.header[next(iter(nexts))])


def _output_beside_next(label: str, ports: Ports) -> tuple[Place, ...]:
    """The output that "Output" means where the only other one is the next state."""
    pins = [pin for pin in ports.interface.observed if not _NEXT_PIN.fullmatch(pin.name)]
    return ports.places(pins[0].name) if re.fullmatch(r"(?i)outputs?", label.strip()) and len(pins) == 1 else ()


def _terms(condition: str, ports: Ports) -> dict[Place, str] | None:
    bits: dict[Place, str] = {}
    for label, value in _TERM.findall(condition):
        places = ports.places(label)
        if not places or not ports.is_input(places) or len(places) != len(value):
            return None
        bits |= dict(zip(places, value, strict=True))
    return bits


def _columns(grid: Grid, columns: dict[int, tuple[Place, ...]]) -> list[dict[Place, str]] | None:
    """For each row what the columns say."""
    rows: list[dict[Place, str]] = [{} for _ in grid.rows]
    for index, places in columns.items():
        values = read_column([row[index] for row in grid.rows], len(places))
        if values is None:
            return None
        for row, bits in zip(rows, values, strict=True):
            row |= dict(zip(places, bits, strict=True))
    return rows


# --- the table of a module that holds its state


@dataclass(frozen=True)
class Machine:
    """A Moore machine: next states by (state, inputs in the order of `inputs`), each with the number of its row."""

    start: str
    inputs: tuple[Place, ...]
    next: dict[tuple[str, tuple[int, ...]], tuple[str, int]]
    outputs: dict[str, dict[Place, str]]
    rows: tuple[str, ...]


def machine(table: StateTable, spec: str, ports: Ports) -> Machine | str | None:
    """The machine of a table, from its reset state on; a text where the table contradicts itself."""
    inputs = tuple(sorted(ports.data))
    mentioned = {place for transition in table.transitions for place in transition.inputs}
    start = _reset_state(spec, set(table.outputs))
    if start is None or mentioned != set(inputs) or len(inputs) > _MAX_INPUTS:
        return None
    following: dict[tuple[str, tuple[int, ...]], tuple[str, int]] = {}
    for number, transition in enumerate(table.transitions):
        for vector in _settings(transition.inputs, inputs):
            if transition.next is None:
                continue
            known = following.setdefault((transition.state, vector), (transition.next, number))
            if known[0] != transition.next:
                return f'"{table.transitions[known[1]].said}" and "{transition.said}" go to different states'
    return Machine(start, inputs, following, table.outputs, tuple(each.said for each in table.transitions))


def _settings(bits: Bits, places: Sequence[Place]) -> Iterator[tuple[int, ...]]:
    return product(*[(0, 1) if bits.get(place, "x") == "x" else (int(bits[place]),) for place in places])


def _reset_state(spec: str, states: set[str]) -> str | None:
    """The one state that the text says a reset leads to."""
    name = rf"(?:state\s+)?[\"'`]?({'|'.join(map(re.escape, sorted(states, key=len, reverse=True)))})\b"
    ways = (
        rf"(?i:\breset(?:s|ting)?\b)[^.\n|]*?(?i:\b(?:to|into|is|in)\s+(?:the\s+)?){name}",
        rf"(?i:\b(?:reset|initial|start(?:ing)?)\s+state\s*(?:is|:|=|\()?\s*){name}",
        rf"\b{name}\s+(?i:is\s+the\s+(?:reset|initial|start)\s+state)",
        rf"(?i:\b(?:starts?|begins?)\s+(?:in|at|from)\s+(?:the\s+)?){name}",
    )
    text = re.sub(r"\n(?=\S)", " ", re.sub(r"\n[ \t/]+", "\n", spec))
    found = {match for way in ways for match in re.findall(way, text)}
    return found.pop() if len(found) == 1 else None


# --- the table of a module that only computes the next state


def next_state_logic(table: StateTable, spec: str, ports: Ports) -> list[Row] | None:
    """The rows of a module without memory that gets the state as an input, encoded as the text says."""
    state = _pins_of(table.state_label, _STATE, re.compile(r"(?i)(?:current_?|present_?|cur_?)?state|ps|cs"), ports)
    following = _pins_of(table.next_label, _NEXT, _NEXT_PIN, ports)
    if not state or not following or not ports.is_input(state) or not ports.is_output(following):
        return None
    if len(state) != len(following) or {*state, *table.transitions[0].inputs} != ports.driven:
        return None
    codes = {name: _code(name, spec, len(state)) for name in table.outputs}
    if None in codes.values() or len(set(codes.values())) < len(codes):
        return None
    rows = []
    for transition in table.transitions:
        inputs = dict(zip(state, codes[transition.state] or "", strict=True)) | dict(transition.inputs)
        outputs = dict(table.outputs[transition.state])
        if transition.next is not None:
            outputs |= dict(zip(following, codes[transition.next] or "", strict=True))
        rows.append(Row(transition.said, inputs, outputs))
    return rows


def _pins_of(label: str, words: re.Pattern[str], name: re.Pattern[str], ports: Ports) -> tuple[Place, ...]:
    """The bits that the header names besides its words, or else the pin that is called like it."""
    rest = _CONDITION.sub("", words.sub(" ", label)).strip(" ()")
    if rest:
        return ports.places(rest)
    pins = [pin for pin in ports.interface.pins if name.fullmatch(pin.name)]
    return ports.places(pins[0].name) if len(pins) == 1 else ()


def _code(state: str, spec: str, width: int) -> str | None:
    if re.fullmatch(r"[01]+", state):
        return state if len(state) == width else None
    found = set(re.findall(rf"\b{state}\s*(?:=|:|\(|\bis\b)\s*(\d+'[bdhBDH][0-9a-fA-F]+|[01]+)(?!\w)", spec))
    return read_value(found.pop(), width) if len(found) == 1 else None
