"""State machines that a text tells: transitions with what shows under them, and the machine they amount to."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from verimentor.verilog.oracle.ports import Bits, Place, Ports

Inputs = tuple[int, ...]

_MAX_INPUTS = 6  # bits; a table has a column or a row for each setting
_MAX_SETS = 4_000  # of states, while looking for inputs that lead to one of them from all


@dataclass(frozen=True)
class Transition:
    """One arrow: from a state under some inputs to the next; `said` is the row, `next` None where that is open.

    `outputs` show in the state, under these inputs if it is a Mealy machine's. `rest`: under all inputs that no other
    row of the state names.
    """

    said: str
    state: str
    inputs: Bits
    next: str | None
    outputs: Bits
    rest: bool = False


@dataclass(frozen=True)
class StateTable:
    """All transitions of a text; `mealy` where outputs depend on the inputs. The labels are the words over a table."""

    transitions: tuple[Transition, ...]
    mealy: bool = False
    state_label: str = "state"
    next_label: str = "next state"

    @property
    def states(self) -> tuple[str, ...]:
        """The states in the order of their rows."""
        return tuple(dict.fromkeys(transition.state for transition in self.transitions))


@dataclass(frozen=True)
class Machine:
    """A machine that begins in `start`, after reset and the inputs of `opening` where the text leaves that open.

    Next states come by (state, inputs in the order of `inputs`), each with the number of its row; `shown` are the
    outputs of a Mealy machine by the same, `outputs` those of a Moore machine by state.
    """

    start: str
    opening: tuple[Inputs, ...]
    inputs: tuple[Place, ...]
    next: dict[tuple[str, Inputs], tuple[str, int]]
    shown: dict[tuple[str, Inputs], tuple[Bits, int]]
    outputs: dict[str, Bits]
    rows: tuple[str, ...]

    @property
    def mealy(self) -> bool:
        """Whether outputs depend on the inputs."""
        return not self.outputs

    def shows(self, state: str, inputs: Inputs) -> Bits:
        """What is promised of the outputs in a state under some inputs."""
        return self.shown.get((state, inputs), ({}, 0))[0] if self.mealy else self.outputs.get(state, {})


def machine(table: StateTable, spec: str, ports: Ports) -> Machine | str | None:
    """The machine of a table; a text where the table contradicts itself, None where anything is open."""
    inputs = tuple(sorted(ports.data))
    mentioned = {place for transition in table.transitions for place in transition.inputs}
    if mentioned != set(inputs) or len(inputs) > _MAX_INPUTS or (table.mealy and _LATE.search(spec)):
        return None
    following: dict[tuple[str, Inputs], tuple[str, int]] = {}
    shown: dict[tuple[str, Inputs], tuple[Bits, int]] = {}
    rows = table.transitions
    open_ = set()  # where conditions overlap, and it is not told which comes first
    for number, vector in _settings(table, inputs):
        row = rows[number]
        bits, first = shown.setdefault((row.state, vector), (row.outputs, number))
        if _differ(bits, row.outputs) and table.mealy:
            if _known(rows[first].inputs) == _known(row.inputs):
                return f'"{rows[first].said}" and "{row.said}" show different outputs'
            open_.add((row.state, vector))
        shown[row.state, vector] = ({**row.outputs, **_known(bits)}, first)
        if row.next is not None:
            known, first = following.setdefault((row.state, vector), (row.next, number))
            if known != row.next and _known(rows[first].inputs) == _known(row.inputs):
                return f'"{rows[first].said}" and "{row.said}" go to different states'
            if known != row.next:
                open_.add((row.state, vector))
    following = {key: told for key, told in following.items() if key not in open_}
    shown = {key: told for key, told in shown.items() if key not in open_}
    outputs = _of_states(table)
    if isinstance(outputs, str):
        return outputs
    begun = _beginning(spec, table.states, following, ports)
    said = tuple(row.said for row in rows)
    return Machine(*begun, inputs, following, shown, {} if table.mealy else outputs, said) if begun else None


# Outputs of a Mealy machine that come later than its inputs.
_LATE = re.compile(
    r"(?i)\bregister(?:s|ed)?\s+(?:the\s+)?outputs?\b|\boutputs?\s+(?:\w+\s+){0,3}(?:registered|latched|flopped)\b"
    r"|\bone\s+(?:clock\s+)?(?:cycle|clock)\s+(?:later|after)\b"
)


def _settings(table: StateTable, inputs: Sequence[Place]) -> Iterator[tuple[int, Inputs]]:
    """The rows by number with the settings they stand for; those for the rest after those of their state."""
    taken: dict[str, set[Inputs]] = {}
    for number, row in sorted(enumerate(table.transitions), key=lambda each: each[1].rest):
        of_state = taken.setdefault(row.state, set())
        values = [(0, 1) if (bit := row.inputs.get(place, "x")) == "x" else (int(bit),) for place in inputs]
        for vector in product(*values):
            if not row.rest:
                of_state.add(vector)
            if not row.rest or vector not in of_state:
                yield number, vector


def _of_states(table: StateTable) -> dict[str, Bits] | str:
    """The outputs by state; a text where two rows of a state say different things of them."""
    outputs: dict[str, Bits] = {}
    firsts: dict[str, Transition] = {}
    for row in table.transitions:
        first = firsts.setdefault(row.state, row)
        known = outputs.get(row.state, {})
        if not table.mealy and _differ(known, row.outputs):
            return f'"{first.said}" and "{row.said}" show different outputs in the same state'
        outputs[row.state] = {**row.outputs, **_known(known)}
    return outputs


def _known(bits: Bits) -> Bits:
    return {place: bit for place, bit in bits.items() if bit != "x"}


def _differ(first: Bits, second: Bits) -> bool:
    return any({bit, second.get(place, bit)} == {"0", "1"} for place, bit in first.items())


# --- where it begins


def _beginning(
    spec: str, states: Sequence[str], following: dict[tuple[str, Inputs], tuple[str, int]], ports: Ports
) -> tuple[str, tuple[Inputs, ...]] | None:
    """The first state: the one that the text names, or one that some inputs lead to from wherever a reset leads."""
    if start := _reset_state(spec, set(states)):
        return start, ()
    if not ports.interface.resets or _RESET_TOLD.search(spec):
        return None
    return _synchronised(states, following)


_RESET_TOLD = re.compile(r"(?i)\breset\w*\b[^.\n]*\b(?:to|into|state)\b|\b(?:initial|start(?:ing)?)\s+state\b")


def _reset_state(spec: str, states: set[str]) -> str | None:
    """The one state that the text says a reset leads to."""
    name = rf"(?:state\s+)?[\"'`]?({'|'.join(map(re.escape, sorted(states, key=len, reverse=True)))})\b"
    ways = (
        rf"(?i:\breset(?:s|ting)?\b)[^.\n|]*?(?i:\b(?:to|into|is|in)\s+(?:the\s+)?){name}",
        rf"(?i:\b(?:reset|initial|start(?:ing)?)\s+state\s*(?:is|:|=|\()?\s*){name}",
        rf"\b{name}\s+(?i:is\s+the\s+(?:reset|initial|start)\s+state)",
        rf"(?i:\b(?:starts?|begins?)\s+(?:in|at|from)\s+(?:the\s+)?){name}",
        rf"\[\*\]\s*-+>\s*{name}",  # as Mermaid draws it
    )
    text = re.sub(r"\n(?=\S)", " ", re.sub(r"\n[ \t/]+", "\n", spec))
    found = {match for way in ways for match in re.findall(way, text)}
    return found.pop() if len(found) == 1 else None


def _synchronised(
    states: Sequence[str], following: dict[tuple[str, Inputs], tuple[str, int]]
) -> tuple[str, tuple[Inputs, ...]] | None:
    """A state and the shortest inputs that lead to it from every state (a synchronising sequence)."""
    vectors = tuple(dict.fromkeys(inputs for _, inputs in following))
    everything = frozenset(states)
    seen = {everything}
    queue: deque[tuple[frozenset[str], tuple[Inputs, ...]]] = deque([(everything, ())])
    while queue and len(seen) < _MAX_SETS:
        here, path = queue.popleft()
        if len(here) == 1:
            return next(iter(here)), path
        for inputs in vectors:
            if not all((state, inputs) in following for state in here):
                continue
            there = frozenset(following[state, inputs][0] for state in here)
            if there not in seen:
                seen.add(there)
                queue.append((there, (*path, inputs)))
    return None
