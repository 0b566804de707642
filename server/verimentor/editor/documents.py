"""The documents the editor has open, as it last described them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsprotocol import types

from verimentor.editor import convert


@dataclass(frozen=True)
class Document:
    """One version of an open document; a later version is another value."""

    uri: str
    path: str
    text: str
    version: int
    language_id: str = ""


class Documents:
    """All open documents by URI."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._open.values()))

    def get(self, uri: str) -> Document | None:
        """The current version; None where it is not open."""
        return self._open.get(uri)

    def current(self, document: Document) -> bool:
        """Whether nothing has changed since."""
        return self._open.get(document.uri) is document

    def open(self, item: types.TextDocumentItem) -> Document:
        """The editor shows a document."""
        path = convert.path_of(item.uri, item.language_id)
        document = Document(item.uri, path, item.text, item.version, item.language_id)
        self._open[item.uri] = document
        return document

    def change(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """The editor changed a document; None where it was never opened."""
        old = self._open.get(params.text_document.uri)
        if old is None:
            return None
        text = convert.change(old.text, params.content_changes)
        document = replace(old, text=text, version=params.text_document.version)
        self._open[old.uri] = document
        return document

    def close(self, uri: str) -> Document | None:
        """The editor no longer shows a document."""
        return self._open.pop(uri, None)
