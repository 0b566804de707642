"""What a testbench needs to know about a module: its ports and the part each input plays."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Pin:
    """A port as the testbench sees it: a name, "input", "output" or "inout", and a width in bits."""

    name: str
    direction: str
    width: int = 1


@dataclass(frozen=True)
class Reset:
    """An input that puts the module into a known state."""

    name: str
    active_low: bool = False
    asynchronous: bool = False


@dataclass(frozen=True)
class Interface:
    """A module's pins in order, with the roles that shape the stimuli.

    `constants` are (width, value) of the literals the module compares with: worth trying as inputs.
    """

    name: str
    pins: tuple[Pin, ...]
    clocks: tuple[str, ...] = ()
    resets: tuple[Reset, ...] = ()
    enables: tuple[str, ...] = ()
    constants: tuple[tuple[int, int], ...] = ()

    @cached_property
    def driven(self) -> tuple[Pin, ...]:
        """The inputs and inouts, in order."""
        return tuple(pin for pin in self.pins if pin.direction != "output")

    @cached_property
    def observed(self) -> tuple[Pin, ...]:
        """The outputs and inouts, in order."""
        return tuple(pin for pin in self.pins if pin.direction != "input")

    def difference(self, other: "Interface") -> str | None:
        """Say how the pins of another module differ from these; None where a testbench fits both."""
        mine, theirs = ({pin.name: pin for pin in each.pins} for each in (self, other))
        for name in [*mine, *theirs]:
            if name not in theirs:
                return f"port {name} is missing"
            if name not in mine:
                return f"port {name} is not in the reference"
            if mine[name] != theirs[name]:
                return f"port {name} is {_describe(theirs[name])}, expected {_describe(mine[name])}"
        return None


_CLOCK = re.compile(r"(?i)^ck$|(^|_)[a-z]{0,4}_?(clk|clock)(_?(in|i|a|b|p|rd|wr|rx|tx|src|dst|fast|slow|sys|\d+))?$")
_RESET = re.compile(
    r"(?i)(^|_)[ans]{0,2}_?(rst|reset|areset|rstn|resetn|clr|clrn|clear)(_?[nbi0-9])*(_(in|sync|async))?$"
)
_LOW = re.compile(r"(?i)((rst|reset|clr|clear|set)_?(ni?|b|l)(_|$))|(^|_)n_?(rst|reset|clr|clear)|_n$")
_ENABLE = re.compile(
    r"(?i)(^|_)(en|ena|enb|enable|ce|cen|valid|vld|ready|rdy|start|go|push|pop|we|re|wen|ren|wr|rd|write|read|tick|strobe|inc"
    r"|shift|step|trig|trigger|enter)"
    r"(_?(in|i|en|[0-9]))?$|_(en|valid|ready)(_|$)|(wr|rd|w|r)?(en|inc)$"
)
_EDGES = re.compile(r"@\s*\(([^()]*\b(?:pos|neg)edge\b[^()]*)\)")
_EDGE = re.compile(r"\b(posedge|negedge)\s+(\w+)")
_LOW_TEST = r"(?:[!~]\s*\(?\s*{0}\b|\b{0}\s*={{2,3}}\s*(?:1'b)?0\b)"
_LITERAL = re.compile(r"(\d+)\s*'\s*[sS]?([bodhBODH])\s*([0-9a-fA-F_]+)")
# Numbers without a size, where a module compares: `== 5`, `5:` in a case.
_COMPARED = re.compile(r"(?:==|!=|>=?|<(?!=))\s*(\d+)\b(?!\s*')|(?<=[\s,])(\d+)\s*:(?!\d)")
_CONNECTION = re.compile(r"\.(\w+)\s*\(\s*(\w+)\s*\)")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_MAX_CONSTANTS = 64  # beyond that a table is being spelled out, and random values hit it anyway


def is_clock(name: str) -> bool:
    """Whether an input is called like a clock."""
    return bool(_CLOCK.search(name))


def is_reset(name: str) -> bool:
    """Whether an input is called like a reset."""
    return bool(_RESET.search(name))


def describe(name: str, pins: Iterable[Pin], text: str = "") -> Interface:
    """Find the roles of the pins by their names and, where the text is given, by how it uses them."""
    pins = tuple(pins)
    text = _COMMENT.sub(" ", text)
    single = [pin.name for pin in pins if pin.direction == "input" and pin.width == 1]
    edges = _edges_by_use(text, single)
    clocks: list[str] = []
    resets: list[Reset] = []
    for pin in single:
        edge = edges.get(pin)
        if _RESET.search(pin) or (edge and edge[1] and not _CLOCK.search(pin)):
            resets.append(Reset(pin, _active_low(pin, edge[0] if edge else None, text), edge is not None))
        elif edge or _CLOCK.search(pin):
            clocks.append(pin)
    known = {*clocks, *(reset.name for reset in resets)}
    enables = tuple(pin for pin in single if pin not in known and _ENABLE.search(pin))
    if not clocks:
        resets = []  # without a clock a reset is one more input
    return Interface(name, pins, tuple(clocks), tuple(resets), enables, _constants(text))


def _edges_by_use(text: str, names: list[str]) -> dict[str, tuple[str, bool]]:
    """Return, for pins whose edges matter, the edge and whether the block tests the pin first (as for a reset)."""
    found: dict[str, tuple[str, bool]] = {}
    for match in _EDGES.finditer(text):
        edges = _EDGE.findall(match[1])
        condition = re.match(r"\s*(?:begin\b\s*(?::\s*\w+)?)?\s*if\s*\(([^)]*)\)", text[match.end() :])
        for edge, name in edges:
            tested = len(edges) > 1 and bool(condition and re.search(rf"\b{name}\b", condition[1]))
            found.setdefault(name, (edge, tested))
    inside = dict(found)
    for port, name in _CONNECTION.findall(text):  # a pin handed on to an instance under another name
        if name not in found and (port in inside or _CLOCK.search(port)) and not _RESET.search(port):
            found[name] = inside.get(port, ("posedge", False))
    return {name: edge for name, edge in found.items() if name in names}


def _active_low(name: str, edge: str | None, text: str) -> bool:
    if edge is not None:
        return edge == "negedge"
    if re.search(r"\bif\s*\(\s*" + _LOW_TEST.format(name), text):
        return True
    if re.search(rf"\bif\s*\(\s*{name}\b", text):
        return False
    return bool(_LOW.search(name))


def _constants(text: str) -> tuple[tuple[int, int], ...]:
    found: dict[tuple[int, int], None] = {}
    for size, base, digits in _LITERAL.findall(text):
        try:
            value = int(digits.replace("_", ""), {"b": 2, "o": 8, "d": 10, "h": 16}[base.lower()])
        except ValueError:
            continue
        if len(size) < 5 and int(size) > 1 and value.bit_length() <= int(size):
            found[int(size), value] = None
    for value in (int(first or second) for first, second in _COMPARED.findall(text) if len(first or second) < 10):
        if value > 1:
            found[value.bit_length(), value] = None
    return tuple(found)[:_MAX_CONSTANTS]


def _describe(pin: Pin) -> str:
    return f"{pin.direction} of {pin.width} bit{'s' if pin.width != 1 else ''}"
