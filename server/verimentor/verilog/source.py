"""One Verilog text as the rest of Verimentor sees it: its modules and its problems, read by slang.

Nothing here raises on a text, however broken; what cannot be read is simply not there.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from verimentor.verilog.includes import Read, read_file
from verimentor.verilog.keywords import keywords as keywords
from verimentor.verilog.module import Instance as Instance
from verimentor.verilog.module import Module as Module
from verimentor.verilog.module import Parameter as Parameter
from verimentor.verilog.module import Port as Port
from verimentor.verilog.module import Symbol as Symbol
from verimentor.verilog.problem import Problem, Severity, Span
from verimentor.verilog.slang import Reading

_NOT_CODE = re.compile(
    r"(?P<line>//[^\r\n]*)|(?P<block>/\*.*?(?:\*/|\Z))|(?P<string>\"(?:\\[^\r\n]|[^\"\\\r\n])*\"?)|\\[^\s]+", re.DOTALL
)
_ENCRYPTED = re.compile(r"^\s*`(?:pragma\s+protect|protected|protect)\b", re.MULTILINE)
_GENERATED = re.compile(
    r"(?:auto-?\s?generated|automatically generated|generated (?:by|from|automatically)|do not (?:edit|modify))", re.I
)
_HEAD_CHARACTERS = 2000  # where tools leave their mark: the comment at the top


@dataclass(frozen=True)
class Source:
    """A text with what it declares and what is wrong with it."""

    path: str
    text: str
    modules: tuple[Module, ...]
    problems: tuple[Problem, ...]
    provides: frozenset[str] = frozenset()  # modules, interfaces, packages and primitives declared here
    needs: frozenset[str] = frozenset()  # names of such things used and not declared here

    def module_at(self, offset: int) -> Module | None:
        """The innermost module whose text holds `offset`; its last code point's far side counts as inside."""
        around = [module for module in self.modules if module.span.start <= offset <= module.span.end]
        return max(around, key=lambda module: module.span.start, default=None)

    def module(self, name: str) -> Module | None:
        """The module of that name."""
        return next((module for module in self.modules if module.name == name), None)


def parse(
    text: str,
    path: str = "",
    *,
    others: Mapping[str, str] | None = None,
    defines: Mapping[str, str] | None = None,
    include_dirs: Sequence[Path] = (),
    read: Read = read_file,
    included: bool = False,
) -> Source:
    """Read one file: syntax, elaboration and analysis.

    Instances are checked against the modules of `others` (path to text) where those define them; missing modules,
    packages and includes make no noise. A problem about something that is absent, such as a semicolon, spans the one
    code point before the place where it belongs. Encrypted texts have no problems, generated ones only errors, headers
    and texts that another file includes (`included`) only syntax errors unless they hold whole modules or packages.
    """
    if "\0" in text:
        return Source(path, text, (), (_not_a_text(text, path),))
    reading = Reading(text, path, others or {}, defines or {}, include_dirs, read, included)
    outline = reading.outline
    widths = reading.port_widths()
    modules = tuple(_with_widths(module, widths.get(module.name, {})) for module in outline.modules)
    problems = () if is_encrypted(text) else tuple(reading.problems())
    if problems and is_generated(text):
        problems = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    return Source(path, text, modules, problems, outline.provides, outline.needs)


def outline(text: str, path: str = "") -> Source:
    """Modules without widths, and no problems: what an index needs, in a third of the time."""
    if "\0" in text:
        return Source(path, text, (), ())
    found = Reading(text, path, {}, {}, (), lambda _: None).outline
    return Source(path, text, found.modules, (), found.provides, found.needs)


def error_count(
    text: str,
    path: str = "",
    *,
    others: Mapping[str, str] | None = None,
    defines: Mapping[str, str] | None = None,
    include_dirs: Sequence[Path] = (),
    read: Read = read_file,
) -> int:
    """How many errors slang finds without analysing the flow; the quick question of ghost text and guided decoding."""
    if is_encrypted(text):
        return 0
    if "\0" in text:
        return 1
    reading = Reading(text, path, others or {}, defines or {}, include_dirs, read)
    return sum(problem.severity is Severity.ERROR for problem in reading.problems(analyse=False))


def header_text(source: Source, module: Module) -> str:
    """The module's header as written, from `module` to its semicolon."""
    return source.text[module.header_span.start : module.header_span.end]


def in_comment_or_string(text: str, offset: int) -> bool:
    """Whether what is typed at `offset` lands in a comment or a string."""
    starts, ends = _spans_without_code(text)
    index = bisect_right(starts, offset - 1) - 1
    return index >= 0 and starts[index] < offset <= ends[index]


@lru_cache(maxsize=8)
def _spans_without_code(text: str) -> tuple[list[int], list[int]]:
    """Starts, and last offsets at which typing still lands inside."""
    starts, ends = [], []
    for found in _NOT_CODE.finditer(text):
        if found.lastgroup is None:
            continue  # an escaped name may hold quotes and slashes
        closed = (found.lastgroup == "block" and len(found[0]) > 3 and found[0].endswith("*/")) or (
            found.lastgroup == "string" and len(found[0]) > 1 and found[0].endswith('"')
        )
        starts.append(found.start())
        ends.append(found.end() - closed)
    return starts, ends


def is_encrypted(text: str) -> bool:
    """Whether a tool has encrypted parts of the text; what is left makes no sense to a parser."""
    return "`p" in text and _ENCRYPTED.search(text) is not None


def is_generated(text: str) -> bool:
    """Whether the comment at the top says that a program wrote this."""
    head = text[:_HEAD_CHARACTERS]
    return any(
        _GENERATED.search(found[0]) for found in _NOT_CODE.finditer(head) if found.lastgroup in ("line", "block")
    )


def _not_a_text(text: str, path: str) -> Problem:
    start = text.index("\0")
    message = "this is not a text file, or one in UTF-16; save it as UTF-8"
    return Problem(path, Span(start, start + 1), Severity.ERROR, "not-a-text", message, "slang")


def _with_widths(module: Module, widths: Mapping[str, int]) -> Module:
    if not widths:
        return module
    return replace(module, ports=tuple(replace(port, width=widths.get(port.name)) for port in module.ports))
