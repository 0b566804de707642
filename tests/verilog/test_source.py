"""What slang sees in a text, and that no text breaks it."""

import os
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verimentor.verilog import source
from verimentor.verilog.problem import Severity, Span

GOLDEN = Path(__file__).parent / "golden"

COUNTER = textwrap.dedent(
    """\
    // a counter
    module counter #(parameter WIDTH = 8, parameter [3:0] STEP = 1) (
        input clk, rst_n,
        input [WIDTH-1:0] start,
        output reg signed [WIDTH-1:0] count,
        inout wire pad
    );
        localparam LIMIT = 8'hff;
        wire done = count == LIMIT;
        reg [7:0] memory [0:3], spare;
        genvar i;
        function [3:0] low(input [7:0] x); low = x[3:0]; endfunction
        task wait_a_bit; begin end endtask
        typedef enum {IDLE, RUN} state_t;
        state_t state;
        adder #(.W(4)) add (.a(start), .b(count));
        adder second (start, count), third (.a(start));
        assign pad = done;
    endmodule
    """
)


def problems(text: str, path: str = "design.v", **options: object) -> list[tuple[str, str, str]]:
    """Severity, code and the text underlined."""
    found = source.parse(text, path, **options).problems  # type: ignore[arg-type]
    return [(p.severity.value, p.code, text[p.span.start : p.span.end]) for p in found]


def errors(text: str, **options: object) -> list[tuple[str, str]]:
    return [(code, underlined) for severity, code, underlined in problems(text, **options) if severity == "error"]


def test_ports_have_direction_range_type_and_width() -> None:
    module = source.parse(COUNTER).modules[0]
    assert [(p.name, p.direction, p.range, p.type, p.signed, p.width) for p in module.ports] == [
        ("clk", "input", "", "", False, 1),
        ("rst_n", "input", "", "", False, 1),
        ("start", "input", "[WIDTH-1:0]", "", False, 8),
        ("count", "output", "[WIDTH-1:0]", "reg", True, 8),
        ("pad", "inout", "", "wire", False, 1),
    ]
    assert [COUNTER[p.span.start : p.span.end] for p in module.ports] == ["clk", "rst_n", "start", "count", "pad"]


def test_parameters_symbols_and_instances() -> None:
    module = source.parse(COUNTER).modules[0]
    assert [(p.name, p.default, p.local) for p in module.parameters] == [
        ("WIDTH", "8", False),
        ("STEP", "1", False),
        ("LIMIT", "8'hff", True),
    ]
    assert [(s.name, s.kind) for s in module.symbols] == [
        ("done", "net"),
        ("memory", "variable"),
        ("spare", "variable"),
        ("i", "genvar"),
        ("low", "function"),
        ("wait_a_bit", "task"),
        ("state_t", "type"),
        ("IDLE", "constant"),
        ("RUN", "constant"),
        ("state", "variable"),
    ]
    assert module.symbols[1].detail == "reg [7:0] memory [0:3]"
    assert [(i.module, i.name, i.connected) for i in module.instances] == [
        ("adder", "add", ("a", "b")),
        ("adder", "second", ()),
        ("adder", "third", ("a",)),
    ]


def test_header_and_module_at() -> None:
    parsed = source.parse(COUNTER + "\nmodule empty; endmodule\n")
    counter, empty = parsed.modules
    assert source.header_text(parsed, counter).startswith("module counter #(") and source.header_text(
        parsed, counter
    ).endswith("inout wire pad\n);")
    assert parsed.module_at(COUNTER.index("genvar")) is counter
    assert parsed.module_at(0) is None
    assert parsed.module("empty") is empty


def test_old_style_ports_take_direction_and_type_from_the_body() -> None:
    text = "module m(a, b, q);\n input a;\n input [3:0] b;\n output [1:0] q;\n reg [1:0] q;\nendmodule\n"
    module = source.parse(text).modules[0]
    assert [(p.name, p.direction, p.range, p.type) for p in module.ports] == [
        ("a", "input", "", ""),
        ("b", "input", "[3:0]", ""),
        ("q", "output", "[1:0]", "reg"),
    ]
    assert module.symbols == ()


def test_offsets_count_code_points() -> None:
    text = "// Zähler für 計数 😀\r\nmodule m(input a, output q);\r\n  // é\r\n  assign q = nope;\r\nendmodule\r\n"
    assert errors(text) == [("undeclared-identifier", "nope")]
    assert text[source.parse(text).modules[0].span.start :].startswith("module m")


