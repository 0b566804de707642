"""Reading slang's syntax trees into `Module` values."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyslang.ast import VisitAction
from pyslang.syntax import SyntaxKind

from verimentor.verilog.module import Instance, Module, Parameter, Port, Symbol
from verimentor.verilog.problem import Span

Locate = Callable[[Any], Span | None]  # a slang SourceRange as a span of the text; None where it is in another file

_SPACE = re.compile(r"\s+")
_UNIT_KINDS = (
    SyntaxKind.ModuleDeclaration,
    SyntaxKind.InterfaceDeclaration,
    SyntaxKind.ProgramDeclaration,
    SyntaxKind.PackageDeclaration,
)


@dataclass(frozen=True)
class Outline:
    """What one syntax tree declares and what it asks of other files."""

    modules: tuple[Module, ...]
    provides: frozenset[str]  # modules, interfaces, programs, packages and primitives
    needs: frozenset[str]  # modules instantiated, interfaces and packages named, and not declared here


def read_outline(root: Any, text: str, locate: Locate) -> Outline:
    """The outline of a syntax tree; nothing of the tree stays alive in it."""
    reader = _Reader(text, locate)
    modules: list[Module] = []
    provides: set[str] = set()
    for node in _declarations(root):
        if node.kind == SyntaxKind.UdpDeclaration:
            provides.add(node.name.valueText)
            continue
        provides.add(node.header.name.valueText)
        module = reader.module(node)
        if module is not None and node.kind == SyntaxKind.ModuleDeclaration:
            modules.append(module)
    return Outline(tuple(modules), frozenset(provides - {""}), frozenset(reader.needs - provides - {""}))


class _Declared(NamedTuple):
    """What a declaration says of all the names behind it."""

    direction: str
    type: str = ""
    range: str = ""
    signed: bool = False


_UNDECLARED = _Declared("inout")  # the standard's default direction


def module_names(root: Any) -> set[str]:
    """The names of the modules of a syntax tree that no other module holds."""
    members = getattr(root, "members", (root,))  # a tree of one module is that module
    return {member.header.name.valueText for member in members if member.kind == SyntaxKind.ModuleDeclaration} - {""}


class _Reader:
    def __init__(self, text: str, locate: Locate) -> None:
        self._text = text
        self._locate = locate
        self.needs: set[str] = set()

    def _slice(self, node: Any) -> str:
        """The source of a node on one line."""
        if node is None:
            return ""
        span = self._locate(node.sourceRange)
        return _SPACE.sub(" ", self._text[span.start : span.end]) if span else _SPACE.sub(" ", str(node)).strip()

    def module(self, node: Any) -> Module | None:
        """The module a declaration stands for; None where its name or its place is unknown."""
        header = node.header
        span, header_span = self._locate(node.sourceRange), self._locate(header.sourceRange)
        name_span = self._locate(header.name.range)
        reader = _Body(self._slice, self._locate)
        reader.read(node)
        self.needs |= reader.needs
        if span is None or header_span is None or name_span is None or not header.name.valueText:
            return None
        ports, unknown = self._ports(header, reader)
        self.needs |= unknown
        parameters = tuple(self._parameters(header)) + tuple(reader.parameters)
        names = {port.name for port in ports}
        return Module(
            name=header.name.valueText,
            span=span,
            header_span=header_span,
            name_span=name_span,
            parameters=parameters,
            ports=ports,
            symbols=tuple(symbol for symbol in reader.symbols if symbol.name not in names),
            instances=tuple(reader.instances),
        )

    def _parameters(self, header: Any) -> Iterator[Parameter]:
        if header.parameters is None:
            return
        local = False
        for declaration in _items(header.parameters.declarations):
            if declaration.keyword.valueText:
                local = declaration.keyword.valueText == "localparam"
            yield from _parameters_of(declaration, local, self._slice, self._locate)

    def _ports(self, header: Any, body: "_Body") -> tuple[tuple[Port, ...], set[str]]:
        """The ports in order, and the interfaces they name."""
        found: list[Port] = []
        interfaces: set[str] = set()
        if header.ports is None:
            return (), interfaces
        before = _UNDECLARED
        for item in _items(getattr(header.ports, "ports", ())):
            dimensions = ""
            if item.kind == SyntaxKind.ImplicitAnsiPort:
                declared, name = _declared(item.header, self._slice), item.declarator.name
                if not declared.direction:  # `input a, b` and `input a, logic b`
                    inherits = not declared.type and not declared.range
                    declared = before if inherits else declared._replace(direction=before.direction)
                if declared.direction == "interface":
                    interfaces.add(declared.type.split(".")[0])
                before = declared
                dimensions = "".join(self._slice(d) for d in item.declarator.dimensions)
            elif item.kind == SyntaxKind.ExplicitAnsiPort:
                declared, name = _Declared(item.direction.valueText or before.direction), item.name
            else:  # a plain list of names, declared in the body
                token: Any = getattr(getattr(item, "expr", None), "name", None) or getattr(item, "name", None)
                if not hasattr(token, "valueText"):
                    continue
                name = token
                declared = body.port_declarations.get(name.valueText, _UNDECLARED)
                again = body.types.get(name.valueText)
                if again is not None and again.type:
                    declared = declared._replace(type=again.type, range=declared.range or again.range)
            span = self._locate(name.range)
            if name.valueText and span is not None:
                direction, type_, range_, signed = declared
                found.append(Port(name.valueText, direction, range_, type_, span, None, signed, dimensions))
        return tuple(found), interfaces


class _Body:
    """The declarations between a module's header and its end."""

    def __init__(self, slice_: Callable[[Any], str], locate: Locate) -> None:
        self._slice = slice_
        self._locate = locate
        self.parameters: list[Parameter] = []
        self.symbols: list[Symbol] = []
        self.instances: list[Instance] = []
        self.needs: set[str] = set()
        self.port_declarations: dict[str, _Declared] = {}
        self.types: dict[str, _Declared] = {}

    def read(self, module: Any) -> None:
        """Walk the members; handlers run only for the kinds they name."""

        def nested(node: Any) -> VisitAction:
            return VisitAction.Advance if node == module else VisitAction.Skip

        handlers: dict[SyntaxKind, Callable[[Any], Any]] = {
            SyntaxKind.NetDeclaration: self._net,
            SyntaxKind.DataDeclaration: self._data,
            SyntaxKind.GenvarDeclaration: self._genvar,
            SyntaxKind.LoopGenerate: self._loop,
            SyntaxKind.FunctionDeclaration: self._function,
            SyntaxKind.TaskDeclaration: self._function,
            SyntaxKind.TypedefDeclaration: self._typedef,
            SyntaxKind.ParameterDeclarationStatement: self._parameter,
            SyntaxKind.PortDeclaration: self._port,
            SyntaxKind.HierarchyInstantiation: self._instantiation,
            SyntaxKind.PackageImportItem: lambda node: self.needs.add(node.package.valueText),
            SyntaxKind.ScopedName: self._scoped,
            SyntaxKind.ClassDeclaration: lambda _: VisitAction.Skip,
        }
        for kind in _UNIT_KINDS:
            handlers[kind] = nested
        module.visit(lookup_table=handlers)
        self.needs.discard("")

    def _add(self, kind: str, token: Any, detail: str) -> None:
        span = self._locate(token.range)
        if token.valueText and span is not None:
            self.symbols.append(Symbol(token.valueText, kind, detail, span))

    def _declarators(self, kind: str, node: Any, prefix: str) -> None:
        for declarator in _items(node.declarators):
            self._add(kind, declarator.name, f"{prefix} {self._slice(declarator)}")

    def _net(self, node: Any) -> None:
        range_, signed = _shape(node.type, self._slice)
        prefix = " ".join(part for part in (node.netType.valueText, "signed" if signed else "", range_) if part)
        self._declarators("net", node, prefix)
        for declarator in _items(node.declarators):
            self.types[declarator.name.valueText] = _Declared("", node.netType.valueText, range_)

    def _data(self, node: Any) -> None:
        type_ = self._slice(node.type)
        modifiers = " ".join(token.valueText for token in node.modifiers)
        self._declarators("variable", node, " ".join(part for part in (modifiers, type_) if part))
        self._constants(node.type)
        keyword, range_ = _keyword(node.type, self._slice), _shape(node.type, self._slice)[0]
        for declarator in _items(node.declarators):
            self.types[declarator.name.valueText] = _Declared("", keyword, range_)

    def _constants(self, type_: Any) -> None:
        if type_.kind == SyntaxKind.EnumType:
            for member in _items(type_.members):
                self._add("constant", member.name, self._slice(member))

    def _genvar(self, node: Any) -> None:
        for name in _items(node.identifiers):
            self._add("genvar", name.identifier, f"genvar {name.identifier.valueText}")

    def _loop(self, node: Any) -> None:
        if node.genvar.valueText:  # for (genvar i = 0; ...)
            self._add("genvar", node.identifier, f"genvar {node.identifier.valueText}")

    def _function(self, node: Any) -> VisitAction:
        name = node.prototype.name
        token = getattr(name, "identifier", None)
        if token is not None:
            kind = "task" if node.kind == SyntaxKind.TaskDeclaration else "function"
            self._add(kind, token, self._slice(node.prototype))
        return VisitAction.Skip

    def _typedef(self, node: Any) -> None:
        self._add("type", node.name, self._slice(node).rstrip(";"))
        self._constants(node.type)

    def _parameter(self, node: Any) -> None:
        local = node.parameter.keyword.valueText == "localparam"
        self.parameters += _parameters_of(node.parameter, local, self._slice, self._locate)

    def _port(self, node: Any) -> None:
        declared = _declared(node.header, self._slice)
        for declarator in _items(node.declarators):
            self.port_declarations[declarator.name.valueText] = declared

    def _instantiation(self, node: Any) -> None:
        self.needs.add(node.type.valueText)
        for item in _items(node.instances):
            span = self._locate(item.sourceRange)
            if span is None or item.decl is None:
                continue
            named = tuple(
                connection.name.valueText
                for connection in _items(item.connections)
                if connection.kind == SyntaxKind.NamedPortConnection
            )
            self.instances.append(Instance(node.type.valueText, item.decl.name.valueText, span, named))

    def _scoped(self, node: Any) -> None:
        left = getattr(node.left, "identifier", None)
        if left is not None and node.separator.valueText == "::":
            self.needs.add(left.valueText)


