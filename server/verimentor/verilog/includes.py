"""Finding what `include names, so that no engine reads the disk by itself.

A design may name a device, a pipe or /dev/stdin in an include; an engine that opens it hangs, and takes the input of
the editor with it. So the texts are gathered here, from regular files of a sane size, and handed over in memory.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILE_BYTES = 2_000_000  # the largest hand-written header in the repositories we looked at has 300 kB
MAX_FILES = 200  # more than any one file pulls in; bounds what a hostile include graph can cost

_DIRECTIVE = re.compile(r"""`include\b[ \t]*(?:"(?P<quoted>[^"\r\n]*)"|<(?P<angled>[^>\r\n]*)>|[^\r\n]*)""")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

_DEVICES = ("/dev/", "/proc/", "/sys/")

Read = Callable[[Path], str | None]


@dataclass(frozen=True)
class Missing:
    """An include that leads nowhere: where it stands in the text it was found in, and what it asks for."""

    start: int
    end: int
    name: str  # empty where a macro makes the name


@dataclass
class Included:
    """A text whose includes name files of one flat folder; its code points stand where they stood."""

    text: str
    files: dict[str, str] = field(default_factory=dict)  # name in the flat folder -> text
    origins: dict[str, Path] = field(default_factory=dict)  # name in the flat folder -> where it was found
    places: dict[str, tuple[int, int]] = field(default_factory=dict)  # the text's own `include that leads to it
    missing: list[Missing] = field(default_factory=list)  # of the text itself, not of the headers
    complete: bool = True  # whether every include, of headers too, was found


def read_file(path: Path) -> str | None:
    """The text of a regular file of sane size, whatever its encoding; None where there is none."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return None
        data = path.read_bytes()
    except (OSError, ValueError):
        return None
    try:
        return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def include_names(text: str) -> Iterator[str]:
    """The names a text includes, as spelled."""
    for found in _DIRECTIVE.finditer(text):
        name = found["quoted"] or found["angled"]
        if name:
            yield name


def gather(
    text: str, path: str, include_dirs: Sequence[Path], read: Read = read_file, *, blank_missing: bool = True
) -> Included:
    """`text` with its includes led to `files`; with `blank_missing` those that lead nowhere become spaces."""
    result = Included(text)
    if "`include" in text:
        gatherer = _Gatherer(include_dirs, read, blank_missing, result)
        result.text = gatherer.rewrite(text, Path(path).parent if path else None, (), None)
    return result


@dataclass
class _Gatherer:
    include_dirs: Sequence[Path]
    read: Read
    blank_missing: bool
    result: Included

    def rewrite(self, text: str, folder: Path | None, chain: tuple[Path, ...], place: tuple[int, int] | None) -> str:
        """`text` with flat names; `chain` are the headers it is inside of, `place` is where the first one is named."""

        def replace(found: re.Match[str]) -> str:
            directive, name = found[0], found["quoted"] or found["angled"] or ""
            located = self._locate(name, folder) if name else None
            if located is not None and located[0] in chain:
                return " " * len(directive)  # a circle: its guard would leave nothing of it
            flat = _flat_name(len(name), self.result.files) if located is not None else None
            if located is None or flat is None:
                self.result.complete = False
                if not chain:
                    self.result.missing.append(Missing(found.start(), found.end(), name))
                blank = self.blank_missing or name.startswith(_DEVICES)
                return " " * len(directive) if blank else directive
            origin, header = located
            top = place or (found.start(), found.end())
            self.result.origins[flat] = origin
            self.result.places[flat] = top
            self.result.files[flat] = ""  # takes the name before the headers inside look for theirs
            self.result.files[flat] = self.rewrite(header, origin.parent, (*chain, origin), top)
            return directive.replace(name, flat)

        return _DIRECTIVE.sub(replace, text)

    def _locate(self, name: str, folder: Path | None) -> tuple[Path, str] | None:
        for place in (*([folder] if folder is not None else []), *self.include_dirs):
            candidate = place / name.replace("\\", "/")
            header = self.read(candidate)
            if header is not None:
                return candidate, header
        return None


def _flat_name(length: int, taken: Collection[str]) -> str | None:
    """An unused name of exactly `length` letters, so that nothing behind it moves; None where there is none left."""
    if len(taken) >= MAX_FILES:
        return None
    for index in range(len(taken), len(_DIGITS) ** min(length, 2)):
        name = _DIGITS[index % len(_DIGITS)].rjust(length, _DIGITS[index // len(_DIGITS)])
        if name not in taken:
            return name
    return None
