"""Pieces as the protocol's numbers."""

import pytest

from verimentor.editor.highlighting import LEGEND, edits_between, encode
from verimentor.verilog.highlighting import highlight
from verimentor.verilog.source import outline


def tokens(text: str) -> list[tuple[int, int, int, str]]:
    """Line, column, length and type of each token."""
    data = encode(text, highlight(outline(text, "m.v")))
    found, line, column = [], 0, 0
    for i in range(0, len(data), 5):
        lines, columns, length, type_, _ = data[i : i + 5]
        line, column = line + lines, columns if lines else column + columns
        found.append((line, column, length, LEGEND.token_types[type_]))
    return found


def test_tokens_of_a_line() -> None:
    assert tokens("wire a; // b\n") == [(0, 0, 4, "type"), (0, 8, 4, "comment")]


def test_a_comment_over_lines_is_a_token_on_each() -> None:
    text = "/* a\r\n\r\n   b */ wire\n"
    assert tokens(text) == [(0, 0, 4, "comment"), (2, 0, 7, "comment"), (2, 8, 4, "type")]


def test_columns_are_in_utf16_units() -> None:
    assert tokens('"𝄞é" wire\n') == [(0, 0, 5, "string"), (0, 6, 4, "type")]


@pytest.mark.parametrize(
    ("old", "new"),
    [([], [1, 2]), ([1, 2], []), ([1, 2, 3], [1, 9, 3]), ([1, 1], [1, 1, 1]), ([1, 2, 1], [1, 1]), ([5], [5])],
)
def test_an_edit_makes_the_old_numbers_the_new_ones(old: list[int], new: list[int]) -> None:
    made = list(old)
    for edit in edits_between(old, new):
        made[edit.start : edit.start + edit.delete_count] = edit.data or []
    assert made == new
