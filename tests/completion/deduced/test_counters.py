import pytest

from verimentor.completion.deduced.counters import counters

HEAD = "module m(input clk, input go, output reg [3:0] n);\n  always @(posedge clk)\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("    if (n == 4'd9) n <= 4'd0;\n    else n <= ^", "n + 1'b1;"),
        ("    if (n == 9) begin\n      n <= 0;\n    end else begin\n      n <= ^", "n + 1'b1;"),
        ("    if (n == 9) begin n <= 0; if (go) n <= 1; end else\n      n <= ^;", "n + 1'b1"),
        ("    if (n == 0) n <= 4'd9;\n    else n <= ^", "n - 1'b1;"),
        ("    if (n == 0) n <= 4'd9;\n    else n <= ^\n  always @(posedge clk) x <= x + 1;", "n - 1;"),  # as elsewhere
    ],
)
def test_a_counter_goes_on(here, code, expected):
    assert counters(here(HEAD + code + "\nendmodule\n")) == [expected]


@pytest.mark.parametrize(
    "code",
    [
        "    if (go) n <= 4'd0;\n    else n <= ^",  # the question is another
        "    if (n == 9) n <= 0;\n    n <= ^",  # no else
        "    if (n == 9) x <= 0;\n    else n <= ^",
        "    if (n == 9) n <= 0;\n    else begin x <= 1; n <= ^",
    ],
)
def test_nothing_where_nothing_counts(here, code):
    assert counters(here(HEAD + code + "\nendmodule\n")) == []
