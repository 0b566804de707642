"""The ports of a module as tables write them: whole names, single bits, several names in a row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from verimentor.verilog.interface import Interface, Pin, describe
from verimentor.verilog.module import Module

Place = tuple[str, int]  # a pin and one of its bits, counted from the lowest
Bits = Mapping[Place, str]  # "0", "1", or "x" where it does not matter

_RANGE = re.compile(r"\[\s*(\d+)\s*:\s*(\d+)\s*\]")
_PART = re.compile(r"([A-Za-z_]\w*)(?:\[(\d{1,4})(?::(\d{1,4}))?\])?")
_REMARK = re.compile(r"\s*\([^()]*\b(?:bits?|input|output|in|out|hex|binary|MSB|LSB)\b[^()]*\)", re.IGNORECASE)
_SIDE = re.compile(r"^(inputs?|outputs?)\b[\s:]*", re.IGNORECASE)
_WIDEST = 4096  # bits; nobody writes a table over more
_BETWEEN = re.compile(r"[\s,&;]+|(?<![\w])and(?![\w])")


@dataclass(frozen=True)
class Ports:
    """The pins of an interface, with the indices of the leftmost and rightmost bit of each range."""

    interface: Interface
    ranges: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, module: Module) -> "Ports | None":
        """The ports of a module, with roles by their names alone; None where a width is open or a port is an inout."""
        pins = []
        for port in module.ports:
            if port.direction not in {"input", "output"} or port.width is None or port.dimensions:
                return None
            pins.append(Pin(port.name, port.direction, port.width))
        if sum(pin.width for pin in pins) > _WIDEST:
            return None
        ranges = {port.name: found for port in module.ports if (found := _indices(port.range))}
        return cls(describe(module.name, pins), ranges)

    @cached_property
    def driven(self) -> frozenset[Place]:
        """All bits of all inputs."""
        return frozenset(place for pin in self.interface.driven for place in _whole(pin))

    @cached_property
    def data(self) -> frozenset[Place]:
        """The bits of the inputs that are neither clock nor reset."""
        roles = {*self.interface.clocks, *(reset.name for reset in self.interface.resets)}
        return frozenset(place for place in self.driven if place[0] not in roles)

    @cached_property
    def observed(self) -> tuple[Place, ...]:
        """All bits of all outputs, in the order of a trace's rows."""
        return tuple(place for pin in self.interface.observed for place in _whole(pin))

    @cached_property
    def _pins(self) -> dict[str, Pin]:
        return {pin.name: pin for pin in self.interface.pins}

    def is_input(self, places: tuple[Place, ...]) -> bool:
        """Whether all these bits are inputs."""
        return all(place in self.driven for place in places)

    def is_output(self, places: tuple[Place, ...]) -> bool:
        """Whether all these bits are outputs."""
        return all(place in self.observed for place in places)

    def places(self, label: str) -> tuple[Place, ...]:
        """The bits a label names, highest first: "a", "x[1]x[2]", "a b c", "{a, b}", "in (8 bits)"; () where open."""
        label = _REMARK.sub("", label.replace("`", "").replace("**", "")).strip()
        if (side := _SIDE.match(label)) and label not in self._pins:
            label = label[side.end() :]
            if not label:
                return self._only_side(side[1])
        found: list[Place] = []
        for token in _BETWEEN.split(label.strip("{}() ")):
            part = self._token(token) if token else ()
            if token and not part:
                return ()
            found += part
        return tuple(found) if len(set(found)) == len(found) else ()

    def name_of(self, place: Place) -> str:
        """A bit as Verilog names it, with the index that its port was declared with."""
        name, bit = place
        width = self._pins[name].width
        if width == 1:
            return name
        left, right = self.ranges.get(name, (width - 1, 0))
        return f"{name}[{right + bit if left >= right else right - bit}]"

    def _only_side(self, side: str) -> tuple[Place, ...]:
        wanted = "input" if side.lower().startswith("in") else "output"
        roles = {*self.interface.clocks, *(reset.name for reset in self.interface.resets)}
        pins = [pin for pin in self.interface.pins if pin.direction == wanted and pin.name not in roles]
        return _whole(pins[0]) if len(pins) == 1 else ()

    def _token(self, token: str) -> tuple[Place, ...]:
        if match := _PART.fullmatch(token):
            places = self._part(match)
            if places:
                return places
        for fold in (False, True):
            if ways := self._segments(token, fold=fold):
                return ways[0] if len(ways) == 1 else ()
        return ()

    def _part(self, match: re.Match[str]) -> tuple[Place, ...]:
        """A name, one of its bits or a slice."""
        pin = self._pins.get(match[1])
        if pin is None:
            alike = [each for each in self._pins.values() if _short(each.name) == _short(match[1])]
            pin = alike[0] if len(alike) == 1 else None
        if pin is None:
            return ()
        if match[2] is None:
            return _whole(pin)
        high, low = self._bit(pin, int(match[2])), self._bit(pin, int(match[3] or match[2]))
        if high is None or low is None or high < low:
            return ()
        return tuple((pin.name, bit) for bit in range(high, low - 1, -1))

    def _segments(self, text: str, *, fold: bool) -> list[tuple[Place, ...]]:
        """At most two ways to read a text as names of single bits put together: "ab", "x[1]x[0]", "x1x0"."""
        text = text.lower() if fold else text
        ways: list[list[tuple[Place, ...]]] = [[] for _ in text] + [[()]]
        for at in range(len(text) - 1, -1, -1):
            for place, length in self._bits_at(text[at:], fold=fold):
                ways[at] += [(place, *rest) for rest in ways[at + length]]
            del ways[at][2:]
        return ways[0]

    def _bits_at(self, text: str, *, fold: bool) -> Iterator[tuple[Place, int]]:
        """The single bits whose names a text begins with, and how long these are."""
        for pin in self._pins.values():
            name = pin.name.lower() if fold else pin.name
            if not text.startswith(name):
                continue
            if pin.width == 1:
                yield (pin.name, 0), len(name)
            elif index := re.match(r"\[(\d{1,4})\]|(\d)", text[len(name) :]):
                bit = self._bit(pin, int(index[1] or index[2]))
                if bit is not None:
                    yield (pin.name, bit), len(name) + index.end()

    def _bit(self, pin: Pin, index: int) -> int | None:
        """The bit with an index, counted from the lowest."""
        left, right = self.ranges.get(pin.name, (pin.width - 1, 0))
        bit = index - right if left >= right else right - index
        return bit if 0 <= bit < pin.width else None


def _short(name: str) -> str:
    """A name as the narrow columns of a table have it."""
    return name.lower().replace("reset", "rst").replace("clock", "clk")


def _whole(pin: Pin) -> tuple[Place, ...]:
    return tuple((pin.name, bit) for bit in range(pin.width - 1, -1, -1))


def _indices(text: str) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
