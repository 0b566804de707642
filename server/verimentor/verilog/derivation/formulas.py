"""Expressions over a module's inputs as people write them, and outputs that a text gives by one each."""

import re
from collections.abc import Iterator

from verimentor.verilog.derivation.names import is_variable
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.grids import lines_of
from verimentor.verilog.oracle.ports import Ports
from verimentor.verilog.oracle.values import clean
from verimentor.verilog.oracle.wording import EXAMPLE

SOURCE = "equations"

_WORDS = {"and": "&", "or": "|", "xor": "^", "not": "~", "plus": "+", "minus": "-", "mod": "%"}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\s*'\s*[bdohBDOH]\s*[0-9a-fA-F_]+|\d+)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign><<<|>>>|<<|>>|<=|>=|===?|!==?|&&|\|\||[-+*/%&|^~!<>?:(){}\[\],]))"
)
_EQUATION = r"(?<![\w.\[])(?:assign\s+)?{0}\s*(?:=(?!=)|:=)\s*"
_END = re.compile(r"[;,]|(?<![=<>!])=(?!=)|\.(?:\s|$)|\s+and\s+(?=\w+\s*=)")
_ARITHMETIC = re.compile(r"[-+*/%]|<<|>>")
# What comes with an equation that does not always hold.
_CONDITION = re.compile(r"(?i)\b(?:but|except|unless|however|never|otherwise|else|if|when|while|only|instead)\b")
_OPENING, _CLOSING = "([{", ")]}"


def write_equations(spec: str, module: Module, ports: Ports) -> str | None:
    """The body, where the text has just one equation for each output, and they read every input; else None.

    Logic only: what a sum or a quotient does at its ends (carry, saturation, rounding) is told in words.
    """
    signed = any(port.signed for port in module.ports)
    if ports.interface.clocks or signed or EXAMPLE.search(spec) or _CONDITION.search(spec):
        return None
    lines = [line.text for line in lines_of(spec)]
    body, read = [], set[str]()
    for pin in ports.interface.observed:
        said = {each for line in lines for each in _equations(line, pin.name)}
        written = read_expression(said.pop(), pin.name, ports) if len(said) == 1 else ""
        if not names_in(written) or _ARITHMETIC.search(written):
            return None
        read |= names_in(written)
        body.append(f"  {'always @(*)' if is_variable(pin.name, module) else 'assign'} {pin.name} = {written};")
    return "\n".join(body) if read == {pin.name for pin in ports.interface.driven} else None


def _equations(line: str, output: str) -> Iterator[str]:
    """The right sides of what the line sets an output to; commas between brackets do not end them."""
    for found in re.finditer(_EQUATION.format(re.escape(output)), line):
        start = at = found.end()
        depth = 0
        while at < len(line) and (depth > 0 or not _END.match(line, at)):
            depth += (line[at] in _OPENING) - (line[at] in _CLOSING)
            at += 1
        yield line[start:at].strip()


def names_in(expression: str) -> set[str]:
    """The names that an expression reads."""
    return set(re.findall(r"(?<![\w'])[A-Za-z_]\w*", expression))


def read_expression(cell: str, output: str, ports: Ports) -> str:
    """The cell as Verilog over the inputs; "" where it is anything else."""
    cell = re.sub(rf"^{re.escape(output)}\s*(?:=|<=)\s*", "", clean(cell))
    inputs = {pin.name for pin in ports.interface.driven}
    lowered = {name.lower(): name for name in inputs}
    words, at = [], 0
    while at < len(cell):
        token = _TOKEN.match(cell, at)
        if token is None:
            return ""
        at = token.end()
        name = token["name"]
        if name and name not in inputs:
            name = _WORDS.get(name.lower()) or lowered.get(name.lower())
            if name is None:
                return ""
        words.append(name or (token["number"] or token["sign"]).replace(" ", ""))
    text = " ".join(words)
    for sign, closed in ((r"([\[({]) ", r"\1"), (r" ([\])},\[])", r"\1"), (r"([~!]) ", r"\1")):
        text = re.sub(sign, closed, text)
    text = re.sub(r"(\[[^\]?]*?) : ", r"\1:", text)
    return text if _reads(text) and _is_closed(text) else ""


def _reads(text: str) -> bool:
    """Whether every operand is followed by a sign, as in `a + b`, not as in "add a"."""
    outside = re.sub(r"\{[^{}]*\}", "x", text)  # only there may things be listed
    return "," not in outside and not re.search(r"\w\s+\w|\w\s+[~!]|\w\(|[-+*/%&|^<>?:=]$", text)


def _is_closed(text: str) -> bool:
    """Whether every bracket has its partner."""
    open_: list[str] = []
    for sign in text:
        if sign in _OPENING:
            open_.append(_CLOSING[_OPENING.index(sign)])
        elif sign in _CLOSING and (not open_ or open_.pop() != sign):
            return False
    return not open_
