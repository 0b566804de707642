import pytest

from verimentor.completion.deduced.declarations import declarations

SUB = "module sub(input [7:0] d, output [3:0] q, output ok); endmodule\n"
HEAD = "module m(input clk, input [7:0] a, output [7:0] y);\n"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("  always @(posedge clk) t <= 8'd3;\n", "reg [7:0] t;"),  # a sized number
        ("  always @(posedge clk) t <= a + 1;\n", "reg [7:0] t;"),  # another signal
        ("  always @(posedge clk) t <= 1'b1;\n", "reg t;"),
        ("  always @* begin t = a[0]; end\n", "reg t;"),
        ("  assign y = t & a;\n", "wire [7:0] t;"),
        ("  sub s(.q(t));\n", "wire [3:0] t;"),  # a port
        ("  sub s(.ok(t));\n", "wire t;"),
        ("  assign y = {8{t[5]}};\n", "wire [5:0] t;"),  # an index
        ("  always @(posedge clk) if (t <= 8'd3) y <= 0;\n", "wire [7:0] t;"),  # compared, not assigned
        ("  logic z; always @(posedge clk) t <= a + 1;\n", "logic [7:0] t;"),
    ],
)
def test_a_name_is_declared_as_it_is_used(here, rest, expected):
    assert declarations(here(HEAD + "  ^\n" + rest + "endmodule\n", SUB))[0] == expected


def test_several_names_in_order_of_use_then_the_first_alone(here):
    text = HEAD + "  ^\n  always @(posedge clk) begin u <= a + 1; v <= u; end\nendmodule\n"
    assert declarations(here(text)) == ["reg [7:0] u;\n  reg v;", "reg [7:0] u;"]


def test_a_counter_of_a_loop(here):
    text = (
        HEAD
        + "  ^\n  generate for (i = 0; i < 8; i = i + 1) begin : g assign y[i] = a[i]; end endgenerate\nendmodule\n"
    )
    assert declarations(here(text)) == ["genvar i;", "integer i;"]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "  ^\n  assign y = a;\nendmodule\n",  # nothing is missing
        HEAD + "  always @(posedge clk) begin\n    ^\n    t <= a;\n  end\nendmodule\n",  # inside of a block
        HEAD + "  sub s(\n    ^\n  );\n  assign y = t;\nendmodule\n",  # inside of a list
        HEAD + "  ^\n  assign y = WIDTH;\nendmodule\n",  # a constant
        HEAD
        + "  ^\n"
        + "".join(f"  assign y[{i}] = n{i} + 1;\n" for i in range(9))
        + "endmodule\n",  # an include is missing
        "^\n",
    ],
)
def test_elsewhere_nothing(here, text):
    assert declarations(here(text, SUB)) == []
