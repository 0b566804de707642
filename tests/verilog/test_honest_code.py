"""Code that is right, or leans on what is elsewhere, has no errors."""

import textwrap
from pathlib import Path

import pytest

from verimentor.verilog import icarus, source
from verimentor.verilog.check import check
from verimentor.verilog.problem import Severity
from verimentor.verilog.project import Project

needs_icarus = pytest.mark.skipif(icarus.find_iverilog() is None, reason="iverilog is not installed")


def errors(text: str, path: str = "m.sv", *, included: bool = False) -> list[tuple[str, str]]:
    text = textwrap.dedent(text)
    problems = source.parse(text, path, included=included).problems
    return [(p.code, text[p.span.start : p.span.end]) for p in problems if p.severity is Severity.ERROR]


TYPED = """
    module cut #(parameter type req_t = logic, parameter type rsp_t = logic [0:0], parameter int W = 4) (
      input req_t req, output rsp_t rsp, output logic [W-1:0] id
    );
      assign id = req.aw.id;
      assign rsp = '{ready: 1'b1, default: '0};
      BODY
    endmodule
    """


def test_the_default_of_a_type_parameter_only_holds_its_place() -> None:
    assert errors(TYPED.replace("BODY", "")) == []
    assert errors(TYPED.replace("BODY", "wire w = nobody;")) == [("undeclared-identifier", "nobody")]
    # A structure that is known is looked into.
    known = "typedef struct packed { logic a; } t; module m(input t x, output y); assign y = x.b; endmodule"
    assert [code for code, _ in errors(known)] == ["unknown-member"]


def test_a_width_that_must_be_given_is_no_error() -> None:
    text = """
    module m #(parameter int W = 0) (input a, output [W:0] q);
      assign q = BODY;
      if (W < 1) $error("W must be given");
    endmodule
    """
    assert errors(text.replace("BODY", "{W{a}}")) == []
    warned = [
        p for p in source.parse(textwrap.dedent(text.replace("BODY", "{W{a}}"))).problems if "default" in p.message
    ]
    assert {p.code for p in warned} == {"error-task", "replication-zero-outside-concat"}
    without = "module m(input a, output q); assign q = {0{a}}; endmodule"
    assert [code for code, _ in errors(without)] == ["replication-zero-outside-concat"]


PLAIN = """
    module m(input clk, input [7:0] bit, output reg do);
      integer checker;
      task expect; input [7:0] byte; if (byte !== bit) checker = checker + 1; endtask
      always @(posedge clk) begin do <= bit[0]; expect(8'd3); end
    endmodule
    """


def test_words_of_later_editions_are_names_in_plain_verilog() -> None:
    assert errors(PLAIN, "m.v") == []
    assert errors(PLAIN, "m.sv") != []
    assert errors(PLAIN.replace("endtask", "endtask assign x = ;"), "m.v") != []
    # Broken SystemVerilog stays SystemVerilog under any name.
    assert errors("module m(output logic q); assert final (1); always_comb q = ; endmodule", "m.v") == [
        ("expected-expression", ";")
    ]


@needs_icarus
def test_icarus_reads_them_so_too() -> None:
    assert icarus.compile_text(PLAIN, path="m.v").ok
    assert not icarus.compile_text(PLAIN.replace("endtask", "endtask assign x = ;"), path="m.v").ok


@pytest.mark.parametrize(
    "text",
    [
        "assign y = a & b;\nalways @(posedge clk) q <= y;\n",
        "if (a) q <= b;\nelse q <= `WIDTH'd0;\n",
        "4'd1: q <= b;\n4'd2: begin q <= a; end\n",
        "input a,\noutput [`WIDTH-1:0] q\n",
        ".clk(clk), .rst(rst),\n.q(q[3:0])\n",
        "class driver extends base_driver;\n `component_utils(driver)\n task run(); vif.go <= 1; endtask\nendclass\n",
        "constraint c { `soft(len)\n len < MAX; }\n",
    ],
)
def test_what_is_included_may_be_a_fragment(text: str) -> None:
    assert errors(text, "part.vh") == []
    assert errors(text, "part.v", included=True) == []
    assert errors(text + "endmodule )\n", "part.vh") != []


def test_a_header_with_a_whole_module_is_read_like_any_file() -> None:
    assert errors("module m(output q);\n assign q = nope;\nendmodule\n", "m.vh") == [("undeclared-identifier", "nope")]


