import pytest

from verimentor.verilog.truncation import truncates


@pytest.mark.parametrize(
    ("body", "loses"),
    [
        ("output y); assign y = a & 8'h0f;", True),
        ("output [7:0] y); assign y = a & 8'h0f;", False),
        ("output reg [7:0] y, output reg z); always @* begin y = a + 1; z = a == 0; end", False),
        ("output y); assign y = ;", False),
    ],
)
def test_bits_that_get_lost(body: str, loses: bool) -> None:
    assert truncates(f"module m(input [7:0] a, {body}\nendmodule\n") == loses
