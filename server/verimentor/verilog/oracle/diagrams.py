"""State diagrams: the arrows and sentences of neighbouring lines, and the machine they amount to.

Every one of them has to be understood.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from verimentor.verilog.oracle.arrows import Arrow, drawn
from verimentor.verilog.oracle.grids import Line
from verimentor.verilog.oracle.machines import StateTable, Transition
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.state_outputs import outputs_by_state
from verimentor.verilog.oracle.state_sentences import told
from verimentor.verilog.oracle.states import NEXT_PIN, STATE_PIN, setting
from verimentor.verilog.oracle.values import read_value

_REST = re.compile(r"(?i)\(?\s*(?:else|otherwise|in all other cases|default)\s*\)?")
_ALWAYS = re.compile(r"(?i)\(?\s*(?:always|any(?:thing| input)?|unconditional(?:ly)?|every (?:clock|cycle))\b[^=]*")
_NEGATED = re.compile(r"(?:!|~|\bnot\s+)\s*\(?\s*(\w+)\s*\)?", re.IGNORECASE)
_SINGLE = re.compile(r"\(?\s*([A-Za-z]\w*)\s*\)?")
_AND = re.compile(r"\s*(?:,|;|&&?|\band\b)\s*")
_SETTING = re.compile(r"[A-Za-z]\w*(?:\[\d+\])?\s*(?:==?|\bis\b)\s*(?:\d+'b)?[01]+")
_SET = re.compile(r"([A-Za-z]\w*(?:\[\d+\])?)\s*==?\s*[01]+$")
_LONGEST = 500  # characters of a line; a longer one is prose, and takes long to search


def state_diagrams(lines: Sequence[Line], ports: Ports) -> Iterator[tuple[int, int, StateTable]]:
    """Groups of lines that are the arrows of a machine: first line, last line, the table they amount to."""
    group: list[tuple[int, list[Arrow]]] = []
    for line in [*lines, Line(-1, "")]:
        arrows = drawn(line.text) or told(line.text) if len(line.text) <= _LONGEST else []
        if arrows:
            group.append((line.number, arrows))
        elif line.text.strip() or line.number < 0:
            if group and (table := _table([arrow for _, found in group for arrow in found], lines, ports)):
                yield group[0][0], group[-1][0], table
            group = []


def _table(arrows: Sequence[Arrow], lines: Sequence[Line], ports: Ports) -> StateTable | None:
    states = {arrow.state for arrow in arrows}
    if len(states) < 2:
        return None
    order = _order(lines, ports)
    own: dict[str, dict[Place, str]] = {}  # what any arrow says of a state, for those that do not
    for arrow in arrows:
        for state, shown in ((arrow.state, arrow.shown), (arrow.next, arrow.next_shown)):
            outputs = _outputs(shown, order, ports)
            if outputs is None:
                return None
            own[state] = own.get(state) or outputs
    transitions = []
    mealy = False
    for arrow in arrows:
        label = _label(arrow.label, order, ports)
        if label is None:
            return None
        mealy = mealy or bool(label.outputs)
        outputs = {**(_outputs(arrow.shown, order, ports) or own[arrow.state]), **label.outputs}
        transitions.append(replace(label, said=arrow.said, state=arrow.state, next=arrow.next, outputs=outputs))
    if not any(transition.outputs for transition in transitions):
        apart = outputs_by_state("\n".join(line.text for line in lines), list(own), ports)
        transitions = [replace(each, outputs=apart[each.state]) for each in transitions]
    shows = any(not NEXT_PIN.fullmatch(pin.name) for pin in ports.interface.observed)
    if (shows or ports.interface.clocks) and not any(transition.outputs for transition in transitions):
        return None
    return StateTable(tuple(transitions), mealy)


def _label(label: str, order: tuple[Place, ...], ports: Ports) -> Transition | None:
    """Inputs and outputs of what stands on an arrow, such as "x=1 / z=0", "1/0", "!go", "otherwise (z=1)"."""
    label = re.sub(r"^label\s*=\s*\"(.*)\"$", r"\1", label.strip().strip("[]"))
    inputs, _, shown = (part.strip() for part in label.partition("/"))
    beside = re.fullmatch(r"(.*?)\s*[,:]?\s*\(([^()]*=[^()]*)\)", inputs)
    if not shown and beside and (outputs := _outputs(beside[2], order, ports)):
        inputs, shown = beside[1], beside[2]
    if not shown:
        inputs, shown = _apart(inputs, ports)
    outputs = _outputs(shown, order, ports)
    if outputs is None or ("/" in label and not shown):
        return None
    if _REST.fullmatch(inputs):
        return Transition("", "", {}, None, outputs, rest=True)
    if _ALWAYS.fullmatch(inputs) or (inputs in {"-", "*"}):
        return Transition("", "", dict.fromkeys(_free(ports), "x"), None, outputs)
    bits = _inputs(inputs, ports)
    return None if bits is None else Transition("", "", bits, None, outputs)


def _apart(label: str, ports: Ports) -> tuple[str, str]:
    """What a label sets of inputs and what of outputs: "x = 0, z = 1"."""
    terms = _AND.split(label)
    shown = [
        term for term in terms if (name := _SET.match(term)) and ports.is_output(ports.places(name[1]) or ((" ", 0),))
    ]
    return ", ".join(term for term in terms if term not in shown), ", ".join(shown)


def _inputs(text: str, ports: Ports) -> dict[Place, str] | None:
    """The inputs that a label sets; digits alone are those of the only input."""
    names = {name for name, _ in _free(ports)}
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    if re.fullmatch(r"[01]+", text):
        (name, *others) = names or {""}
        places = ports.places(name)
        return dict(zip(places, text, strict=True)) if not others and len(places) == len(text) else None
    bits: dict[Place, str] = {}
    for term in filter(None, _AND.split(text)):
        value = "1"
        if _SETTING.fullmatch(term):
            part = setting(re.sub(r"\s*(?:==?|\bis\b)\s*(?:\d+'b)?", "=", term), ports)
        else:
            if negated := _NEGATED.fullmatch(term):
                term, value = negated[1], "0"
            alone = _SINGLE.fullmatch(term)
            places = ports.places(alone[1]) if alone and alone[1] in names else ()
            part = {places[0]: value} if len(places) == 1 else None
        if not part or part.keys() & bits.keys():
            return None
        bits |= part
    return bits or None


def _free(ports: Ports) -> frozenset[Place]:
    """The inputs that may stand on an arrow: not the state of a module that only computes the next one."""
    clocked = bool(ports.interface.clocks)
    return frozenset(place for place in ports.data if clocked or not STATE_PIN.fullmatch(place[0]))


def _outputs(text: str, order: tuple[Place, ...], ports: Ports) -> dict[Place, str] | None:
    """The outputs of "z=1", "0", "0, 1"; None where they cannot be told."""
    text = re.sub(r"(?i)^outputs?\s*:?\s+(?=\d)", "", text.strip())
    if not text:
        return {}
    if "=" in text:
        bits: dict[Place, str] = {}
        for term in _AND.split(text):
            found = re.fullmatch(r"(.+?)\s*==?\s*(\S+)", term)
            places = ports.places(found[1]) if found else ()
            value = read_value(found[2], len(places)) if found and places and ports.is_output(places) else None
            if value is None:
                return None
            bits |= dict(zip(places, value, strict=True))
        return bits
    digits = re.sub(r"[\s,]", "", text)
    if not re.fullmatch(r"[01xXdD?-]+", digits) or len(digits) != len(order):
        return None
    return dict(zip(order, re.sub(r"[^01]", "x", digits), strict=True))


def _order(lines: Sequence[Line], ports: Ports) -> tuple[Place, ...]:
    """The outputs in the order in which digits alone stand for them, from a legend where there are several."""
    pins = [pin for pin in ports.interface.observed if ports.interface.clocks or not NEXT_PIN.fullmatch(pin.name)]
    if len(pins) == 1:
        return ports.places(pins[0].name)
    text = "\n".join(line.text for line in lines)
    orders = set()
    for found in re.findall(r"\(([^()]*)\)", text):
        places = ports.places(found) if re.search(r"[A-Za-z]", found) else ()
        if places and {name for name, _ in places} == {pin.name for pin in pins}:
            orders.add(places)
    return orders.pop() if len(orders) == 1 else ()
