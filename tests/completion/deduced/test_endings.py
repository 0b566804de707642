import pytest

from verimentor.completion.deduced.endings import endings

HEAD = "module m(input clk, input rst, output reg [1:0] q);\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("  always @(posedge clk) begin\n    q <= q + 1;\n  ^\n", "end"),
        ("  always @(posedge clk)\n  begin\n    if (rst) begin\n      q <= 0;\n    end\n  ^\n", "end"),
        ("  always @(posedge clk)\n    case (q)\n      0: q <= 1;\n      1: begin\n      end\n    ^\n", "endcase"),
        ("  function f;\n    input a;\n    f = a;\n  ^\n", "endfunction"),
        ("  generate\n    if (1) begin : g\n    end\n  ^\n", "endgenerate"),
        ("  m u (\n    .clk(clk),\n    .rst(rst)\n  ^\n", ");"),
    ],
)
def test_what_is_open_is_closed_in_its_column(here, code, expected):
    assert endings(here(HEAD + code)) == [expected]


def test_a_header_and_a_module_end(here):
    assert endings(here("module n (\n  input a,\n  output b\n^\n")) == [");"]
    assert endings(here(HEAD + "  assign x = 1;\n^\n")) == ["endmodule"]
    assert endings(here(HEAD + "  assign x = 1;\n^\nendmodule\n")) == []


def test_a_question_that_usually_has_an_else(here):
    once = "  always @(posedge clk) begin\n    if (rst) begin\n      q <= 0;\n    {}\n"
    code = HEAD + once.format("end else begin\n      q <= 1;\n    end\n  end") + once.format("^")
    assert endings(here(code)) == ["end else begin"]
    code = HEAD + once.format("end\n    q[1] <= 1;\n  end") + once.format("^")
    assert endings(here(code)) == ["end"]


@pytest.mark.parametrize(
    "code",
    [
        "  always @(posedge clk) begin\n    ^\n",  # deeper
        "  always @(posedge clk) begin\n  ^\n",  # empty
        "  always @(posedge clk) begin\n  q <= 1;\n  ^\n",  # all in one column
        "  always @(posedge clk) begin\n    q <=\n  ^\n",  # a statement is open
        "  always @(posedge clk) begin\n    q <= 1;\n  ^\n  end\n",  # closed below
        "  m u (\n    .clk(clk),\n  ^\n",  # another port follows
        "  assign q = (\n    clk\n  ^\n",  # no list
    ],
)
def test_nothing_elsewhere(here, code):
    assert endings(here(HEAD + code + "endmodule\n")) == []
