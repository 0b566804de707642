import pytest

from verimentor.completion.deduced.repetitions import repetitions

HEAD = "module m(input clk, input [1:0] a, b, output reg [1:0] qa, qb, output reg va, vb);\n"


def block(x: str, last: str) -> str:
    return f"""  always @(posedge clk) begin
    if ({x}[0]) begin
      v{x} <= 1'b1;
      q{x} <= {x} + 2'd1; // one more
      {last}
    end
  end
"""


@pytest.mark.parametrize(("again", "expected"), [("b", "qb[0] <= vb;"), ("a", "qa[0] <= va;")])
def test_what_was_said_is_said_again_or_of_the_next(here, again, expected):
    assert repetitions(here(HEAD + block("a", "qa[0] <= va;") + block(again, "^") + "endmodule\n")) == [expected]


@pytest.mark.parametrize(
    "code",
    [
        "  assign x = 1;\n  ^\n",
        "  assign x0 = 1;\n  assign x1 = 1;\n  assign x2 = 1;\n  assign x3 = 1;\n  assign x4 = 1;\n  ^\n",  # said above
        block("a", "qa <= unknown_a;") + block("b", "^"),  # no such name
        "".join(f"  assign x[8'h{n:x}] = 8'h{(n * 7) % 16:x};\n" for n in range(14)) + "  ^\n",  # a table
        "  m u(\n    .a(a),\n    .b(b),\n    ^\n  );\n",
    ],
)
def test_nothing_new_nothing_unknown(here, code):
    assert repetitions(here(HEAD + code + "endmodule\n")) == []


def test_what_stands_below_already_is_not_said_again(here):
    text = HEAD + block("a", "qa[0] <= va;") + block("b", "^\n      qb[0] <= vb;")
    assert repetitions(here(text + "endmodule\n")) == []
