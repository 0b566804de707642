"""Both engines' problems as one list."""

from collections.abc import Callable
from pathlib import Path

import pytest

from verimentor.config import ProjectSettings
from verimentor.verilog import icarus
from verimentor.verilog.check import check, count_errors, merge, shown_to_icarus
from verimentor.verilog.problem import Problem, Severity, Span
from verimentor.verilog.project import Project

GOLDEN = Path(__file__).parent / "golden"
needs_icarus = pytest.mark.skipif(icarus.find_iverilog() is None, reason="iverilog is not installed")


def problem(text: str, word: str, code: str, engine: str, severity: Severity = Severity.ERROR) -> Problem:
    start = text.index(word)
    return Problem("m.v", Span(start, start + len(word)), severity, code, f"{engine} says {code}", engine)


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(p.engine, p.severity.value, p.code) for p in problems]


TEXT = "module m(input a, output q);\n assign q = nope\n assign r = a;\nendmodule\n"


def test_one_matter_is_said_once_in_slangs_words() -> None:
    slang = [problem(TEXT, "nope", "undeclared-identifier", "slang")]
    icarus_ = [problem(TEXT, "assign q = nope", "undeclared-identifier", "icarus")]
    assert merge(TEXT, slang, icarus_) == slang


def test_icarus_raises_the_severity() -> None:
    slang = [problem(TEXT, "nope", "redefinition", "slang", Severity.WARNING)]
    icarus_ = [problem(TEXT, "nope", "redefinition", "icarus")]
    assert told(merge(TEXT, slang, icarus_)) == [("slang", "error", "redefinition")]


def test_syntax_errors_behind_one_slang_has_placed_are_cascades() -> None:
    slang = [problem(TEXT, "e\n", "expected-token", "slang")]
    icarus_ = [
        problem(TEXT, "assign r = a;", "syntax-error", "icarus"),
        problem(TEXT, "endmodule", "syntax-error", "icarus"),
    ]
    assert merge(TEXT, slang, icarus_) == slang


def test_syntax_errors_before_it_are_not() -> None:
    slang = [problem(TEXT, "endmodule", "unexpected-end-delim", "slang")]
    icarus_ = [problem(TEXT, "module m", "syntax-error", "icarus")]
    assert told(merge(TEXT, slang, icarus_)) == [
        ("icarus", "error", "syntax-error"),
        ("slang", "error", "unexpected-end-delim"),
    ]


def test_different_matters_on_one_line_stay() -> None:
    slang = [problem(TEXT, "nope", "undriven-net", "slang", Severity.WARNING)]
    icarus_ = [problem(TEXT, "q = nope", "multiple-drivers", "icarus")]
    assert len(merge(TEXT, slang, icarus_)) == 2


@needs_icarus
@pytest.mark.parametrize("path", sorted((GOLDEN / "broken").glob("*.v")), ids=lambda path: path.stem)
def test_broken_files(path: Path, matches_golden: Callable[[str, str], None]) -> None:
    if not (icarus.version() or "").startswith("11."):
        pytest.skip("the golden files are Icarus 11's")
    text = path.read_text()
    found = check(text, path.name)
    lines = [
        f"{text.count(chr(10), 0, p.span.start) + 1} {p.severity} {p.engine} {p.code} "
        f"<{text[p.span.start : p.span.end]}> {p.message}\n"
        for p in found
    ]
    matches_golden(f"check/{path.stem}.txt", "".join(lines))
    # Whatever Icarus refuses has at least one error here too.
    if icarus.can_read(text) and not icarus.compile_text(text, path=path.name).ok:
        assert count_errors(found) > 0


@needs_icarus
def test_what_icarus_cannot_read_is_left_to_slang() -> None:
    text = "class packet; rand int size; endclass\nmodule m; packet p; initial p = new; endmodule\n"
    assert [p for p in check(text, "m.sv") if p.severity is not Severity.INFO] == []
    assert count_errors(check(text.replace("= new", "= new ("), "m.sv")) == 1
    quiet = 'module m(input a, output logic q);\n if (1) assign q = a; else $error("no");\nendmodule\n'
    assert [(p.severity, p.code) for p in check(quiet, "m.sv")] == [(Severity.WARNING, "unsupported")]


def test_headers_and_empty_files_are_not_shown_to_icarus() -> None:
    assert not shown_to_icarus("", "a.v")
    assert not shown_to_icarus("`define W 8\n", "a.vh")
    assert not shown_to_icarus("\0\1\2module", "a.v")
    assert check("", "a.v") == () and check("`define W 8\n", "a.vh") == ()
    assert count_errors(check("package p;\n localparam A = 1;\nendpackage\n", "p.sv")) == 0


@needs_icarus
def test_a_comment_that_speaks_of_modules_is_not_a_file_without_a_top() -> None:
    assert check("// module tap: input a; output y.\n", "m.v") == ()


@needs_icarus
def test_a_project_gives_modules_headers_macros_and_exclusions(tmp_path: Path) -> None:
    (tmp_path / "rtl").mkdir()
    (tmp_path / "inc").mkdir()
    (tmp_path / "rtl" / "sub.v").write_text("module sub(input a, output q);\n deep d(.a(a), .q(q));\nendmodule\n")
    (tmp_path / "rtl" / "deep.v").write_text("module deep(input a, output q);\n assign q = a;\nendmodule\n")
    (tmp_path / "inc" / "width.vh").write_text("`define WIDTH 4\n")
    (tmp_path / "defines.v").write_text("`define INVERT(x) (~(x))\n")
    text = '`include "width.vh"\nmodule top(input [`WIDTH-1:0] a, output q);\n sub s(.a(`INVERT(a[0])), .q(q));\nendmodule\n'
    path = tmp_path / "rtl" / "top.v"
    path.write_text(text)
    project = Project.load(tmp_path)
    assert count_errors(check(text, str(path), project)) == 0
    assert count_errors(check(text, str(path))) > 0  # alone it cannot be compiled
    wrong = text.replace(".q(q)", ".z(q)")
    assert [(p.engine, p.code) for p in check(wrong, str(path), project) if p.severity is Severity.ERROR] == [
        ("slang", "port-does-not-exist")
    ]
    assert check(wrong, str(path), Project.load(tmp_path, ProjectSettings(exclude=("rtl/*",)))) == ()


def test_engines_can_be_chosen() -> None:
    text = "module m(input a, output q);\n assign q = nope;\nendmodule\n"
    assert {p.engine for p in check(text, "m.v", use_icarus=False)} == {"slang"}
    if icarus.find_iverilog():
        assert {p.engine for p in check(text, "m.v", use_slang=False)} == {"icarus"}
    assert check(text, "m.v", use_slang=False, use_icarus=False) == ()
