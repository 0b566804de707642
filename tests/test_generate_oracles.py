"""What a description's tables do to the order of candidates, and what is said of it."""

from verimentor.candidates import Candidate, tried, vote
from verimentor.request import Request

XOR = "module top (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"
OR = "module top (input a, b, output y);\n  assign y = a | b;\nendmodule\n"
LOOSE = "module top (input a, clk, output y);\n  assign y = a ^ clk;\nendmodule\n"
TABLE = "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n"


def ranked(spec: str, *texts: tuple[str, int]) -> list[Candidate]:
    candidates = [Candidate(text, -0.1, 9, () if text else ("no module",), votes=votes) for text, votes in texts]
    return tried(vote(candidates, {}), Request(spec), {})


def test_rows_that_hold_count_more_than_votes() -> None:
    right, wrong, other, broken = ranked(TABLE, (OR, 5), (XOR, 1), (LOOSE, 2), ("", 1))
    assert (right.text, right.votes, right.held.said) == (XOR, 1, "4 of 4 rows of your truth table hold")
    assert right.convincing and not wrong.convincing  # nothing is left open, so one vote will do
    assert wrong.held.evidence == (('3 of 4 rows of your truth table hold ("1 1 | 0": y is 1, expected 0)', False),)
    assert other.held.parts == () and broken.held.parts == ()


def test_an_example_alone_needs_a_second_vote() -> None:
    spec = "Some gate. With a=1, b=0 the output is 1."
    first, second = ranked(spec, (OR, 2), (XOR, 1))
    assert first.held.said == second.held.said == "1 of 1 examples of your text hold"
    assert (first.text, first.convincing) == (OR, True)
    assert (second.text, second.convincing) == (XOR, False)


def test_an_input_may_be_without_effect_where_the_table_says_so() -> None:
    wire = "module top (input a, b, output y);\n  assign y = a;\nendmodule\n"
    (candidate,) = ranked("a b | y\n0 0 | 0\n0 1 | 0\n1 0 | 1\n1 1 | 1", (wire, 1))
    assert candidate.convincing and candidate.missed == ()
    (candidate,) = ranked("something or other", (wire, 2))
    assert candidate.missed == ("b has no effect",)


def test_ports_that_are_not_as_described_are_not_tried() -> None:
    (candidate,) = ranked(f"a register\n{TABLE}", (XOR, 2))
    assert candidate.held.parts == ()  # no clock


def test_a_table_that_contradicts_itself_is_named_and_left_out() -> None:
    first, second = ranked(f"{TABLE}1 1 | 1\n", (OR, 3), (XOR, 1))
    assert (first.text, second.text) == (OR, XOR)
    ((said, fine),) = first.held.evidence
    assert not fine and said.startswith('the truth table contradicts itself: "1 1 | 0" and "1 1 | 1"')
