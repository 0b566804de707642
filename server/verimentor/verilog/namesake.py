"""Modules behind ports of the same names, so that those which differ in names alone can be compared.

Clocks, resets and enables keep their part in the stimuli; all other ports are told apart by direction, width and order.
"""

from collections import Counter
from dataclasses import dataclass

from verimentor.verilog.interface import Interface, Pin, describe
from verimentor.verilog.source import parse

TOP = "verimentor_namesake"


@dataclass(frozen=True)
class Namesake:
    """A module's ports under other names.

    `pins` are equal for modules that can be compared, in an order that is not the module's; `text` is a module `TOP`
    with these ports around it; `names` are the module's own by those.
    """

    pins: tuple[Pin, ...]
    text: str
    names: dict[str, str]


def namesake(text: str) -> Namesake | None:
    """The first module of a text under other names; None where a width is open or a port is none of two directions."""
    module = next(iter(parse(text).modules), None)
    if module is None or not module.name:
        return None
    own = []
    for port in module.ports:
        if port.direction not in {"input", "output"} or port.width is None or port.dimensions:
            return None
        own.append(Pin(port.name, port.direction, port.width))
    interface = describe(module.name, own, text)
    counted: Counter[str] = Counter()
    names: dict[str, str] = {}
    for pin in own:
        part, end = _part(pin, interface)
        counted[part + end] += 1
        names[f"{part}{counted[part + end]}{end}"] = pin.name
    shapes = {pin.name: (pin.direction, pin.width) for pin in own}
    pins = tuple(Pin(alias, *shapes[names[alias]]) for alias in sorted(names))
    ports = ", ".join(f"{pin.direction} {f'[{pin.width - 1}:0] ' if pin.width > 1 else ''}{pin.name}" for pin in pins)
    joined = ", ".join(f".{name}({alias})" for alias, name in names.items())
    return Namesake(pins, f"module {TOP}({ports});\n  {module.name} wrapped({joined});\nendmodule\n", names)


def _part(pin: Pin, interface: Interface) -> tuple[str, str]:
    """What a port is called before and behind its number: by its part in the stimuli, or else its direction."""
    if pin.direction == "output":
        return "out", ""
    if pin.name in interface.clocks:
        return "clk", ""
    reset = next((reset for reset in interface.resets if reset.name == pin.name), None)
    if reset is not None:
        return "arst" if reset.asynchronous else "rst", "_n" if reset.active_low else ""
    return "en" if pin.name in interface.enables else "in", ""
