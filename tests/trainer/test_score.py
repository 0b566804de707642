"""The score that ranks answers."""

import pytest

from verimentor.errors import VerimentorError
from verimentor_trainer import score

REFERENCE = """module gray4(input [3:0] binary, output [3:0] gray);
  assign gray = binary ^ (binary >> 1);
endmodule
"""
HELPER = "module helper(output one);\n  assign one = 1'b1;\nendmodule\n"
LOOP = "module gray4(input [3:0] binary, output reg [3:0] gray);\n  always @* begin while (1) gray = ~gray; end\nendmodule\n"
COUNTER = """module tick(input clk, input rst, output reg [1:0] n);
  always @(posedge clk) if (rst) n <= 0; else n <= n + 1;
endmodule
"""


def simulated(answer: str, reference: str = REFERENCE) -> float:
    return score.simulation([(reference, answer)])[0]


def test_equivalent_modules_score_one_whatever_they_look_like() -> None:
    other = REFERENCE.replace("binary ^ (binary >> 1)", "{binary[3], binary[3:1] ^ binary[2:0]}").replace("gray4", "g")
    assert simulated(REFERENCE) == simulated(other) == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I would use an exclusive or.",
        REFERENCE.replace(";\nend", "\nend"),
        REFERENCE.replace("  assign gray = binary ^ (binary >> 1);\n", ""),
        REFERENCE.replace("assign gray = binary", "assign gray[1:0] = binary[1:0]"),
        LOOP,
    ],
    ids=["nothing", "prose", "broken", "empty body", "half driven", "never ends"],
)
def test_what_does_not_compile_drive_its_outputs_or_end_scores_zero(answer: str) -> None:
    assert simulated(answer) == 0.0


def test_several_modules_score_less_than_anything() -> None:
    assert simulated(REFERENCE + HELPER) == -1.0
    assert score.paper([(REFERENCE, REFERENCE + HELPER)]) == [-1.0]


def test_the_share_of_equal_cycles_lies_between_compiling_and_equivalence() -> None:
    wrong_in_one_case = REFERENCE.replace("binary ^ (binary >> 1)", "(binary == 9) ? 4'd0 : binary ^ (binary >> 1)")
    never_right = REFERENCE.replace("binary ^ (binary >> 1)", "~(binary ^ (binary >> 1))")
    assert simulated(never_right) == pytest.approx(0.3)
    assert simulated(wrong_in_one_case) == pytest.approx(0.3 + 0.4 * 15 / 16, abs=0.02)


def test_other_ports_are_worth_compiling_alone() -> None:
    assert simulated(REFERENCE.replace("gray", "code")) == pytest.approx(0.3)


def test_a_clocked_module_is_judged_by_its_cycles() -> None:
    assert simulated(COUNTER, COUNTER) == 1.0
    assert 0.3 <= simulated(COUNTER.replace("n + 1", "n - 1"), COUNTER) < 0.7


def test_a_reference_that_cannot_run_gives_nobody_points() -> None:
    assert simulated(REFERENCE, "module broken(") == 0.0


def test_many_are_judged_as_one_by_one() -> None:
    answers = [REFERENCE, "", REFERENCE + HELPER, REFERENCE.replace("gray", "code"), LOOP, REFERENCE.replace("^", "|")]
    assert score.simulation([(REFERENCE, a) for a in answers]) == [simulated(a) for a in answers]


def test_rouge_l_by_hand() -> None:
    # "the cat sat" and "the fat cat": the longest common subsequence is "the cat", so P = R = 2/3.
    assert score.rouge_l("the cat sat", "the fat cat") == pytest.approx(2 / 3)
    assert score.rouge_l("a b c d", "a c") == pytest.approx(2 * (2 / 4) * (2 / 2) / (2 / 4 + 2 / 2))
    assert score.rouge_l("a", "") == 0.0


def test_the_common_subsequence_agrees_with_the_table() -> None:
    def table(a: str, b: str) -> int:
        row = [0] * (len(b) + 1)
        for x in a:
            row = [0, *(0 for _ in b)] if not b else _next(row, x, b)
        return row[-1]

    def _next(row: list[int], x: str, b: str) -> list[int]:
        new = [0]
        for i, y in enumerate(b):
            new.append(row[i] + 1 if x == y else max(row[i + 1], new[i]))
        return new

    for a, b in [("", "ab"), ("abcbdab", "bdcaba"), ("aaaa", "aa"), ("abcde" * 20, "edcba" * 20), ("xyz", "abc")]:
        assert score.longest_common_subsequence(a, b) == table(a, b)


def test_the_paper_takes_syntax_then_similarity() -> None:
    similar, broken = REFERENCE.replace("gray4", "gray5"), REFERENCE.replace("assign", "assing assign")
    same, near, bad, nothing = score.paper([(REFERENCE, a) for a in (REFERENCE, similar, broken, "")])
    assert (same, bad, nothing) == (1.0, 0.0, 0.0)
    assert 0.5 < near < 1.0


def test_an_unknown_score_is_refused() -> None:
    with pytest.raises(VerimentorError, match="paper, simulation"):
        score.named("beauty")
