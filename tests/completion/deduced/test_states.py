import pytest

from verimentor.completion.deduced.states import states

HEAD = """module m(input clk, input go, output reg busy);
  localparam LIMIT = 8'd9;
  localparam IDLE = 2'd0, RUN = 2'd1;
  localparam STOP = 2'd2;
  reg [1:0] state;
  always @(posedge clk)
    case (state)
"""


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("      ^", "IDLE: begin"),
        ("      IDLE: begin if (go) state <= RUN; end\n      ^", "RUN: begin"),
        (
            "      IDLE: state <= RUN;\n      RUN: state <= STOP;\n      STOP: state <= IDLE;\n      ^",
            "default: state <= IDLE;",
        ),
        ("      ^\n      RUN: state <= STOP;\n      STOP: state <= IDLE;", "IDLE: begin"),  # of those not below
        ("      IDLE: begin\n        state <= ^", "RUN;"),
        ("      STOP: begin\n        state <= ^", "IDLE;"),  # round
        ("      IDLE: begin\n        state <= R^;", "UN"),
        ("      IDLE: if (go) begin\n        busy <= 1;\n        state <= ^", "RUN;"),
    ],
)
def test_a_machine_goes_on(here, items, expected):
    assert states(here(HEAD + items + "\n    endcase\nendmodule\n"))[0] == expected


def test_items_go_on_behind_the_last_one_as_it_is_written(here):
    assert states(here(HEAD + "      RUN :\n        begin\n        end\n      ^\n    endcase\nendmodule\n"))[0] == (
        "STOP :\n        begin"
    )
    assert states(here(HEAD + "      STOP: begin\n      end\n      ^\n    endcase\nendmodule\n")) == []


def test_no_default_where_the_cases_above_have_none(here):
    items = "      IDLE: ;\n      RUN: ;\n      STOP: ;\n"
    code = HEAD + items + "    endcase\n  always @(posedge clk)\n    case (state)\n" + items + "      ^\n"
    assert states(here(code + "    endcase\nendmodule\n")) == []


def test_an_item_between_others_is_closed(here):
    found = states(here(HEAD + "      ^\n      RUN: ;\n      STOP: ;\n    endcase\nendmodule\n"))
    assert found == ["IDLE: begin", "IDLE: begin\n      end"]


@pytest.mark.parametrize(
    "items",
    [
        "      IDLE: begin\n        ^",  # inside of an item
        "      IDLE: begin\n        busy <= ^",  # no state
        "      IDLE: ;\n      RUN: ;\n      STOP: ;\n      default: ;\n      ^",  # all there
        "      IDLE: begin\n        state <= X^",
    ],
)
def test_elsewhere_nothing(here, items):
    assert states(here(HEAD + items + "\n    endcase\nendmodule\n")) == []


def test_a_case_of_numbers_has_no_states(here):
    text = "module m(input [1:0] s, output reg y);\n  always @* case (s)\n    ^\n  endcase\nendmodule\n"
    assert states(here(text)) == []


def test_an_enumeration(here):
    text = """module m(input clk);
  typedef enum logic [1:0] {A, B, C} state_t;
  state_t state;
  always_ff @(posedge clk) case (state)
    A: begin
      state <= ^
    end
  endcase
endmodule
"""
    assert states(here(text)) == ["B;"]
