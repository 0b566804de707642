"""Finding what `include names, so that no engine reads the disk by itself.

A design may name a device, a pipe or /dev/stdin in an include; an engine that opens it hangs, and takes the editor's
own input with it. So the texts are gathered here, from regular files of a sane size, and handed to the engines in memory.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILE_BYTES = 2_000_000  # the largest hand-written header in the repositories we looked at has 300 kB
MAX_FILES = 200  # more than any one file pulls in; bounds what a hostile include graph can cost

_DIRECTIVE = re.compile(r"""`include\b[ \t]*(?:"(?P<quoted>[^"\r\n]*)"|<(?P<angled>[^>\r\n]*)>|[^\r\n]*)""")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

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
        folder = Path(path).parent if path else None
        result.text = _rewrite(text, folder, include_dirs, read, blank_missing, (), result)
    return result


def _rewrite(
    text: str,
    folder: Path | None,
    include_dirs: Sequence[Path],
    read: Read,
    blank_missing: bool,
    chain: tuple[Path, ...],
    result: Included,
) -> str:
    def replace(found: re.Match[str]) -> str:
        name = found["quoted"] or found["angled"] or ""
        located = _locate(name, folder, include_dirs, read) if name else None
        if located is not None and located[0] in chain:
            return " " * len(found[0])  # a circle: its guard would leave nothing of it
        flat = _flat_name(len(name), result) if located is not None else None
        if located is None or flat is None:
            result.complete = False
            if not chain:
                result.missing.append(Missing(found.start(), found.end(), name))
            return " " * len(found[0]) if blank_missing else found[0]
        origin, header = located
        result.origins[flat] = origin
        result.files[flat] = ""
        result.files[flat] = _rewrite(
            header, origin.parent, include_dirs, read, blank_missing, (*chain, origin), result
        )
        return found[0].replace(name, flat)

    return _DIRECTIVE.sub(replace, text)


def _locate(name: str, folder: Path | None, include_dirs: Sequence[Path], read: Read) -> tuple[Path, str] | None:
    for place in (*([folder] if folder is not None else []), *include_dirs):
        candidate = place / name.replace("\\", "/")
        header = read(candidate)
        if header is not None:
            return candidate, header
    return None


def _flat_name(length: int, result: Included) -> str | None:
    """An unused name of exactly `length` letters, so that nothing behind it moves; None where there is none left."""
    if len(result.files) >= MAX_FILES:
        return None
    for index in range(len(result.files), len(_DIGITS) ** min(length, 2)):
        name, rest = "", index
        for _ in range(length):
            rest, digit = divmod(rest, len(_DIGITS))
            name = _DIGITS[digit] + name
        if name not in result.files:
            return name
    return None
