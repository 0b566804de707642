"""What fits into how much memory."""

import pytest

from verimentor.errors import ModelError
from verimentor.student.memory import MIB, MIN_CELLS, PROCESS_BYTES, STEP, cells_within, refuse_file

KNOWN = PROCESS_BYTES // MIB
CELL_BYTES = 8 * 1024


def cells(limit_mb: int, file_mb: int = 10) -> int | None:
    return cells_within(limit_mb, file_mb * MIB, CELL_BYTES, 4 * 1024)


def test_without_a_limit_everything_fits() -> None:
    refuse_file(0, 10**12)
    assert cells(0, 10**6) is None


def test_what_is_left_beside_process_file_and_logits_are_cells() -> None:
    found = cells(KNOWN + 10 + 1 + 8)
    assert found == 8 * MIB // CELL_BYTES and found % STEP == 0


def test_too_little_is_refused_with_how_much_it_takes() -> None:
    with pytest.raises(ModelError, match=rf"at least {KNOWN + 15} MB, .* allows {KNOWN + 14}"):
        cells(KNOWN + 14)
    assert cells(KNOWN + 15) == MIN_CELLS


def test_a_file_larger_than_the_limit_is_not_even_loaded() -> None:
    with pytest.raises(ModelError, match=r"memory_mb allows 1000\. Raise it"):
        refuse_file(1000, 4000 * MIB)
