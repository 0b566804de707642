"""A cursor, what was typed since, and a suggestion the user types along with."""

import pytest

from verimentor.completion.cursor import Cursor, Shown

TEXT = "assign y = \nassign z = a;\n"
HERE = Cursor("m.v", TEXT, 11)


@pytest.mark.parametrize(
    ("letters", "rest"),
    [("", "a & b;"), ("a", " & b;"), ("a & b", ";"), ("a & b;", None), ("b", None), ("a & c", None)],
)
def test_typing_along(letters: str, rest: str | None) -> None:
    left = Shown(HERE, "a & b;").rest_at(HERE.with_typed(letters))
    assert (left.ghost if left else None) == rest


def test_only_here() -> None:
    shown, text = Shown(HERE, "a & b;"), HERE.with_typed("a").text
    assert shown.rest_at(Cursor("other.v", text, 12)) is None
    assert shown.rest_at(Cursor("m.v", text.replace("z", "w"), 12)) is None
    assert shown.rest_at(Cursor("m.v", text, 3)) is None
    # A closing bracket came with the letter, where the suggestion has none: it does not fit any more.
    assert shown.rest_at(Cursor("m.v", text + ")", 12)) is None


@pytest.mark.parametrize(
    ("letters", "closing", "rest"),
    [
        ("f(", ")", "a[0], b"),
        ("f(a", ")", "[0], b"),
        ("f(a[", "]", "0"),
        ("f(a[0", "]", None),
        ("g(", ")", None),
        ("f(", "]", None),
    ],
)
def test_typing_along_where_the_editor_closes_brackets(letters: str, closing: str, rest: str | None) -> None:
    cursor = HERE.with_typed(letters)
    cursor = Cursor(cursor.path, cursor.text[: cursor.offset] + closing + cursor.text[cursor.offset :], cursor.offset)
    left = Shown(HERE, "f(a[0], b);").rest_at(cursor)
    assert (left.ghost if left else None) == rest


def test_what_replaces_indentation_goes_on_replacing_it() -> None:
    deep = Cursor("m.v", "begin\n    x;\n    ", 17)
    shown = Shown(deep, "end", n_replaced=4)
    assert shown.rest_at(deep.with_typed("e")) == Shown(deep.with_typed("e"), "end", n_replaced=5)
    assert shown.accepted == Cursor("m.v", "begin\n    x;\nend", 16)


def test_what_was_typed_since() -> None:
    assert HERE.with_typed("a &").typed_since(HERE) == "a &"
    assert HERE.typed_since(HERE.with_typed("a")) is None
    assert HERE.with_typed("ab").without(1) == HERE.with_typed("a")


def test_lines_are_counted_from_one() -> None:
    assert [Cursor("m.v", TEXT, offset).line for offset in (0, 11, 12, len(TEXT))] == [1, 1, 2, 3]
