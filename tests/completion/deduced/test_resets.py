from verimentor.completion.deduced.resets import resets

HEAD = "module m(input clk, input rst, output reg [7:0] q);\n  reg busy; reg [W-1:0] n; reg [1:0] state; reg [7:0] mem [3:0];\n"


def block(reset: str, rest: str) -> str:
    return (
        f"{HEAD}  always @(posedge clk)\n    if (rst) begin\n{reset}\n    end else begin\n{rest}\n    end\nendmodule\n"
    )


def test_what_the_block_assigns_is_set_to_zero_in_its_width(here):
    text = block("      ^", "      q <= q + 1; busy <= 1'b1; n <= n - 1; mem[0] <= q;")
    assert resets(here(text)) == [
        "q <= 8'd0;\n      busy <= 1'b0;\n      n <= {W{1'b0}};",
        "q <= 8'd0;",
    ]


def test_what_is_reset_already_is_left_out(here):
    assert resets(here(block("      q <= 8'h00;\n      ^", "      q <= q + 1; busy <= 1;"))) == ["busy <= 1'b0;"]
    assert resets(here(block("      q <= 0;\n      ^", "      q <= q + 1;"))) == []


def test_what_the_reset_sets_below_is_left_out(here):
    assert resets(here(block("      ^\n      q <= 0;", "      q <= q + 1; busy <= 1;")))[0] == "busy <= 0;"


def test_blanks_are_those_of_the_assignments_above(here):
    rest = "      q <= q + 1; busy <= 1; n <= n + 1; state <= 1;"
    aligned = "      busy  <= 0;\n      state <= 0;\n      ^"
    assert resets(here(block(aligned, rest)))[0] == "q     <= 0;\n      n     <= 0;"
    assert resets(here(block("      busy <=0;\n      ^", rest)))[0].startswith("q <=0;")


def test_a_value_that_is_said_already(here):
    text = (
        HEAD
        + "  always @(posedge clk, posedge rst)\n    if (rst)\n      q <= ^\n    else if (busy)\n      q <= 8'h00;\n"
    )
    assert resets(here(text + "endmodule\n")) == ["8'h00;"]
    text = (
        HEAD + "  parameter RESET_VALUE = 8'd7;\n  always @(posedge clk)\n    if (rst) begin\n      q <= ^\nendmodule\n"
    )
    assert resets(here(text)) == ["RESET_VALUE;"]


def test_zero_is_written_as_elsewhere_in_the_file(here):
    assert resets(here(block("      q <= 0;\n      ^", "      q <= q + 1; n <= n + 1;"))) == ["n <= 0;"]
    assert resets(here(block("      busy <= 1'b0;\n      ^", "      busy <= 1; q <= 1;"))) == ["q <= 8'b0;"]


def test_a_state_is_set_to_the_first_of_its_case(here):
    text = block("      ^", "      case (state) IDLE: state <= RUN; RUN: state <= IDLE; endcase")
    assert resets(here(text)) == ["state <= IDLE;"]


def test_a_block_written_from_top_to_bottom_resets_what_nothing_assigns_yet(here):
    text = HEAD + "  always @(posedge clk) begin\n    if (rst) begin\n      ^\nendmodule\n"
    assert resets(here(text))[0].startswith("busy <= 1'b0;\n      n <= {W{1'b0}};\n      state <= 2'd0;")


def test_one_by_one_in_the_width_of_each(here):
    text = HEAD + "  localparam A = 2'd0, B = 2'd1;\n  always @(posedge clk) begin\n    if (rst) begin\n"
    assert resets(here(text + "      q <= ^\nendmodule\n")) == ["8'd0;"]
    assert resets(here(text + "      q <= 8'd0;\n      state <= ^;\nendmodule\n")) == ["A"]
    assert resets(here(text + "      unknown <= ^\nendmodule\n")) == []


def test_members_of_a_bundle(here):
    assert resets(here(block("      ^", "      out.valid <= 1; out.data <= q;"))) == [
        "out.valid <= 0;\n      out.data <= 0;",
        "out.valid <= 0;",
    ]


def test_elsewhere_nothing(here):
    assert resets(here(HEAD + "  always @(posedge clk)\n    if (busy) begin\n      ^\n    end\nendmodule\n")) == []
    assert resets(here(HEAD + "  always @(*)\n    if (rst) begin\n      ^\n      q = 1;\n    end\nendmodule\n")) == []
    assert resets(here(block("      q <= q^;", "      q <= 1;"))) == []
    assert resets(here(HEAD + "  always @(posedge clk) begin\n    busy <= ^\nendmodule\n")) == []
