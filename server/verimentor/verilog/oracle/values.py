"""Numbers as people write them into tables, read only where their base is certain."""

import re
from collections.abc import Callable, Sequence
from functools import partial

_SIZED = re.compile(r"(\d{1,4})?\s*'\s*[sS]?([bdohBDOH])\s*([0-9a-fA-F_xX?]+)|0([xXbB])([0-9a-fA-F_]+)")
_BASES = {"b": 2, "o": 8, "d": 10, "h": 16, "x": 16}
_ANY = frozenset({"x", "-", "*", "?", "dc", "don't care", "dont care", "don't-care", "any", "φ", "×", "–", "—", "--"})
_ONE_BIT = {"0": "0", "1": "1", "l": "0", "h": "1", "low": "0", "high": "1", "false": "0", "true": "1", "d": "x"}
_LOOSE = re.compile(r"[01xX?dD-]+")
_BESIDE = re.compile(r"\w+\s*[/,(;]\s*(?:\w+\s*=\s*)?[01x?d-]+\s*\)?")  # a state with outputs, "s1/0"

# What stands for a value in running text and in cells that hold nothing else.
NUMBER = r"(?:\d+\s?'\s?[sS]?[bdohBDOH]\s?[0-9a-fA-F_xX?]+|0[xX][0-9a-fA-F_]+|0b[01_]+|\d[\d_]*)"


def clean(cell: str) -> str:
    """A cell without quotes and emphasis."""
    return cell.strip().strip('`"*').strip() or cell.strip()


def looks_like_value(cell: str) -> bool:
    """Whether a cell may hold a value; in doubt it may."""
    cell = clean(cell).lower()
    return (
        cell in _ANY
        or cell in _ONE_BIT
        or bool(
            _BESIDE.fullmatch(cell)
            or _SIZED.fullmatch(cell)
            or _LOOSE.fullmatch(cell)
            or re.fullmatch(r"[0-9a-f_]*\d[0-9a-f_]*|[a-f]{1,2}", cell)
        )
    )


def read_value(cell: str, width: int) -> str | None:
    """The bits of one value, highest first, "x" where they do not matter; None where anything about it is open."""
    found = read_column([cell], width)
    return found[0] if found else None


def read_column(cells: Sequence[str], width: int) -> tuple[str, ...] | None:
    """The bits of each cell of a column, highest first; None where they could be read in more than one way."""
    cells = [clean(cell).replace("’", "'") for cell in cells]
    if width == 1:
        return _all(cells, _one_bit)
    words = [_closed_up(cell, width).replace("_", "").lower() for cell in cells]
    bare = [word for word in words if word not in _ANY and not _SIZED.fullmatch(word)]
    if all(len(word) == width and _LOOSE.fullmatch(word) for word in bare):
        return _all(words, lambda word: _binary(word, width) if word in bare else _sized(word, width))
    readings = {_all(words, partial(_sized_or, base=base, width=width)) for base in (2, 10, 16)}
    readings.discard(None)
    return readings.pop() if len(readings) == 1 else None


def _closed_up(cell: str, width: int) -> str:
    """The cell without the spaces of "0 1 1"."""
    bits = cell.split()
    return "".join(bits) if len(bits) == width and all(map(_LOOSE.fullmatch, bits)) else cell


def _all(words: Sequence[str], read: Callable[[str], str | None]) -> tuple[str, ...] | None:
    found = tuple(bits for word in words if (bits := read(word)) is not None)
    return found if len(found) == len(words) else None


def _one_bit(cell: str) -> str | None:
    word = cell.lower()
    if word in _ANY:
        return "x"
    return _ONE_BIT.get(word) or _sized(word, 1)


def _binary(word: str, width: int) -> str | None:
    bits = re.sub(r"[?d-]", "x", word)
    return bits if len(bits) == width else None


def _sized(word: str, width: int) -> str | None:
    """A value that says its base, and where it says its width, the right one."""
    if word in _ANY:
        return "x" * width
    found = _SIZED.fullmatch(word)
    if not found or (found[1] and int(found[1]) != width):
        return None
    base, digits = _BASES[(found[2] or found[4]).lower()], (found[3] or found[5]).replace("_", "")
    if base == 2 and not digits.isdigit():
        return _binary(digits, width)
    return _based(digits, base, width)


def _sized_or(word: str, base: int, width: int) -> str | None:
    return _sized(word, width) or _based(word, base, width)


def _based(digits: str, base: int, width: int) -> str | None:
    if base == 2 and len(digits) > width:
        return None
    try:
        value = int(digits, base)
    except ValueError:
        return None
    return f"{value:0{width}b}" if not digits.startswith(("-", "+")) and value >> width == 0 else None
