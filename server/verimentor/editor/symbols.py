"""The outline of a document: its modules and what they declare."""

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import convert
from verimentor.verilog.problem import Span
from verimentor.verilog.source import Module, Source, outline

if TYPE_CHECKING:
    from verimentor.editor.server import Server

_KINDS = {
    "net": types.SymbolKind.Variable,
    "variable": types.SymbolKind.Variable,
    "genvar": types.SymbolKind.Variable,
    "function": types.SymbolKind.Function,
    "task": types.SymbolKind.Method,
    "type": types.SymbolKind.Struct,
    "constant": types.SymbolKind.EnumMember,
}


def symbols_of(source: Source) -> list[types.DocumentSymbol]:
    """Modules in order, each with parameters, ports, declarations and instances in order."""

    def item(name: str, detail: str, kind: types.SymbolKind, span: Span) -> types.DocumentSymbol:
        range_ = convert.range_of(source.text, span)
        return types.DocumentSymbol(name, kind, range_, range_, detail=detail)

    def children(module: Module) -> list[types.DocumentSymbol]:
        kinds = types.SymbolKind
        found = [item(each.name, each.default, kinds.Constant, each.span) for each in module.parameters]
        for port in module.ports:
            found.append(item(port.name, f"{port.direction} {port.range}".strip(), kinds.Interface, port.span))
        for symbol in module.symbols:
            found.append(item(symbol.name, symbol.detail, _KINDS.get(symbol.kind, kinds.Variable), symbol.span))
        for instance in module.instances:
            found.append(item(instance.name or instance.module, instance.module, kinds.Object, instance.span))
        # An empty name would make the editor drop the whole outline.
        named = [symbol for symbol in found if symbol.name]
        return sorted(named, key=lambda symbol: (symbol.range.start.line, symbol.range.start.character))

    modules = []
    for module in source.modules:
        symbol = item(module.name or "module", "", types.SymbolKind.Module, module.span)
        symbol.selection_range = convert.range_of(source.text, module.name_span)
        symbol.children = children(module)
        modules.append(symbol)
    return modules


def register(server: "Server") -> None:
    """Offer the outline."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbol(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = server.documents.get(params.text_document.uri)
        if document is None or not server.session.settings.features.outline:
            return []
        return await asyncio.to_thread(lambda: symbols_of(outline(document.text, document.path)))
