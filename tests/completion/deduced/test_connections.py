import pytest

from verimentor.completion.deduced.connections import connections

UART = "module uart_tx(input clk, input rst, input [7:0] data, output busy, output tx); endmodule\n"
TOP = "module top(input clk, input rst, input [7:0] data, output tx);\n  wire tx_busy;\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("  uart_tx u(.clk(^));\n", "clk"),  # of the same name
        ("  uart_tx u(.clk(^\n", "clk)"),
        ("  uart_tx u(.clk(c^));\n", "lk"),  # goes on with what was typed
        ("  uart_tx u(.clk(^\n    .rst(rst));\n", "clk),"),
        ("  wire u_tx_busy;\n  uart_tx u_tx(.busy(^));\n", "u_tx_busy"),  # called after its instance
        ("  uart_tx a(.zap(data)); uart_tx b(.zap(data)); uart_tx c(.zap(^));\n", "data"),  # as everywhere else
        ("  uart_tx u(.i_data(^));\n", "data"),  # but for its direction
        ("  uart_tx u(.busy(^));\n", "tx_busy"),  # the only longer name
    ],
)
def test_the_signal_for_a_port(here, code, expected):
    assert connections(here(TOP + code + "endmodule\n", UART))[0] == expected


@pytest.mark.parametrize(
    "code",
    [
        "  uart_tx u(.nothing_like_it(^));\n",
        "  assign x = f(^);\n",
        "  uart_tx u(.clk(clk));\n  ^\n",
        "  uart_tx u(.clk(q^));\n",  # nothing begins so
    ],
)
def test_nothing_where_nothing_is_decided(here, code):
    assert connections(here(TOP + code + "endmodule\n", UART)) == []


def test_all_ports_that_are_left(here):
    code = "  uart_tx u (\n    .clk(clk),\n    ^\n  );\n"
    assert connections(here(TOP + code + "endmodule\n", UART)) == [
        ".rst(rst),\n    .data(data),\n    .busy(tx_busy),\n    .tx(tx)"
    ]


def test_ports_below_are_not_connected_twice(here):
    code = "  uart_tx u (\n    ^\n    .data(data), .busy(), .tx(tx));\n"
    assert connections(here(TOP + code + "endmodule\n", UART)) == [".clk(clk),\n    .rst(rst),"]


def test_columns_are_kept(here):
    code = "  uart_tx u (\n    .clk  (clk),\n    ^\n  );\n"
    assert connections(here(TOP + code + "endmodule\n", UART))[0].startswith(".rst  (rst),\n    .data (data),")


def test_a_list_of_gaps_is_not_offered(here):
    other = "module pll(input refclk, output c0, output c1, output locked); endmodule\n"
    assert connections(here(TOP + "  pll p (\n    ^\n  );\nendmodule\n", other)) == []


def test_an_instance_with_parameters(here):
    code = "  uart_tx #(.A(1), .B(f(2))) u (\n    .clk(^)\n  );\n"
    assert connections(here(TOP + code + "endmodule\n", UART)) == ["clk"]
