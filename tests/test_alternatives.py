"""The other behaviours among the answers, with the real Icarus."""

import pytest

from verimentor.alternatives import alternatives
from verimentor.generate import Candidate, Generated

HEAD = "module counter (input clk, input rst, input en, output reg [3:0] q);\n"
BODY = "  always @(posedge clk) if (rst) q <= 4'd0; else if (en) q <= {};\nendmodule\n"
UP, DOWN, TWICE = (HEAD + BODY.format(step) for step in ("q + 4'd1", "q - 4'd1", "q + 4'd2"))
UP_TOO = UP.replace("q + 4'd1", "4'd1 + q")
WIDE = UP.replace("[3:0]", "[7:0]")
BROKEN = HEAD


def made(chosen: str, *votes: tuple[str, int]) -> Generated:
    candidates = [Candidate(text, -0.1, 9, ("broken",) if text == BROKEN else (), count) for text, count in votes]
    return Generated(chosen, (), tuple(candidates), 0.0)


def test_every_other_behaviour_once_most_votes_first() -> None:
    found = alternatives(made(UP, (UP, 4), (UP_TOO, 4), (TWICE, 1), (DOWN, 3), (WIDE, 2), (BROKEN, 0)))
    assert [(each.module, each.votes) for each in found] == [(DOWN, 3), (WIDE, 2), (TWICE, 1)]
    assert found[1].sentence == "port q is output of 8 bits, expected output of 4 bits"


@pytest.mark.parametrize(("other", "value"), [(DOWN, "4'hf"), (TWICE, "4'h2")])
def test_the_first_difference_is_the_first_step_after_the_reset(other: str, value: str) -> None:
    (found,) = alternatives(made(UP, (UP, 2), (other, 1)))
    assert found.difference is not None
    assert f"q is {value}, the chosen one has 4'h1" in found.sentence
    row = next(row for row in found.difference.rows if row.differing)
    assert row.cycle == found.difference.cycle and row.expected == ("4'h1",) and row.found == (value,)


def test_an_unknown_output_differs_too() -> None:
    stuck = UP.replace("if (rst) q <= 4'd0; else ", "")
    (found,) = alternatives(made(UP, (UP, 2), (stuck.replace("q + 4'd1", "{3'b1, clk}"), 1)))
    assert found.difference is not None


@pytest.mark.parametrize(
    "generated", [made(""), made("", (BROKEN, 0)), made(UP, (UP, 3)), made(UP, (UP, 2), (UP_TOO, 2))]
)
def test_nothing_else_to_offer(generated: Generated) -> None:
    assert alternatives(generated) == ()


def test_a_mended_module_is_no_candidate_and_is_compared_all_the_same() -> None:
    assert [each.module for each in alternatives(made(UP, (BROKEN, 0), (DOWN, 1)))] == [DOWN]
