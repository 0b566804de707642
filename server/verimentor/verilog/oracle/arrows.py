"""State diagrams in text: "A (0) --x=1--> B", "S0 -1/0-> S1", "A -> B on x=1", or a sentence for each state.

Every arrow of a group of lines has to be understood; the states are those that arrows begin in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verimentor.verilog.oracle.grids import Line
from verimentor.verilog.oracle.machines import StateTable, Transition
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.states import NEXT_PIN, STATE_PIN, setting
from verimentor.verilog.oracle.values import read_value

_STATE = r"[A-Za-z]\w*|\d\w*"
_SHOWN = r"(?:\s*\(([^()]*)\)|\s*/\s*([01xX-]+)|\s*\[([^\]]*)\])?"
_HEAD = r"(?:-+>|=+>|→|⇒)"
# "A (0) --x=1--> B", "A -1/0-> B", and "A -> B on x=1", "A -> B (x=1)".
_LABELLED = re.compile(rf"({_STATE}){_SHOWN}\s*[-=]+\s*([^\s>→-][^>→]*?|-)\s*{_HEAD}\s*({_STATE}){_SHOWN}(?!\w)")
_FOLLOWED = re.compile(
    rf"({_STATE}){_SHOWN}\s*{_HEAD}\s*({_STATE})\s*(?::|,|\b(?:on|when|if|for|with)\b|(?=[(\[]))\s*([^;]+?)\s*(?=;|\.?$)"
)
_LEGEND = re.compile(r"(?i)\b(?:present |current )?state\s*(?:\(([^()]*)\)|/\s*(\w+))?\s*-+.*?-*>\s*(?:next )?state")
_REST = re.compile(r"(?i)\(?\s*(?:else|otherwise|in all other cases|default)\s*\)?")
_ALWAYS = re.compile(r"(?i)\(?\s*(?:always|any(?:thing| input)?|unconditional(?:ly)?|every (?:clock|cycle))\b[^=]*")
_NEGATED = re.compile(r"(?:!|~|\bnot\s+)\s*\(?\s*(\w+)\s*\)?", re.IGNORECASE)
_SINGLE = re.compile(r"\(?\s*([A-Za-z]\w*)\s*\)?")
_AND = re.compile(r"\s*(?:,|;|&&?|\band\b)\s*")
_SETTING = re.compile(r"[A-Za-z]\w*(?:\[\d+\])?\s*(?:==?|\bis\b)\s*(?:\d+'b)?[01]+")
_LONGEST = 500  # characters of a line; a longer one is prose, and takes long to search


@dataclass(frozen=True)
class _Arrow:
    """An arrow as written: what stands at the state, on the arrow, and at the next state."""

    said: str
    state: str
    shown: str
    label: str
    next: str
    next_shown: str = ""


def state_diagrams(lines: Sequence[Line], ports: Ports) -> Iterator[tuple[int, int, StateTable]]:
    """Groups of lines that are the arrows of a machine: first line, last line, the table they amount to."""
    group: list[tuple[int, list[_Arrow]]] = []
    for line in [*lines, Line(-1, "")]:
        arrows = _arrows(line.text) or _sentence(line.text) if len(line.text) <= _LONGEST else []
        if arrows:
            group.append((line.number, arrows))
        elif line.text.strip() or line.number < 0:
            if group and (table := _table([arrow for _, found in group for arrow in found], lines, ports)):
                yield group[0][0], group[-1][0], table
            group = []


def _arrows(line: str) -> list[_Arrow]:
    """The arrows of a line that holds nothing else."""
    for pattern in (_LABELLED, _FOLLOWED):
        found = list(pattern.finditer(line))
        if not found or re.sub(r"[\s,;.|*-]|\band\b", "", pattern.sub("", line)):
            continue
        if pattern is _LABELLED:
            return [
                _Arrow(
                    _said(each[0]),
                    each[1],
                    _first(each[2], each[3], each[4]),
                    each[5],
                    each[6],
                    _first(*each.groups()[6:]),
                )
                for each in found
            ]
        return [_Arrow(_said(each[0]), each[1], _first(each[2], each[3], each[4]), each[6], each[5]) for each in found]
    return []


def _first(*texts: str | None) -> str:
    return next((text for text in texts if text), "")


def _said(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# --- a sentence for each state: "In A, go to B if x=1, otherwise stay in A (z=0)"

_FROM = re.compile(rf"\s*(?:[Ii]n|[Ff]rom)?\s*(?:[Ss]tate\s+)?({_STATE})\s*(?:\(([^()]*)\))?\s*[:,]\s*")
_GO = (
    rf"(?:(?:goes|go|moves?|transitions?|switch(?:es)?|jumps?|advances?|changes?|returns?|->|→)\s*(?:back\s+)?(?:to\s+)?"
    rf"(?:state\s+)?(?P<next>{_STATE})|(?:stays?|remains?|holds?|loops?)(?:\s+(?:in|at)\s+(?:state\s+)?(?P<same>{_STATE})"
    rf"|\s+here|\s+put)?)"
)
_IF = r"(?:if|when|on|for|while)\s+"
_CONDITION_FIRST = re.compile(
    rf"(?:(?:{_IF})?(?P<label>[^;]+?)\s*[,:]?\s*(?:then\s+)?(?:\bit\s+)?{_GO})", re.IGNORECASE
)
_GO_FIRST = re.compile(rf"(?:\bit\s+)?{_GO}(?:\s+{_IF}(?P<label>.+))?", re.IGNORECASE)
_CLAUSES = re.compile(
    r"\s*(?:;|,\s*(?=(?:and\s+)?(?:if|when|on|else|otherwise)\b)|\.\s+|,?\s+(?=(?:else|otherwise)\b))\s*(?:and\s+)?"
)


def _sentence(line: str) -> list[_Arrow]:
    """The arrows that a line about one state tells in words."""
    begin = _FROM.match(line)
    if not begin:
        return []
    found = []
    for clause in _CLAUSES.split(line[begin.end() :].strip(" .;")):
        told = _GO_FIRST.fullmatch(clause) or _CONDITION_FIRST.fullmatch(clause)
        if not told:
            return []
        following = told["next"] or told["same"] or begin[1]
        if not told["next"] and following != begin[1]:
            return []
        label = told["label"] or "always"
        said = f"{begin[1]}: {_said(clause)}"
        found.append(_Arrow(said, begin[1], begin[2] or "", label, following))
    return found


# --- what the arrows amount to


def _table(arrows: Sequence[_Arrow], lines: Sequence[Line], ports: Ports) -> StateTable | None:
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
        return None
    return StateTable(tuple(transitions), mealy)


def _label(label: str, order: tuple[Place, ...], ports: Ports) -> Transition | None:
    """Inputs and outputs of what stands on an arrow, such as "x=1 / z=0", "1/0", "!go", "otherwise (z=1)"."""
    label = label.strip().strip("[]")
    inputs, _, shown = (part.strip() for part in label.partition("/"))
    beside = re.fullmatch(r"(.*?)\s*[,:]?\s*\(([^()]*=[^()]*)\)", inputs)
    if not shown and beside and (outputs := _outputs(beside[2], order, ports)):
        inputs, shown = beside[1], beside[2]
    outputs = _outputs(shown, order, ports)
    if outputs is None or (("/" in label) != bool(shown) and not beside):
        return None
    if _REST.fullmatch(inputs):
        return Transition("", "", {}, None, outputs, rest=True)
    if _ALWAYS.fullmatch(inputs) or (inputs in {"-", "*"}):
        return Transition("", "", dict.fromkeys(_free(ports), "x"), None, outputs)
    bits = _inputs(inputs, ports)
    return None if bits is None else Transition("", "", bits, None, outputs)


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
    text = text.strip()
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
