"""Percentiles, as the tables print them."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least `share` (0..1) of them do not exceed (nearest rank); NaN for none.

    No interpolation: each number in a table was measured once.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies in 0..1, not {share}")
    if not values:
        return float("nan")
    ranked = sorted(values)
    # Rounded before it is rounded up: 0.07 * 100 is 7.000000000000001.
    rank = -int(-round(share * len(ranked), 9) // 1)
    return ranked[max(0, rank - 1)]
