"""The list of words that may come: keywords, modules with their ports, ports behind a `.`, names declared here."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import convert
from verimentor.editor.hover import port_text
from verimentor.verilog.instantiation import INSTANCE, open_parenthesis
from verimentor.verilog.masking import mask
from verimentor.verilog.project import IndexedModule, Project
from verimentor.verilog.source import Module, Source, in_comment_or_string, keywords, outline

if TYPE_CHECKING:
    from verimentor.editor.server import Server

_TYPED = re.compile(r"[A-Za-z_][\w$]*\Z")
_REST = re.compile(r"[\w$]*")
_PARAMETERS = re.compile(r"\b([A-Za-z_]\w*)\s*#\s*\Z")
_CONNECTED = re.compile(r"\.\s*([A-Za-z_]\w*)")
_STATEMENT_START = re.compile(r"(?:\A|[;)]|\bend\w*|\bbegin|\bgenerate)\s*\Z")
_LOOKED_BACK = 10_000  # code points searched for the parenthesis around the cursor


@dataclass(frozen=True)
class Word:
    """One proposal; `snippet` has tab stops and is used where the client can."""

    label: str
    kind: types.CompletionItemKind
    detail: str = ""
    snippet: str = ""


def words_at(source: Source, offset: int, modules: Mapping[str, IndexedModule]) -> list[Word]:
    """What may be written at `offset`, in no order."""
    text = source.text
    if in_comment_or_string(text, offset):
        return []
    before = mask(text[max(0, offset - _LOOKED_BACK) : offset])
    typed = _typed(before)
    before = before[: len(before) - len(typed)]
    if before.endswith((".", "`", "'", "$")):
        return list(_behind_dot(before[:-1], modules, source)) if before.endswith(".") else []
    here = source.module_at(offset)
    found = [Word(name, types.CompletionItemKind.Keyword) for name in keywords(source.path)]
    if here is not None:
        found += _names(here)
        if _STATEMENT_START.search(before):
            found += [_instantiation(module.module) for name, module in modules.items() if name and name != here.name]
    unique = {word.label: word for word in found if word.label}
    begun = _word_around(text, offset, typed)
    if begun in unique and unique[begun].kind is not types.CompletionItemKind.Keyword and _times(begun, text) == 1:
        del unique[begun]  # nothing but the word that is being typed
    return list(unique.values())


def _typed(before: str) -> str:
    found = _TYPED.search(before)
    return found[0] if found else ""


def _word_around(text: str, offset: int, typed: str) -> str:
    behind = _REST.match(text, offset)
    return typed + (behind[0] if behind else "")


def _times(word: str, text: str) -> int:
    return len(re.findall(rf"(?<![\w$]){re.escape(word)}(?![\w$])", text))


def _names(module: Module) -> Iterator[Word]:
    for port in module.ports:
        detail = port_text(port.direction, port.type, port.range, port.name)
        yield Word(port.name, types.CompletionItemKind.Field, detail)
    for parameter in module.parameters:
        yield Word(parameter.name, types.CompletionItemKind.Constant, f"= {parameter.default}")
    for symbol in module.symbols:
        kind = types.CompletionItemKind.Variable
        if symbol.kind in ("function", "task"):
            kind = types.CompletionItemKind.Function
        yield Word(symbol.name, kind, symbol.detail)


def _behind_dot(before: str, modules: Mapping[str, IndexedModule], source: Source) -> Iterator[Word]:
    """Ports or parameters not connected yet of the module being instantiated."""
    opening = open_parenthesis(before)
    if opening is None:
        return
    head, connected = before[:opening], set(_CONNECTED.findall(before[opening:]))
    parameters = _PARAMETERS.search(head)
    instance = parameters or INSTANCE.search(head)
    if instance is None:
        return
    module = source.module(instance[1])
    if module is None and instance[1] in modules:
        module = modules[instance[1]].module
    if module is None:
        return
    if parameters:
        for parameter in module.parameters:
            if not parameter.local and parameter.name not in connected:
                snippet = f"{parameter.name}(${{1:{_plain(parameter.default)}}})"
                yield Word(parameter.name, types.CompletionItemKind.Constant, f"= {parameter.default}", snippet)
        return
    for port in module.ports:
        if port.name not in connected:
            detail = port_text(port.direction, port.type, port.range, port.name)
            snippet = f"{port.name}(${{1:{port.name}}})"
            yield Word(port.name, types.CompletionItemKind.Field, detail, snippet)


def _instantiation(module: Module) -> Word:
    """A module with an instance of it as the snippet."""
    stops = 1
    parameters = []
    for parameter in module.parameters:
        if not parameter.local:
            parameters.append(f".{parameter.name}(${{{stops}:{_plain(parameter.default)}}})")
            stops += 1
    instance = f"${{{stops}:u_{module.name}}}"
    ports = [
        f"    .{port.name}(${{{number}:{port.name}}})"
        for number, port in enumerate((port for port in module.ports if port.name), start=stops + 1)
    ]
    head = f"{module.name} #({', '.join(parameters)}) {instance}" if parameters else f"{module.name} {instance}"
    body = " (\n" + ",\n".join(ports) + "\n);" if ports else " ();"
    n_ports = f"{len(ports)} port{'s' if len(ports) != 1 else ''}"
    return Word(module.name, types.CompletionItemKind.Module, f"module, {n_ports}", head + body)


def _plain(text: str) -> str:
    """Text inside of a tab stop."""
    return re.sub(r"([\\$}])", r"\\\1", " ".join(text.split()))


def to_items(words: list[Word], *, snippets: bool) -> list[types.CompletionItem]:
    """The words as the editor takes them: names declared here first, keywords last."""
    items = []
    for word in words:
        item = types.CompletionItem(word.label, kind=word.kind, detail=word.detail or None)
        item.sort_text = f"{1 if word.kind is types.CompletionItemKind.Keyword else 0}{word.label}"
        if word.snippet and snippets:
            item.insert_text = word.snippet
            item.insert_text_format = types.InsertTextFormat.Snippet
        items.append(item)
    return items


def _look(text: str, path: str, offset: int, project: Project | None) -> list[Word]:
    return words_at(outline(text, path), offset, project.modules() if project is not None else {})


def register(server: "Server") -> None:
    """Offer completion."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["."]))
    async def complete_word(params: types.CompletionParams) -> list[types.CompletionItem]:
        document = server.documents.get(params.text_document.uri)
        if document is None or not server.session.settings.features.keyword_completion:
            return []
        offset = convert.offset_at(document.text, params.position)
        project = server.session.indexed_project
        words = await asyncio.to_thread(_look, document.text, document.path, offset, project)
        return to_items(words, snippets=_takes_snippets(server.client_capabilities))


def _takes_snippets(capabilities: types.ClientCapabilities) -> bool:
    text = capabilities.text_document
    item = text.completion.completion_item if text is not None and text.completion is not None else None
    return bool(item is not None and item.snippet_support)
