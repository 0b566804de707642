"""Finds what is laid out as a table in a text: with pipes, tabs, commas, spaces, or as Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from verimentor.verilog.oracle.values import looks_like_value

_COMMENT = re.compile(r"^\s*(?://+|/\*+|\*/)[ \t]?|\*/\s*$")
_STAR = re.compile(r"^\s*\*(?=\s|$)[ \t]?")
_RULER = re.compile(r"[\s|+:.…=_─━┼├┤│┌┐└┘┬┴╪═-]*[-─━=.…═]{2,}[\s|+:.…=_─━┼├┤│┌┐└┘┬┴╪═-]*")
_UNIT = re.compile(r"(?<=\d)\s+(?=(?:ns|ps|us|s)\b)")
_BULLET = re.compile(r"^(\s*)- (?=[A-Za-z])")
_SENTENCE = re.compile(r"^.*[.?!]\s+(?=\S)")
_MARKS = re.compile(r"\s*(?:\||:|->|=>|→|⇒)(?=\s|$)")
_ENDLESS = re.compile(r"\S{300,}")  # no name and no number that a table or an example would hold
_MANY = 2  # rows that make a table


@dataclass(frozen=True)
class Line:
    """A line of the text without comment signs; `number` counts all lines."""

    number: int
    text: str


@dataclass(frozen=True)
class Grid:
    """Cells in rows of equal length under a header; `said` are the rows as written, `first` and `last` their lines."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    said: tuple[str, ...]
    first: int
    last: int


def lines_of(text: str) -> list[Line]:
    """The lines without comment signs; rulers are left out, blank lines stay."""
    stars = "/*" in text
    found = []
    for number, line in enumerate(text.replace("│", "|").replace("┃", "|").splitlines()):
        line = _COMMENT.sub("", line)
        line = _STAR.sub("", line) if stars else line
        line = _ENDLESS.sub("…", line)
        line = _BULLET.sub(r"\1", _UNIT.sub("", line)).rstrip()
        if not line.strip() or not _RULER.fullmatch(line):
            found.append(Line(number, line))
    return found


def grids(lines: list[Line]) -> Iterator[Grid]:
    """All readings of all places as a table, also lying on its side; most are none, which the columns' names show."""
    said = [re.sub(r"\s+", " ", line.text).strip(" |") for line in lines]
    for split in (
        _by_pipes,
        _by_flat_pipes,
        _by_marks,
        _by_marks_and_commas,
        _by_tabs,
        _by_commas,
        _by_wide_spaces,
        _by_spaces,
    ):
        rows = [split(line.text) for line in lines]
        valued = [any(map(looks_like_value, row)) for row in rows]
        for start, header in enumerate(rows):
            if len(header) > _MANY and header[0][:1].isalpha() and all(map(looks_like_value, header[1:])):
                yield from _turned(lines, rows, start)
            end = start + 1
            if end < len(rows) and len(rows[end]) < len(header):  # a sentence may stand before the names
                header = split(_SENTENCE.sub("", lines[start].text))
            if not _has_names(header):
                continue
            while end < len(rows) and len(rows[end]) == len(header) and valued[end]:
                end += 1
            inside = slice(start + 1, end)
            if end - start > _MANY and not _torn(rows, end):
                place = lines[start].number, lines[end - 1].number
                yield Grid(header, tuple(rows[inside]), tuple(said[inside]), *place)


def _has_names(header: tuple[str, ...]) -> bool:
    return sum(cell.lstrip("{(`*")[:1].isalpha() for cell in header) > 1


def _turned(lines: list[Line], rows: list[tuple[str, ...]], start: int) -> Iterator[Grid]:
    """A table whose lines begin with the names."""
    end = start
    while end < len(rows) and len(rows[end]) == len(rows[start]) and rows[end][0][:1].isalpha():
        end += 1
    if end - start >= 2 and not _torn(rows, end) and (start == 0 or not _is_row(rows[start - 1])):
        header, *turned = zip(*rows[start:end], strict=True)
        said = tuple(" ".join(f"{name}={value}" for name, value in zip(header, row, strict=True)) for row in turned)
        yield Grid(header, tuple(turned), said, lines[start].number, lines[end - 1].number)


def _torn(rows: list[tuple[str, ...]], end: int) -> bool:
    """Whether the table goes on in a line that has too few or too many cells."""
    return end < len(rows) and _is_row(rows[end])


def _is_row(cells: tuple[str, ...]) -> bool:
    return len(cells) > 1 and all(map(looks_like_value, cells))


def _cells(parts: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in parts)


def _by_pipes(line: str) -> tuple[str, ...]:
    if "|" not in line:
        return ()
    line = line.strip()
    return _cells(line.removeprefix("|").removesuffix("|").split("|"))


def _by_flat_pipes(line: str) -> tuple[str, ...]:
    """Cells that hold several by commas: "A, B | 0"."""
    return _cells(re.split(r"[|,]", line.strip().strip("|"))) if "|" in line else ()


def _by_marks(line: str) -> tuple[str, ...]:
    """Inputs and outputs with a colon or an arrow between them."""
    return _cells(_MARKS.split(line.strip().strip("|"))) if _MARKS.search(line) else ()


def _by_marks_and_commas(line: str) -> tuple[str, ...]:
    """The same with several on either side: "A, 0 -> B, 1"."""
    return tuple(cell for part in _by_marks(line.rstrip(" :")) for cell in _cells(part.split(",")))


def _by_tabs(line: str) -> tuple[str, ...]:
    return _cells(re.split(r"\t+", line.strip())) if "\t" in line else ()


def _by_commas(line: str) -> tuple[str, ...]:
    return _cells(re.split(r"[,;]", line.strip())) if re.search(r"[,;]", line) else ()


def _by_wide_spaces(line: str) -> tuple[str, ...]:
    return _cells(re.split(r"\s{2,}", line.strip())) if "|" not in line else ()


def _by_spaces(line: str) -> tuple[str, ...]:
    """Cells by spaces; pipes, colons and arrows between inputs and outputs count as spaces."""
    return tuple(_MARKS.sub(" ", line.strip().removeprefix("|")).split())
