"""Choosing among real samples by real compilation and simulation."""

import pytest

from verimentor_evalbench.choosing import Choice, choose, worth

HEADER = "module agree(input [3:0] a, input [3:0] b, output [3:0] y);\n"
SUM = HEADER + "  assign y = a + b;\nendmodule\n"
SAME_SUM = HEADER + "  wire [3:0] t = b;\n  assign y = t + a;\nendmodule\n"
DIFFERENCE = HEADER + "  assign y = a - b;\nendmodule\n"
SILENT = HEADER + "endmodule\n"
BROKEN = HEADER + "  assign y = a +;\nendmodule\n"


def test_each_step_drops_what_it_should() -> None:
    found = choose([BROKEN, SILENT, DIFFERENCE, SUM, "", SAME_SUM])
    assert found.compiled == (1, 2, 3, 5)
    assert found.driven == (2, 3, 5)
    assert found.voted in (3, 5) and found.confidence == pytest.approx(2 / 6)


def test_the_same_text_votes_as_often_as_it_came() -> None:
    found = choose([SUM, DIFFERENCE, DIFFERENCE, DIFFERENCE])
    assert found.voted == 1 and found.confidence == 0.75


def test_the_rows_of_a_table_come_before_the_votes() -> None:
    described = "| a | b | y |\n|---|---|---|\n| 4 | 1 | 3 |\n| 9 | 2 | 7 |\n"
    assert choose([SUM, SUM, SILENT, DIFFERENCE, BROKEN], "agree", described) == Choice(
        (0, 1, 2, 3), (0, 1, 3), 0, 0.4, 3
    )
    assert choose([SUM, SUM], "agree", described).checked == 0  # no row holds: then the vote
    assert choose([SUM, DIFFERENCE], "agree", "y is a plus b").checked is None


def test_nothing_to_choose() -> None:
    assert choose([BROKEN, ""]) == Choice((), (), None, 0.0)
    assert choose([SILENT]) == Choice((0,), (), None, 0.0)


def test_worth_by_hand() -> None:
    passed = [False, False, False, True, False, True]
    steps = worth(Choice((1, 2, 3, 5), (2, 3, 5), 3, 1 / 3), passed)
    assert steps == {
        "any sample": pytest.approx(2 / 6),
        "compiles": pytest.approx(2 / 4),
        "drives its outputs": pytest.approx(2 / 3),
        "vote": 1.0,
    }
    assert set(worth(Choice((), (), None, 0.0), [False, False]).values()) == {0.0}
