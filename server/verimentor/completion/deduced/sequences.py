"""The next of several lines that count on: `assign y[2] = a2;` below those of 0 and 1."""

import re
from collections.abc import Sequence

from verimentor.completion.deduced.site import Site

_TOKEN = re.compile(r"\d+\s*'\s*[sS]?[bodhBODH][\w?]+|\d+|[A-Za-z_$`][\w$]*?(?=\d*\b)|\s+|.")
_BASED = re.compile(r"(?P<head>(?P<bits>\d+)\s*'\s*[sS]?(?P<base>[bodhBODH]))(?P<digits>[0-9a-fA-F_]+)\Z")
_BASES = {"b": (2, "b"), "o": (8, "o"), "d": (10, "d"), "h": (16, "x")}
_CONSTANT = re.compile(r"^\s*(?P<keyword>localparam|parameter)\b[^=]*=\s*\Z")
_MAX_STEP = 32  # values further apart are entries of a table, not counted


def sequences(here: Site) -> list[str]:
    """The line that goes on as the two above did; nothing where they are the same or differ in more than counting."""
    constant = _CONSTANT.match(here.line)
    if constant is not None and not here.after.partition("\n")[0].strip():
        return _next_constant(here, constant["keyword"])
    if not here.blank:
        return []
    first, second = ["", "", *here.text[: here.offset - len(here.line)].split("\n")][-3:-1]
    if _indentation(first) != here.line or _indentation(second) != here.line:
        return []
    constants = [name for name, what in here.declared.items() if what.kind in ("parameter", "constant")]
    following = _next(_TOKEN.findall(first.strip()), _TOKEN.findall(second.strip()), constants)
    below = here.after.partition("\n")[2].lstrip().partition("\n")[0].strip()
    return [following] if following and following != below else []


def _next_constant(here: Site, keyword: str) -> list[str]:
    """The value after those of the constants above; after one alone the next number."""
    lines = here.above.rstrip("\n").split("\n")[-2:]
    values = [found[1] for line in lines if (found := re.match(rf"\s*{keyword}\b[^=]*=\s*([^;,]*?)\s*[;,]", line))]
    if not values or not lines[-1].strip().startswith(keyword):
        return []
    based = _BASED.match(values[-1])
    if len(values) == 1 and based is not None and int(based["digits"].strip("_") or "1", 16) == 0:
        following = based["head"] + based["digits"][:-1] + "1"
    else:
        following = _counted(*values) if len(values) == 2 else ""
    return [f"{following};"] if following else []


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())] if line.strip() else "\0"


def _next(first: Sequence[str], second: Sequence[str], constants: Sequence[str]) -> str:
    """The line after two others, given as words, numbers, blanks and signs; a name's last digits are a number."""
    if len(first) != len(second):
        return ""
    said, n_counted = [], 0
    for one, two in zip(first, second, strict=True):
        if one == two or (one.isspace() and two.isspace()):
            said.append(two)
            continue
        three = _counted(one, two) or _listed(one, two, constants)
        if not three:
            return ""
        said.append(three)
        n_counted += 1
    return "".join(said) if n_counted else ""


def _counted(one: str, two: str) -> str:
    """The number after two others; "" where they do not count, or it would be negative or too wide."""
    if one.isdecimal() and two.isdecimal():
        value = _following(int(one), int(two))
        zeros = len(two) if two.startswith("0") else 0
        return "" if value is None else f"{value:0{zeros}d}"
    a, b = _BASED.match(one), _BASED.match(two)
    if a is None or b is None or a["head"] != b["head"]:
        return ""
    radix, letter = _BASES[b["base"].lower()]
    try:
        value = _following(int(a["digits"], radix), int(b["digits"], radix))
    except ValueError:  # an 8 in an octal number
        return ""
    if value is None or value >> int(b["bits"]):
        return ""
    digits = f"{value:{letter}}".rjust(len(b["digits"]) if radix != 10 else 0, "0")
    return b["head"] + (digits.upper() if b["digits"].isupper() else digits)


def _following(one: int, two: int) -> int | None:
    """The third of two numbers that count, not below zero."""
    step = two - one
    return two + step if abs(step) <= _MAX_STEP and two + step >= 0 else None


def _listed(one: str, two: str, constants: Sequence[str]) -> str:
    """The constant declared next after two others in a row."""
    if one not in constants or two not in constants:
        return ""
    step = constants.index(two) - constants.index(one)
    at = constants.index(two) + step
    return constants[at] if step == 1 and at < len(constants) else ""
