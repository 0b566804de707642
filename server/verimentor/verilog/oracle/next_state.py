"""The state table of a module that only computes the next state: rows of a module without memory."""

import re
from collections.abc import Sequence

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.machines import StateTable
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.states import CONDITION, NEXT, NEXT_PIN, STATE, STATE_PIN
from verimentor.verilog.oracle.values import read_value


def next_state_logic(table: StateTable, spec: str, ports: Ports) -> list[Row] | None:
    """The rows of a module without memory that gets the state as an input, encoded as the text says."""
    state = _pins_of(table.state_label, STATE, STATE_PIN, ports)
    following = _pins_of(table.next_label, NEXT, NEXT_PIN, ports)
    if not state or not following or not ports.is_input(state) or not ports.is_output(following):
        return None
    if len(state) != len(following) or any(
        row.rest or {*state, *row.inputs} != ports.driven for row in table.transitions
    ):
        return None
    codes = told_codes(table.states, spec, len(state))
    if codes is None:
        return None
    rows = []
    for transition in table.transitions:
        inputs = dict(zip(state, codes[transition.state], strict=True)) | dict(transition.inputs)
        outputs = dict(transition.outputs)
        if transition.next is not None:
            outputs |= dict(zip(following, codes.get(transition.next, "x" * len(following)), strict=True))
        rows.append(Row(transition.said, inputs, outputs))
    return rows


def _pins_of(label: str, words: re.Pattern[str], name: re.Pattern[str], ports: Ports) -> tuple[Place, ...]:
    """The bits that the header names besides its words, or else the pin that is called like it."""
    rest = CONDITION.sub("", words.sub(" ", label)).strip(" ()")
    if rest:
        return ports.places(rest)
    pins = [pin for pin in ports.interface.pins if name.fullmatch(pin.name)]
    return ports.places(pins[0].name) if len(pins) == 1 else ()


def told_codes(states: Sequence[str], spec: str, width: int) -> dict[str, str] | None:
    """The states' codes of so many bits, where the text tells each; numbered one-hot ones are their bits' numbers."""
    numbered = [re.fullmatch(r"([A-Za-z]\w*?)(\d+)", state) for state in states]
    if re.search(r"(?i)\bone[\s-]?hot\b", spec) and all(numbered) and len(states) == width:
        names, numbers = {found[1] for found in numbered if found}, {int(found[2]) for found in numbered if found}
        if len(names) == 1 and numbers == set(range(width)):
            return {found[0]: f"{1 << int(found[2]):0{width}b}" for found in numbered if found}
    codes = {state: code for state in states if (code := _code(state, spec, width))}
    return codes if len(codes) == len(set(codes.values())) == len(states) else None


def _code(state: str, spec: str, width: int) -> str | None:
    if re.fullmatch(r"[01]+", state):
        return state if len(state) == width else None
    found = set(re.findall(rf"\b{state}\s*(?:=|:|\(|\bis\b)\s*(\d+'[bdhBDH][0-9a-fA-F]+|[01]+)(?!\w)", spec))
    return read_value(found.pop(), width) if len(found) == 1 else None
