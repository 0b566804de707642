"""Names that a statement may not bring, by its last word and the token that comes next."""

import pytest

from verimentor.student.naming import brings_new_name

KNOWN = {"a", "conflict", "train_taken"}


@pytest.mark.parametrize(
    ("statement", "piece"),
    [
        ("\n    assign", "ping"),
        ("\n    assign con", "x"),
        ("\n    assign conflict = train", " run"),
        ("", "  foo"),
        (" foo u (", ".zz(b)"),
        (" wire", "less"),
        ("// a remark\n assign", " its"),
    ],
)
def test_a_new_name(statement: str, piece: str) -> None:
    assert brings_new_name(statement, piece, KNOWN)


@pytest.mark.parametrize(
    ("statement", "piece"),
    [
        ("\n    assign", " con"),
        ("\n    assign con", "flict ="),
        (" wire", " x"),
        (" wire x", " = y"),
        ("", "  assig"),
        ("  assign conflict = 8'", "hFF"),
        ("  assign conflict = $sig", "ned(a)"),
        ("  assign conflict = a", "[0];"),
        ("  mux u (", ".q(a)"),
        (" // said", " hereby"),
    ],
)
def test_no_new_name(statement: str, piece: str) -> None:
    assert not brings_new_name(statement, piece, KNOWN)
