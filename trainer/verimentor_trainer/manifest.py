"""What a stage leaves beside its files: inputs, settings, seeds, versions and results."""

import hashlib
import json
import platform
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any


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


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


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
    """Record how the files of `folder` came about, in `STAGE.manifest.json`."""
    write_json(
        folder / f"{stage}.manifest.json",
        {
            "stage": stage,
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "settings": settings,
            "inputs": {path.name: sha256_of(path) for path in inputs if path.is_file()},
            "results": results,
            "python": sys.version.split()[0],
            "machine": platform.machine(),
        },
    )
