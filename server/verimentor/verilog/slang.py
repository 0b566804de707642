"""One run of slang over one text: syntax, elaboration, analysis.

slang runs inside this process. It never opens a file here: includes are gathered beforehand and handed over in memory.
Its own limits are set low enough that a hostile text (a huge generate loop, an endless constant function) ends in
fractions of a second.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyslang
from pyslang import analysis, ast, parsing, syntax

from verimentor.verilog import dataflow, defaults, leaning
from verimentor.verilog.edition import PLAIN_WORDS, may_be_plain
from verimentor.verilog.includes import Included, Read, gather
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
WIDTH_LOSS = "width-trunc"  # told only where `only` names it: plain Verilog is full of it
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
    "TooManyArguments", "TypoIdentifier", "UndeclaredIdentifier", "UnknownClassMember", "UnknownMember",
    "UsedBeforeDeclared",
}  # fmt: skip
_UNKNOWN_MACRO = "UnknownDirective"
_HINTS = ("unused-",)
# The standard forbids these, or slang cannot do them; Icarus 11 and 12 and most other tools can.
_TOLERATED = {"UsedBeforeDeclared", "ExpectedModOrVarName", "AutoFromNonBlockingTiming", "ObjectTooLarge"}

_Found = tuple[str, Problem]  # slang's own code, and what it stands for


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
    """slang's view of one text; ask for the parts that are needed.

    `included`: another file includes this text, which may then be a fragment.
    """

    _n_folders = 0

    def __init__(
        self,
        text: str,
        path: str,
        others: Mapping[str, str],
        defines: Mapping[str, str],
        include_dirs: Sequence[Path],
        read: Read,
        included: bool = False,
    ) -> None:
        self._path = path
        self._sources = pyslang.SourceManager()
        self._options = _options(defines)
        self._included = gather(_SURROGATE.sub("?", text), path, include_dirs, read)
        self._fragment = (included or _is_header(path)) and not leaning.holds_unit(self._included.text)
        self._complete = self._included.complete and not self._fragment and not leaning.leans_on_uvm(text)
        self._parse_own()
        self._unknown_macros = {
            place: name
            for each in self._tree.diagnostics
            if _code_name(each.code) == _UNKNOWN_MACRO
            and (place := self._offset(each.location)) is not None
            and (name := leaning.macro_at(self._text, place))
        }
        if self._unknown_macros:  # what they would have stood for is not missed
            self._included.text = leaning.without_macros(self._included.text, self._unknown_macros)
            self._parse_own()
        self._other_trees = [
            self._parse(gather(_SURROGATE.sub("?", other), other_path, include_dirs, read), other_path)[0]
            for other_path, other in others.items()
        ]

    def _parse_own(self) -> None:
        self._text = self._included.text
        self._to_offset = _offset_converter(self._text)
        self._tree, self._buffer, self._folder = self._parse(self._included, self._path)

    def _parse(self, included: Included, path: str) -> tuple[Any, Any, str]:
        """A tree, its buffer's name and its folder; with the keywords of plain Verilog where those make more sense."""
        self._n_folders += 1
        folder = f"{_FOLDER}/{self._n_folders}"
        for name, header in included.files.items():
            self._sources.assignText(f"{folder}/{name}", _SURROGATE.sub("?", header))
        buffer = self._sources.assignText(f"{folder}/{_suffix(path)}", included.text)
        trees = [self._tree_of(buffer)]
        if _n_errors(trees[0]) and may_be_plain(included.text, path):
            trees.append(self._tree_of(self._sources.assignText(f"{folder}/words", PLAIN_WORDS), buffer))
        return min(trees, key=_n_errors), buffer, folder

    def _tree_of(self, *buffers: Any) -> Any:
        return syntax.SyntaxTree.fromBuffers(buffers, self._sources, self._options)

    @cached_property
    def outline(self) -> Outline:
        """What the text declares and needs."""
        return read_outline(self._tree.root, self._text, self._locate)

    @cached_property
    def _compilation(self) -> Any:
        # slang keeps views of these strings, not copies: the set must live as long as the compilation.
        self._top_modules = module_names(self._tree.root)
        self._options.compilationOptions.topModules = self._top_modules
        return self._compiled(self._tree)

    def _compiled(self, tree: Any) -> Any:
        compilation = ast.Compilation(self._options)
        compilation.addSyntaxTree(tree)
        for other in self._other_trees:
            compilation.addSyntaxTree(other)
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
        engine.setWarningOptions([*_WARNINGS, WIDTH_LOSS] if only is not None and WIDTH_LOSS in only else _WARNINGS)
        if self._fragment:
            return self._without_cascades(list(self._problems_of_fragment(engine)))
        found = list(self._problems(engine, self._compilation.getAllDiagnostics(), only))
        found = [self._owed_to_value(*each) for each in self._not_owed_to_types(engine, found)]
        found += self._problems_of_macros()
        if analyse and not any(problem.severity is Severity.ERROR for _, problem in found):
            found += self._analysed(engine, only)  # on broken code every second name would look unused
        return self._without_cascades(found)

    def _problems_of_macros(self) -> Iterator[_Found]:
        """The macros that nobody defines; in a text that leans on others they may be theirs."""
        for place, name in self._unknown_macros.items() if self._complete else ():
            message = f"unknown macro or compiler directive '{name}'"
            span = Span(place, place + len(name))
            yield _UNKNOWN_MACRO, Problem(self._path, span, Severity.ERROR, _kebab(_UNKNOWN_MACRO), message, "slang")

    def _problems_of_fragment(self, engine: Any) -> Iterator[_Found]:
        """The syntax errors of a text that another one includes, where it makes most sense."""
        trees: list[Any] = []
        for number, around in enumerate(leaning.PLACES):
            before, behind = (
                self._sources.assignText(f"{self._folder}/{name}{number}", f"{words}\n")
                for name, words in zip(("before", "behind"), around, strict=True)
            )
            trees.append(self._tree_of(before, self._buffer, behind))
            if not _n_errors(trees[-1]):
                return
            if len(trees) == 1 and all(_code_name(each.code) != "NotAllowedInCU" for each in trees[0].diagnostics):
                break  # it stands between modules, broken
        yield from self._problems(engine, min(trees, key=_n_errors).diagnostics, None)

    def _not_owed_to_types(self, engine: Any, found: list[_Found]) -> list[_Found]:
        """What is wrong whatever stands for the type parameters, which a default seldom fits."""
        text = defaults.without_types(self._text)
        if text == self._text or not any(problem.severity is Severity.ERROR for _, problem in found):
            return found
        buffer = self._buffer
        try:
            self._buffer = self._sources.assignText(f"{self._folder}/types-{_suffix(self._path)}", text)
            tree = self._tree_of(self._buffer)
            left = {
                (p.span, code) for code, p in self._problems(engine, self._compiled(tree).getAllDiagnostics(), None)
            }
        finally:
            self._buffer = buffer
        return [(code, p) for code, p in found if p.severity is not Severity.ERROR or (p.span, code) in left]

    def _owed_to_value(self, code: str, problem: Problem) -> _Found:
        """The problem, no error where it depends on a value and parameters have defaults no instance may use."""
        if code not in defaults.OF_VALUES or problem.severity is not Severity.ERROR:
            return code, problem
        around = (module for module in self.outline.modules if problem.span.start in module.span and module.parameters)
        if next(around, None) is None:
            return code, problem
        message = f"{problem.message} (with the default values of the parameters)"
        return code, replace(problem, severity=Severity.WARNING, message=message)

    def _analysed(self, engine: Any, only: tuple[str, ...] | None) -> Iterator[_Found]:
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

    def _problems(self, engine: Any, diagnostics: Any, only: tuple[str, ...] | None) -> Iterator[_Found]:
        for diagnostic in diagnostics:
            code = _code_name(diagnostic.code)
            severity = _severity(engine, diagnostic)
            if severity is None or code in _MISSING_ELSEWHERE or code.startswith(_UNWANTED):
                continue
            if only is not None and severity is not Severity.ERROR and not _kebab(code).startswith(only):
                continue
            message = engine.formatMessage(diagnostic)
            span = self._span_of(diagnostic)
            if span is None and severity is Severity.ERROR and self._complete:
                span, message = self._in_header(diagnostic.location, message)
            if span is None:
                continue
            yield code, Problem(self._path, span, severity, _kebab(code), message, "slang")

    def _without_cascades(self, found: list[_Found]) -> list[Problem]:
        """Each place once; nothing that a missing header or an undefined macro explains."""
        undefined_lines = {line_of(self._text, place) for place in self._unknown_macros}
        complete = self._complete
        driven = any(problem.code.startswith(_DRIVEN_ELSEWHERE) for _, problem in found)
        alone = driven and (not complete or self._has_unknown_instances())
        kept: dict[tuple[int, str], Problem] = {}
        for code, problem in sorted(found, key=lambda item: item[1].span):
            if not complete and code in _MISSING_WITH_INCLUDE:
                continue
            if alone and problem.code.startswith(_DRIVEN_ELSEWHERE):
                continue
            if code != _UNKNOWN_MACRO and (
                problem.span.start in self._unknown_macros
                or (code.startswith("Expected") and line_of(self._text, problem.span.start) in undefined_lines)
            ):
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
        folder, _, name = self._sources.getFileName(location).rpartition("/")
        own = folder.endswith(self._folder[1:])  # slang names it relative to the working directory
        if not own or name not in self._included.places or not self._sources.isIncludedFileLoc(location):
            return None, message
        line = self._sources.getLineNumber(location)
        return Span(*self._included.places[name]), f"in {self._included.origins[name]}, line {line}: {message}"

    def _offset(self, location: Any) -> int | None:
        if self._sources.isMacroLoc(location):
            location = self._sources.getFullyExpandedLoc(location)
        return self._to_offset(location.offset) if location.buffer == self._buffer.id else None

    def _locate(self, range_: Any) -> Span | None:
        start, end = range_.start, range_.end
        own = self._buffer.id
        if start.buffer == own and end.buffer == own:
            return Span(self._to_offset(start.offset), self._to_offset(end.offset))
        while self._sources.isMacroLoc(end):
            end = self._sources.getExpansionRange(end).end
        if self._sources.isMacroLoc(start):
            start = self._sources.getFullyExpandedLoc(start)
        if start.buffer != own or end.buffer != own or end.offset < start.offset:
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


def _n_errors(tree: Any) -> int:
    """How many errors keep a text from being parsed; a macro nobody defines is none."""
    return sum(each.isError() and _code_name(each.code) != _UNKNOWN_MACRO for each in tree.diagnostics)


def _is_header(path: str) -> bool:
    return path.lower().endswith((".vh", ".svh"))


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
