"""The user's copy of a benchmark, read only: files on disk, or what a revision of a git repository holds."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from verimentor.errors import ToolMissing, VerimentorError


@dataclass(frozen=True)
class Checkout:
    """One state of a copy; `revision` is "" for the files on disk."""

    path: Path
    revision: str
    names: tuple[str, ...]  # of all files, below `path`, with slashes

    def read(self, names: Iterable[str]) -> dict[str, str]:
        """The texts of files, by name; bytes that are no UTF-8 are replaced.

        Raises:
            VerimentorError: one cannot be read.
        """
        if not self.revision:
            return {name: (self.path / name).read_bytes().decode("utf-8", errors="replace") for name in names}
        wanted = list(names)
        answer = _git(self.path, "cat-file", "--batch", said="".join(f"{self.revision}:{name}\n" for name in wanted))
        texts, at = {}, 0
        for name in wanted:
            end = answer.index(b"\n", at)
            heading = answer[at:end].split()
            if len(heading) != 3 or heading[1] != b"blob":
                raise VerimentorError(f"{self.path}: {self.revision}:{name} is listed but not there. Clone it again.")
            size = int(heading[2])
            texts[name] = answer[end + 1 : end + 1 + size].decode("utf-8", errors="replace")
            at = end + size + 2
        return texts


def checkouts(path: Path) -> Iterator[Checkout]:
    """The states of a copy: the files on disk, then the branches and tags of its repository, the current one first.

    Raises:
        VerimentorError: there is no such folder.
        ToolMissing: it is a bare repository and git is not installed.
    """
    if not path.is_dir():
        raise VerimentorError(f"{path} is not a folder. Name your copy of the benchmark.")
    bare = (path / "HEAD").is_file() and (path / "objects").is_dir()
    if not bare:
        found = (file.relative_to(path) for file in sorted(path.rglob("*")) if file.is_file())
        yield Checkout(path, "", tuple(name.as_posix() for name in found if name.parts[0] != ".git"))
    if bare or (path / ".git").exists():
        listed = _git(path, "for-each-ref", "--sort=-version:refname", "--format=%(refname)").decode().split()
        for revision in ("HEAD", *(name for name in listed if not name.startswith("refs/pull/"))):
            names = _git(path, "ls-tree", "-r", "-z", "--name-only", revision).decode("utf-8", errors="replace")
            yield Checkout(path, revision, tuple(name for name in names.split("\0") if name))


def _git(path: Path, *arguments: str, said: str = "") -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(path), *arguments], input=said.encode(), capture_output=True)
    except FileNotFoundError:
        raise ToolMissing("git", "Install git, or name a folder with the benchmark's files.") from None
    if done.returncode:
        raise VerimentorError(f"{path}: git says: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
