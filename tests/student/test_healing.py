"""A word the cursor stands in, taken back and owed."""

import pytest

from verimentor.student.catalog import Catalog
from verimentor.student.healing import take_back
from verimentor.student.prompt import FillPrompt, ModulePrompt
from verimentor.student.runtime import Sampling, Student


@pytest.mark.parametrize(
    ("prefix", "kept", "begun"),
    [
        ("module m;\n    co", "module m;\n    ", "co"),
        ("module m;\n\tco", "module m;\n\t", "co"),
        ("assign y = rx_s", "assign y = ", "rx_s"),
        ("u (.clk(cl", "u (.clk(", "cl"),
        ("if (!r", "if (", "!r"),
        ("q <= 8'd", "q <= ", "8'd"),
        ("q <= {a, b[3", "q <= {a, ", "b[3"),
        ("always @(posedge clk) begin", "always @(posedge clk) ", "begin"),
        ("x;\n  if ", "x;\n  ", "if "),
        ("q <= ", "q <= ", ""),
        ("q <=", "q <=", ""),
        ("mod", "mod", ""),  # nothing would be left
    ],
)
def test_the_word_at_the_cursor(prefix: str, kept: str, begun: str) -> None:
    assert take_back(FillPrompt(prefix, "suffix")) == (FillPrompt(kept, "suffix"), begun)


def test_descriptions_stay_whole() -> None:
    assert take_back(ModulePrompt("a counter")) == (ModulePrompt("a counter"), "")


COUNTER = "module counter (input wire clk, input wire en, output reg [7:0] count);\n  always @(posedge clk)\n    "


async def test_the_answer_goes_on_with_the_word() -> None:
    student = Student(Catalog().models()[0])
    try:
        for typed in ("i", "if", "if ", "if (e", "if (en) c", "if (en) co", "if (en) cou", "if (en) coun"):
            answer = await student.complete(FillPrompt(COUNTER + typed), Sampling(24, stop=("\n",)))
            assert (typed + answer.text).startswith("if (en) count <= count + "[: len(typed) + 2])
    finally:
        await student.close()


async def test_any_model_can_be_held_to_a_word(tiny_gguf) -> None:
    student = Student(Catalog().open(tiny_gguf))
    heard: list[str] = []
    try:
        answer = await student.complete(FillPrompt("module m;\n  clk_é"), Sampling(8), on_growth=heard.append)
    finally:
        await student.close()
    assert answer.n_tokens == 8 and answer.text.startswith(heard[-1])
