"""A suggestion the user types along with."""

import pytest

from verimentor.editor.inline_completion import Shown, type_along

TEXT = "assign y = \nassign z = a;\n"
SHOWN = Shown("file:///m.v", TEXT, 11, "a & b;")


def typed(letters: str) -> tuple[str, int]:
    return TEXT[:11] + letters + TEXT[11:], 11 + len(letters)


@pytest.mark.parametrize(
    ("letters", "rest"),
    [("", "a & b;"), ("a", " & b;"), ("a & b", ";"), ("a & b;", None), ("b", None), ("a & c", None)],
)
def test_type_along(letters: str, rest: str | None) -> None:
    text, offset = typed(letters)
    assert type_along(SHOWN, "file:///m.v", text, offset) == rest


def test_only_here() -> None:
    text, offset = typed("a")
    assert type_along(SHOWN, "file:///other.v", text, offset) is None
    assert type_along(SHOWN, "file:///m.v", text.replace("z", "w"), offset) is None
    assert type_along(SHOWN, "file:///m.v", text, 3) is None
    assert type_along(None, "file:///m.v", text, offset) is None
    # A closing bracket came with the letter: the suggestion does not fit any more.
    assert type_along(SHOWN, "file:///m.v", text + ")", offset) is None
