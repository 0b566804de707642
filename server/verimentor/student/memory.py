"""How many tokens a worker can hold in the memory it may take."""

from verimentor.errors import ModelError

MIB = 1024 * 1024
# Python, llama.cpp, slang and the buffers of all contexts: 86 MiB with the shipped student after ghost text, 16 guided
# samples and a reading, besides its file and its cells.
PROCESS_BYTES = 90 * MIB
OUTPUT_ROWS = 64  # rows of logits that a context may hold at once
STEP = 256  # llama.cpp rounds a context up to so many cells
MIN_CELLS = 2 * STEP  # one step for ghost text, one for samples; with less no answer would be worth having


def refuse_file(limit_mb: int, file_bytes: int) -> None:
    """Speak up before a model is loaded that cannot fit; 0 is no limit.

    Raises:
        ModelError: its file alone takes what there is.
    """
    if limit_mb and PROCESS_BYTES + file_bytes > limit_mb * MIB:
        raise ModelError(_refusal(limit_mb, PROCESS_BYTES + file_bytes))


def cells_within(limit_mb: int, file_bytes: int, cell_bytes: int, n_vocabulary: int) -> int | None:
    """How many cells of all contexts together fit, in whole steps; None where there is no limit.

    Raises:
        ModelError: too few for any answer.
    """
    if not limit_mb:
        return None
    fixed = PROCESS_BYTES + file_bytes + OUTPUT_ROWS * n_vocabulary * 4
    cells = (limit_mb * MIB - fixed) // cell_bytes // STEP * STEP
    if cells < MIN_CELLS:
        raise ModelError(_refusal(limit_mb, fixed + MIN_CELLS * cell_bytes))
    return int(cells)


def _refusal(limit_mb: int, needed_bytes: int) -> str:
    return (
        f"The model needs at least {-(-needed_bytes // MIB)} MB, and the setting model.memory_mb allows {limit_mb}. "
        "Raise it, or choose a smaller model."
    )