def test_an_expected_token_is_placed_behind_what_it_follows() -> None:
    text = "module m(input a, output q);\n  assign q = a\nendmodule\n"
    (problem,) = source.parse(text).problems
    assert problem.message == "expected ';'"
    assert problem.span == Span(text.index("a\nend"), text.index("a\nend") + 1)


def test_missing_modules_packages_and_includes_make_no_noise() -> None:
    text = """
    `include "settings.vh"
    module m import some_pkg::*; (input clk, output [W-1:0] q);
      vendor_block u (.clk(clk), .q(q));
      other_pkg::word_t word;
      assign word = `FROM_HEADER + LIMIT;
    endmodule
    """
    assert [p for p in problems(text) if p[0] != "info"] == []


def test_instances_are_checked_against_other_files() -> None:
    text = "module m(input a, output q);\n sub s (.a(a), .z(q));\nendmodule\n"
    assert errors(text) == []
    others = {"sub.v": "module sub(input a, output q); assign q = a; endmodule"}
    assert errors(text, others=others) == [("port-does-not-exist", "z")]
    # What is wrong in the other file belongs to the other file.
    others = {"sub.v": "module sub(input a, output z); assign z = a endmodule"}
    assert errors(text, others=others) == []


def test_includes_and_defines(tmp_path: Path) -> None:
    (tmp_path / "inc").mkdir()
    (tmp_path / "inc" / "width.vh").write_text('`include "deep/limit.vh"\n`define WIDTH 4\n')
    (tmp_path / "inc" / "deep").mkdir()
    (tmp_path / "inc" / "deep" / "limit.vh").write_text("`define LIMIT 3\n")
    text = '`include "width.vh"\nmodule m(output [`WIDTH-1:0] q, output r);\n assign q = `LIMIT, r = `FLAG(1);\nendmodule\n'
    parsed = source.parse(text, str(tmp_path / "m.v"), include_dirs=[tmp_path / "inc"], defines={"FLAG(x)": "x"})
    assert parsed.problems == ()
    assert parsed.modules[0].ports[0].width == 4


def test_a_problem_in_a_header_is_shown_at_its_include(tmp_path: Path) -> None:
    (tmp_path / "body.vh").write_text("wire x;\nassign x = missing_name;\n")
    text = 'module m;\n  `include "body.vh"\nendmodule\n'
    (problem,) = [p for p in source.parse(text, str(tmp_path / "m.v")).problems if p.severity is Severity.ERROR]
    assert text[problem.span.start : problem.span.end] == '`include "body.vh"'
    assert "body.vh, line 2" in problem.message and "missing_name" in problem.message


def test_headers_that_include_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.vh").write_text('`ifndef A\n`define A\n`include "b.vh"\n`endif\n')
    (tmp_path / "b.vh").write_text('`ifndef B\n`define B\n`include "a.vh"\n`endif\n')
    text = '`include "a.vh"\nmodule m; endmodule\n'
    assert source.parse(text, str(tmp_path / "m.v")).problems == ()


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_includes_of_devices_and_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.vh")
    for name in ("/dev/zero", "/dev/stdin", str(tmp_path / "pipe.vh"), "pipe.vh"):
        text = f'`include "{name}"\nmodule m; endmodule\n'
        assert [m.name for m in source.parse(text, str(tmp_path / "m.v")).modules] == ["m"]


def test_an_undefined_macro_is_one_problem() -> None:
    text = "module m(input a, output q);\n assign q = `NOPE + a;\nendmodule\n"
    assert errors(text) == [("unknown-directive", "`NOPE")]


def test_warnings_of_the_analysis() -> None:
    text = textwrap.dedent(
        """\
        module m(input clk, sel, input [1:0] d, output reg q, output reg full, output undriven);
          reg both, unused;
          wire idle;
          always @(*) if (sel) q = d[0];
          always @(*) case (d) 0: full = 1; 1: full = 0; 2: full = 1; 3: full = sel; endcase
          always @(posedge clk) both <= d[0];
          always @(posedge clk) both <= d[1] & idle & both;
        endmodule
        """
    )
    assert sorted(problems(text)) == [
        ("info", "unused-variable", "unused"),
        ("warning", "inferred-latch", "q"),
        ("warning", "multiple-drivers", "both"),
        ("warning", "undriven-net", "idle"),
        ("warning", "undriven-port", "undriven"),
    ]


