"""Tables of expressions written out, and those that are something else."""

import pytest

from verimentor.verilog import icarus
from verimentor.verilog.agreement import equivalent
from verimentor.verilog.derivation import Derivation, derive

ALU = "module alu (input [1:0] op, input [7:0] a, input [7:0] b, output [7:0] y);"
OPERATIONS = "| op | y |\n|----|---|\n| 00 | a + b |\n| 01 | a - b |\n| 10 | a & b |\n| 11 | a | b |\n"
MUX = "module mux (input sel, input a, input b, output reg y);"


def derived(spec: str, header: str) -> Derivation:
    found = derive(spec, header)
    assert found is not None
    assert found.source == "table of operations" and icarus.compile_text(found.text).ok, found.text
    return found


def behaves(found: Derivation, header: str, value: str) -> bool:
    by_hand = f"{header}\n  assign y = {value};\nendmodule\n"
    return equivalent(found.text, by_hand.replace("output reg", "output")).equal


@pytest.mark.parametrize(
    "table",
    [
        OPERATIONS,
        OPERATIONS.replace("11", "default"),
        OPERATIONS.replace("a & b", "A AND B").replace("a - b", "y = a minus b"),
        OPERATIONS.replace("| 11 | a | b |", "| 11 | a \\| b |"),
        "op  operation  y\n0   add        a+b\n1   subtract   a-b\n2   and        a&b\n3   or         a|b\n",
        "op=0 gives a + b, op=1 gives a - b, op=2 gives a & b, op=3 gives a | b.",
    ],
)
def test_operations_by_opcode(table: str) -> None:
    found = derived(table, ALU)
    assert found.assumptions == ()
    assert behaves(found, ALU, "op == 0 ? a + b : op == 1 ? a - b : op == 2 ? a & b : a | b")


def test_inputs_may_be_selected_by_several_single_bits() -> None:
    header = "module m (input s1, input s0, input [3:0] a, output [3:0] y);"
    found = derived("s1 s0 | y\n0 0 | a\n0 1 | {a[2:0], 1'b0}\n1 x | 0\n", header)
    assert behaves(found, header, "s1 ? 4'd0 : s0 ? {a[2:0], 1'b0} : a")


def test_a_register_is_assigned_directly_and_a_wire_through_one() -> None:
    table = "sel | y\n0 | a\n1 | b\n"
    assert "1'b0: y = a;" in derived(table, MUX).text
    assert "assign y = y_value;" in derived(table, MUX.replace("output reg", "output")).text


def test_several_outputs() -> None:
    header = "module m (input op, input [3:0] a, input [3:0] b, output [3:0] y, output less);"
    found = derived("op | y | less\n0 | a + b | 0\n1 | a - b | a < b\n", header)
    assert "1'b1: begin y_value = a - b; less_value = a < b; end" in found.text


def test_opcodes_that_are_missing_are_assumed_aloud() -> None:
    found = derived(OPERATIONS.replace("| 11 | a | b |\n", ""), ALU)
    assert found.assumptions == ("the outputs are 0 for inputs that the table does not list",)
    assert behaves(found, ALU, "op == 0 ? a + b : op == 1 ? a - b : op == 2 ? a & b : 8'd0")


@pytest.mark.parametrize(
    ("table", "header"),
    [
        (OPERATIONS.replace("a & b", "shift a left"), ALU),
        (OPERATIONS.replace("a & b", "a +"), ALU),
        (OPERATIONS.replace("a & b", "c & b"), ALU),  # no such port
        (OPERATIONS.replace("10", "01"), ALU),  # an opcode twice
        ("sel | y\n0 | a\n1 | b\n", MUX.replace("input b,", "input b, input en,")),  # what does en do?
        ("sel | y\n0 | a\n1 | b\n", MUX.replace("output reg y", "output reg y, output z")),
        ("sel | y\n0 | a\n1 | b\n", MUX.replace("input sel", "input clk, input sel")),
        ("sel | y\n0 | a\n1 | b\n\nsel | y\n0 | b\n1 | a\n", MUX),  # which one?
        ("sel chooses a or b", MUX),
        ("sel | y\n0 | a\n1 | b\nelse: whatever was there", MUX),  # the table goes on
        ("sel=0 gives a, otherwise b; sel=1 gives", MUX),
        ("sel | y\n0 | a\n1 | b\n", MUX.replace("input a", "input signed [3:0] a")),
    ],
)
def test_what_is_no_table_of_operations(table: str, header: str) -> None:
    assert derive(table, header) is None
