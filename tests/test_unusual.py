"""Which lines surprise: by what a model expected at each place, whatever is said in comments."""

from pathlib import Path

import pytest

from verimentor.config import ModelSettings
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student, Surprisal
from verimentor.unusual import MIN_EXCESS_BITS, Line, flagged, lines_of, unusual_lines
from verimentor.verilog.problem import Severity

TEXT = """// ein Zähler ⊕ wxyz
module m(input a, output y);
  // strange words: qqq zzz
  assign y = a;

  wire w;  // odd
  )
endmodule
"""


def read(**bits: float) -> list[Surprisal]:
    """Each word given its bits, 1 expected; all other letters cost nothing."""
    found = []
    for word, cost in bits.items():
        start = TEXT.index(word)
        found.append(Surprisal(start, start + len(word), cost, 1.0))
    return found


def test_lines_with_code_are_told() -> None:
    lines = lines_of(TEXT, read(module=40, assign=3, y=5, wire=2, strange=50, odd=60, endmodule=4))
    assert [line.number for line in lines] == [1, 3, 5, 7][1:]  # the module's name is anybody's choice
    assert lines[0] == Line(3, 2.0, 3.0, 3.0)


def test_the_excess_counts_not_the_bits() -> None:
    open_place, slip = (
        Surprisal(TEXT.index("assign"), TEXT.index("assign") + 6, 12.0, 9.0),
        Surprisal(TEXT.index("wire"), TEXT.index("wire") + 4, 8.0, 0.5),
    )
    lines = lines_of(TEXT, [open_place, slip])
    assert [line.number for line in flagged(lines)] == [5]
    assert max(lines, key=lambda line: line.peak_bits).number == 3


def test_few_lines_are_marked_and_none_where_nothing_is_unusual() -> None:
    lines = [Line(number, MIN_EXCESS_BITS + number % 5, 9.0, 1.0) for number in range(20)]
    assert [line.number for line in flagged(lines, 4)] == [4, 9, 14, 19]
    assert flagged([Line(1, MIN_EXCESS_BITS - 0.1, 30.0, 30.0)]) == []
    assert lines_of("", []) == []


async def test_a_slip_in_a_counter_is_among_the_hints() -> None:
    """A real model and one bug: the counter that counts the wrong way is what the shipped student marks first."""
    student = Student(Catalog().selected(ModelSettings()))
    text = "// An up counter: at every rising edge of clk, count grows by one; rst clears it.\n"
    text += "module counter(\n  input clk,\n  input rst,\n  output reg [7:0] count\n);\n  always @(posedge clk) begin\n"
    text += "    if (rst)\n      count <= 8'd0;\n    else\n      count <= count >> 8'd1;\n  end\nendmodule\n"
    try:
        problems = await unusual_lines(text, "counter.v", student)
        assert await unusual_lines("", "empty.v", student) == ()
    finally:
        await student.close()
    assert 0 < len(problems) <= 3
    assert all(p.severity is Severity.HINT and p.engine == "student" and p.path == "counter.v" for p in problems)
    assert "count <= count >> 8'd1;" in [text[p.span.start : p.span.end] for p in problems]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_any_model_can_read(tiny_gguf: Path, newline: str) -> None:
    student = Student(Catalog().open(tiny_gguf))
    text = TEXT.replace("\n", newline)
    try:
        problems = await unusual_lines(text, "m.v", student)
    finally:
        await student.close()
    assert len(problems) == 3
    assert all(text[p.span.start : p.span.end] == text[p.span.start : p.span.end].strip() for p in problems)
