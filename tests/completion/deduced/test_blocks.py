import pytest

from verimentor.completion.deduced.blocks import blocks

HEAD = "module m(input clk, input rst_n, output reg q);\n"
ONE = "  always @(posedge clk or negedge rst_n) begin\n    if (!rst_n) begin\n      q <= 0;\n    end\n  end\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (ONE + "  always^\n", " @(posedge clk or negedge rst_n) begin"),
        (ONE + "  always ^\n", "@(posedge clk or negedge rst_n) begin"),
        (ONE + "  always @(^\n", "posedge clk or negedge rst_n) begin"),
        (ONE + "  always_ff @(^)\n", "posedge clk or negedge rst_n"),
        ("  always @^\n", "(posedge clk) begin"),  # the only clock there is
        ("  always @(posedge clk)\n    q <= 1;\n  always @(^\n", "posedge clk)"),  # most have no begin
        ("  always @(posedge clk)\n    if (!rst_n) q <= 0;\n  always @(posedge clk)\n    ^\n", "if (!rst_n)"),
        (ONE + "  always @(posedge clk or negedge rst_n) begin\n    ^\n  end\n", "if (!rst_n) begin"),
    ],
)
def test_as_the_other_blocks_begin(here, code, expected):
    assert blocks(here(HEAD + code + "endmodule\n")) == [expected]


@pytest.mark.parametrize(
    "code", ["  always @(*^\n", "  always @(posedge clk) begin\n    ^\n  end\n", "  assign q = ^\n", "  q ^\n"]
)
def test_elsewhere_nothing(here, code):
    assert blocks(here(HEAD + code + "endmodule\n")) == []


def test_a_module_without_clocked_blocks_looks_at_the_others_of_its_file(here):
    other = "module o(input c, output reg q);\n  always @ (posedge c)\n    q <= 1;\nendmodule\n"
    assert blocks(here(other + HEAD + "  always^\nendmodule\n")) == [" @ (posedge clk)"]
