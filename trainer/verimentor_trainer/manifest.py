"""What a stage leaves beside its files: inputs, settings, seeds, versions and results."""

import hashlib
import json
import platform
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from verimentor.errors import VerimentorError

# What the results depend on beside our own code.
_PACKAGES = ("torch", "transformers", "trl", "accelerate", "tokenizers", "llama-cpp-python", "rensa", "pyverilog")
_REMEDY = "Remove the file and run the stage that writes it again."


def write_json(path: Path, value: object) -> None:
    """Write whole or not at all: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(value, indent=2, sort_keys=True, default=str) + "\n", encoding="utf-8")
    partial.replace(path)


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write JSONL whole or not at all; returns the number of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    count = 0
    with partial.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count


def read_rows(path: Path, *keys: str) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file, one by one; each has `keys`.

    Raises:
        VerimentorError: there is no such file, or a line of it is no such row; the message names the line.
    """
    if not path.is_file():
        raise VerimentorError(f"There is no {path}: run the stages before this one first.")
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            yield row_of(line, f"{path}, line {number}", *keys)


def row_of(line: bytes, where: str, *keys: str) -> dict[str, Any]:
    """The row that a line of JSONL holds.

    Raises:
        VerimentorError: it holds none; stages write files whole, so something else changed this one.
    """
    row = _parsed(line, where)
    if not isinstance(row, dict) or any(key not in row for key in keys):
        raise VerimentorError(f"{where} is no row with {', '.join(keys) or 'keys'}. {_REMEDY}")
    return row


def read_json(path: Path) -> Any:
    """What `write_json` wrote.

    Raises:
        VerimentorError: it is damaged.
    """
    return _parsed(path.read_bytes(), str(path))


def count_rows(path: Path) -> int:
    """How many lines a file has, 0 where there is none."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _parsed(content: bytes, where: str) -> Any:
    try:
        return json.loads(content)
    except ValueError as problem:  # also bytes that are no UTF-8
        raise VerimentorError(f"{where} is damaged: {getattr(problem, 'msg', problem)}. {_REMEDY}") from problem


def sha256_of(path: Path) -> str:
    """The checksum of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(
    folder: Path, stage: str, *, settings: object, inputs: Iterable[Path], results: Mapping[str, Any]
) -> None:
    """Record how the files of `folder` came about, in `STAGE.manifest.json`: what it read there, and what elsewhere."""
    read = [path for path in inputs if path.is_file()]
    here = [path for path in read if path.is_relative_to(folder)]
    write_json(
        folder / f"{stage}.manifest.json",
        {
            "stage": stage,
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "settings": settings,
            "inputs": {path.relative_to(folder).as_posix(): sha256_of(path) for path in here},
            "given": {path.name: sha256_of(path) for path in read if path not in here},
            "results": results,
            "python": sys.version.split()[0],
            "packages": {name: found for name in _PACKAGES if (found := _version(name))},
            "machine": platform.machine(),
        },
    )


def changed_inputs(folder: Path, stage: str) -> list[str]:
    """The files of `folder` that a finished stage read and that are others now."""
    inputs: dict[str, str] = read_json(folder / f"{stage}.manifest.json")["inputs"]
    return [name for name, digest in inputs.items() if (path := folder / name).is_file() and sha256_of(path) != digest]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