def test_macros_of_a_missing_header_leave_no_trace() -> None:
    text = """
    `include "uvm_macros.svh"
    class item extends uvm_sequence_item;
      `uvm_object_utils_begin(item)
        `uvm_field_int(addr, UVM_ALL_ON)
      `uvm_object_utils_end
      function new(string name = ""); super.new(name); endfunction
      function void report(int n);
        if (n == 0)
          `uvm_info(get_name(), $sformatf("%0d items, with (a) parenthesis", n), UVM_LOW)
        else
          `uvm_error(get_name(), "many")
      endfunction
    endclass
    module m(output [`W-1:0] q); assign q = `RESET_VALUE; endmodule
    """
    assert errors(text) == []


def test_an_undefined_macro_has_no_echo() -> None:
    text = """
    module m(input a, output reg q);
      always @(*) begin
        `CHECK(a, "never (both)")
        q = `INVERT(a) & nope;
      end
    endmodule
    """
    assert errors(text) == [
        ("unknown-directive", "`CHECK"),
        ("unknown-directive", "`INVERT"),
        ("undeclared-identifier", "nope"),
    ]


def test_what_the_standard_forbids_and_tools_accept_is_a_warning() -> None:
    text = "module tb; initial begin : tb\n $dumpvars(0, tb);\n end\nendmodule\nmodule m; reg [31:0] x [0:2**30-1]; endmodule"
    assert errors(text, "tb.v") == []
    assert {"expected-mod-or-var-name", "object-too-large"} <= {p.code for p in source.parse(text, "tb.v").problems}


@needs_icarus
def test_a_missing_module_is_an_error_only_where_its_name_is_nearly_known(tmp_path: Path) -> None:
    (tmp_path / "fifo.v").write_text("module async_fifo(input a); endmodule\n")
    text = "module m(input a);\n IBUFG buffer(.I(a));\n asinc_fifo f(.a(a));\n m_core c(.a(a));\nendmodule\n"
    found = check(text, str(tmp_path / "m.v"), Project.load(tmp_path))
    said = {p.message.split("(")[0].strip(): p.severity for p in found if p.code == "unknown-module"}
    assert said == {
        "Unknown module type: IBUFG": Severity.WARNING,
        "Unknown module type: asinc_fifo": Severity.ERROR,
        "Unknown module type: m_core": Severity.WARNING,
    }


@needs_icarus
def test_the_inside_of_a_missing_module_is_not_judged(tmp_path: Path) -> None:
    text = "module tb;\n dut u();\n initial begin\n  u.core.start(1);\n  $display(u.state[7:4]);\n end\nendmodule\n"
    assert not [p for p in check(text, str(tmp_path / "tb.v"), Project.load(tmp_path)) if p.severity is Severity.ERROR]


def test_a_project_knows_what_is_included(tmp_path: Path) -> None:
    (tmp_path / "rtl").mkdir()
    (tmp_path / "top.v").write_text('module top;\n `include "rtl/body.v"\nendmodule\n')
    (tmp_path / "rtl" / "body.v").write_text("wire x = 1'b1;\nassign y = x;\n")
    project = Project.load(tmp_path)
    assert project.includes(tmp_path / "rtl" / "body.v") and not project.includes(tmp_path / "top.v")
    body = (tmp_path / "rtl" / "body.v").read_text()
    assert check(body, str(tmp_path / "rtl" / "body.v"), project) == ()


@needs_icarus
def test_a_missing_header_is_one_error(tmp_path: Path) -> None:
    text = '`include "lib/flops.svh"\nmodule m(input clk, d, output logic q);\n `FF(q, d, clk)\nendmodule\n'
    found = [
        p.code for p in check(text, str(tmp_path / "m.sv"), Project.load(tmp_path)) if p.severity is Severity.ERROR
    ]
    assert found == ["include-not-found"]


def test_headers_of_other_files_are_read_with_them(tmp_path: Path) -> None:
    (tmp_path / "ports.vh").write_text("`define PORTS input a\n")
    (tmp_path / "sub.v").write_text('`include "ports.vh"\nmodule sub(`PORTS); endmodule\n')
    text = "module m(input a);\n sub s(.a(a));\n sub t(.b(a));\nendmodule\n"
    found = check(text, str(tmp_path / "m.v"), Project.load(tmp_path), use_icarus=False)
    assert [text[p.span.start : p.span.end] for p in found if p.severity is Severity.ERROR] == ["b"]
