"""The module around a cursor, as far as it is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from verimentor.verilog.masking import mask
from verimentor.verilog.module import Module
from verimentor.verilog.problem import Problem
from verimentor.verilog.slang import Reading
from verimentor.verilog.source import outline

_MODULE = re.compile(r"\bmodule\b")
_END = re.compile(r"\bendmodule\b")
_RANGE = re.compile(r"(?:\[[^\[\]]*\]\s*)+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_UNDECLARED = re.compile(r"use of undeclared identifier '(\w+)'")


@dataclass(frozen=True)
class Declared:
    """What a declaration says of a name: "input", "output", "net", "variable", "parameter", ..., and its ranges."""

    kind: str
    range: str = ""  # packed; "" for one bit
    type: str = ""  # "reg", "wire", "logic", "integer", ...
    is_array: bool = False


@dataclass(frozen=True)
class Site:
    """A cursor in a text, newlines bare; `modules` are those of the project, by name, `errors` what slang says.

    `reading` is slang's of this very text, where there is one already.
    """

    text: str
    offset: int
    modules: Mapping[str, Module] = field(default_factory=dict)
    errors: Sequence[Problem] = ()
    reading: Reading | None = None

    @cached_property
    def code(self) -> str:
        """The text with blanks for comments and strings."""
        return mask(self.text)

    @cached_property
    def before(self) -> str:
        """The code of the module left of the cursor, from the word `module` on; "" outside of modules."""
        code = self.code[: self.offset]
        start = max((found.start() for found in _MODULE.finditer(code)), default=-1)
        return "" if start < 0 or _END.search(code, start) else code[start:]

    @cached_property
    def after(self) -> str:
        """The code of the module right of the cursor."""
        code = self.code[self.offset :]
        ends = [found.start() for found in (_END.search(code), _MODULE.search(code)) if found is not None]
        return code[: min(ends, default=len(code))]

    @cached_property
    def line(self) -> str:
        """The code of the cursor's line left of it."""
        return self.before[self.before.rfind("\n") + 1 :]

    @property
    def above(self) -> str:
        """The code of the module above the cursor's line."""
        return self.before[: len(self.before) - len(self.line)]

    @property
    def semicolon(self) -> str:
        """What ends a statement here: nothing where a semicolon stands behind the cursor already."""
        return "" if self.after.lstrip(" \t").startswith(";") else ";"

    @property
    def blank(self) -> bool:
        """Whether nothing else stands in the cursor's line."""
        return bool(self.before) and not self.line.strip() and not self.after.partition("\n")[0].strip()

    @cached_property
    def declared(self) -> Mapping[str, Declared]:
        """What the module declares, wherever in it."""
        if self.module is None:
            return {}
        found = {name.name: Declared("parameter") for name in self.module.parameters}
        for symbol in self.module.symbols:
            head, _, tail = symbol.detail.partition(symbol.name)
            packed, type_ = _RANGE.search(head), head.partition("[")[0].strip()
            range_ = packed[0].strip() if packed is not None else ""
            found[symbol.name] = Declared(symbol.kind, range_, type_, tail.lstrip().startswith("["))
        for port in self.module.ports:
            found[port.name] = Declared(port.direction, port.range, port.type, bool(port.dimensions))
        return found

    @cached_property
    def undeclared(self) -> Sequence[str]:
        """Names that slang misses in the module, in order of use."""
        missing = sorted(
            (problem.span.start, found[1]) for problem in self.errors if (found := _UNDECLARED.match(problem.message))
        )
        here = set(_NAME.findall(self.before + self.after))
        return list(dict.fromkeys(name for _, name in missing if name in here))

    @cached_property
    def module(self) -> Module | None:
        """The module as slang reads it, which may stop before the cursor if unfinished; None outside of any."""
        begun = [module for module in self._own if module.span.start <= self.offset] if self.before else []
        return max(begun, key=lambda module: module.span.start, default=None)

    @cached_property
    def known_modules(self) -> Mapping[str, Module]:
        """The modules of the project and of this file as it is now."""
        return {**self.modules, **{module.name: module for module in self._own}}

    @cached_property
    def _own(self) -> Sequence[Module]:
        return self.reading.outline.modules if self.reading is not None else outline(self.text).modules