def _declarations(root: Any) -> list[Any]:
    """Module-like declarations in order, nested ones too."""
    found: list[Any] = []
    handlers: Mapping[Any, Callable[[Any], None]] = {
        kind: found.append for kind in (*_UNIT_KINDS, SyntaxKind.UdpDeclaration)
    }
    root.visit(lookup_table=handlers)
    return found


def _items(nodes: Any) -> Iterator[Any]:
    """The nodes of a separated list without its separators."""
    for node in nodes:
        if hasattr(node, "sourceRange"):
            yield node


def _parameters_of(declaration: Any, local: bool, slice_: Callable[[Any], str], locate: Locate) -> Iterator[Parameter]:
    for declarator in _items(declaration.declarators):
        span = locate(declarator.name.range)
        if declarator.name.valueText and span is not None:
            value = getattr(declarator, "initializer", None) or getattr(declarator, "assignment", None)
            default = slice_(value).removeprefix("=").strip() if value is not None else ""
            yield Parameter(declarator.name.valueText, default, span, local)


def _declared(header: Any, slice_: Callable[[Any], str]) -> _Declared:
    """Direction, type and range of a port header, without a name."""
    if header.kind == SyntaxKind.InterfacePortHeader:
        return _Declared("interface", slice_(header))
    type_ = header.dataType
    keyword = _keyword(type_, slice_)
    net = getattr(header, "netType", None)
    range_, signed = _shape(type_, slice_)
    name = " ".join(part for part in ((net.valueText if net is not None else ""), keyword) if part)
    return _Declared(header.direction.valueText, name, range_, signed)


def _keyword(type_: Any, slice_: Callable[[Any], str]) -> str:
    if type_.kind == SyntaxKind.ImplicitType:
        return ""
    keyword = getattr(type_, "keyword", None)
    return str(keyword.valueText) if keyword is not None else slice_(type_)


def _shape(type_: Any, slice_: Callable[[Any], str]) -> tuple[str, bool]:
    """The packed range as written, and whether the type says signed."""
    signing = getattr(type_, "signing", None)
    range_ = "".join(slice_(dimension) for dimension in getattr(type_, "dimensions", ()))
    return range_, signing is not None and signing.valueText == "signed"
