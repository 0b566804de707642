"""Threads shared among those who compute."""

import os
from pathlib import Path

import pytest

from verimentor.student import seats

CORES = len(os.sched_getaffinity(0))


def seat(folder: Path, busy: int = 0) -> seats.Seats:
    return seats.Seats(folder, lambda: busy)


def test_alone_one_takes_what_there_is(tmp_path: Path) -> None:
    assert seat(tmp_path / "seats").share(CORES) == CORES
    assert seat(tmp_path / "seats").share(1) == 1


def test_two_share_and_one_that_leaves_makes_room(tmp_path: Path) -> None:
    one, other = seat(tmp_path / "seats"), seat(tmp_path / "seats")
    assert one.share(64) == CORES
    assert other.share(64) == max(1, CORES // 2)
    one.leave()
    other.leave()
    assert other.share(64) == CORES


def test_a_processor_that_others_use_is_not_taken(tmp_path: Path) -> None:
    n_processors = os.cpu_count() or 1
    assert seat(tmp_path / "seats", busy=n_processors + 9).share(64) == 1
    assert seat(tmp_path / "seats2", busy=n_processors - 1).share(64) == 1


def test_this_machine_says_how_busy_it_is() -> None:
    assert seats.n_busy() >= 0


def test_everybody_has_at_least_one(tmp_path: Path) -> None:
    crowd = [seat(tmp_path / "seats") for _ in range(CORES + 2)]
    assert [each.share(64) for each in crowd][-1] == 1


def test_a_folder_nobody_can_make_is_no_reason_not_to_compute(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert seat(tmp_path / "file" / "seats").share(CORES) == CORES


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_seat_ends_with_its_process(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        seat(tmp_path / "seats").share(64)
        os._exit(0)
    os.waitpid(child, 0)
    assert seat(tmp_path / "seats").share(CORES) == CORES
