"""Outputs that a text gives by an equation each, and texts whose equations are something else."""

import pytest

from verimentor.verilog import icarus
from verimentor.verilog.derivation import derive

GATE = "module m (input a, input b, input c, output y);"
ADDER = "module add (input a, input b, input cin, output s, output cout);"


@pytest.mark.parametrize(
    ("spec", "header", "body"),
    [
        ("y = (a & b) | ~c", GATE, "assign y = (a & b) | ~c;"),
        ("A gate with y = a AND b OR NOT c.", GATE, "assign y = a & b | ~c;"),
        ("y = (a == b) | (b > c)", GATE, "assign y = (a == b) | (b > c);"),
        ("A multiplexer: y = c ? a : b;", GATE.replace("output", "output reg"), "always @(*) y = c ? a : b;"),
        ("y = {a, b, c}, from high to low: no.\ny = {a, b, c}", GATE.replace("output", "output [2:0]"), "assign y = {a, b, c};"),
        (
            "A full adder: s = a ^ b ^ cin and cout = (a & b) | (cin & (a ^ b)).",
            ADDER,
            "assign s = a ^ b ^ cin;\n  assign cout = (a & b) | (cin & (a ^ b));",
        ),
    ],
)  # fmt: skip
def test_equations_become_assignments(spec: str, header: str, body: str) -> None:
    found = derive(spec, header)
    assert found is not None and found.source == "equations"
    assert found.text == f"{header}\n  {body}\nendmodule\n"
    assert icarus.compile_text(found.text).ok


@pytest.mark.parametrize(
    "spec",
    [
        "y = a & b",  # and c?
        "y = a & b when c, else 0",
        "y = a & (b | c",
        "y = a & b & d",
        "y = abc",
        "y = a & b & c, later y = a | b | c",
        "For example y = a & b & c.",
        "This is wrong: y = a & b & c.",
        "y = a + b - c",  # of how many bits?
        "y = or(a, b, c)",
        "y = (a | b) & c, but never in reset",
        "Submodule A has y = a & b & c.",
        "x == y = a & b & c when it rains",
    ],
)
def test_what_is_no_equation_of_the_module(spec: str) -> None:
    assert derive(spec, GATE) is None


def test_a_clocked_module_has_no_such_equations() -> None:
    assert derive("y = a & clk", "module m (input clk, input a, output y);") is None
