import pytest

from verimentor.completion.deduced.connections import connections

UART = "module uart_tx(input clk, input rst, input [7:0] data, output busy, output tx); endmodule\n"
TOP = "module top(input clk, input rst, input [7:0] data, output tx);\n  wire tx_busy;\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("  uart_tx u(.clk(^));\n", "clk"),  # of the same name
        ("  uart_tx u(.clk(clk), .rst(rst), .data(data), .busy(tx_busy), .tx(^\n", "tx)\n  );"),  # the last one
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
        "  foo f(.zap({data,\n    rst}));\n  uart_tx u(.zap(^));\n",  # a list of several lines is its own
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


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "  uart_tx u (\n    .clk(^\n",
            "clk),\n    .rst(rst),\n    .data(data),\n    .busy(tx_busy),\n    .tx(tx)\n  );",
        ),
        ("  uart_tx u (\n    .clk(clk),\n    .data(data),\n    ^\n", ".busy(tx_busy),\n    .tx(tx)\n  );"),  # in order
        (
            "  uart_tx u (\n    .clk(clk),\n    .rst(rst),\n    .data(data),\n    .tx(tx),\n    ^\n",
            ".busy(tx_busy)\n  );",
        ),
        ("  foo f(.a(clk) );\n  uart_tx u (.data(data), .busy(tx_busy),\n    ^\n", ".tx(tx) );"),
    ],
)
def test_an_instance_typed_from_top_to_bottom_is_brought_to_its_end(here, code, expected):
    assert connections(here(TOP + code + "endmodule\n", UART))[0] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "    .clk  ( clk  ),\n    .rst  ( rst  ),\n    ^",
            ".data ( data ),\n    .busy ( tx_busy ),\n    .tx   ( tx   )",
        ),
        ("    .clk(clk),\n    .rst(^", "rst),\n    .data(data),\n    .busy(tx_busy),\n    .tx(tx)"),
        ("    .clk  ( clk  ),\n    .rst  ( rst  ),\n    .tx   (^\n    .data ( data ),", " tx   ),"),
        ("    .clk,\n    .rst,\n    ^", ".data,\n    .busy(tx_busy),\n    .tx"),
        ("    .clk(clk)\n    ,.rst(rst)\n    ^", ",.data(data)\n    ,.busy(tx_busy)\n    ,.tx(tx)"),
    ],
)
def test_laid_out_as_the_connections_above(here, said, expected):
    found = connections(here(TOP + f"  uart_tx u (\n{said}\nendmodule\n", UART))[0]
    assert found.removesuffix("\n  );") == expected


TWO = "module ram(input clk, input [3:0] addr, input en, output [7:0] q); endmodule\n"
PAIR = "module top(input clk, input [3:0] a_addr, b_addr, input a_en, b_en, output [7:0] a_q, b_q, output [1:0] y);\n"


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ("  ram ram_b (.clk(clk), .addr(b_addr), .en(^", "b_en), .q(b_q));"),
        ("  ram ram_b (.clk(clk), .addr(^));", "b_addr"),
        ("  ram other (.clk(clk), .addr(b_addr), .en(^));", "b_en"),  # exchanged in the connection before
    ],
)
def test_as_in_the_instance_before_with_the_names_exchanged(here, mine, expected):
    one = "  ram ram_a (.clk(clk), .addr(a_addr), .en(a_en), .q(a_q));\n"
    found = connections(here(PAIR + one + mine + "\nendmodule\n", TWO))[0]
    assert found.replace(",\n  ", ", ") == expected


def test_an_output_is_not_connected_to_an_input_nor_twice(here):
    head = "module top(input valid, output out_ready);\n  wire ready;\n"
    other = "module fifo(output valid, output in_ready, output ready); endmodule\n"
    assert connections(here(head + "  fifo f(.valid(^));\nendmodule\n", other)) == []
    assert connections(here(head + "  fifo f(.ready(ready), .in_ready(^));\nendmodule\n", other)) == []
