"""Descriptions that say all: the module comes without the student, here one that cannot even be loaded."""

from collections.abc import AsyncIterator, Callable
from itertools import product
from pathlib import Path

import pytest

from verimentor.config import ModelSettings
from verimentor.errors import ModelError
from verimentor.generate import Generated, generate
from verimentor.request import Request
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student

XOR = "A gate with this truth table:\n\na b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n"
ARROWS = "A (0) --0--> A\nA (0) --1--> B\nB (1) --0--> A\nB (1) --1--> B\n"
MACHINE = "module seen (input clk, input rst, input x, output z);"


@pytest.fixture
async def absent(tmp_path: Path, make_gguf: Callable[..., Path]) -> AsyncIterator[Student]:
    """A student whose weights are cut off."""
    path = make_gguf(tmp_path / "cut.gguf")
    path.write_bytes(path.read_bytes()[:-20_000])
    student = Student(Catalog().open(path))
    yield student
    await student.close()


def steps(made: Generated) -> dict[str, str]:
    return {step.name: step.detail for step in made.steps}


async def test_a_truth_table_needs_neither_header_nor_student(absent: Student) -> None:
    made = await generate(Request(XOR), absent)
    assert "assign y = a ^ b;" in made.module
    assert made.evidence == (
        "interface taken from the description, written out from your truth table, compiled, simulated, "
        "4 of 4 rows of your truth table hold"
    )
    assert all(check.passed for check in made.checks)
    assert steps(made)["derivation"] == "written out from your truth table"
    assert steps(made)["student"] == "not asked: the description says it all"


async def test_operations_have_no_rows_to_check(absent: Student) -> None:
    header = "module alu (input op, input [3:0] a, input [3:0] b, output [3:0] y);"
    made = await generate(Request("op | y\n0 | a + b\n1 | a - b\n", header), absent)
    assert made.ok and made.evidence == "written out from your table of operations, compiled, simulated"


async def test_what_was_assumed_is_told(absent: Student) -> None:
    made = await generate(Request(f"It resets to state A.\n{ARROWS}", MACHINE), absent)
    assert made.ok and "assumed: rst is synchronous" in made.evidence
    assert [check.detail for check in made.checks if not check.passed] == ["assumed: rst is synchronous"]


async def test_without_a_student_only_what_is_said_completely_comes() -> None:
    assert (await generate(Request(XOR), None)).ok
    with pytest.raises(ModelError, match="no model to ask"):
        await generate(Request("an 8-bit counter"), None)


@pytest.mark.parametrize(
    "request_",
    [
        Request(XOR, samples=1, derive=False),
        Request("For a=1, b=0 the output is 1.", "module g (input a, input b, output y);", samples=1),
        Request(f"{XOR}The output is registered on the rising edge of clk.", samples=1),
    ],
)
async def test_the_student_is_asked_for_everything_else(absent: Student, request_: Request) -> None:
    with pytest.raises(ModelError):
        await generate(request_, absent)


async def test_the_header_may_be_the_student_s() -> None:
    shipped = Student(Catalog().selected(ModelSettings()))
    rows = "".join(f"{a} {b} {c} | {int(a + b + c > 1)}\n" for a, b, c in product((0, 1), repeat=3))
    spec = f"module vote3: inputs a, b, c; output y.\n\na b c | y\n{rows}"
    try:
        made = await generate(Request(spec, lock=False), shipped)
    finally:
        await shipped.close()
    assert made.ok and made.candidates[0].derivation is not None
    assert "assign y = (a & b) | (a & c) | (b & c);" in made.module
    assert "agree" not in made.evidence and "assumed: the ports, which the student chose" in made.evidence
