"""What each piece of a text is, for colours: words by the language, names by what they were declared as."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.lexemes import Lexeme, lexemes
from verimentor.verilog.module import Module
from verimentor.verilog.source import Source


class Kind(StrEnum):
    """What a piece of a text is."""

    COMMENT = "comment"
    STRING = "string"
    NUMBER = "number"
    KEYWORD = "keyword"
    DIRECTIVE = "directive"
    MACRO = "macro"
    BUILT_IN_TYPE = "built-in type"
    SYSTEM = "system function"
    TYPE = "type"
    MODULE = "module"  # an interface, a package, a class, too
    PORT = "port"
    CONNECTION = "connection"  # `.name` of an instance, and members of what has members
    CONSTANT = "constant"  # a parameter, too
    VARIABLE = "variable"  # a net, a genvar and an instance, too
    FUNCTION = "function"


class Piece(NamedTuple):
    """A piece of a text that has a colour."""

    start: int
    end: int
    kind: Kind


_TYPE_WORDS = """
bit byte chandle event genvar int integer logic longint real realtime reg shortint shortreal string supply0 supply1
time tri tri0 tri1 triand trior trireg uwire void wand wire wor
"""
_DECLARES: Mapping[str, Kind] = {
    "module": Kind.MODULE,
    "macromodule": Kind.MODULE,
    "interface": Kind.MODULE,
    "package": Kind.MODULE,
    "program": Kind.MODULE,
    "primitive": Kind.MODULE,
    "class": Kind.MODULE,
    "import": Kind.MODULE,
}
_DIRECTIVE_WORDS = """
`begin_keywords `celldefine `default_nettype `define `else `elsif `end_keywords `endcelldefine `endif `ifdef `ifndef
`include `line `nounconnected_drive `pragma `resetall `timescale `unconnected_drive `undef `undefineall
"""
_TYPES, _DIRECTIVES = frozenset(_TYPE_WORDS.split()), frozenset(_DIRECTIVE_WORDS.split())
_NAMES_MACRO = frozenset({"`define", "`ifdef", "`ifndef", "`elsif", "`undef"})
_SYMBOLS: Mapping[str, Kind] = {
    "function": Kind.FUNCTION,
    "task": Kind.FUNCTION,
    "type": Kind.TYPE,
    "constant": Kind.CONSTANT,
}
_ALWAYS: Mapping[str, Kind] = {
    "comment": Kind.COMMENT,
    "string": Kind.STRING,
    "number": Kind.NUMBER,
    "system": Kind.SYSTEM,
}


def highlight(source: Source) -> Iterator[Piece]:
    """The pieces in order; names nobody declared have none."""
    modules = sorted(source.modules, key=lambda module: module.span.start)
    everywhere = {module.name: Kind.MODULE for module in modules}
    names, until, coming = everywhere, modules[0].span.start if modules else len(source.text), 0
    before = Lexeme("mark", "", 0)
    for lexeme in lexemes(source.text):
        if lexeme.start >= until:  # nested modules see what the last one declares, which few write
            names = everywhere
            while coming < len(modules) and modules[coming].span.start <= lexeme.start:
                names, until = {**everywhere, **_names_in(modules[coming])}, modules[coming].span.end
                coming += 1
            if names is everywhere:
                until = modules[coming].span.start if coming < len(modules) else len(source.text)
        kind = _ALWAYS.get(lexeme.kind) or _kind_of(lexeme, before, names)
        if kind is not None:
            yield Piece(lexeme.start, lexeme.end, kind)
        if lexeme.kind != "comment":
            before = lexeme


def _kind_of(lexeme: Lexeme, before: Lexeme, names: Mapping[str, Kind]) -> Kind | None:
    text = lexeme.text
    if lexeme.kind == "directive":
        return Kind.DIRECTIVE if text in _DIRECTIVES else Kind.MACRO
    if lexeme.kind not in ("name", "escaped"):
        return None
    if before.text in _NAMES_MACRO:
        return Kind.MACRO
    if text in SYSTEM_VERILOG:  # in .v files, too: slang reads them no other way
        return Kind.BUILT_IN_TYPE if text in _TYPES else Kind.KEYWORD
    if before.text == ".":
        return Kind.CONNECTION
    return names.get(text) or _DECLARES.get(before.text)


def _names_in(module: Module) -> dict[str, Kind]:
    names = {instance.module: Kind.MODULE for instance in module.instances}
    names |= {instance.name: Kind.VARIABLE for instance in module.instances}
    names |= {symbol.name: _SYMBOLS.get(symbol.kind, Kind.VARIABLE) for symbol in module.symbols}
    names |= {parameter.name: Kind.CONSTANT for parameter in module.parameters}
    names |= {port.name: Kind.PORT for port in module.ports}
    return names
