import pytest

from verimentor.claims import unmet
from verimentor.verilog.source import parse

XOR3 = "input a, input b, input c, output y"
SHIFT = "input clk, input rst, input din, output reg [31:0] q"


@pytest.mark.parametrize(
    ("spec", "ports", "expected"),
    [
        ("a three input xor", XOR3, ()),
        ("a 3-input XOR gate", XOR3, ()),
        ("a four input nor", XOR3, ("3 inputs instead of 4",)),
        ("a 3-input XOR gate", f"{XOR3}, output carry", ("more than one output",)),
        ("takes two input words", XOR3, ()),
        ("32 bit shift register", SHIFT, ()),
        ("16-bit shift register", SHIFT, ("no port of 16 bits",)),
        ("32 bit shift register", "input [31:0] d, output [31:0] q", ("no clock",)),
        ("adds a 32-bit number to an 8-bit one", "input [31:0] a, input [7:0] b, output [31:0] s", ()),
        ("counts button presses", XOR3, ()),
        ("eight bit counter", "input clock, output reg [7:0] n", ()),
    ],
)
def test_claims(spec: str, ports: str, expected: tuple[str, ...]) -> None:
    (module,) = parse(f"module m({ports});\nendmodule\n").modules
    assert unmet(spec, module) == expected
