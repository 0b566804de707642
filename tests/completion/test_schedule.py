"""How long a keystroke waits, from the pace of typist and model."""

import pytest

from verimentor.completion.schedule import LONGEST_DELAY_S, LONGEST_PAUSE_S, Schedule

FLOOR_S = 0.03


def schedule(pause_s: float, answer_s: float, n: int = 12) -> Schedule:
    found = Schedule()
    for number in range(n):
        found.typed(number * pause_s)
        found.answered(answer_s)
    return found


@pytest.mark.parametrize(
    ("pause_s", "answer_s", "delay_s"),
    [
        (0.12, 0.05, FLOOR_S),  # the answer is there before the next key
        (0.12, 0.09, FLOOR_S),
        (0.12, 0.13, FLOOR_S + 0.04),  # 40 ms late
        (0.12, 0.16, FLOOR_S + 0.07),
        (0.12, 0.25, LONGEST_DELAY_S),
        (0.12, 2.0, LONGEST_DELAY_S),
        (2 * LONGEST_PAUSE_S, 2.0, FLOOR_S),  # nobody types
    ],
)
def test_the_delay_grows_with_what_an_answer_is_late_by(pause_s: float, answer_s: float, delay_s: float) -> None:
    assert schedule(pause_s, answer_s).delay_s(FLOOR_S) == pytest.approx(delay_s)


def test_nothing_is_known_at_first() -> None:
    assert Schedule().delay_s(FLOOR_S) == FLOOR_S


def test_the_users_wish_is_the_least() -> None:
    assert schedule(0.12, 0.05).delay_s(0.5) == 0.5


def test_what_was_long_ago_does_not_count() -> None:
    found = schedule(0.12, 2.0)
    for _ in range(20):
        found.answered(0.02)
    assert found.delay_s(FLOOR_S) == FLOOR_S
