"""Worked examples in running text: what is read, and what may mean something else."""

import pytest

from verimentor.verilog.oracle import judge, read_oracles
from verimentor.verilog.source import parse

ADD = "module add (input [7:0] a, b, output [7:0] sum);"
INC = "module inc (input [7:0] in, output [7:0] out);"
INV = "module inv (input [3:0] a, output [3:0] y);"
CARRY = "module top (input [3:0] a, b, output [3:0] sum, output carry);"
CMP = "module cmp (input [3:0] a, b, output lt, eq, gt);"


def claims(spec: str, header: str) -> dict[tuple[int, ...], str]:
    found: dict[tuple[int, ...], str] = {}
    for oracle in read_oracles(spec, parse(f"{header}\nendmodule\n").modules[0]).oracles:
        found |= oracle.claims
    return found


@pytest.mark.parametrize(
    ("spec", "header", "inputs", "outputs"),
    [
        ("e.g. for a=3, b=5 sum=8", ADD, (3, 5), "00001000"),
        ("Example: a: 3, b: 5, sum: 8", ADD, (3, 5), "00001000"),
        ("Given a = 0x10 and b = 0x20, the module outputs 0x30.", ADD, (16, 32), "00110000"),
        ("When a is 16 and b is 32, the sum should be 48", ADD, (16, 32), "00110000"),
        ("Adds two bytes, e.g. 3 + 5 = 8.", ADD, (3, 5), "00001000"),
        ("An adder that wraps: 8'hF0 + 8'h20 = 8'h10 (the carry is lost)", ADD, (240, 32), "00010000"),
        ("Adds one: 0x12 + 1 = 0x13", INC, (18,), "00010011"),
        ("Input: 0x0F, output: 0x10", INC, (15,), "00010000"),
        ("The input 1011 gives 0100.", INV, (11,), "0100"),
        ("An input of 1011 gives an output of 0100.", INV, (11,), "0100"),
        ("For instance a: 1011, y: 0100", INV, (11,), "0100"),
        ("(a, b) = (9, 8) gives (sum, carry) = (1, 1)", CARRY, (9, 8), "00011"),
        ("{a, b} = {4'd9, 4'd8} -> {carry, sum} = {1, 1}", CARRY, (9, 8), "00011"),
        ("with a=3 and b=5 lt is high and eq and gt are low", CMP, (3, 5), "100"),
        ("if a and b are both 7, then eq is 1, lt and gt are 0", CMP, (7, 7), "010"),
    ],
)
def test_examples_are_read(spec: str, header: str, inputs: tuple[int, ...], outputs: str) -> None:
    assert claims(spec, header) == {inputs: outputs}


@pytest.mark.parametrize(
    ("spec", "header"),
    [
        ("3 + 5 = 8", ADD),  # of what?
        ("It averages: e.g. 10 + 20 = 30, halved 15", ADD),
        ("The mean of both; e.g. 10 + 20 = 30. Half of the sum comes out.", ADD),
        ("A saturating adder, e.g. 200 + 100 = 300, which becomes 255", ADD),
        ("Adds a and b, e.g. 200 + 100 = 300", ADD),  # does not fit
        ("Subtracts, e.g. 9 + 4 = 13 is not what it does", ADD),
        ("Adds, for example 3 + 5 = 4 * 2", ADD),
        ("Adds, for example 1 + 3 + 5 = 9", ADD),
        ("Multiplies, e.g. 2 * 3 = 6 and adds one", INC),
        ("Widths: a: 8, b: 8, sum: 8", ADD),
        ("The ports are in: 8 bits, out: 8 bits", INC),
        ("(a, b) = (9, 8, 7) gives (sum, carry) = (1, 1)", CARRY),
        ("a and b are 7", CMP),
        ("Adds. Example: 3 + 5 = 8", CARRY),  # and the carry?
    ],
)
def test_what_may_mean_something_else_is_not(spec: str, header: str) -> None:
    assert claims(spec, header) == {}


def test_the_same_rows_are_counted_once() -> None:
    (held,) = judge("Examples:\n 0x0f -> 0x10\n 0xff -> 0x00\n", [f"{INC}\n assign out = in + 1;\nendmodule\n"])
    assert held.said == "2 of 2 rows of your list hold"
