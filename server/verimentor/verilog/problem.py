"""Where something is wrong in a text, and what: the currency of both engines."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

# The line breaks of LSP; str.splitlines would also split at form feeds and Unicode separators.
_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


@dataclass(frozen=True, order=True)
class Span:
    """A half-open range of code points in a text."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether both share at least one code point; an empty span overlaps where it stands."""
        return self.start < max(other.end, other.start + 1) and other.start < max(self.end, self.start + 1)


@dataclass(frozen=True)
class Problem:
    """One message of one engine, placed in one file."""

    path: str
    span: Span
    severity: Severity
    code: str
    message: str
    engine: str  # "slang", "icarus" or "student"


@lru_cache(maxsize=8)
def line_starts(text: str) -> tuple[int, ...]:
    """Offsets of the first code point of every line."""
    return (0, *(found.end() for found in _LINE_BREAK.finditer(text)))


def line_of(text: str, offset: int) -> int:
    """The 0-based line that holds `offset`."""
    return bisect_right(line_starts(text), offset) - 1


def line_span(text: str, line: int) -> Span:
    """The 0-based line without its line break; lines past the end give an empty span at the end."""
    starts = line_starts(text)
    if not 0 <= line < len(starts):
        return Span(len(text), len(text))
    end = starts[line + 1] if line + 1 < len(starts) else len(text)
    return Span(starts[line], starts[line] + len(text[starts[line] : end].rstrip("\r\n")))
