"""New models for the user's folder, copied from a file or downloaded: whole and checked, or not there at all."""

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from verimentor.errors import ModelError
from verimentor.student.header import read_header

Progress = Callable[[int, int | None], None]  # bytes so far, and of how many where that is known

_PIECE = 1 << 20  # bytes read at a time: a hundredth of a second's work, so that stopping is felt at once
_TIMEOUT_S = 30.0  # without a byte; a server that is silent for longer has gone
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Stopped(Exception):
    """The user did not want to wait."""


def copy(path: Path, folder: Path, on_progress: Progress, stop: threading.Event) -> Path:
    """Copy a GGUF file into a folder; returns the copy.

    Raises:
        ModelError: it is missing or no GGUF, or there is one of that name or no room.
        Stopped: `stop` was set.
    """
    path = path.expanduser()
    if not path.is_file():
        raise ModelError(f"The model file {path} does not exist. Name another one.")
    read_header(path)  # before gigabytes are copied
    try:
        with path.open("rb") as source:
            return _take_in(source, path.stat().st_size, folder / path.name, "", on_progress, stop)
    except OSError as problem:
        raise ModelError(f"{path} could not be copied to {folder}: {problem}.") from problem


def download(url: str, sha256: str, folder: Path, on_progress: Progress, stop: threading.Event) -> Path:
    """Fetch a GGUF file into a folder; returns it.

    Args:
        url: http or https, ending in the file's name; without encryption only where `sha256` is given, or to this
            machine.
        sha256: what the file must have; "" accepts any.

    Raises:
        ModelError: the address cannot be used or reached, what comes is no GGUF or has another sum, or there is a file
            of that name or no room.
        Stopped: `stop` was set.
    """
    checked = bool(sha256)
    target = folder / name_in(url, checked=checked)
    _refuse_existing(target)  # before anything is sent
    try:
        with urlopen(Request(url, headers={"User-Agent": "verimentor"}), timeout=_TIMEOUT_S) as answer:
            _refuse_plain(answer.url, checked=checked)  # where it was sent on to
            length = answer.headers.get("Content-Length", "")
            size = int(length) if length.isdecimal() else None
            return _take_in(answer, size, target, sha256.lower(), on_progress, stop)
    except HTTPError as problem:
        raise ModelError(f"{url} answers {problem.code} {problem.reason}. Check the address.") from problem
    except (OSError, HTTPException) as problem:
        reason = getattr(problem, "reason", problem)
        raise ModelError(f"The download from {url} failed: {reason}. Check the address, or try again.") from problem


def name_in(url: str, *, checked: bool) -> str:
    """The file's name in an address; `checked` is whether a checksum will tell if it was tampered with.

    Raises:
        ModelError: it is no address of a GGUF file, or one nobody should trust.
    """
    parts = urlsplit(url)
    name = PurePosixPath(unquote(parts.path)).name
    if parts.scheme not in ("http", "https") or not parts.hostname or not name.endswith(".gguf"):
        raise ModelError(f"'{url}' is no address of a GGUF file: https://..., ending in .gguf, is needed.")
    _refuse_plain(url, checked=checked)
    return name


def _refuse_plain(url: str, *, checked: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _HERE and not checked:
        raise ModelError(f"{url} is not encrypted: give the file's SHA-256 along, or take an https:// address.")


def _take_in(
    source: IO[bytes], size: int | None, target: Path, sha256: str, on_progress: Progress, stop: threading.Event
) -> Path:
    """Write a stream beside its place, check it there, and put it into its place."""
    _refuse_existing(target)
    with _workbench(target.parent, size) as folder:
        fresh = folder / target.name
        digest, done = hashlib.sha256(), 0
        with fresh.open("wb") as file:
            for piece in _pieces(source, stop):
                file.write(piece)
                digest.update(piece)
                done += len(piece)
                on_progress(done, size)
        if size is not None and done != size:
            raise ModelError(f"Only {done} of {size} bytes of {target.name} came. Try again.")
        if sha256 and digest.hexdigest() != sha256:
            raise ModelError(
                f"{target.name} is not the file that was meant: its SHA-256 is {digest.hexdigest()}, not {sha256}. "
                "It was thrown away."
            )
        read_header(fresh)
        return fresh.rename(target)


def _pieces(source: IO[bytes], stop: threading.Event) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        if stop.is_set():
            raise Stopped
        yield piece


@contextmanager
def _workbench(folder: Path, size: int | None) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if size is not None and size > free:
        raise ModelError(f"The model takes {size / 1e6:.0f} MB; {folder} has room for {free / 1e6:.0f} MB.")
    with TemporaryDirectory(prefix=".incoming-", dir=folder) as place:
        yield Path(place)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise ModelError(f"There is a model named {target.stem} already: {target}. Remove or rename it first.")
