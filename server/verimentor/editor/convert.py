"""Between our values and the protocol's: code points and UTF-16 units, spans and ranges, paths and URIs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls import uris

from verimentor.verilog.problem import Severity, Span, line_of, line_span

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}


def offset_at(text: str, position: types.Position) -> int:
    """The code point a position stands before; positions past a line's or the text's end count as that end."""
    line = line_span(text, position.line)
    content = text[line.start : line.end]
    if content.isascii():
        return line.start + min(position.character, len(content))
    units = 0
    for index, letter in enumerate(content):
        units += _units(letter)
        if units > position.character:
            return line.start + index
    return line.end


def position_at(text: str, offset: int) -> types.Position:
    """The position before a code point."""
    offset = max(0, min(offset, len(text)))
    line = line_of(text, offset)
    before = text[line_span(text, line).start : offset].rstrip("\r\n")
    return types.Position(line, units(before))


def span_of(text: str, range_: types.Range) -> Span:
    """The code points of a range, its ends in order."""
    start, end = offset_at(text, range_.start), offset_at(text, range_.end)
    return Span(min(start, end), max(start, end))


def range_of(text: str, span: Span) -> types.Range:
    """The range of a span."""
    return types.Range(position_at(text, span.start), position_at(text, span.end))


def severity_of(severity: Severity) -> types.DiagnosticSeverity:
    """The protocol's word for a severity."""
    return _SEVERITIES[severity]


def change(text: str, changes: Iterable[types.TextDocumentContentChangeEvent]) -> str:
    """The text after an editor's changes, applied one after the other."""
    for item in changes:
        if isinstance(item, types.TextDocumentContentChangeWholeDocument):
            text = item.text
        else:
            span = span_of(text, item.range)
            text = text[: span.start] + item.text + text[span.end :]
    return text


def edits_between(old: str, new: str) -> list[types.TextEdit]:
    """Edits that make `old` into `new`, whole lines where they differ."""
    # Imported here: only asked for when something was repaired.
    from difflib import SequenceMatcher

    old_lines, new_lines = _lines(old), _lines(new)
    starts = [0]
    for line in old_lines:
        starts.append(starts[-1] + len(line))
    return [
        types.TextEdit(range_of(old, Span(starts[i], starts[j])), "".join(new_lines[k:m]))
        for what, i, j, k, m in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes()
        if what != "equal"
    ]


def path_of(uri: str, language_id: str = "") -> str:
    """The file behind a URI; for one that has none, a name that tells the language."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    if path is not None:
        return path
    name = Path(unquote(urlsplit(uri).path)).name or "untitled"
    if name.endswith((".v", ".vh", ".sv", ".svh")):
        return name
    return f"{name}.v" if language_id == "verilog" else f"{name}.sv"


def uri_of(path: str | Path) -> str:
    """The URI of a file."""
    return uris.from_fs_path(str(path)) or ""


def units(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text) if text.isascii() else sum(map(_units, text))


def _units(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


def _lines(text: str) -> Sequence[str]:
    """The lines with their line breaks, as the protocol counts them."""
    lines, start = [], 0
    while start < len(text):
        end = line_span(text, line_of(text, start)).end
        end += 2 if text.startswith("\r\n", end) else 1
        lines.append(text[start:end])
        start = end
    return lines
