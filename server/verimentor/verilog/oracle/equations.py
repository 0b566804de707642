"""Examples written as sums: "e.g. 3 + 5 = 8", "0x12 + 1 = 0x13".

They say what the module does only where it does just that: the text must name the operation and no further step.
"""

import re
from collections.abc import Callable, Iterator

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.ports import Bits, Ports
from verimentor.verilog.oracle.values import NUMBER
from verimentor.verilog.oracle.wording import EXAMPLE

# Of two operands only where their order does not matter.
_WORDS = {
    "+": r"\badd\w*|\bsums?\b|\bincrement\w*|\bplus\b",
    "*": r"\bmultipl\w+|\bproducts?\b|\btimes\b",
    "^": r"\bxor\w*|\bexclusive",
    "&": r"\b(?:bitwise|logical) and\b|\bands\b",
    "|": r"\b(?:bitwise|logical) or\b|\bors\b",
}
_FURTHER = re.compile(
    r"(?i)\b(?:averag|mean\b|hal[fv]|saturat|clip|clamp|divid|shift|doubl|twice|then\b|round|bcd\b|subtract|minus\b|modulo"
    r"|mod\b|square|accumulat|invert|complement|negat|parity|carry-in|carry in|cin\b|select|mode\b|signed)"
)
_EQUATION = re.compile(
    rf"(?<![\w'.=+*/^&|-])({NUMBER})\s*([+*^&|])\s*({NUMBER})\s*=\s*({NUMBER})(?=\s*(?:[.;,)(]|$|\n))"
)


def equations(sentence: str, text: str, ports: Ports, read: Callable[[str, str], Bits | None]) -> Iterator[Row]:
    """What a sentence of the text tells of a module that does one operation; `read` reads the number of a port."""
    driven, observed = ports.interface.driven, ports.interface.observed
    if len(observed) != 1 or len(driven) > 2 or _FURTHER.search(text):
        return
    for found in _EQUATION.finditer(sentence):
        first, operation, second, result = found.groups()
        if re.search(r"[=+*/^&|-]\s*$", sentence[: found.start()]):
            continue
        sized = any("'" in number or number.startswith("0x") for number in (first, result))
        if not re.search(_WORDS[operation], text, re.IGNORECASE) or not (sized or EXAMPLE.search(sentence)):
            continue
        operands = (first, second)[: len(driven)]
        parts = [read(pin.name, number) for pin, number in zip(driven, operands, strict=True)]
        outputs = read(observed[0].name, result)
        if outputs and all(parts):
            inputs = {place: bit for part in parts if part for place, bit in part.items()}
            yield Row(re.sub(r"\s+", " ", found[0]), inputs, outputs)
