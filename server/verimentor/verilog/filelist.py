"""Reading `.f` files: the lists of sources, include folders and macros that simulators take."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_COMMENT = re.compile(r"(?:^|(?<=\s))(?://|#)[^\r\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL | re.MULTILINE)
_TOKEN = re.compile(r'"[^"]*"|\S+')
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|\((\w+)\)|(\w+))")
_TAKES_VALUE = frozenset({"-top", "--top", "-timescale", "-l", "-o", "-work"})  # of other tools; their value is no file


@dataclass
class FileList:
    """What one list and the lists it names say; every path is absolute."""

    files: list[Path] = field(default_factory=list)
    library_files: list[Path] = field(default_factory=list)  # -v
    library_dirs: list[Path] = field(default_factory=list)  # -y
    include_dirs: list[Path] = field(default_factory=list)
    defines: dict[str, str] = field(default_factory=dict)
    lists: list[Path] = field(default_factory=list)  # the lists read, so that a change of one can be noticed
    messages: list[str] = field(default_factory=list)


def read_filelist(path: Path, environment: Mapping[str, str] = os.environ) -> FileList:
    """The contents of a list; what cannot be read is named in `messages`."""
    result = FileList()
    _read(path, path.parent, environment, result)
    return result


def _read(path: Path, base: Path, environment: Mapping[str, str], result: FileList) -> None:
    if path in result.lists:
        return  # lists may name each other in a circle
    result.lists.append(path)
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        result.messages.append(f"{path}: {problem.strerror or problem}. Mend `filelists` or the list that names it.")
        return

    def absolute(name: str) -> Path:
        return Path(os.path.normpath(base / Path(name.replace("\\", "/")).expanduser()))

    def expand(found: re.Match[str]) -> str:
        name = found[1] or found[2] or found[3]
        if name not in environment:
            result.messages.append(f"{path}: the environment variable {name} is not set.")
        return environment.get(name, "")

    tokens = iter([_VARIABLE.sub(expand, token.strip('"')) for token in _TOKEN.findall(_COMMENT.sub(" ", text))])
    for token in tokens:
        if token.startswith("+incdir+"):
            result.include_dirs += [absolute(part) for part in token.removeprefix("+incdir+").split("+") if part]
        elif token.startswith("+define+"):
            for part in filter(None, token.removeprefix("+define+").split("+")):
                name, _, value = part.partition("=")
                result.defines[name] = value
        elif token.startswith("+"):
            continue  # +libext+ and the options of particular simulators
        elif token in ("-f", "-F", "-file"):
            named = next(tokens, "")
            if named:
                nested = absolute(named)
                # -F: names inside are relative to that list, -f: to where reading began.
                _read(nested, nested.parent if token == "-F" else base, environment, result)
        elif token == "-y":
            result.library_dirs.append(absolute(next(tokens, ".")))
        elif token == "-v":
            result.library_files.append(absolute(next(tokens, "")))
        elif token in ("-I", "-incdir", "--include-directory"):
            result.include_dirs.append(absolute(next(tokens, ".")))
        elif token.startswith("-I"):
            result.include_dirs.append(absolute(token[2:]))
        elif token.startswith("-D"):
            name, _, value = (token[2:] or next(tokens, "")).partition("=")
            result.defines[name] = value
        elif token in _TAKES_VALUE:
            next(tokens, None)
        elif not token.startswith("-"):
            result.files.append(absolute(token))
