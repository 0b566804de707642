"""UTF-16 units outside, code points inside, whatever the line breaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from verimentor.editor.convert import change, edits_between, offset_at, path_of, position_at, uri_of

TEXTS = st.text(st.sampled_from("ab \n\r\f\v\u2028é😋\x85"), max_size=30)


@pytest.mark.parametrize(
    ("text", "line", "character", "offset"),
    [
        ("abc\ndef", 1, 1, 5),
        ("abc\r\ndef", 1, 0, 5),
        ("abc\r\ndef", 0, 99, 3),  # past the end of a line: its end, before the line break
        ("abc\rdef", 1, 0, 4),
        ("// é\nwire x;", 1, 4, 9),
        ("/* 😋 */ x", 0, 5, 4),  # behind the letter of two units
        ("/* 😋 */ x", 0, 4, 3),  # inside of it: before it
        ("a\fb\u2028c\nd", 1, 0, 6),  # these are no line breaks to an editor
        ("abc", 7, 0, 3),
        ("", 0, 0, 0),
    ],
)
def test_offset_at(text: str, line: int, character: int, offset: int) -> None:
    assert offset_at(text, types.Position(line, character)) == offset


@settings(deadline=None)
@given(TEXTS, st.integers(0, 30))
def test_positions_lead_back(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    position = position_at(text, offset)
    back = offset_at(text, position)
    assert back == offset or text[back:offset] in ("\r", "\n")  # between \r and \n there is no position


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_edits_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    text = old
    for edit in reversed(edits_between(old, new)):
        start, end = offset_at(old, edit.range.start), offset_at(old, edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    assert text == new


def test_changes_are_applied_one_after_the_other() -> None:
    def at(line: int, start: int, end: int, text: str) -> types.TextDocumentContentChangePartial:
        return types.TextDocumentContentChangePartial(
            types.Range(types.Position(line, start), types.Position(line, end)), text
        )

    text = "// 😋\r\nwire a;\r\n"
    assert change(text, [at(1, 5, 6, "bus"), at(1, 8, 8, "_n"), at(0, 5, 5, "!")]) == "// 😋!\r\nwire bus_n;\r\n"
    assert change(text, [types.TextDocumentContentChangeWholeDocument("module")]) == "module"


def test_form_feeds_do_not_shift_later_changes() -> None:
    text = "a;\fb;\nc;\n"
    inserted = types.TextDocumentContentChangePartial(types.Range(types.Position(1, 0), types.Position(1, 0)), "x")
    assert change(text, [inserted]) == "a;\fb;\nxc;\n"


@pytest.mark.parametrize("path", ["/tmp/a b/ü.v", "/tmp/x#1.sv"])
def test_paths_and_uris(path: str) -> None:
    assert path_of(uri_of(path)) == path


def test_documents_without_a_file_keep_their_language() -> None:
    assert path_of("untitled:Untitled-1", "verilog") == "Untitled-1.v"
    assert path_of("untitled:Untitled-1", "systemverilog") == "Untitled-1.sv"
    assert path_of("git:/repo/top.v?ref") == "top.v"
