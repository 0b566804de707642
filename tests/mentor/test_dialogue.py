import pytest

from verimentor.mentor.dialogue import extract, question
from verimentor.mentor.error_classes import notes as advice
from verimentor.verilog.problem import Problem, Severity, Span

OLD = "module m(input a, output y);\n  assign y = b;\nendmodule\n"
CODE = "module m(input a, output y);\n  assign y = a;\nendmodule"


@pytest.mark.parametrize(
    "answer",
    [
        CODE,
        f"```verilog\n{CODE}\n```",
        f"```\n{CODE}\n```",
        f"```systemverilog\n{CODE}",
        f"Sure, the module is here:\n\n```v\n// mended\n{CODE}\n```\nUse `assign`:\n```\nassign y = a;\n```",
        f"<think>module x; endmodule</think>\n{CODE}\n\nThe module now compiles.",
        f"```\r\n{CODE.replace(chr(10), chr(13) + chr(10))}\r\n```",
        "```\n" + "\n".join(f"{n:4}| {line}" for n, line in enumerate(CODE.split("\n"), 1)) + "\n```",
    ],
)
def test_code_is_found(answer: str) -> None:
    assert extract(answer, OLD) == CODE + "\n"


@pytest.mark.parametrize(
    "answer", ["", "no", "```\n```", "the module is fine", "<think>" + CODE, "module m(", "x" * 9000]
)
def test_what_is_no_code_is_refused(answer: str) -> None:
    assert extract(answer, OLD) is None


def test_the_shape_of_the_old_text_is_kept() -> None:
    assert extract(CODE, OLD.replace("\n", "\r\n"), "\r\n") == CODE.replace("\n", "\r\n") + "\r\n"
    assert extract(CODE, OLD.rstrip("\n")) == CODE
    assert extract("```\n  assign y = a;\n```", "  assign y = b;  ") == "  assign y = a;  "
    assert extract("  assign y = a;", "  assign y = b;") is None  # no fence: it could be talk


def _problem(line: int, code: str, message: str) -> Problem:
    start = sum(len(row) + 1 for row in OLD.split("\n")[: line - 1])
    return Problem("m.v", Span(start, start + 1), Severity.ERROR, code, message, "slang")


def test_the_question_has_lines_messages_and_notes() -> None:
    problems = [_problem(2, "undeclared-identifier", "use of undeclared identifier 'b'")]
    system, user = question(OLD, Span(0, len(OLD)), problems)
    assert system["role"] == "system"
    assert "   2|   assign y = b;" in user["content"]
    assert "line 2: use of undeclared identifier 'b'" in user["content"]
    assert "- A name is used that nothing declares" in user["content"]
    assert "not accepted" not in user["content"]
    again = question(OLD, Span(0, len(OLD)), problems, complaint="It was empty.", path="m.sv")[1]["content"]
    assert "not accepted: It was empty." in again
    assert "SystemVerilog" in again


def test_a_part_is_shown_with_what_surrounds_it() -> None:
    text = "// head\n" + OLD + "// tail\n"
    content = question(text, Span(8, 8 + len(OLD) - 1), [_problem(1, "x", "y")])[1]["content"]
    assert "   1| // head" in content
    assert "Correct lines 2 to 4" in content
    assert "   5| // tail" in content


def test_a_note_is_given_once() -> None:
    problems = [_problem(1, "assign-to-net", "a"), _problem(2, "assign-to-net", "b"), _problem(2, "riddle", "c")]
    assert len(advice(problems)) == 1
