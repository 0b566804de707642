"""The estimators against numbers worked out by hand or by brute force."""

from itertools import combinations

import pytest

from verimentor_evalbench.pass_at_k import compare, estimate, pass_at_k


@pytest.mark.parametrize(
    ("n", "c", "k", "expected"),
    [
        (20, 0, 1, 0.0),
        (20, 20, 10, 1.0),
        (20, 5, 1, 0.25),
        (5, 2, 2, 0.7),  # 10 pairs, 3 of them without a pass
        (10, 3, 5, 1 - 21 / 252),
        (20, 1, 10, 0.5),
        (4, 3, 2, 1.0),  # only one fails: every pair has a pass
    ],
)
def test_numbers_by_hand(n: int, c: int, k: int, expected: float) -> None:
    assert pass_at_k(n, c, k) == pytest.approx(expected)


def test_it_is_the_share_of_subsets_with_a_pass() -> None:
    for n in range(1, 8):
        for c in range(n + 1):
            for k in range(1, n + 1):
                subsets = list(combinations([True] * c + [False] * (n - c), k))
                assert pass_at_k(n, c, k) == pytest.approx(sum(map(any, subsets)) / len(subsets))


@pytest.mark.parametrize(("n", "c", "k"), [(5, 6, 1), (5, 1, 6), (5, 1, 0), (5, -1, 1), (0, 0, 1)])
def test_impossible_counts_are_refused(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match="no pass@"):
        pass_at_k(n, c, k)


def test_interval_of_a_share_is_about_two_standard_errors() -> None:
    found = estimate([1.0] * 31 + [0.0] * 125)
    standard_error = (31 / 156 * 125 / 156 / 156) ** 0.5
    assert found.mean == pytest.approx(31 / 156)
    assert found.low == pytest.approx(found.mean - 1.96 * standard_error, abs=0.007)
    assert found.high == pytest.approx(found.mean + 1.96 * standard_error, abs=0.007)
    assert found == estimate([1.0] * 31 + [0.0] * 125)


def test_certain_values_leave_no_interval() -> None:
    found = estimate([0.5] * 10)
    assert (found.mean, found.low, found.high) == (0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="no problems"):
        estimate([])


def test_pairing_sees_what_two_intervals_hide() -> None:
    a = {str(i): i / 100 for i in range(100)}
    b = {name: value + 0.02 for name, value in a.items()} | {"only in b": 0.0}
    found = compare(a, b)
    assert found.difference.mean == pytest.approx(0.02) and (found.better, found.worse) == (100, 0)
    assert found.decided
    alone_a, alone_b = estimate(list(a.values())), estimate([b[name] for name in a])
    assert alone_a.high > alone_b.low


def test_a_coin_is_not_decided() -> None:
    a = {str(i): float(i % 2) for i in range(100)}
    b = {str(i): float(i // 50) for i in range(100)}
    found = compare(a, b)
    assert (found.better, found.worse) == (25, 25) and not found.decided
    with pytest.raises(ValueError, match="no problems"):
        compare(a, {"other": 1.0})
