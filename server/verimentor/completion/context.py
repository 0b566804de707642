"""What the student hears of other files: headers of modules that are used at the cursor, and similar code."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from verimentor.completion.cursor import plain
from verimentor.completion.trim import Place
from verimentor.verilog.masking import mask
from verimentor.verilog.project import Project

_MAX_HEADERS = 3  # the prompt has room for about 300 characters of them
# The shipped student has room for a dozen lines, and was found to gain nothing by them: of 84 lines in three projects
# of others it completed 3 as they stood, with the most similar lines of another file and without; the first word was
# right in 30 % and 32 %.
LONG_CONTEXT = 4096  # tokens; from models that were trained on so many, one may expect that they make use of it
CHUNK_LINES = 12  # what the prompt's budget holds
_SAME = 0.9  # of the words in common: that is what stands at the cursor already
_FILES = 8  # that were open or edited last
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


def context_for(place: Place, project: Project | None) -> str:
    """Headers of the project's modules that are being instantiated at the cursor or are used in its module."""
    if project is None:
        return ""
    code = mask(place.prefix)
    start = max((found.start() for found in re.finditer(r"\bmodule\b", code)), default=0)
    begun = max(code.rfind(";", start), start)
    own = _IDENTIFIER.search(code, start + len("module"))
    modules = project.modules()
    used = [
        name
        for name in dict.fromkeys([*_IDENTIFIER.findall(code[begun:]), *sorted(set(_IDENTIFIER.findall(code[start:])))])
        if name in modules and (own is None or name != own[0])
    ]
    return "\n".join(plain(modules[name].header) for name in used[:_MAX_HEADERS])


class Neighbours:
    """The files that were open or edited last, and what in them is like the code at a cursor."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def note(self, path: str, text: str) -> None:
        """A file was opened or edited."""
        self._texts[path] = text
        self._texts.move_to_end(path)
        if len(self._texts) > _FILES:
            self._texts.popitem(last=False)

    def like(self, place: Place, path: str) -> str:
        """The most similar lines of the other files; "" where nothing is."""
        return most_similar(place, (text for name, text in self._texts.items() if name != path))


def most_similar(place: Place, texts: Iterable[str]) -> str:
    """The lines that have the most words in common with those before the cursor, of all their words (Jaccard)."""
    near = _words("\n".join(place.prefix.split("\n")[-CHUNK_LINES:]))
    shares = [(_share(near, _words(chunk)), chunk) for text in texts for chunk in _chunks(plain(text))]
    best, chunk = max((each for each in shares if each[0] <= _SAME), default=(0.0, ""))
    return chunk if best > 0 else ""


def _chunks(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for start in range(0, len(lines), CHUNK_LINES // 2):  # halves overlap: no statement is cut in each of them
        yield "\n".join(lines[start : start + CHUNK_LINES]).strip("\n")


def _words(text: str) -> frozenset[str]:
    return frozenset(_IDENTIFIER.findall(text))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
