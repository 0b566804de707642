"""Which students exist: the shipped one, and the user's own GGUF files.

Shipped models are described by `models/catalog.json` beside their files:

    {"version": 1, "models": [{"name", "file", "sha256", "size" (bytes), "context" (tokens), "prompt_format", "licence",
                               "trained" (ISO date), "quant"}, ...]}

the first of them being the one that answers unless the user chose another. `entry` makes such an object. The user's
own models are all `*.gguf` files in `$XDG_DATA_HOME/verimentor/models`, or any path named in the settings.
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from verimentor import config
from verimentor.errors import ModelError
from verimentor.student.header import read_header
from verimentor.student.prompt import PromptFormat

SHIPPED_FOLDER = Path(__file__).parent / "models"
SETTLE_S = 0.5  # a file being copied changes many times; it is read once nothing has happened for so long


@dataclass(frozen=True)
class Model:
    """A GGUF file. `sha256` is what it should be (shipped) or was when last computed (the user's), "" if unknown."""

    name: str
    path: Path
    sha256: str
    n_context: int
    prompt_format: PromptFormat
    origin: Literal["shipped", "user"]
    licence: str = ""
    trained: str = ""


@dataclass(frozen=True)
class Verification:
    """Whether a file is what it should be; `message` says so, and what to do if not."""

    ok: bool
    sha256: str
    message: str


class Catalog:
    """All models that can be named."""

    def __init__(self, shipped_folder: Path = SHIPPED_FOLDER, user_folder: Path | None = None) -> None:
        self.shipped_folder = shipped_folder
        self.user_folder = user_folder if user_folder is not None else config.data_folder() / "models"
        self._checksums = _Checksums(self.user_folder.parent / "checksums.json")

    def models(self) -> tuple[Model, ...]:
        """The shipped models, then the user's; files that are no GGUF are left out."""
        found = [self._shipped(values) for values in self._shipped_entries()]
        for path in sorted(self.user_folder.glob("*.gguf")):
            with suppress(ModelError):
                found.append(self.open(path))
        return tuple(found)

    def get(self, name: str) -> Model:
        """The model of that name; a user's model hides a shipped one.

        Raises:
            ModelError: there is none; the message names those there are.
        """
        models = self.models()
        for model in reversed(models):
            if model.name == name:
                return model
        known = ", ".join(model.name for model in models) or "none"
        raise ModelError(f"There is no model named '{name}'; there are: {known}. Put its GGUF into {self.user_folder}.")

    def open(self, path: Path) -> Model:
        """The model in a GGUF file anywhere.

        Raises:
            ModelError: it is missing or no GGUF.
        """
        path = path.expanduser().absolute()
        if not path.is_file():
            raise ModelError(f"The model file {path} does not exist. Put it back, or choose another model.")
        values = read_header(path)
        context = values.get(f"{values.get('general.architecture')}.context_length", 0)
        prompt_format = PromptFormat.of(
            own="verimentor.prompt_version" in values,
            fim=any(key.startswith("tokenizer.ggml.fim_") for key in values) or _known_for_fim(values),
            chat="tokenizer.chat_template" in values,
        )
        sha256 = self._checksums.known(path)
        return Model(path.stem, path, sha256, int(context), prompt_format, "user")

    def selected(self, settings: config.ModelSettings) -> Model:
        """The model the settings name, by path or by name; the first shipped one where they name none.

        Raises:
            ModelError: there is no such model.
        """
        wanted = settings.path
        if not wanted:
            for values in self._shipped_entries():
                return self._shipped(values)
            raise ModelError(
                f"No model is shipped in {self.shipped_folder}. Install Verimentor again, or set verimentor.model.path "
                "to a GGUF file."
            )
        if wanted.endswith(".gguf") or os.sep in wanted or "/" in wanted:
            return self.open(Path(wanted))
        return self.get(wanted)

    def verify(self, model: Model) -> Verification:
        """Compare a model's file with its checksum; reads all of it unless it was read before and has not changed."""
        try:
            sha256 = self._checksums.compute(model.path)
            read_header(model.path)
        except OSError as problem:
            return Verification(False, "", f"{model.path} cannot be read: {problem.strerror}. Put the file back.")
        except ModelError as problem:
            return Verification(False, "", str(problem))
        if model.origin == "user" or sha256 == model.sha256:
            return Verification(True, sha256, f"{model.path} is whole")
        advice = "Install Verimentor again, or name the file in verimentor.model.path if the change is yours."
        return Verification(False, sha256, f"{model.path} is not the file that was shipped. {advice}")

    def watch(self, on_change: Callable[[Path], None], *, also: Iterable[Path] = ()) -> "Watch":
        """Call `on_change` with the path of any GGUF that appears, changes or vanishes in our folders.

        The folders of the files in `also` are watched too. The call comes from another thread, once the file has been
        quiet for half a second.
        """
        files = {path.expanduser().absolute() for path in also}
        folders = {self.shipped_folder, self.user_folder, *(path.parent for path in files)}
        return Watch(on_change, {folder.resolve() for folder in folders if folder.is_dir()})

    def _shipped_entries(self) -> list[dict[str, Any]]:
        listing = self.shipped_folder / "catalog.json"
        try:
            entries = json.loads(listing.read_text(encoding="utf-8"))["models"]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError) as problem:
            raise ModelError(f"{listing} is damaged. Install Verimentor again.") from problem
        return [values for values in entries if (self.shipped_folder / values["file"]).is_file()]

    def _shipped(self, values: dict[str, Any]) -> Model:
        return Model(
            name=values["name"],
            path=self.shipped_folder / values["file"],
            sha256=values["sha256"],
            n_context=values["context"],
            prompt_format=PromptFormat(values["prompt_format"]),
            origin="shipped",
            licence=values["licence"],
            trained=values["trained"],
        )


