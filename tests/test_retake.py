"""What Icarus refuses is said anew by the shipped student, behind what was good."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from verimentor.config import ModelSettings
from verimentor.retake import Retake, beginnings, retake
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus

HEADER = "module m(input clk, input [3:0] data, output reg [3:0] q, output w);\n"
FIRST = "    assign w = clk;\n"
ALWAYS = "    always @(posedge clk) begin\n        q <= data;\n"
PROMPT = ModulePrompt("Registers data at the rising edge of clk. w is the clock itself.", HEADER)
SAMPLING = Sampling(200, temperature=0.5, seed=1, guided=True)


@pytest_asyncio.fixture
async def student() -> AsyncIterator[Student]:
    shipped = Student(Catalog().selected(ModelSettings()))
    yield shipped
    await shipped.close()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (HEADER, [HEADER]),
        (HEADER + FIRST, [HEADER + FIRST, HEADER]),
        (HEADER + FIRST + ALWAYS, [HEADER + FIRST + ALWAYS, HEADER + FIRST, HEADER]),
        ("module m(input clk", [""]),
    ],
)
def test_where_the_student_goes_on_again(before: str, expected: list[str]) -> None:
    text = before + "    wrong;\nendmodule\n"
    assert [text[:end] for end in beginnings(text, len(before) + 4)] == expected


async def test_what_compiles_stays(student: Student) -> None:
    text = HEADER + FIRST + ALWAYS + "    end\nendmodule\n"
    assert await retake(text, PROMPT, SAMPLING, student) == Retake(text)
    assert student.pid is None  # nobody asked it


async def test_what_does_not_is_said_anew(student: Student) -> None:
    text = HEADER + FIRST + "    missing u0(.clk(clk));\n" + ALWAYS + "    end\nendmodule\n"
    assert not icarus.compile_text(text).ok
    taken = await retake(text, PROMPT, SAMPLING, student)
    assert icarus.compile_text(taken.text).ok
    assert taken.text.startswith(HEADER) and "missing" not in taken.text
    assert "missing" in taken.reasons[0] and taken.n_spent > 0


async def test_a_header_that_icarus_refuses_stays_with_its_text(student: Student) -> None:
    """The header is given: nothing that the student says can help."""
    prompt = ModulePrompt("A wire.", "module m(input reg a, output w);\n")
    text = prompt.header + "    assign w = a;\nendmodule\n"
    taken = await retake(text, prompt, SAMPLING, student)
    assert taken.text == text and taken.reasons


async def test_what_never_compiles_ends_before_the_trouble(student: Student) -> None:
    """The student may say two tokens only; what stands before drives an output."""
    text = HEADER + FIRST + "    missing u0(.clk(clk));\nendmodule\n"
    taken = await retake(text, PROMPT, Sampling(2, temperature=0.5, seed=1, guided=True), student)
    assert taken.text.split() == (HEADER + FIRST + "endmodule").split()
    assert icarus.compile_text(taken.text).ok and taken.reasons
