"""Asking Icarus Verilog: the authority on whether code compiles.

The texts go under names of our own into a private folder, so that nothing a user calls a file or writes into one
reaches a command line, and the messages come back under the paths they belong to.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from verimentor.errors import ToolMissing
from verimentor.verilog import icarus_messages, sandbox
from verimentor.verilog.edition import may_be_plain
from verimentor.verilog.icarus_messages import Message
from verimentor.verilog.includes import Read, gather, read_file
from verimentor.verilog.problem import Problem, Severity, Span, line_span, line_starts

ADVICE = "Install Icarus Verilog: `apt install iverilog`, `brew install icarus-verilog`, or see steveicarus.github.io."
EDITION = "-g2012"  # accepts what today's designs use; stricter editions refuse valid ones
_PLAIN_EDITION = "-g2005"  # where words of later editions are names

_LIMITS = sandbox.Limits(wall_s=10, cpu_s=8)  # a 10,000-line file takes 0.06 s
# What Icarus (11 to 13) cannot parse although it is good SystemVerilog.
_BEYOND = re.compile(
    r"""//[^\r\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\r\n])*"
    |(?P<beyond>\b(?:class|covergroup|clocking|sequence|checker|randsequence|modport|rand|bind|let|constraint)\b
    |\b(?:assert|assume|cover)\s+(?:property|sequence)\b|\bproperty\s+\w+\s*[;(]|\bimport\s+uvm_pkg\b|`uvm_\w+)""",
    re.VERBOSE | re.DOTALL,
)
_LINE_DIRECTIVE = re.compile(r"^([ \t]*)`line\b[^\r\n]*", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_MACRO_NAME = re.compile(r"[A-Za-z_]\w*(?:\([\w\s,=]*\))?\Z")
_NEAR_LINES = 8  # Icarus gives the line a statement starts or ends at; its names are this near
_TRAILING = re.compile(r"\s*(?://[^\r\n]*)?$")


@dataclass(frozen=True)
class Compilation:
    """What Icarus made of a set of texts; `ok` is its verdict on all of them together."""

    problems: tuple[Problem, ...]
    ok: bool


@lru_cache(maxsize=1)
def _search() -> str | None:
    return shutil.which("iverilog")


def find_iverilog() -> str | None:
    """The path of `iverilog`; None where it is not installed, asked anew until it is."""
    found = _search()
    if found is None:
        _search.cache_clear()
    return found


@lru_cache(maxsize=1)
def version() -> str | None:
    """Icarus' version, such as "11.0"; None where it is not installed or does not answer."""
    program = find_iverilog()
    if program is None:
        return None
    try:
        answer = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=10, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"Icarus Verilog version (\S+)", answer.stdout)
    return found[1] if found else None


def can_read(text: str) -> bool:
    """Whether the text is in the part of SystemVerilog that Icarus speaks; classes, coverage and UVM are not."""
    return not any(found["beyond"] for found in _BEYOND.finditer(text))


def compile_text(
    text: str,
    *,
    path: str = "design.v",
    others: Mapping[str, str] | None = None,
    include_dirs: Sequence[Path] = (),
    defines: Mapping[str, str] | None = None,
    top: str | None = None,
    timeout_s: float = _LIMITS.wall_s,
    read: Read = read_file,
) -> Compilation:
    """Compile a text together with `others` (path to text); blocks, about 10 ms for 1,000 lines.

    Problems in a header are placed at the `include that leads to it. Where Icarus broke or ran into a limit there is a
    warning and the verdict is not ok.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    program = find_iverilog()
    if program is None:
        raise ToolMissing("iverilog", ADVICE)
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name).resolve()
        job = _Job(folder, defines or {})
        for index, (file_path, content) in enumerate([(path, text), *(others or {}).items()]):
            job.add(index, file_path, content, include_dirs, read)
        readable = [directory for directory in include_dirs if directory.is_dir()]
        options = ["-grelative-include", "-u", "-Wall", "-t", "null", *(f"-I{directory}" for directory in readable)]
        if top and _NAME.match(top):
            options += ["-s", top]
        limits = sandbox.Limits(wall_s=timeout_s, cpu_s=_LIMITS.cpu_s)

        def ask(edition: str) -> tuple[list[Message], str | None]:
            command = [program, edition, *options]
            output, note = _run([*command, *job.names], folder, readable, limits)
            messages = icarus_messages.read(output)
            if icarus_messages.missing_modules(output) and note is None:
                more, note = _run([*command, "-i", *job.names], folder, readable, limits)
                revealed = (message for message in icarus_messages.read(more) if not _reaches_inside(message))
                messages = list(dict.fromkeys([*messages, *revealed]))
            return messages, note

        messages, note = ask(EDITION)
        plain = any(may_be_plain(each, name) for name, each in [(path, text), *(others or {}).items()])
        if plain and note is None and _has_syntax_errors(messages):
            again, note_again = ask(_PLAIN_EDITION)
            if note_again is None and not _has_syntax_errors(again):
                messages = again
    problems = [job.problem(message) for message in messages]
    if note is not None and not any(message.code == "gave-up" for message in messages):
        problems.append(Problem(path, Span(0, 0), Severity.WARNING, "gave-up", note, "icarus"))
    ok = note is None and not any(message.fatal for message in messages)
    return Compilation(tuple(dict.fromkeys(sorted(problems, key=lambda p: (p.path != path, p.path, p.span)))), ok)


def _has_syntax_errors(messages: Sequence[Message]) -> bool:
    return any(message.code == "syntax-error" for message in messages)


def _reaches_inside(message: Message) -> bool:
    """Whether it may be about the inside of an instance, which may well be in the module that is missing."""
    named = message.code in ("undeclared-identifier", "unknown-task", "unknown-function", "scope-not-found")
    return message.code == "error" or (named and "." in message.token)


def _prelude(defines: Mapping[str, str], text: str) -> str:
    """Macros as lines before a text; a command line could not carry macros with parameters."""
    lines = []
    for name, value in defines.items():
        plain = name.partition("(")[0]
        if _MACRO_NAME.match(name) and not re.search(rf"`define\s+{plain}\b", text):
            lines.append(f"`define {name} {' '.join(value.split())}\n")
    return "".join(lines)


def _run(
    command: Sequence[str], folder: Path, readable: Sequence[Path], limits: sandbox.Limits
) -> tuple[str, str | None]:
    """Everything Icarus printed, and what cut it short if anything did."""
    outcome = sandbox.run(command, folder=folder, readable=readable, limits=limits)
    output = f"{outcome.stderr}\n{outcome.stdout}"
    if outcome.ending is sandbox.Ending.FINISHED:
        return output, None
    if outcome.ending is sandbox.Ending.TIMED_OUT:
        return output, f"Icarus was stopped after {outcome.seconds:.0f} s; the design may elaborate without end."
    return output, "Icarus was stopped at its memory or output limit; the design may elaborate without end."


@dataclass
class _Job:
    """The files of one compilation, and the way from Icarus' messages back to the user's texts."""

    folder: Path
    defines: Mapping[str, str]
    names: list[str] = field(default_factory=list)
    _texts: dict[str, tuple[str, str]] = field(default_factory=dict)  # our name -> path, text
    _n_before: dict[str, int] = field(default_factory=dict)  # lines of the prelude
    _headers: dict[str, tuple[str, Span, str]] = field(default_factory=dict)  # our name -> includer, where, header

    def add(self, index: int, path: str, text: str, include_dirs: Sequence[Path], read: Read) -> None:
        """Write one text and the headers it includes."""
        included = gather(text, path, include_dirs, read, blank_missing=False)
        suffix = ".sv" if path.lower().endswith((".sv", ".svh")) else ".v"
        folder = f"text{index}"
        (self.folder / folder).mkdir()
        name = f"{folder}/text{suffix}"
        self.names.append(name)
        self._texts[name] = (path, text)
        prelude = _prelude(self.defines, text)
        self._n_before[name] = prelude.count("\n")
        self._write(name, prelude + included.text)
        for flat, header in included.files.items():
            self._write(f"{folder}/{flat}", header)
            start, end = included.places[flat]
            self._headers[f"{folder}/{flat}"] = (name, Span(start, end), str(included.origins[flat]))

    def _write(self, name: str, text: str) -> None:
        text = _LINE_DIRECTIVE.sub(r"\1", text)  # it would rename the messages
        (self.folder / name).write_bytes(text.encode("utf-8", errors="replace"))

    def problem(self, message: Message) -> Problem:
        """The message where the user can see it."""
        name = message.file.removeprefix("./")
        if name in self._headers:
            includer, span, header = self._headers[name]
            path, _ = self._texts[includer]
            text = f"in {header}, line {message.line}: {message.text}"
            return Problem(path, span, message.severity, message.code, text, "icarus")
        path, text = self._texts.get(name) or self._texts[self.names[0]]
        message = replace(message, line=message.line - self._n_before.get(name, 0))
        span = _place(text, message) if name in self._texts else _first_module(text)
        return Problem(path, span, message.severity, message.code, _spoken(message), "icarus")


def _place(text: str, message: Message) -> Span:
    """The token the message is about, on or near its line; the line's code where there is none."""
    n_lines = len(line_starts(text))
    line = min(max(message.line - 1, 0), n_lines - 1)
    if message.code == "include-not-found":
        for candidate in range(line, max(line - 3, -1), -1):  # Icarus is one line late here
            span = line_span(text, candidate)
            if "`include" in text[span.start : span.end]:
                return _trimmed(text, span)
    token = message.token.split(".")[-1].split("[")[0]
    if token:
        pattern = re.compile(rf"(?<![\w$]){re.escape(token)}(?![\w$])")
        for candidate in range(line, min(line + _NEAR_LINES, n_lines)):
            span = line_span(text, candidate)
            found = list(pattern.finditer(_without_comment(text[span.start : span.end])))
            if found:
                chosen = found[-1] if message.code == "redefinition" else found[0]
                return Span(span.start + chosen.start(), span.start + chosen.end())
    while line > 0 and not text[slice(*_bounds(line_span(text, line)))].strip():
        line -= 1  # a message about the end of the file belongs to what stands last
    return _trimmed(text, line_span(text, line))


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _without_comment(line: str) -> str:
    return re.sub(r'"(?:\\.|[^"\\])*"|//.*', lambda found: " " * len(found[0]), line)


def _trimmed(text: str, span: Span) -> Span:
    """The code of a line without its indentation and its comment."""
    line = text[span.start : span.end]
    code = _TRAILING.sub("", line) or line.rstrip()
    start = span.start + len(code) - len(code.lstrip())
    return Span(start, max(start, span.start + len(code)))


def _first_module(text: str) -> Span:
    found = re.search(r"\bmodule\b\s*(\w*)", text)
    return Span(found.start(), found.end()) if found else Span(0, min(1, len(text)))


def _spoken(message: Message) -> str:
    """Icarus' words, with what to do where its words alone leave a user helpless."""
    if message.code == "unknown-module":
        return f"{message.text} (no file of the project defines it; name its file in `filelists` or mend the spelling)"
    if message.code == "include-not-found":
        return f"{message.text} (add its folder to `include_dirs`)"
    return message.text
