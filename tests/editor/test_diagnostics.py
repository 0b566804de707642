"""What stays of Icarus' words while the user types, and what need not be said yet."""

import pytest
from lsprotocol import types

from verimentor.editor.diagnostics import carry_over, settled, to_diagnostics
from verimentor.verilog.problem import Problem, Severity, Span

TEXT = "wire a;\nwire b;\nwire c;\n"


def problem(text: str, word: str) -> Problem:
    start = text.index(word)
    return Problem("m.v", Span(start, start + len(word)), Severity.ERROR, "error", f"about {word}", "icarus")


def words(text: str, problems: list[Problem]) -> list[str]:
    return [text[p.span.start : p.span.end] for p in problems]


def test_problems_move_with_their_text() -> None:
    found = [problem(TEXT, "a;"), problem(TEXT, "c;")]
    longer = TEXT.replace("wire b;", "wire b;\nwire inserted;")
    assert words(longer, carry_over(found, TEXT, longer)) == ["a;", "c;"]
    shorter = TEXT.replace("wire b;\n", "")
    assert words(shorter, carry_over(found, TEXT, shorter)) == ["a;", "c;"]
    assert carry_over(found, TEXT, TEXT) == found


def test_problems_of_changed_text_go() -> None:
    changed = TEXT.replace("wire b;", "wire beta;")
    assert carry_over([problem(TEXT, "b;")], TEXT, changed) == []
    assert carry_over([problem(TEXT, "b;")], TEXT, "") == []


def test_faded_rather_than_underlined() -> None:
    unused = Problem("m.v", Span(5, 6), Severity.INFO, "unused-net", "unused net 'a'", "slang")
    (diagnostic,) = to_diagnostics(TEXT, [unused])
    assert diagnostic.tags == [types.DiagnosticTag.Unnecessary]
    assert diagnostic.severity == types.DiagnosticSeverity.Information


@pytest.mark.parametrize(
    ("typed", "wrong", "is_said"),
    [
        ("assign y = stat|;\nwire a;", "stat", False),  # half a word
        ("assign y = st|at;\nwire a;", "stat", False),
        ("input a,\n  |\n);", ",", False),  # the next port is to come
        ("y = x + |\nif (a)", "if", False),  # what follows is not what is missing
        ("wire b;\nfifo u (\n  .clk(clk),\n  .d|\n);", "u", False),  # its other ports are to come
        ("module m (\n  input [WIDTH-|]\n);", ";", False),  # the editor has closed the brackets
        ("a <= b\nc <= d;|", "b", True),
        ("assign y = stat;\nwire a|;", "stat", True),
        ("wire a|;\nassign y = stat;", "stat", True),
    ],
)
def test_what_is_being_typed_is_not_wrong_yet(typed: str, wrong: str, is_said: bool) -> None:
    text = typed.replace("|", "")
    found = [problem(text, wrong)]
    assert settled(found, text, typed.index("|")) == (found if is_said else [])
