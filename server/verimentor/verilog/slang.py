"""One run of slang over one text: syntax, elaboration, analysis.

slang runs inside this process. It never opens a file here: includes are gathered beforehand and handed over in memory.
Its own limits are set low enough that a hostile text (a huge generate loop, an endless constant function) ends in
fractions of a second.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyslang
from pyslang import analysis, ast, parsing, syntax

from verimentor.verilog import dataflow
from verimentor.verilog.includes import Read, gather
from verimentor.verilog.outline import Outline, module_names, read_outline
from verimentor.verilog.problem import Problem, Severity, Span, line_of

_FOLDER = "/verimentor-texts"  # does not exist: every file slang may see is in memory
_MAX_PROBLEMS = 200  # more than anyone reads; a binary file would give thousands
_TOKEN = re.compile(r"[`$\\]?[A-Za-z_][\w$]*|'?[0-9][\w'.?]*|\S")
_NAME_START = re.compile(r"[`$\\\w]")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Nobody asked: style opinions, and facts that plain Verilog code is full of. Everything else slang warns about by
# default stays.
_WARNINGS = ["default", "unused", "inferred-latch"]
_UNWANTED = (
    "NewlineEOF", "MissingTimeScale", "UnusedArgument", "UnusedClass", "UnusedDefinition", "UnusedEnum", "UnusedGenvar",
    "UnusedPackage", "UnusedParameter", "UnusedTypeParameter", "UnusedTypedef", "UnusedWildcardImport",
)  # fmt: skip
# What an instance of a missing module, or a missing header, may drive.
_DRIVEN_ELSEWHERE = ("undriven-", "unassigned-")
# What another file may provide; said by Icarus, or by nobody.
_MISSING_ELSEWHERE = {
    "UnknownModule", "UnknownPackage", "UnknownInterface", "UnknownPackageMember", "UnknownLibrary",
    "UnknownClassOrPackage",
}  # fmt: skip
# What a header that was not found may declare.
_MISSING_WITH_INCLUDE = {
    "UndeclaredIdentifier", "UnknownDirective", "TypoIdentifier", "UnknownPackageMember", "UsedBeforeDeclared",
}  # fmt: skip
_HINTS = ("unused-",)
# The standard forbids these, Icarus 11 and 12 and most synthesis tools do not.
_TOLERATED = {"UsedBeforeDeclared"}


@cache
def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _codes_of(*subsystems: str) -> frozenset[str]:
    codes = ((name, getattr(pyslang.Diags, name)) for name in dir(pyslang.Diags))
    wanted = {getattr(pyslang.DiagSubsystem, name) for name in subsystems}
    return frozenset(
        _kebab(name) for name, code in codes if isinstance(code, pyslang.DiagCode) and code.getSubsystem() in wanted
    )


# The codes that say a text cannot be parsed; all others speak of its meaning.
SYNTAX_CODES = _codes_of("Lexer", "Preprocessor", "Parser", "Numeric")


class Reading:
    """slang's view of one text; ask for the parts that are needed."""

    def __init__(
        self,
        text: str,
        path: str,
        others: Mapping[str, str],
        defines: Mapping[str, str],
        include_dirs: Sequence[Path],
        read: Read,
    ) -> None:
        self._path = path
        self._included = gather(_SURROGATE.sub("?", text), path, include_dirs, read)
        self._text = self._included.text
        self._to_offset = _offset_converter(self._text)
        self._sources = pyslang.SourceManager()
        for name, header in self._included.files.items():
            self._sources.assignText(f"{_FOLDER}/{name}", _SURROGATE.sub("?", header))
        self._options = _options(defines)
        buffer = self._sources.assignText(f"{_FOLDER}/{_suffix(path)}", self._text)
        self._buffer = buffer.id
        self._tree = syntax.SyntaxTree.fromBuffer(buffer, self._sources, self._options)
        self._other_trees = [
            syntax.SyntaxTree.fromText(
                gather(_SURROGATE.sub("?", other), other_path, include_dirs, read).text,
                self._sources,
                f"other{index}",
                f"{_FOLDER}/other{index}/{_suffix(other_path)}",
                self._options,
            )
            for index, (other_path, other) in enumerate(others.items())
        ]

    @cached_property
    def outline(self) -> Outline:
        """What the text declares and needs."""
        return read_outline(self._tree.root, self._text, self._locate)

    @cached_property
    def _compilation(self) -> Any:
        # slang keeps views of these strings, not copies: the set must live as long as the compilation.
        self._top_modules = module_names(self._tree.root)
        self._options.compilationOptions.topModules = self._top_modules
        compilation = ast.Compilation(self._options)
        compilation.addSyntaxTree(self._tree)
        for tree in self._other_trees:
            compilation.addSyntaxTree(tree)
        return compilation

    def port_widths(self) -> dict[str, dict[str, int]]:
        """Bits of every port of every module, with default parameters."""
        widths: dict[str, dict[str, int]] = {}
        for instance in self._compilation.getRoot().topInstances:
            ports = widths.setdefault(instance.name, {})
            for port in instance.body.portList:
                type_ = getattr(port, "type", None)
                if type_ is not None and not type_.isError and type_.bitWidth:
                    ports[port.name] = int(type_.bitWidth)
        return widths

    def problems(self, analyse: bool = True, only: tuple[str, ...] | None = None) -> list[Problem]:
        """What is wrong, in order of place; `analyse` adds latches, unused and undriven names.

        `only`: how the codes of the warnings begin that are wanted, None for all; telling one takes 20 us.
        """
        engine = pyslang.DiagnosticEngine(self._sources)
        engine.setWarningOptions(_WARNINGS)
        found = list(self._problems(engine, self._compilation.getAllDiagnostics(), only))
        if analyse and not any(problem.severity is Severity.ERROR for _, problem in found):
            found += self._analysed(engine, only)  # on broken code every second name would look unused
        return self._without_cascades(found)

    def _analysed(self, engine: Any, only: tuple[str, ...] | None) -> Iterator[tuple[str, Problem]]:
        options = analysis.AnalysisOptions()
        options.flags = analysis.AnalysisFlags.CheckUnused
        manager = analysis.AnalysisManager(options)
        self._compilation.freeze()
        manager.analyze(self._compilation)
        yield from self._problems(engine, manager.getDiagnostics(), only)
        for finding in dataflow.findings(self._compilation.getRoot().topInstances, manager, options):
            span = self._locate(finding.range)
            if span is not None and (only is None or finding.code.startswith(only)):
                yield finding.code, Problem(self._path, span, Severity.WARNING, finding.code, finding.message, "slang")

    def _problems(self, engine: Any, diagnostics: Any, only: tuple[str, ...] | None) -> Iterator[tuple[str, Problem]]:
        for diagnostic in diagnostics:
            code = _code_name(diagnostic.code)
            severity = _severity(engine, diagnostic)
            if severity is None or code in _MISSING_ELSEWHERE or code.startswith(_UNWANTED):
                continue
            if only is not None and severity is not Severity.ERROR and not _kebab(code).startswith(only):
                continue
            message = engine.formatMessage(diagnostic)
            span = self._span_of(diagnostic)
            if span is None and severity is Severity.ERROR:
                span, message = self._in_header(diagnostic.location, message)
            if span is None:
                continue
            yield code, Problem(self._path, span, severity, _kebab(code), message, "slang")

    def _without_cascades(self, found: list[tuple[str, Problem]]) -> list[Problem]:
        """Each place once; nothing that a missing header or an undefined macro explains."""
        text = self._text
        undefined_lines = {line_of(text, p.span.start) for code, p in found if code == "UnknownDirective"}
        complete = self._included.complete
        driven = any(problem.code.startswith(_DRIVEN_ELSEWHERE) for _, problem in found)
        alone = driven and (not complete or self._has_unknown_instances())
        kept: dict[tuple[int, str], Problem] = {}
        for code, problem in sorted(found, key=lambda item: item[1].span):
            if not complete and code in _MISSING_WITH_INCLUDE:
                continue
            if alone and problem.code.startswith(_DRIVEN_ELSEWHERE):
                continue
            on_undefined = code != "UnknownDirective" and line_of(text, problem.span.start) in undefined_lines
            if on_undefined and (code.startswith("Expected") or not complete):
                continue
            kept.setdefault((problem.span.start, problem.code), problem)
        return list(kept.values())[:_MAX_PROBLEMS]

    def _has_unknown_instances(self) -> bool:
        used = {instance.module for module in self.outline.modules for instance in module.instances}
        return any(
            self._compilation.tryGetDefinition(name, self._compilation.getRoot()).definition is None for name in used
        )

    def _span_of(self, diagnostic: Any) -> Span | None:
        """Where to underline; None for another file."""
        start = self._offset(diagnostic.location)
        if start is None:
            return None
        found = _TOKEN.match(self._text, start)
        if found is None or str(diagnostic.code) == "DiagCode(ExpectedToken)":
            return Span(max(0, start - 1), start)
        ranges = [span for span in map(self._locate, diagnostic.ranges) if span is not None and span.start < span.end]
        around = next((span for span in ranges if span.start <= start < span.end), None)
        if around is None and not _NAME_START.match(found[0]):
            # An operator: what it operates on says more.
            around = next(
                (span for span in ranges if line_of(self._text, span.start) == line_of(self._text, start)), None
            )
        return around or Span(start, found.end())

    def _in_header(self, location: Any, message: str) -> tuple[Span | None, str]:
        """The place of the `include that leads to a problem, and where behind it the problem is."""
        location = self._sources.getFullyExpandedLoc(location)
        name = self._sources.getFileName(location).rpartition("/")[2]
        if name not in self._included.places or not self._sources.isIncludedFileLoc(location):
            return None, message
        line = self._sources.getLineNumber(location)
        return Span(*self._included.places[name]), f"in {self._included.origins[name]}, line {line}: {message}"

    def _offset(self, location: Any) -> int | None:
        if self._sources.isMacroLoc(location):
            location = self._sources.getFullyExpandedLoc(location)
        return self._to_offset(location.offset) if location.buffer == self._buffer else None

    def _locate(self, range_: Any) -> Span | None:
        start, end = range_.start, range_.end
        if start.buffer == self._buffer and end.buffer == self._buffer:
            return Span(self._to_offset(start.offset), self._to_offset(end.offset))
        while self._sources.isMacroLoc(end):
            end = self._sources.getExpansionRange(end).end
        if self._sources.isMacroLoc(start):
            start = self._sources.getFullyExpandedLoc(start)
        if start.buffer != self._buffer or end.buffer != self._buffer or end.offset < start.offset:
            return None
        return Span(self._to_offset(start.offset), self._to_offset(end.offset))


