"""Every message that people's usual mistakes cause has a note of the right class."""

import pytest

from verimentor.mentor.error_classes import ERROR_CLASSES, class_of, notes
from verimentor.verilog.check import check
from verimentor.verilog.problem import Problem, Severity

HEAD = "module m(input clk, input [3:0] a, output y);\n"
BROKEN = {
    f"{HEAD}  always @(posedge clk) y <= a[0];\nendmodule\n": "procedural assignment to a net",
    f"{HEAD}  reg r;\n  assign y = r;\n  assign y = mystery;\nendmodule\n": "undeclared name",
    f"{HEAD}  gone u(.a(a));\n  assign y = a[0];\nendmodule\n": "unknown module",
    f"{HEAD}  assign y = a[0]\nendmodule\n": "missing semicolon or comma",
    f"{HEAD}  assign y = (a[0];\nendmodule\n": "brackets that do not pair",
    f"{HEAD}  wire w;\n  wire w;\n  assign y = w;\nendmodule\n": "declared twice",
    f"{HEAD}  assign y = a == 4'b0021;\nendmodule\n": "literals",
    f"{HEAD}  always @(*) begin\n    y2 = a;\nendmodule\n": "blocks that do not pair",
    f"{HEAD}  sub u(.b(a), .z(y));\nendmodule\nmodule sub(input b, output q);\n  assign q = b;\nendmodule\n": "connections of an instance",
    f"{HEAD}  assign y = `NOWHERE;\nendmodule\n": "macros and includes",
}


@pytest.mark.parametrize(("text", "name"), BROKEN.items(), ids=BROKEN.values())
def test_an_error_has_its_class(text: str, name: str) -> None:
    errors = [problem for problem in check(text, "m.v") if problem.severity is Severity.ERROR]
    assert name in [found.name for problem in errors if (found := class_of(problem))], errors
    assert all(class_of(problem) for problem in errors)


def test_a_class_is_told_once_and_a_riddle_not_at_all() -> None:
    def problem(code: str, message: str = "?") -> Problem:
        return Problem("m.v", next(iter(check(next(iter(BROKEN)), "m.v"))).span, Severity.ERROR, code, message, "slang")

    said = notes([problem("assign-to-net"), problem("riddle"), problem("assign-to-net"), problem("unknown-module")])
    assert [note.split(".")[0] for note in said] == [
        "A wire or a plain output is assigned inside an always or initial block",
        "A module is instantiated that no file defines; its name may be misspelled",
    ]


def test_names_and_notes_are_told_apart() -> None:
    assert (
        len({each.name for each in ERROR_CLASSES}) == len({each.note for each in ERROR_CLASSES}) == len(ERROR_CLASSES)
    )
    assert all(each.meaning.endswith(".") and each.remedy.endswith(".") for each in ERROR_CLASSES)
