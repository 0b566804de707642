import pytest

from verimentor.completion.deduced.parallels import parallels

HEAD = "module m(input clk, input [3:0] rd_next, wr_next, output reg [3:0] rd_reg, wr_reg, output reg on, off);\n"


@pytest.mark.parametrize(
    ("above", "line", "expected"),
    [
        ("rd_reg <= rd_next;", "wr_reg <= ^", "wr_next;"),
        ("rd_reg <= rd_next; // a comment", "wr_reg <= wr^", "_next;"),
        ("rd_reg <= rd_next;", "wr_reg ^", "<= wr_next;"),
        ("rd_reg <= 0;\n      wr_reg <= 0;", "rd_next <= ^", "0;"),  # two that say the same
        ("assign rd_reg[1] = rd_next[1] & on;", "assign wr_reg[2] = ^", "wr_next[2] & on;"),
    ],
)
def test_a_line_goes_on_as_the_one_above(here, above, line, expected):
    text = f"{HEAD}  always @(posedge clk) begin\n      {above}\n      {line}\n  end\nendmodule\n"
    assert parallels(here(text)) == [expected]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("rd_reg <= 0;", "wr_reg <= ^"),  # one alone says nothing
        ("rd_reg <= 0;\n      wr_reg <= 0;", "on <= ^"),  # one bit
        ("rd_reg <= rd_next;", "on <= ^"),  # no such name
        ("rd_reg <= rd_next;\n    end else begin", "wr_reg <= ^"),  # another block
        ("rd_reg[1] <= rd_next[1:0];", "rd_reg[2] <= ^"),  # numbers do not count alike
        ("rd_reg <= rd_next;", "wr_reg <= ^ 1;"),
        ("rd_reg <= rd_next;\n      wr_reg <= wr_next;", "rd_reg <= ^"),
        (".rd_reg(rd_next),", ".wr_reg(^"),  # a port's connection
    ],
)
def test_nothing_where_they_differ(here, above, line):
    text = f"{HEAD}  always @(posedge clk) begin\n      {above}\n      {line}\n  end\nendmodule\n"
    assert parallels(here(text)) == []
