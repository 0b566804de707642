"""Kinds of circuit, told by the description where that makes a task hard, else by the reference."""

import pytest

from verimentor_evalbench.categories import category
from verimentor_evalbench.problem import Problem

GATE = "module m(input a, output y); assign y = ~a; endmodule"
REGISTER = "module m(input c, d, output reg q); always @(posedge c) q <= d; endmodule"
MACHINE = "module m(input c, output reg state); always @(negedge c) state <= ~state; endmodule"


@pytest.mark.parametrize(
    ("description", "reference", "expected"),
    [
        ("Invert a.", GATE, "combinational"),
        ("Invert a.", f"// no posedge here\n{GATE}", "combinational"),
        ("Store d.", REGISTER, "other sequential"),
        ("Toggle.", MACHINE, "state machine"),
        ("Implement this Karnaugh map.", GATE, "Karnaugh map"),
        ("Read the simulation waveforms.", REGISTER, "read from waveforms"),
    ],
)
def test_category(description: str, reference: str, expected: str) -> None:
    assert category(Problem("p", "g", description, "", reference, "", True)) == expected
