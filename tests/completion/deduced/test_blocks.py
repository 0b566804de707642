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
