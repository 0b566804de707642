import pytest

from verimentor.completion.deduced.sequences import sequences

HEAD = "module m(input [7:0] a, output [7:0] y);\n  localparam IDLE = 0, RUN = 1, STOP = 2;\n"


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("assign y[0] = a[7];", "assign y[1] = a[6];", "assign y[2] = a[5];"),
        (".d0(x0), .q0(y0),", ".d1(x1), .q1(y1),", ".d2(x2), .q2(y2),"),
        ("4'h8: z = 3'b001;", "4'h9: z = 3'b010;", "4'ha: z = 3'b011;"),
        ("8'd08: z = 1;", "8'd09: z = 2;", "8'd10: z = 3;"),
        ("IDLE: z = 0;", "RUN: z = 1;", "STOP: z = 2;"),
        ("r00 <= r01;", "r01 <= r02;", "r02 <= r03;"),
    ],
)
def test_lines_that_count_on(here, first, second, third):
    assert sequences(here(f"{HEAD}  {first}\n  {second}\n  ^\nendmodule\n")) == [third]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("assign y[0] = a[7];", "assign y[0] = a[7];"),  # the same
        ("assign y[0] = a;", "assign z[1] = a;"),  # another name
        ("42: k = 32'hc24b8b70;", "43: k = 32'hc76c51a3;"),  # a table
        ("assign y[1] = 0;", "assign y[0] = 0;"),  # nothing is below zero
        ("2'd2: z = 0;", "2'd3: z = 1;"),  # no more values
        ('0: s = "a";', '1: s = "b";'),
        ("assign y[0] = a;", "  assign y[1] = a;"),  # deeper
    ],
)
def test_nothing_where_they_do_not(here, first, second):
    assert sequences(here(f"{HEAD}  {first}\n  {second}\n  ^\nendmodule\n")) == []


def test_a_line_that_stands_below_already_is_not_repeated(here):
    text = f"{HEAD}  assign y[0] = a;\n  assign y[1] = a;\n  ^\n  assign y[2] = a;\nendmodule\n"
    assert sequences(here(text)) == []


@pytest.mark.parametrize(
    ("above", "line", "expected"),
    [
        ("localparam A = 2'd0;", "localparam B = ^", ["2'd1;"]),
        ("localparam A = 3'd1;\n  localparam B = 3'd2;", "localparam C = ^", ["3'd3;"]),
        ("localparam A = 0;\n  localparam B = 1;", "localparam C = ^", ["2;"]),
        ("localparam A = 8'd77;", "localparam B = ^", []),  # who knows
        ("wire x;", "localparam B = ^", []),
    ],
)
def test_constants_count_on(here, above, line, expected):
    assert sequences(here(f"module m;\n  {above}\n  {line}\nendmodule\n")) == expected
