"""Rows that are kept as they come, so that what was stopped goes on where it was."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from verimentor_trainer.manifest import read_json, read_rows, write_json


class Journal:
    """A JSONL file to append to; `of` says what its rows are answers to, and rows of anything else are dropped."""

    def __init__(self, path: Path, of: Mapping[str, Any]) -> None:
        self._path = path
        settings, wanted = path.with_suffix(".settings.json"), json.loads(json.dumps(of))
        if not settings.is_file() or read_json(settings) != wanted:
            if path.exists():
                print(f"{path.name} was of another model or other settings: begun anew", flush=True)
            path.unlink(missing_ok=True)
            write_json(settings, wanted)
        self.rows = self._recovered()

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep rows: they are on disk when this returns."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
        self.rows += [dict(row) for row in rows]

    def _recovered(self) -> list[dict[str, Any]]:
        """The rows there are; a last line that was being written when the run was stopped is cut off."""
        if not self._path.exists():
            return []
        whole = self._path.read_bytes().rfind(b"\n") + 1
        os.truncate(self._path, whole)
        return list(read_rows(self._path))
