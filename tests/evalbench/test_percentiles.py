"""Percentiles and the table made of them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from verimentor_evalbench.measure import Measure, print_table
from verimentor_evalbench.percentiles import percentile


@pytest.mark.parametrize(("share", "value"), [(0, 15), (0.05, 15), (0.3, 20), (0.4, 20), (0.5, 35), (1, 50)])
def test_nearest_rank(share: float, value: float) -> None:
    assert percentile([40, 15, 50, 20, 35], share) == value


def test_hundred_values_are_their_own_percentiles() -> None:
    values = list(range(1, 101))
    assert [percentile(values, share / 100) for share in values] == values


def test_edges() -> None:
    assert math.isnan(percentile([], 0.5))
    assert percentile([7], 0.99) == 7
    with pytest.raises(ValueError, match=r"0\.\.1"):
        percentile([1], 95)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_it_is_the_smallest_value_that_enough_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) <= share * len(values)


def test_limits() -> None:
    assert Measure("x", "ms", (1, 2, 300), {0.5: 3}).kept is True
    assert Measure("x", "ms", (1, 2, 300), {0.5: 3, 1: 300}).kept is False
    assert Measure("x", "ms", (1,)).kept is None
    assert Measure("x", "ms", (), {0.5: 3}).kept is None
    assert Measure("x", "ms", ()).as_json()["p50"] is None


def test_the_table_is_plain_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([Measure("ghost text", "ms", tuple(range(20)), {0.5: 120, 0.95: 300})], Console())
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["measure", "unit", "n", "p50", "p95", "p99", "max", "target", "kept"]
    said = " ".join(row.split())
    assert said == "ghost text ms 20 9 18 19 p50 < 120, p95 < 300 yes"  # no p99 of 20 values
