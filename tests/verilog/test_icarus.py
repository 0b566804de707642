"""Icarus' messages read into problems: recorded output of three versions, and the version installed here."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from verimentor.errors import ToolMissing
from verimentor.verilog import icarus, icarus_messages
from verimentor.verilog.problem import Problem, Severity

GOLDEN = Path(__file__).parent / "golden"
BROKEN = sorted((GOLDEN / "broken").glob("*.v"))
RECORDED = sorted(GOLDEN.glob("icarus-*/*.out"))

needs_icarus = pytest.mark.skipif(icarus.find_iverilog() is None, reason="iverilog is not installed")


def shown(text: str, problems: tuple[Problem, ...]) -> list[str]:
    """One line a problem: line, severity, code, the text underlined, the message."""
    lines = []
    for p in problems:
        line = text.count("\n", 0, p.span.start) + 1
        lines.append(f"{line} {p.severity} {p.code} <{text[p.span.start : p.span.end]}> {p.message}")
    return lines


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_recorded_messages(path: Path, matches_golden: Callable[[str, str], None]) -> None:
    messages = icarus_messages.read(path.read_text())
    lines = [json.dumps([m.line, m.severity, m.code, m.token, m.fatal, m.text], ensure_ascii=False) for m in messages]
    matches_golden(f"{path.parent.name}/{path.stem}.jsonl", "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_versions_agree_where_they_can(path: Path) -> None:
    """Whatever the wording, every version's errors get a code of ours, and its verdict is the same as version 11's."""
    messages = icarus_messages.read(path.read_text())
    assert [m for m in messages if m.code in ("error", icarus_messages.ECHO) and m.severity is Severity.ERROR] == []
    eleven = icarus_messages.read((GOLDEN / "icarus-11" / path.name).read_text())
    if path.stem not in ("use_before_declaration",):
        assert any(m.fatal for m in messages) == any(m.fatal for m in eleven)


@needs_icarus
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_files(path: Path, matches_golden: Callable[[str, str], None]) -> None:
    if not (icarus.version() or "").startswith("11."):
        pytest.skip("the golden files are Icarus 11's")
    text = path.read_text()
    compiled = icarus.compile_text(text, path=path.name)
    verdict = "ok" if compiled.ok else "not ok"
    matches_golden(f"icarus-11/{path.stem}.txt", "\n".join([verdict, *shown(text, compiled.problems)]) + "\n")


@needs_icarus
def test_a_good_file_is_ok() -> None:
    assert icarus.compile_text("module m(input a, output q);\n assign q = a;\nendmodule\n") == icarus.Compilation(
        (), True
    )


@needs_icarus
def test_the_verdict_does_not_come_from_the_exit_code(tmp_path: Path) -> None:
    # 256 errors: the exit code is 0.
    text = "module m;\n" + "".join(f" initial x{i} = 1;\n" for i in range(256)) + "endmodule\n"
    file = tmp_path / "m.v"
    file.write_text(text)
    assert subprocess.run(["iverilog", "-g2012", "-t", "null", file], capture_output=True, check=False).returncode in (
        0,
        1,
    )
    compiled = icarus.compile_text(text)
    assert not compiled.ok and len(compiled.problems) == 256
    assert not icarus.compile_text("module m;\n`ifdef X\nendmodule\n").ok
    assert not icarus.compile_text("").ok


@needs_icarus
def test_an_unknown_module_does_not_hide_the_rest() -> None:
    text = "module m(input a, output q);\n foo u(.a(a));\n assign q = nope;\n foo v(.a(u.within_it));\nendmodule\n"
    codes = [p.code for p in icarus.compile_text(text).problems]
    assert codes == ["unknown-module", "undeclared-identifier", "unknown-module"]


@needs_icarus
def test_other_files_paths_and_hostile_names() -> None:
    text = "module m(input a, output q);\n sub s(.a(a), .z(q));\nendmodule\n"
    others = {"/somewhere/with space/$(touch x);.v": "module sub(input a, output q);\n assign q = nope;\nendmodule\n"}
    compiled = icarus.compile_text(text, path="-o evil.vpi", others=others)
    found = [(p.path, p.code) for p in compiled.problems]
    assert found == [
        ("-o evil.vpi", "port-does-not-exist"),
        ("/somewhere/with space/$(touch x);.v", "undeclared-identifier"),
    ]


@needs_icarus
def test_includes_defines_and_line_directives(tmp_path: Path) -> None:
    (tmp_path / "inc").mkdir()
    (tmp_path / "inc" / "body.vh").write_text("wire x;\nassign x = missing_name;\n")
    text = '`line 1 "other.v" 0\nmodule m(output q);\n`include "body.vh"\n assign q = `FLAG(nope);\nendmodule\n'
    defines = {"FLAG(a)": "a", "UNUSED": "1"}
    compiled = icarus.compile_text(text, path=str(tmp_path / "m.v"), include_dirs=[tmp_path / "inc"], defines=defines)
    assert sorted(text[p.span.start : p.span.end] for p in compiled.problems) == ['`include "body.vh"', "nope"]
    (header,) = [p for p in compiled.problems if "missing_name" in p.message]
    assert "body.vh, line 2" in header.message


@needs_icarus
@pytest.mark.skipif(os.name != "posix", reason="needs limits")
def test_a_design_that_never_ends_is_stopped() -> None:
    text = "module m;\n genvar i;\n for (i = 0; i >= 0; i = i + 0) begin : g wire w; end\nendmodule\n"
    compiled = icarus.compile_text(text, timeout_s=2)
    assert not compiled.ok and [p.code for p in compiled.problems] == ["gave-up"]


@needs_icarus
def test_windows_line_ends_and_letters_beyond_ascii() -> None:
    text = "// größer 計数 😀\r\nmodule m(output q);\r\n assign q = nope; // é\r\nendmodule\r\n"
    (problem,) = icarus.compile_text(text).problems
    assert text[problem.span.start : problem.span.end] == "nope"


def test_without_icarus_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    icarus._search.cache_clear()
    try:
        assert icarus.find_iverilog() is None
        with pytest.raises(ToolMissing, match="apt install iverilog"):
            icarus.compile_text("module m; endmodule")
    finally:
        monkeypatch.undo()
        icarus._search.cache_clear()
    assert icarus.find_iverilog() == shutil.which("iverilog")


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("module m; // class of its own\nendmodule", True),
        ('module m; initial $display("covergroup"); endmodule', True),
        ("class c; endclass", False),
        ("module m; covergroup g @(posedge clk); endgroup endmodule", False),
        ("import uvm_pkg::*;", False),
        ("`uvm_info(a, b, c)", False),
        ("module m; assert property (@(posedge c) a); endmodule", False),
        ("module m; assert (a); endmodule", True),
        ("module my_class(input constraint_ok); endmodule", True),
    ],
)
def test_can_read(text: str, readable: bool) -> None:
    assert icarus.can_read(text) is readable


def test_what_icarus_only_regrets_is_not_refused() -> None:
    """It says sorry for the constant select, and compiles."""
    found = icarus.compile_text(
        "module m(input [3:0] a, output reg q);\n  always_comb q = a[0];\nendmodule\n", path="m.sv"
    )
    assert found.ok and [problem.code for problem in found.problems] == ["unsupported"]


def test_messages_of_other_versions() -> None:
    """Wording that the broken files do not bring out."""
    output = "\n".join(
        [
            "t.v:3: error: reg z; cannot be driven by primitives or continuous assignment.",
            "t.v:4: error: Variable 'q' cannot be driven by a continuous assignment/module.",
            "t.v:4: error: 'w' is not a valid l-value for a procedural assignment.",
            "t.v:1:      : 'w' is declared here as a wire.",
            "t.v:4: error: Unresolved wire 'u' cannot have multiple drivers.",
            "t.v:4: error: Variable 'v' cannot have multiple drivers.",
            "t.v:4: error: Array ``a'' has already been declared.",
            "t.v:4: error: No function named `f' found in this context (m).",
            "t.v:5: internal error: something",
            "t.v:6: sorry: this is not supported.",
            "t.v:7: warning: whatever",
            "<command line>: error: unknown thing",
            "Preprocessor failed with 1 errors.",
            "Elaboration failed",
            "ivl: elaborate.cc:1: failed assertion x",
        ]
    )
    assert [(m.line, m.code, m.token, m.fatal) for m in icarus_messages.read(output)] == [
        (3, "assign-to-variable", "z", True),
        (4, "assign-to-variable", "q", True),
        (4, "assign-to-net", "w", True),
        (4, "multiple-drivers", "u", True),
        (4, "multiple-drivers", "v", True),
        (4, "redefinition", "a", True),
        (4, "unknown-function", "f", True),
        (5, "gave-up", "", True),
        (6, "unsupported", "", True),
        (7, "warning", "", False),
        (0, "error", "", True),
        (0, "gave-up", "", True),
    ]
    assert icarus_messages.missing_modules(
        "*** These modules were missing:\n        foo referenced 2 times.\n***\n"
    ) == ("foo",)
