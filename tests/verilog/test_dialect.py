"""Forms that slang takes and the Icarus installed here does not, and their neighbours, which both take."""

import pytest

from verimentor.verilog import icarus
from verimentor.verilog.boundary import boundary
from verimentor.verilog.objection import opinion

HEAD = "module m(input clk, input [3:0] a, b, output reg [3:0] q, output w);\n"
REST = "assign w = clk; always @* q = a;\nendmodule\n"
MEMORY = "reg [3:0] words [0:3];\n"


def objections(text: str) -> list[str]:
    at = boundary(text)
    assert at is not None
    return [objection.message for objection in opinion(text, at).objections]


@pytest.mark.parametrize(
    "text",
    [
        "module m(input clk, [1:0] a, output w); assign w = clk;\nendmodule\n",
        "module m(input clk, reg a, output w); assign w = clk;\nendmodule\n",
        "module m(input reg clk, output w); assign w = clk;\nendmodule\n",
        "module m(input clk = 0, output w); assign w = clk;\nendmodule\n",
        "module m(input clk, output w,); assign w = clk;\nendmodule\n",
        HEAD + "wire [3:0] t = {a, b}[3:0];\n" + REST,
        HEAD + "wire t = $signed(a)[0];\n" + REST,
        HEAD + "wire t = clk[0];\n" + REST,
        HEAD + "wire t = a inside {1, 2};\n" + REST,
        HEAD + "wire [3:0] t = {<<{a}};\n" + REST,
        HEAD + "let f(x) = x + 1;\n" + REST,
        HEAD + "always @(posedge clk) begin automatic int i = 0; end\n" + REST,
        HEAD + "localparam [3:0] T [0:3] = '{1, 2, 3, 4};\n" + REST,
        HEAD + MEMORY + "always @(posedge clk) words <= '{default: 0};\n" + REST,
        HEAD + MEMORY + "always @(posedge clk) begin words <= {a, a, a, a}; end\n" + REST,
    ],
)
def test_what_icarus_would_refuse_is_objected_to(text: str) -> None:
    assert not icarus.compile_text(text).ok
    assert objections(text)


@pytest.mark.parametrize("end", ["; ;", "assign w = clk; ; ", "always @* begin q = a; end; ", "// said ;\n;"])
def test_a_semicolon_alone_is_no_item_of_a_module(end: str) -> None:
    assert not icarus.compile_text(f"{HEAD}{end}endmodule\n").ok
    assert objections(HEAD + end)


@pytest.mark.parametrize(
    "end",
    [
        "cell_a (.a(clk), .y(w));",
        "cell_a #(.N(2)) (.a(clk), .y(w));",
        "w = clk;",
        "q[0] <= clk;",
        "wire t, u = clk;",
        "wire [3:0] t = {a[0], b[1]}, u;",
        "always @* begin q = a; idle: q = b;",
        "always @* begin if (clk) q = a; idle: begin ",
        "always @* begin begin q = a; end idle: q = b;",
    ],
)
def test_a_statement_that_icarus_would_refuse(end: str) -> None:
    """Told at once, and not only when the module is whole."""
    at = boundary(HEAD + end)
    assert at is not None and not icarus.compile_text(HEAD + end + at.closing).ok
    assert objections(HEAD + end)


@pytest.mark.parametrize(
    "end",
    [
        "and (w, clk, a[0]);",
        "assign w = clk; wire t = a[0], u = {a[1], b[1]}; wire x, y;",
        "reg t, u = 0;",
        "task t; input x; q = x; endtask always @* begin t (clk);",
        "always @* begin case (a) 0: q = 1; 2: q = b; default: q = 3;",
        "localparam A = 0; always @* begin case (a) A: q = 1; A + 1: begin ",
        "always @* begin case (a) 0: begin q = 1; end 2: if (clk) begin q = 2; ",
        "always @* begin : named q = a ? b : 0;",
        "generate if (1) begin : named wire t; end endgenerate ",
        "endpoint u(.a(clk));",
    ],
)
def test_a_statement_that_is_left_alone(end: str) -> None:
    assert not objections(HEAD + end)


@pytest.mark.parametrize(
    "text",
    [
        "module m(input clk, a, output reg q = 0, output w); assign w = clk; always @* q = a;\nendmodule\n",
        "module m #(parameter W = 1, X = 2)(input wire [W-1:0] a, output w); assign w = a[0];\nendmodule\n",
        HEAD + "function automatic [3:0] f(input reg [3:0] x); f = x; endfunction\n" + REST,
        HEAD + "// '{ and inside, break; {<<\n" + REST,
        HEAD + "wire [1:0] t = {a[0], b[0]}; wire [3:0] u = {4{a[3]}};\n" + REST,
        HEAD + MEMORY + "always @(posedge clk) begin words[a] <= b; if (words[a] <= b) ; end\n" + REST,
        HEAD + MEMORY + "wire [3:0] t = words[a]; wire u = words[b][2];\n" + REST,
        HEAD + "assign w = clk; always @* begin case (a) 0: q = 1; default: ; endcase; q = b; end\nendmodule\n",
    ],
)
def test_what_both_take_is_left_alone(text: str) -> None:
    assert icarus.compile_text(text).ok
    assert not objections(text)
