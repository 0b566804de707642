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
        ("  wire [2:0] t0; assign y[0] = |t;\n", "wire [2:0] t;"),  # one that differs in its number
        ("  logic z; always @(posedge clk) t <= a + 1;\n", "logic [7:0] t;"),
    ],
)
def test_a_name_is_declared_as_it_is_used(here, rest, expected):
    assert declarations(here(HEAD + "  ^\n" + rest + "endmodule\n", SUB))[0] == expected


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("  reg  [7:0] r;\n  wire       w;\n  ^", "reg  [7:0] t;"),
        ("  wire [31 : 0] w;\n  ^", "reg [7 : 0] t;"),
        ("  ^\n  reg  [ 15:0]  r;\n  wire          w;", "reg  [  7:0]  t;"),
        ("  logic x, z;\n  ^", "logic [7:0] t;"),
    ],
)
def test_in_the_columns_of_those_around(here, around, expected):
    text = f"{HEAD}{around}\n  always @(posedge clk) t <= a;\nendmodule\n"
    assert declarations(here(text))[0] == expected


def test_nets_are_logic_where_most_are(here):
    assert (
        declarations(here(HEAD + "  logic x;\n  ^\n  sub s(.q(t), .ok(x));\nendmodule\n", SUB))[0] == "logic [3:0] t;"
    )


def test_a_width_that_parameters_say_is_for_the_user_to_say(here):
    other = "module sub #(parameter W = 8) (input [W-1:0] d); endmodule\n"
    assert declarations(here(HEAD + "  ^\n  sub #(.W(4)) s(.d(t));\nendmodule\n", other)) == []


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
