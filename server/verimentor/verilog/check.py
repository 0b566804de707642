"""Both engines' view of one file, said once.

slang knows where exactly something is wrong, Icarus whether code gets through: where both speak of the same matter, the
answer has slang's range and words and the higher of the two severities.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from verimentor.errors import ToolMissing
from verimentor.verilog import icarus, source
from verimentor.verilog.includes import Read, read_file
from verimentor.verilog.masking import mask
from verimentor.verilog.nearness import nearest
from verimentor.verilog.problem import Problem, Severity, line_of
from verimentor.verilog.slang import SYNTAX_CODES

if TYPE_CHECKING:
    from verimentor.verilog.project import Project

_UNIT = re.compile(r"\b(?:module|macromodule|interface|program|package|primitive)\b")
# slang's codes for a matter that Icarus calls otherwise; where both call it an error, the place alone tells.
_MATTERS: Mapping[str, str] = {
    "cannot-index-scalar": "scalar-select",
    "could-not-resolve-hierarchical-path": "undeclared-identifier",
    "index-oob": "out-of-range",
    "misplaced-trailing-separator": "superfluous-comma",
    "mixed-var-assigns": "multiple-drivers",
    "not-enough-macro-args": "too-few-arguments",
    "parameter-does-not-exist": "parameter-not-found",
    "port-width-expand": "port-width",
    "port-width-truncate": "port-width",
    "range-oob": "out-of-range",
    "range-select-reversed": "out-of-order",
    "redefinition-different-type": "redefinition",
    "unexpected-conditional-directive": "unbalanced-directive",
    "unknown-directive": "undefined-macro",
    "vector-literal-overflow": "truncated-literal",
}
# Icarus 11 reports these for good code too (an enum chosen by ?:); where slang is content they are no errors.
_DOUBTFUL = frozenset({"explicit-cast"})
_ICARUS_SYNTAX = frozenset({"syntax-error", "unterminated-string", "superfluous-comma", "undefined-macro", "error"})
_ENDLESS = "max-generate-steps-exceeded"  # Icarus would elaborate until it is stopped
_MISSING = re.compile(r"Unknown module type: ([\w$]+)")
# What Icarus says of a whole construct, at its first line, where something in it is wrong.
_AROUND = re.compile(
    r"^(?:Invalid module instantiation|Syntax error in instance port|Errors in port declarations)", re.I
)
_SEVERITIES = (Severity.HINT, Severity.INFO, Severity.WARNING, Severity.ERROR)


def check(
    text: str, path: str, project: "Project | None" = None, *, use_slang: bool = True, use_icarus: bool = True
) -> tuple[Problem, ...]:
    """What is wrong with a file, in order of place; blocks, some 20 ms for 1,000 lines.

    Without Icarus on this machine slang speaks alone. Headers, encrypted files and what Icarus cannot parse (classes,
    coverage, UVM) are never shown to it.
    """
    others: Mapping[str, str] = {}
    near: Mapping[str, str] = {}
    defines: Mapping[str, str] = {}
    include_dirs: Sequence[Path] = ()
    read: Read = read_file
    included = False
    if project is not None:
        if project.excluded(Path(path)):
            return ()
        near, defines = project.others_for(path, text, deep=False), project.defines_for(path, text)
        others = project.others_for(path, text) if use_icarus else near
        include_dirs, read = project.include_dirs_for(path, text), project.read
        included = project.includes(path)
    heard: list[Problem] = []
    if use_slang:
        parsed = source.parse(
            text, path, others=near, defines=defines, include_dirs=include_dirs, read=read, included=included
        )
        heard = list(parsed.problems)
    endless = any(problem.code == _ENDLESS for problem in heard)
    if use_icarus and not endless and shown_to_icarus(text, path) and all(map(icarus.can_read, others.values())):
        try:
            compiled = icarus.compile_text(
                text, path=path, others=others, include_dirs=include_dirs, defines=defines, read=read
            )
        except ToolMissing:
            return tuple(heard)
        said = [problem for problem in compiled.problems if problem.path == path]
        if project is not None:
            names = {*project.modules(), *(module.name for module in source.outline(text, path).modules)}
            said = [_without_blame(problem, names) for problem in said]
        if source.is_generated(text):
            said = [problem for problem in said if problem.severity is Severity.ERROR]
        heard = merge(text, heard, said) if use_slang else said
    return tuple(heard)


def count_errors(problems: Iterable[Problem]) -> int:
    """How many of the problems are errors."""
    return sum(problem.severity is Severity.ERROR for problem in problems)


def shown_to_icarus(text: str, path: str) -> bool:
    """Whether Icarus can say something sensible about this file by itself."""
    if "\0" in text or source.is_encrypted(text) or not _UNIT.search(text):
        return False  # headers and empty files hold nothing to elaborate
    return icarus.can_read(text)


def merge(text: str, slang: Sequence[Problem], icarus: Sequence[Problem]) -> list[Problem]:
    """Both lists as one, in order of place, each matter once."""
    merged = list(slang)
    lines = [line_of(text, problem.span.start) for problem in slang]
    syntax_lines = [line for line, problem in zip(lines, slang, strict=True) if _is_syntax(problem)]
    lost = any(problem.code in ("include-not-found", "missing-endif") or _is_syntax(problem) for problem in icarus)
    last_error = max((line for line, p in zip(lines, slang, strict=True) if p.severity is Severity.ERROR), default=-1)
    systemverilog = any(problem.path.lower().endswith((".sv", ".svh")) for problem in icarus)
    for problem in icarus:
        line = line_of(text, problem.span.start)
        if _is_syntax(problem):
            # Icarus notices at the next token and then loses its way; slang has placed the cause already.
            if any(placed <= line + 1 for placed in syntax_lines):
                continue
            if _AROUND.search(problem.message) and last_error >= line:
                continue
            if systemverilog:
                # slang knows the whole language, Icarus a part of it.
                message = f"Icarus cannot read this ({problem.message})"
                problem = replace(problem, severity=Severity.WARNING, code="unsupported", message=message)
        if problem.code in _DOUBTFUL:
            problem = replace(problem, severity=Severity.WARNING)
        if problem.code == "no-top-module" and (lost or syntax_lines or "module" not in mask(text)):
            continue
        same = [i for i, other in enumerate(slang) if lines[i] == line and _same_matter(other, problem)]
        twin = max(same, key=lambda i: slang[i].span.overlaps(problem.span), default=None)
        if twin is None:
            merged.append(problem)
        elif _SEVERITIES.index(problem.severity) > _SEVERITIES.index(merged[twin].severity):
            merged[twin] = replace(merged[twin], severity=problem.severity)
    return sorted(merged, key=lambda problem: (problem.span, problem.engine))


def _without_blame(problem: Problem, names: Collection[str]) -> Problem:
    """A missing module, which a vendor's library may hold, is no error unless its name is nearly a known one."""
    found = _MISSING.match(problem.message) if problem.code == "unknown-module" else None
    if found is None or (found[1] not in names and nearest(found[1], names) is not None):
        return problem
    return replace(problem, severity=Severity.WARNING)


def _is_syntax(problem: Problem) -> bool:
    if problem.severity is not Severity.ERROR:
        return False
    return problem.code in (_ICARUS_SYNTAX if problem.engine == "icarus" else SYNTAX_CODES)


def _same_matter(slang: Problem, icarus: Problem) -> bool:
    if _MATTERS.get(slang.code, slang.code) == icarus.code:
        return True
    errors = slang.severity is Severity.ERROR and icarus.severity is Severity.ERROR
    return errors and slang.span.overlaps(icarus.span)
