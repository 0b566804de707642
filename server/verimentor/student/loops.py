"""Answers that have begun to repeat themselves."""

from collections.abc import Sequence

_LONGEST_LOOP = 48  # tokens: two or three statements
_LOOP_TIMES, _LOOP_TOKENS = 4, 32  # no reference of the hold-out says anything so often


def loop_start(tokens: Sequence[int]) -> int | None:
    """Where the second of several equal stretches at the end of `tokens` begins; None where there are none."""
    n = len(tokens)
    for length in range(1, min(_LONGEST_LOOP, n // _LOOP_TIMES) + 1):
        if tokens[-1] != tokens[-1 - length]:
            continue
        times = max(_LOOP_TIMES, -(-_LOOP_TOKENS // length))
        if list(tokens[max(0, n - times * length) :]) == list(tokens[-length:]) * times:
            return n - (times - 1) * length
    return None
