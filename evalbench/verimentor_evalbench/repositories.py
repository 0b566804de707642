"""Real files to cut holes into: a user's folders, bare mirrors, files of the trainer, or what is built in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from verimentor.errors import VerimentorError
from verimentor.verilog.project import SUFFIXES
from verimentor.verilog.source import is_encrypted, is_generated
from verimentor_evalbench import problems
from verimentor_evalbench.checkout import checkouts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"  # there in a checkout of this repository alone
_CUT_SUFFIXES = (".v", ".sv")  # headers are only kept for the files that include them
_MAX_BYTES = 200_000  # longer files are netlists and tables


@dataclass(frozen=True)
class Repository:
    """Files that belong together, by path."""

    name: str
    files: Mapping[str, str]

    def written(self) -> list[tuple[str, str]]:
        """Path and text of what people wrote, line ends made plain; headers left out."""
        texts = {path: text.replace("\r\n", "\n") for path, text in sorted(self.files.items())}
        return [
            (path, text)
            for path, text in texts.items()
            if path.endswith(_CUT_SUFFIXES) and len(text) <= _MAX_BYTES and "\ufffd" not in text
            if not is_generated(text) and not is_encrypted(text)
        ]

    def put(self, folder: Path) -> Path:
        """Write the files below a folder, and return it."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder


def load(sources: Sequence[Path]) -> list[Repository]:
    """The repositories at the sources, and without any those that are built in: examples and hold-out references.

    A source is a folder, a bare repository, or a JSONL file of `{repository, path, text}` as the trainer writes.

    Raises:
        VerimentorError: one is none of these, or holds no Verilog.
    """
    if not sources:
        return built_in()
    found = [repository for source in sources for repository in _load(source)]
    names = [repository.name for repository in found]
    if twins := sorted({name for name in names if names.count(name) > 1}):
        raise VerimentorError(f"Two sources are called {twins[0]}. Rename one, so that their files can be told apart.")
    return found


def built_in() -> list[Repository]:
    """What is there without any download; every hold-out module is a repository of its own."""
    references = [
        Repository(f"hold-out/{problem.id}", {f"{problem.id}.v": problem.reference})
        for name in problems.SETS
        for problem in problems.hold_out(name)
    ]
    return [*(_load(EXAMPLES) if EXAMPLES.is_dir() else []), *references]


def _load(source: Path) -> list[Repository]:
    if source.is_file():
        return _from_rows(source)
    checkout = next(checkouts(source))
    texts = checkout.read(name for name in checkout.names if PurePosixPath(name).suffix in SUFFIXES)
    if not texts:
        raise VerimentorError(f"{source} holds no Verilog. Name a folder or a bare repository with .v or .sv files.")
    path = source.resolve()
    # A mirror's last folder says nothing where it is called "repo" or ".git".
    name = path.parent.name if checkout.revision and path.name in ("repo", ".git") else path.name
    return [Repository(name.removesuffix(".git"), texts)]


def _from_rows(path: Path) -> list[Repository]:
    files: dict[str, dict[str, str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            place = PurePosixPath(row["path"])
            if place.is_absolute() or ".." in place.parts:
                raise ValueError(place)
            files.setdefault(row["repository"], {})[str(place)] = row["text"]
        except (ValueError, KeyError, TypeError):
            raise VerimentorError(f"{path}:{number}: no row of {{repository, path, text}}.") from None
    if not files:
        raise VerimentorError(f"{path} holds no row of {{repository, path, text}}.")
    return [Repository(name, texts) for name, texts in files.items()]
