"""The metadata at the head of a GGUF file, read without llama.cpp: enough to list models without loading them.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import struct
from pathlib import Path
from typing import BinaryIO

from verimentor.errors import ModelError

Value = str | int | float | bool

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MAX_STRING = 1 << 20  # bytes; chat templates reach 20 kB, a longer one means that the file is not what it says
_MAX_KEYS = 10_000


def read_header(path: Path) -> dict[str, Value]:
    """The scalar and string values of a GGUF's metadata; arrays, the vocabulary among them, are passed over.

    Raises:
        ModelError: the file cannot be read or is no complete GGUF.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelError(f"{path} is not a GGUF file. Put the right file there, or choose another model.")
            version, _n_tensors, n_keys = _unpack(file, "IQQ")
            if version not in (2, 3) or n_keys > _MAX_KEYS:
                raise ModelError(f"{path} is a GGUF of an unknown version ({version}). Convert the model anew.")
            values: dict[str, Value] = {}
            for _ in range(n_keys):
                key = _string(file)
                value = _value(file, _unpack(file, "I")[0])
                if value is not None:
                    values[key] = value
            return values
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ModelError(f"The model file {path} cannot be read: {reason}. Put it back or choose another.") from problem
    except (struct.error, ValueError) as problem:
        raise ModelError(f"The model file {path} is damaged or incomplete. Copy or export it again.") from problem


def _unpack(file: BinaryIO, form: str) -> tuple[int, ...]:
    size = struct.calcsize("<" + form)
    return struct.unpack("<" + form, file.read(size))


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "Q")
    if length > _MAX_STRING:
        raise ValueError("string too long")
    data = file.read(length)
    if len(data) < length:
        raise ValueError("end of file")
    return data.decode("utf-8", errors="replace")


def _value(file: BinaryIO, kind: int) -> Value | None:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        _skip_array(file)
        return None
    if kind not in _SCALARS:
        raise ValueError(f"unknown type {kind}")
    return _unpack(file, _SCALARS[kind])[0]


def _skip_array(file: BinaryIO) -> None:
    kind, length = _unpack(file, "IQ")
    if kind in _SCALARS:
        file.seek(length * struct.calcsize("<" + _SCALARS[kind]), 1)
    elif kind == _STRING:
        for _ in range(length):
            (size,) = _unpack(file, "Q")
            file.seek(size, 1)
    else:
        raise ValueError(f"array of unknown type {kind}")
