"""What several commands need: settings, the project around a file, a student that is closed afterwards, JSONL rows."""

import json
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from verimentor.config import PROJECT_FILE, Settings, load
from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.verilog.project import Project


def project_root(path: Path) -> Path:
    """The nearest folder above `path` with a project file or a git folder, else the folder of `path` itself."""
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file() or (candidate / ".git").exists():
            return candidate
    return folder


def settings_for(root: Path | None) -> Settings:
    """The settings in force; what is ignored is said on stderr."""
    settings, messages = load(root)
    for message in messages:
        print(f"verimentor: {message}", file=sys.stderr)
    return settings


def project_for(path: Path) -> Project:
    """The project around a file or folder."""
    root = project_root(path)
    return Project.load(root, settings_for(root).project)


@asynccontextmanager
async def student_for(settings: Settings) -> AsyncIterator[Student]:
    """The selected student, its worker ended on leaving.

    Raises:
        ModelError: no such model.
    """
    student = Student(Catalog().selected(settings.model), threads=settings.model.threads)
    try:
        yield student
    finally:
        await student.close()


def read_source(path: Path) -> str:
    """A file's text with its line breaks as they are; bytes that are no UTF-8 are shown as replacement characters."""
    return path.read_bytes().decode("utf-8", errors="replace")


def read_rows(path: Path, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file.

    Raises:
        VerimentorError: a line is no JSON object or lacks one of `keys`; the message names the line.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise VerimentorError(
                f"{path}:{number}: not JSON ({problem}). Each line must be one JSON object."
            ) from problem
        missing = [key for key in keys if not isinstance(row, dict) or key not in row]
        if missing:
            raise VerimentorError(f"{path}:{number}: the row lacks {', '.join(missing)}.")
        yield row
