"""What a name is: its declaration, or the header of a module."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import convert
from verimentor.verilog.problem import Span
from verimentor.verilog.project import IndexedModule, Project
from verimentor.verilog.source import Module, Source, header_text, in_comment_or_string, outline

if TYPE_CHECKING:
    from verimentor.editor.server import Server

_WORD = re.compile(r"[A-Za-z_][\w$]*")
_MAX_LINES = 40  # of a header; a longer one fills the screen


@dataclass(frozen=True)
class Found:
    """A name in the text, and what Verilog says of it."""

    span: Span
    verilog: str


def describe(source: Source, offset: int, modules: Mapping[str, IndexedModule]) -> Found | None:
    """What the name at `offset` is; None where there is no name, or none we know."""
    span = word_at(source.text, offset)
    if span is None or in_comment_or_string(source.text, offset):
        return None
    name = source.text[span.start : span.end]
    module = source.module_at(offset)
    declared = _port_of_instance(source, module, span, modules) or (_declaration(module, name) if module else None)
    if declared is None:
        own = source.module(name)
        if own is not None:
            declared = header_text(source, own)
        elif name in modules:
            declared = modules[name].header
    return Found(span, declared) if declared else None


def word_at(text: str, offset: int) -> Span | None:
    """The name that holds or touches `offset`."""
    start = offset
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_$"):
        start -= 1
    found = _WORD.match(text, start)
    return Span(found.start(), found.end()) if found and found.start() <= offset <= found.end() else None


def _declaration(module: Module, name: str) -> str | None:
    for port in module.ports:
        if port.name == name:
            return port_text(port.direction, port.type, port.range, port.name, port.width)
    for parameter in module.parameters:
        if parameter.name == name:
            word = "localparam" if parameter.local else "parameter"
            return f"{word} {name} = {parameter.default}" if parameter.default else f"{word} {name}"
    for symbol in module.symbols:
        if symbol.name == name:
            return symbol.detail
    for instance in module.instances:
        if instance.name == name:
            return f"{instance.module} {name} (...)"
    return None


def port_text(direction: str, type_: str, range_: str, name: str, width: int | None = None) -> str:
    """A port as one would declare it."""
    declared = " ".join(part for part in (direction, type_, range_, name) if part)
    return f"{declared}  // {width} bits" if width is not None and width > 1 and not range_[1:2].isdigit() else declared


def _port_of_instance(
    source: Source, module: Module | None, span: Span, modules: Mapping[str, IndexedModule]
) -> str | None:
    """The port behind `.name(` inside of an instance."""
    if module is None or not source.text[: span.start].rstrip().endswith("."):
        return None
    name = source.text[span.start : span.end]
    instance = next((i for i in module.instances if i.span.start <= span.start < i.span.end), None)
    if instance is None:
        return None
    target = source.module(instance.module)
    if target is None and instance.module in modules:
        target = modules[instance.module].module
    return _declaration(target, name) if target is not None else None


def to_hover(text: str, found: Found) -> types.Hover:
    """The answer as the editor shows it."""
    lines = found.verilog.replace("\r\n", "\n").split("\n")
    shown = lines if len(lines) <= _MAX_LINES else [*lines[:_MAX_LINES], "// ..."]
    markup = types.MarkupContent(types.MarkupKind.Markdown, "```verilog\n" + "\n".join(shown) + "\n```")
    return types.Hover(markup, convert.range_of(text, found.span))


def _look(text: str, path: str, offset: int, project: Project | None) -> Found | None:
    return describe(outline(text, path), offset, project.modules() if project is not None else {})


def register(server: "Server") -> None:
    """Offer hover."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        document = server.documents.get(params.text_document.uri)
        if document is None or not server.session.settings.features.hover:
            return None
        offset = convert.offset_at(document.text, params.position)
        project = server.session.indexed_project
        found = await asyncio.to_thread(_look, document.text, document.path, offset, project)
        return to_hover(document.text, found) if found is not None else None
