"""What several commands need: the project and settings around a file, a student, sources as they are on disk, rows."""

import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verimentor.cli.exit_codes import Exit
from verimentor.config import PROJECT_FILE, Settings, load
from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.verilog import icarus
from verimentor.verilog.project import Project

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Workplace:
    """The project around a file, and the settings in force there."""

    settings: Settings
    project: Project


@dataclass(frozen=True)
class SourceFile:
    """A file's text with its line breaks as they are; `encoding` brings every byte back when it is written."""

    path: Path
    text: str
    encoding: str

    def write(self, text: str) -> None:
        """Replace the file's text.

        Raises:
            VerimentorError: the file's encoding lacks one of the letters.
        """
        try:
            data = text.encode(self.encoding)
        except UnicodeEncodeError as problem:
            raise VerimentorError(
                f"{self.path} is no UTF-8 and cannot hold {problem}. Save it as UTF-8 first."
            ) from None
        self.path.write_bytes(data)


class Workplaces:
    """Workplaces by folder, so that each project is indexed once and each message is said once."""

    def __init__(self) -> None:
        self._known: dict[Path, Workplace] = {}

    def around(self, path: Path) -> Workplace:
        """The workplace of a file or folder."""
        root = project_root(path)
        if root not in self._known:
            settings = settings_for(root)
            self._known[root] = Workplace(settings, Project.load(root, settings.project))
        return self._known[root]


def workplace_for(path: Path) -> Workplace:
    """The workplace of a file or folder; messages about settings that are ignored go to stderr."""
    return Workplaces().around(path)


def project_root(path: Path) -> Path:
    """The nearest folder above `path` with a project file or a git folder, else the folder of `path` itself."""
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file() or (candidate / ".git").exists():
            return candidate
    return folder


def settings_for(root: Path | None, editor: Mapping[str, Any] | None = None) -> Settings:
    """The settings in force, those of an editor first; what is ignored is said on stderr."""
    settings, messages = load(root, editor)
    for message in messages:
        note(message)
    return settings


@asynccontextmanager
async def student_for(settings: Settings) -> AsyncIterator[Student]:
    """The selected student, its worker ended on leaving.

    Raises:
        ModelError: no such model.
    """
    student = Student.wanted(Catalog().selected(settings.model), settings.model)
    try:
        yield student
    finally:
        await student.close()


def read_source(path: Path) -> SourceFile:
    """A Verilog file; one that is no UTF-8 is taken for Latin-1, where every byte is a letter.

    Raises:
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    encoding = "utf-8-sig" if data.startswith(_BYTE_ORDER_MARK) else "utf-8"
    try:
        return SourceFile(path, data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return SourceFile(path, data.decode("latin-1"), "latin-1")


def read_rows(path: Path, kinds: Mapping[str, type]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a JSONL file, each with its place ("cases.jsonl:3") for messages about it.

    Raises:
        VerimentorError: a line is no JSON object, or one of the values that `kinds` names is missing or of another
            kind; the message names the line.
    """
    for number, line in enumerate(read_source(path).text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise VerimentorError(f"{place}: not JSON ({problem}). Each line must be one JSON object.") from None
        if not isinstance(row, dict):
            raise VerimentorError(f"{place}: not a JSON object.")
        for key, kind in kinds.items():
            if key not in row:
                raise VerimentorError(f"{place}: the row lacks {key}.")
            if not isinstance(row[key], kind) or isinstance(row[key], bool):
                raise VerimentorError(f"{place}: {key} must be {_KINDS[kind]}, not {json.dumps(row[key])}.")
        yield place, row


_KINDS = {str: "a string", int: "a whole number"}


def note(message: str) -> None:
    """Say something beside the result."""
    print(f"verimentor: {message}", file=sys.stderr)


def note_if_excluded(path: Path, project: Project) -> None:
    """Say that nobody looks at a file, where that is so."""
    if project.excluded(path):
        note(f"{path} matches `exclude` of its project, so nothing is checked there.")


def verdict(errors: int) -> Exit:
    """The exit code for so many errors left in a text; without Icarus nothing can be called good."""
    missing = icarus.find_iverilog() is None
    if missing:
        note(f"Icarus Verilog was not found, so only slang has checked this. {icarus.ADVICE}")
    if errors:
        return Exit.PROBLEMS
    return Exit.LACKING if missing else Exit.GOOD