def test_idioms_that_are_no_latches_and_no_second_drivers() -> None:
    text = textwrap.dedent(
        """\
        module m(input clk, en, input [3:0] d, output reg [3:0] q, output reg [1:0] part, inout bus);
          integer i;
          reg ready = 0;
          initial ready = 1;
          always @(*) begin q = 0; if (en) q = d; end
          always @(*) for (i = 0; i < 2; i = i + 1) part[i] = d[i];
          always @(posedge clk) begin ready <= 1; if (en) ready <= 0; end
          wire [1:0] two;
          assign two[0] = ready;
          assign two[1] = en;
          assign bus = two[0] ? 1'b1 : 1'bz;
          assign bus = two[1] ? 1'b0 : 1'bz;
        endmodule
        """
    )
    assert [problem for problem in problems(text) if problem[0] != "info"] == []


def test_encrypted_and_generated_texts_are_quiet() -> None:
    encrypted = "module m;\n`pragma protect begin_protected\n%$#@ garbage\n`pragma protect end_protected\nendmodule\n"
    assert source.is_encrypted(encrypted) and problems(encrypted) == []
    generated = "// Generated by the tool. Do not edit.\nmodule m(output q);\n wire idle;\nendmodule\n"
    assert source.is_generated(generated) and problems(generated) == []
    assert not source.is_encrypted(COUNTER) and not source.is_generated(COUNTER)


def test_a_file_that_is_no_text() -> None:
    assert errors("\x7fELF\x02\0\0\1") == [("not-a-text", "\0")]


@pytest.mark.parametrize(
    ("marked", "inside"),
    [
        ("assign a = b; |", False),
        ("// comm|ent", True),
        ("// comment|\nassign", True),
        ("// comment\n|assign", False),
        ("|// comment", False),
        ("/* a | b */", True),
        ("/* a */|", False),
        ("/* never | closed", True),
        ('$display("a | b");', True),
        ('$display("a // b")|;', False),
        ('"a \\" | b"', True),
        ('"open |', True),
        ('"open\n|', False),
        ("\\escaped//name | = 1;", False),
        ("a /| b", False),
        ("é // é|", True),
    ],
)
def test_in_comment_or_string(marked: str, inside: bool) -> None:
    offset = marked.index("|")
    assert source.in_comment_or_string(marked.replace("|", ""), offset) is inside


def test_keywords_depend_on_the_language() -> None:
    assert "always_ff" in source.keywords("a.sv") and "always_ff" not in source.keywords("a.v")
    assert len(source.keywords()) == 248


@pytest.mark.parametrize("path", sorted((GOLDEN / "broken").glob("*.v")), ids=lambda path: path.stem)
def test_error_count_agrees_with_parse(path: Path) -> None:
    text = path.read_text()
    found = [p for p in source.parse(text, path.name).problems if p.severity is Severity.ERROR]
    by_flow = [p for p in found if p.code == "always-without-timing-control"]
    assert source.error_count(text, path.name) == len(found) - len(by_flow)


def test_every_cut_of_a_real_file_is_read() -> None:
    for end in range(0, len(COUNTER), 7):
        parsed = source.parse(COUNTER[:end])
        assert all(0 <= p.span.start <= p.span.end <= end for p in parsed.problems)


PIECES = [
    *"()[]{};:,.#@=<>`\"'\\ \n\r\té😀\x0c\ud800",
    "module ",
    "endmodule ",
    "input ",
    "m ",
    "begin ",
    "end ",
    "case ",
]
PIECES += ["if ", "always @(*) ", "assign ", "`define ", "`include ", "`ifdef ", "8'h", "function ", "//", "/*", "*/"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_text_raises(text: str) -> None:
    for problem in source.parse(text).problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    for offset in range(0, len(text), 5):
        source.in_comment_or_string(text, offset)


def test_ten_thousand_lines_and_hostile_texts_end_soon() -> None:
    lines = "".join(f"  wire [7:0] n{i}; assign n{i} = {{8{{a}}}} ^ 8'd{i % 256};\n" for i in range(10_000))
    hostile = [
        f"module m(input a);\n{lines}endmodule\n",
        "module m; m a(); m b(); endmodule",
        "module m; genvar i, j; for (i = 0; i < 1000000; i = i + 1) for (j = 0; j < 1000000; j = j + 1) wire x; endmodule",
        "module m; function integer f(input integer n); begin f = 0; while (1) f = f + 1; end endfunction wire [f(1):0] x; endmodule",
        "module m; reg [7:0] x [0:2147483646]; wire [2147483646:0] y; endmodule",
        "`define A `A `A\nmodule m; `A endmodule",
        "module m; assign x = " + "(" * 20_000 + "1;",
    ]
    for text in hostile:
        start = time.process_time()
        source.parse(text)
        assert time.process_time() - start < 5