def entry(path: Path, *, name: str, licence: str, trained: str) -> dict[str, Any]:
    """What `catalog.json` says of a model file.

    Raises:
        ModelError: it is missing or no GGUF.
    """
    model = Catalog(path.parent, path.parent).open(path)
    return {
        "name": name,
        "file": path.name,
        "sha256": _sha256(path),
        "size": path.stat().st_size,
        "context": model.n_context,
        "prompt_format": model.prompt_format.value,
        "licence": licence,
        "trained": trained,
    }


class Watch(FileSystemEventHandler):
    """Watches folders for GGUF files until closed."""

    def __init__(self, on_change: Callable[[Path], None], folders: Iterable[Path]) -> None:
        self._on_change = on_change
        self._timers: dict[Path, threading.Timer] = {}
        self._lock = threading.Lock()
        self._observer = Observer()
        for folder in folders:
            self._observer.schedule(self, str(folder))
        self._observer.start()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note what happened; a change is told when the file has settled."""
        if event.is_directory or event.event_type in ("opened", "closed_no_write"):
            return
        for name in {event.src_path, event.dest_path}:
            path = Path(os.fsdecode(name))
            if path.suffix == ".gguf":
                self._tell_later(path)

    def close(self) -> None:
        """Stop watching; nothing is told afterwards."""
        self._observer.stop()
        self._observer.join()
        with self._lock:
            for timer in self._timers.values():
                timer.cancel()

    def _tell_later(self, path: Path) -> None:
        with self._lock:
            if (waiting := self._timers.get(path)) is not None:
                waiting.cancel()
            timer = threading.Timer(SETTLE_S, self._on_change, (path,))
            timer.daemon = True
            self._timers[path] = timer
            timer.start()


class _Checksums:
    """SHA-256 sums of files, remembered on disk by size and modification time: reading 5 GB takes ten seconds."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def known(self, path: Path) -> str:
        """The sum computed before, "" if there is none or the file has changed."""
        size, changed, sha256 = self._read().get(str(path), (0, 0, ""))
        try:
            status = path.stat()
        except OSError:
            return ""
        return sha256 if (status.st_size, status.st_mtime_ns) == (size, changed) else ""

    def compute(self, path: Path) -> str:
        """The sum of a file.

        Raises:
            OSError: it cannot be read.
        """
        if sha256 := self.known(path):
            return sha256
        status, sha256 = path.stat(), _sha256(path)
        sums = {**self._read(), str(path): (status.st_size, status.st_mtime_ns, sha256)}
        with suppress(OSError):  # only a cache: a read-only home costs time, nothing else
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(f".{os.getpid()}.tmp")
            fresh.write_text(json.dumps(sums, indent=1), encoding="utf-8")
            fresh.replace(self._path)
        return sha256

    def _read(self) -> dict[str, tuple[int, int, str]]:
        try:
            return {key: (row[0], row[1], row[2]) for key, row in json.loads(self._path.read_text("utf-8")).items()}
        except (OSError, ValueError, LookupError, AttributeError, TypeError):
            return {}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known_for_fim(values: dict[str, Any]) -> bool:
    """Whether llama.cpp will find FIM tokens by their text; the vocabulary itself is not read here."""
    return values.get("general.architecture") == "starcoder2" or values.get("tokenizer.ggml.pre") in (
        "deepseek-coder",
        "refact",
        "starcoder",
    )
