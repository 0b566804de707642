"""The list of reasons."""

from datetime import UTC, datetime

from verimentor.completion.reasons import LIMIT, Reasons

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_newest_comes_first() -> None:
    reasons = Reasons()
    reasons.add("a.v", 1, "one")
    reasons.add("a.v", 2, "two")
    assert [entry.reason for entry in reasons.newest_first()] == ["two", "one"]


def test_equal_neighbours_are_one() -> None:
    reasons = Reasons()
    for path, line, reason in [("a.v", 1, "x"), ("a.v", 1, "x"), ("a.v", 2, "x"), ("b.v", 2, "x"), ("b.v", 2, "y")]:
        reasons.add(path, line, reason)
    assert [entry.count for entry in reasons.newest_first()] == [1, 1, 1, 2]


def test_a_merged_entry_has_the_last_time() -> None:
    reasons = Reasons()
    reasons.add("a.v", 1, "x", NOON)
    reasons.add("a.v", 1, "x", NOON.replace(hour=13))
    assert [entry.time.hour for entry in reasons.newest_first()] == [13]


def test_the_oldest_are_forgotten() -> None:
    reasons = Reasons()
    for line in range(1, LIMIT + 11):
        reasons.add("a.v", line, "x")
    lines = [entry.line for entry in reasons.newest_first()]
    assert lines == list(range(LIMIT + 10, 10, -1))
