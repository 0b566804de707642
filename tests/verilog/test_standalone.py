"""Files of a project as the simulator wants them: without includes, with the project's macros."""

from pathlib import Path

from verimentor.verilog.project import Project
from verimentor.verilog.simulation import simulate
from verimentor.verilog.standalone import standalone

DESIGN = """`include "sizes.vh"
// `include "sizes.vh" is above
module top (input [`WIDTH-1:0] a, output [`WIDTH-1:0] y);
  half h (.a(a), .y(y));
endmodule
"""
HALF = '`include "sizes.vh"\nmodule half (input [`WIDTH-1:0] a, output [`WIDTH-1:0] y);\n  assign y = ~a;\nendmodule\n'


def test_headers_are_put_in_where_they_are_included(tmp_path: Path) -> None:
    (tmp_path / "include").mkdir()
    (tmp_path / "include" / "sizes.vh").write_text('`ifndef SIZES\n`define SIZES\n`include "width.vh"\n`endif\n')
    (tmp_path / "include" / "width.vh").write_text('`include "sizes.vh"\n`define WIDTH 4\n')
    (tmp_path / "half.v").write_text(HALF)
    (tmp_path / "top.v").write_text(DESIGN)
    text, others = standalone(DESIGN, tmp_path / "top.v", Project.load(tmp_path))
    assert "// `include" in text and [Path(path).name for path in others] == ["half.v"]
    trace = simulate(text, "top", others).trace
    assert trace and trace.interface.driven[0].width == 4 and "1111" in trace.rows


def test_macros_of_another_file_come_first(tmp_path: Path) -> None:
    (tmp_path / "macros.v").write_text("`define WIDTH 3\n")
    (tmp_path / "half.v").write_text(HALF.partition("\n")[2])
    text, _ = standalone(HALF.partition("\n")[2], tmp_path / "half.v", Project.load(tmp_path))
    assert text.startswith("`define WIDTH 3\n")
    assert simulate(text).ran


def test_a_header_that_is_missing_is_named() -> None:
    text, others = standalone(HALF, "half.v", None)
    assert (text, others) == (HALF, {})
    assert "Include file sizes.vh not found" in (simulate(text).error or "")
