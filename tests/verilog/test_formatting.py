"""Layout by the real verible-verilog-format, and what happens where there is none."""

from pathlib import Path

import pytest

from verimentor.verilog.formatting import Unformatted, find_formatter, format_text

UGLY = "module m(input a,output b);\nassign b=a;\nassign c=a;\nendmodule\n"
needs_verible = pytest.mark.skipif(find_formatter() is None, reason="verible-verilog-format is not installed")


@needs_verible
def test_a_text_is_laid_out_with_the_editors_indentation() -> None:
    formatted = format_text(UGLY, "m.v", indentation=3)
    assert formatted == "module m (\n    input  a,\n    output b\n);\n   assign b = a;\n   assign c = a;\nendmodule\n"


@needs_verible
def test_only_the_wanted_lines_change() -> None:
    text = "module m;\nalways @* begin\nif(a) b=1;\nif(a) c=1;\nend\nendmodule\n"
    assert format_text(text, "m.v", lines=(3, 3)) == text.replace("if(a) c=1;", "    if (a) c = 1;")


@needs_verible
def test_line_breaks_stay_what_they_were() -> None:
    formatted = format_text(UGLY.replace("\n", "\r\n"), "m.v")
    assert isinstance(formatted, str) and formatted.count("\n") == formatted.count("\r\n") > 0


@needs_verible
def test_a_broken_text_is_left_alone_with_a_reason() -> None:
    outcome = format_text("module m (input a;\nassign b = ;\n", "m.v")
    assert isinstance(outcome, Unformatted) and "line 1: syntax error" in outcome.reason


@needs_verible
def test_a_text_that_cannot_be_written_is_left_alone() -> None:
    assert isinstance(format_text("module m; // \udcff\nendmodule\n", "m.v"), Unformatted)


def test_a_formatter_that_loses_code_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "verible-verilog-format"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'module m; endmodule'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    outcome = format_text(UGLY, "m.v")
    assert isinstance(outcome, Unformatted) and "more than white space" in outcome.reason
