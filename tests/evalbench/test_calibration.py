"""Bins and their error, by numbers that can be counted by hand."""

import pytest

from verimentor_evalbench.calibration import Bin, calibrate


def test_bins_by_hand() -> None:
    outcomes = [(0.0, False), (0.4, True), (0.5, False), (0.8, True), (1.0, True)]
    found = calibrate(outcomes, (0, 0.5, 0.8, 1))
    assert found.bins == (Bin(0, 0.5, 1, 2, 0.2), Bin(0.5, 0.8, 0, 1, 0.5), Bin(0.8, 1, 2, 2, 0.9))
    assert found.error == pytest.approx((2 * abs(0.5 - 0.2) + 1 * abs(0 - 0.5) + 2 * abs(1 - 0.9)) / 5)


def test_a_confidence_that_keeps_its_word_has_no_error() -> None:
    outcomes = [(0.75, True)] * 3 + [(0.75, False)] + [(1.0, True)] * 2
    assert calibrate(outcomes, (0, 0.8, 1)).error == pytest.approx(0)


def test_boasting_is_found() -> None:
    assert calibrate([(0.9, False)] * 4).error == pytest.approx(0.9)


def test_no_choices() -> None:
    found = calibrate([])
    assert found.error == 0 and not any(each.n for each in found.bins)
