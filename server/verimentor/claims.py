"""What a description claims about a module's ports, and whether a module keeps it.

Only what can hardly be meant otherwise is read out of the words: numbers of inputs, widths, and designs that cannot be
without a clock. A claim that is not understood is not checked.
"""

import re

from verimentor.verilog.module import Module

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: value for value, word in enumerate(_WORDS, start=1)}
_NUMBER = rf"(\d+|{'|'.join(_NUMBERS)})"
_GATE = re.compile(rf"\b{_NUMBER}[\s-]+inputs?\s+(?:\w+\s+)?(?:and|or|xor|nand|nor|xnor|gate|majority|parity)\b", re.I)
_WIDTH = re.compile(rf"\b{_NUMBER}[\s-]*bits?\b", re.I)
_CLOCKED = re.compile(
    r"\b(?:shift[\s-]?register|register|counter|flip[\s-]?flop|dff|latched|state machine|fsm|fifo|lfsr|timer|pwm"
    r"|debounc\w+|synchroni[sz]er|accumulator|(?:rising|falling|positive|negative|clock)[\s-]+edge|edge detector)\b",
    re.I,
)
_CLOCK_NAME = re.compile(r"cl(oc)?k|\bck\b|\bcp\b", re.I)


def unmet(spec: str, module: Module) -> tuple[str, ...]:
    """The claims of `spec` that the module's ports do not keep, as phrases for the user; empty where all hold."""
    inputs = [port for port in module.ports if port.direction == "input"]
    widths = {port.width for port in module.ports}
    phrases = []
    if found := _GATE.search(spec):
        if len(inputs) != _value(found[1]):
            phrases.append(f"{len(inputs)} inputs instead of {_value(found[1])}")
        if len(module.ports) - len(inputs) != 1:
            phrases.append("more than one output")
    # Of several widths some may be internal; that none of them is the width of a port cannot be right.
    stated = {_value(found[1]) for found in _WIDTH.finditer(spec)}
    if stated and None not in widths and not stated & widths:
        phrases.append(f"no port of {' or '.join(map(str, sorted(stated)))} bits")
    if _CLOCKED.search(spec) and not any(_CLOCK_NAME.search(port.name) for port in inputs):
        phrases.append("no clock")
    return tuple(phrases)


def _value(number: str) -> int:
    return _NUMBERS[number.lower()] if number.lower() in _NUMBERS else int(number)