def _options(defines: Mapping[str, str]) -> Any:
    preprocessor = parsing.PreprocessorOptions()
    preprocessor.predefines = [f"{name}={' '.join(value.split())}" for name, value in defines.items()]
    preprocessor.maxIncludeDepth = 32
    compilation = ast.CompilationOptions()
    compilation.flags = (
        ast.CompilationFlags.AllowTopLevelIfacePorts
        | ast.CompilationFlags.IgnoreUnknownModules
        | ast.CompilationFlags.AllowInvalidTop
        | ast.CompilationFlags.AllowUnnamedGenerate
    )
    compilation.maxGenerateSteps = 4096
    compilation.maxInstanceArray = 4096
    compilation.maxConstexprSteps = 100_000
    compilation.errorLimit = _MAX_PROBLEMS
    return pyslang.Bag([preprocessor, compilation])


def _suffix(path: str) -> str:
    return "text.v" if path.lower().endswith((".v", ".vh")) else "text.sv"


def _offset_converter(text: str) -> Callable[[int], int]:
    """From a byte offset in the text's UTF-8 to a code point offset."""
    length = len(text)  # slang places what it makes up itself behind the end
    if text.isascii():
        return lambda offset: min(offset, length)
    places = [found.start() for found in _NON_ASCII.finditer(text)]
    extra = list(accumulate(len(text[place].encode()) - 1 for place in places))
    # Byte offset just behind each of those characters' first byte.
    starts = [place + (extra[i - 1] if i else 0) for i, place in enumerate(places)]

    def convert(offset: int) -> int:
        index = bisect_right(starts, offset - 1)
        if not index:
            return min(offset, length)
        return min(max(offset - extra[index - 1], places[index - 1]), length)

    return convert


def _severity(engine: Any, diagnostic: Any) -> Severity | None:
    if _code_name(diagnostic.code) in _TOLERATED:
        return Severity.WARNING
    severity = engine.getSeverity(diagnostic.code, diagnostic.location)
    if severity in (pyslang.DiagnosticSeverity.Error, pyslang.DiagnosticSeverity.Fatal):
        return Severity.ERROR
    if severity == pyslang.DiagnosticSeverity.Warning:
        return Severity.INFO if engine.getOptionName(diagnostic.code).startswith(_HINTS) else Severity.WARNING
    return None


def _code_name(code: Any) -> str:
    return str(code).removeprefix("DiagCode(").removesuffix(")")
