"""Modules behind ports of the same names."""

import pytest

from verimentor.verilog import icarus
from verimentor.verilog.agreement import group_by_behaviour
from verimentor.verilog.namesake import TOP, namesake

DFF = "module dff(input clk, input rst, input [3:0] d, output reg [3:0] q);\n  always @(posedge clk) if (rst) q <= 0; else q <= d;\nendmodule\n"
OTHERWISE = (
    DFF.replace("clk", "clock")
    .replace("rst", "reset")
    .replace("d,", "in,")
    .replace("<= d", "<= in")
    .replace("q", "out")
)


def test_names_alone_do_not_tell_modules_apart() -> None:
    first, second = namesake(DFF), namesake(OTHERWISE)
    assert first and second and first.pins == second.pins
    assert first.names == {"clk1": "clk", "rst1": "rst", "in1": "d", "out1": "q"}
    texts = [DFF + first.text, OTHERWISE + second.text]
    assert all(icarus.compile_text(text).ok for text in texts)
    assert group_by_behaviour(texts, TOP) == [[0, 1]]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("(rst)", "(!rst)"),  # another level
        ("[3:0]", "[4:0]"),
        ("posedge clk", "posedge clk or posedge rst"),
        ("input [3:0] d", "input en, input [3:0] d"),
    ],
)
def test_other_ports_are_other_pins(a: str, b: str) -> None:
    first, second = namesake(DFF), namesake(DFF.replace(a, b))
    assert first and second and first.pins != second.pins


@pytest.mark.parametrize(
    "text",
    ["", "module m(inout a); endmodule", "module m(input [W-1:0] a); endmodule", "module m(input a [0:3]); endmodule"],
)
def test_what_has_no_namesake(text: str) -> None:
    assert namesake(text) is None
