"""The files of a project: which there are, what they declare, and which of them one file needs.

Every public function may be called from any thread. Open documents override the disk; the disk is followed through
`refresh`, which the editor's file events and `watch` call.
"""

import fnmatch
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verimentor.config import PROJECT_FILE, ProjectSettings
from verimentor.verilog import source
from verimentor.verilog.filelist import FileList, read_filelist
from verimentor.verilog.includes import include_names, read_file
from verimentor.verilog.module import Module
from verimentor.verilog.watch import Watch

SUFFIXES = frozenset({".v", ".sv", ".vh", ".svh"})
HEADER_SUFFIXES = frozenset({".vh", ".svh"})
MAX_FILES = 5000  # indexing takes 1 to 2 ms a file; a folder with more is a whole disk or a vendor's library
MAX_BYTES = 100_000_000
MAX_FOLDERS = 20_000  # walking them takes a second; somebody opened a home folder
MAX_INDEXED_BYTES = 1_000_000  # of one file; larger ones are netlists and memory images
MAX_OTHERS = 200  # files compiled beside one; more would make each keystroke slow

_SKIPPED_FOLDERS = frozenset(
    {
        "node_modules",
        "build",
        "dist",
        "out",
        "obj_dir",
        "work",
        "xsim.dir",
        "__pycache__",
        "venv",
        "simv.daidir",
        "csrc",
    }
)
_MACRO_USE = re.compile(r"`([A-Za-z_]\w*)")
_MACRO_DEFINITION = re.compile(r"^[ \t]*`define[ \t]+(?P<name>\w+)(?P<body>(?:[^\r\n\\]|\\\r?\n|\\.)*)", re.MULTILINE)


_DIRECTIVE_WORDS = """
begin_keywords celldefine default_nettype define else elsif end_keywords endcelldefine endif ifdef ifndef include line
nounconnected_drive pragma resetall timescale unconnected_drive undef undefineall __FILE__ __LINE__
"""
_DIRECTIVES = frozenset(_DIRECTIVE_WORDS.split())
_TOO_MUCH = (
    f"{{}} holds more than {MAX_FILES} files or {MAX_BYTES // 1_000_000} MB of Verilog, or too many folders; the rest "
    "is left out. Name what belongs to the design in `filelists`, or what does not in `exclude`."
)
_NO_SETTINGS = ProjectSettings()


@dataclass(frozen=True)
class IndexedModule:
    """A module and the file it stands in."""

    path: Path
    module: Module
    header: str  # its header as written


@dataclass(frozen=True)
class _Entry:
    """What the index keeps of one file."""

    modules: tuple[IndexedModule, ...]
    provides: frozenset[str]
    needs: frozenset[str]
    macros: Mapping[str, str]  # name, with its parameters if any -> body
    includes: frozenset[str] = frozenset()  # the names of the files it includes, without their folders


class Project:
    """One folder of Verilog, or no folder at all: then only open documents count."""

    def __init__(self, root: Path | None, settings: ProjectSettings = _NO_SETTINGS) -> None:
        self.root = _absolute(root) if root is not None else None
        self.settings = settings
        self.messages: tuple[str, ...] = ()  # what the user should know: caps reached, lists that cannot be read
        self._lock = threading.RLock()
        self._open: dict[Path, str] = {}
        self._entries: dict[Path, _Entry] = {}
        self._lists = FileList()
        self._files: tuple[Path, ...] | None = None
        self._stale: set[Path] = set()
        self._providers: dict[str, Path] | None = None
        self._modules: dict[str, IndexedModule] | None = None

    @classmethod
    def load(cls, root: Path | None, settings: ProjectSettings = _NO_SETTINGS) -> "Project":
        """The project of a folder; its files are found and indexed at the first question, not here."""
        return cls(root, settings)

    def files(self) -> tuple[Path, ...]:
        """The project's Verilog files in order of path; the listed ones where there are file lists."""
        with self._lock:
            if self._files is None:
                self._files = self._find_files()
                present = set(self._files) | set(self._open)
                self._entries = {path: entry for path, entry in self._entries.items() if path in present}
                self._stale |= present - set(self._entries)
                self._forget()
            return self._files

    def excluded(self, path: Path) -> bool:
        """Whether a setting keeps this file out: a pattern of its name, of its path in the project, or of a folder."""
        path = _absolute(path)
        names = [path.as_posix(), path.name]
        if self.root is not None and path.is_relative_to(self.root):
            relative = path.relative_to(self.root)
            names += [relative.as_posix(), *(parent.as_posix() for parent in relative.parents if parent.name)]
        patterns = [pattern.removeprefix("./").rstrip("/") for pattern in self.settings.exclude if pattern]
        patterns += [pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")]
        patterns += [pattern.removesuffix("/**") for pattern in patterns if pattern.endswith("/**")]
        return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns)

    def set_text(self, path: Path, text: str) -> None:
        """An editor shows this text under this path; it counts instead of the disk's."""
        path = _absolute(path)
        with self._lock:
            if self._open.get(path) != text:
                self._open[path] = text
                self._touch(path)

    def drop_text(self, path: Path) -> None:
        """No editor shows this file any more."""
        path = _absolute(path)
        with self._lock:
            if self._open.pop(path, None) is not None:
                self._touch(path)

    def refresh(self, path: Path) -> None:
        """A file changed, appeared or vanished on disk."""
        path = _absolute(path)
        with self._lock:
            known = self._files is not None and path in self._files and path.is_file()
            if path.name == PROJECT_FILE or path in self._lists.lists or (path.suffix in SUFFIXES and not known):
                self._files = None  # which files there are may have changed; found anew at the next question
            self._touch(path)

    def apply(self, settings: ProjectSettings) -> None:
        """Other settings from here on."""
        with self._lock:
            if settings != self.settings:
                self.settings = settings
                self._files = None

    def modules(self) -> Mapping[str, IndexedModule]:
        """All modules by name; of several with one name the open document's counts, then the first path's."""
        with self._lock:
            self._index()
            if self._modules is None:
                self._modules = {}
                for path in self._ranked():
                    for indexed in self._entries[path].modules:
                        self._modules.setdefault(indexed.module.name, indexed)
            return self._modules

    def others_for(self, path: Path | str, text: str | None = None, *, deep: bool = True) -> dict[str, str]:
        """The texts to compile beside `path`: files that declare what it uses and, if `deep`, what those use in turn.

        slang needs only the first; `text` stands in for a document that has changed since.
        """
        path = _absolute(Path(path))
        with self._lock:
            entry = self._entry_for(path, text)
            providers = self._index()
            found: dict[str, str] = {}
            missing = deque((name, path, entry) for name in sorted(entry.needs))
            provided = set(entry.provides)
            while missing and len(found) < MAX_OTHERS:
                name, user, using = missing.popleft()
                provider = self._provider(name, user, using) if name in providers else None
                if name in provided or provider is None or str(provider) in found or provider == path:
                    continue
                other = self._entries[provider]
                if other.provides & entry.provides:
                    continue  # it declares something again that this file declares: another variant of the same design
                content = self.read(provider)
                if content is None:
                    continue
                found[str(provider)] = content
                provided |= other.provides
                if deep:
                    missing += [(needed, provider, other) for needed in sorted(other.needs)]
            return found

    def include_dirs_for(self, path: Path | str, text: str | None = None) -> tuple[Path, ...]:
        """Where to look for headers: folders of settings and lists, then those of headers found only by searching."""
        path = _absolute(Path(path))
        with self._lock:
            return self._headers(path, text if text is not None else self.read(path) or "")[0]

    def defines_for(self, path: Path | str, text: str | None = None) -> dict[str, str]:
        """The settings' macros, and those this file uses that only another file of the project defines.

        Designs often rely on a file of macros that comes first on the simulator's command line.
        """
        path = _absolute(Path(path))
        with self._lock:
            content = text if text is not None else self.read(path) or ""
            defines = {**self._settled().defines, **self.settings.defines}
            wanted = set(_MACRO_USE.findall(content)) - _DIRECTIVES - set(defines)
            if wanted:
                for each in (content, *self._headers(path, content)[1]):
                    wanted -= {name.partition("(")[0] for name in _macros(each)}
            if wanted:
                self._index()
                for other in sorted(self._entries, key=lambda other: (_distance(other, path), other)):
                    for name, body in self._entries[other].macros.items():
                        plain = name.partition("(")[0]
                        if plain in wanted and other != path:
                            defines[name] = body
                            wanted.discard(plain)
            return defines

    def _headers(self, path: Path, text: str) -> tuple[tuple[Path, ...], list[str]]:
        """The folders to search for what a text includes, and the headers' texts."""
        files = self.files()
        base = self.root or path.parent
        folders = [_absolute(base / folder) for folder in self.settings.include_dirs]
        folders += self._lists.include_dirs
        texts: list[str] = []
        seen: set[str] = set()
        names = deque(include_names(text))
        while names and len(seen) < MAX_OTHERS:
            name = names.popleft()
            if name in seen:
                continue
            seen.add(name)
            found = next(
                (content for f in (path.parent, *folders) if (content := self.read(f / name)) is not None), None
            )
            parts = Path(name).parts
            if found is None and parts:
                candidates = [file for file in files if file.parts[-len(parts) :] == parts]
                header = min(candidates, key=lambda file: (_distance(file, path), file), default=None)
                if header is not None:
                    folders.append(header.parents[len(parts) - 1])
                    found = self.read(header)
            if found is not None:
                texts.append(found)
                names += include_names(found)
        return tuple(dict.fromkeys(folders)), texts

    def _settled(self) -> FileList:
        self.files()
        return self._lists

    def includes(self, path: Path | str) -> bool:
        """Whether another file includes one of this name."""
        path = _absolute(Path(path))
        with self._lock:
            self._index()
            return any(path.name in entry.includes for other, entry in self._entries.items() if other != path)

    def read(self, path: Path) -> str | None:
        """The text of a file as the user sees it: the open document, else the disk; None where there is neither."""
        with self._lock:
            text = self._open.get(_absolute(path)) if self._open else None
        return text if text is not None else read_file(path)

    def watch(self, on_change: Callable[[Path], None]) -> Watch:
        """Follow the folder on disk: each change refreshes the project and is then told to `on_change`, in a thread."""

        def changed(path: Path) -> None:
            if path.suffix in (*SUFFIXES, ".f") or path.name == PROJECT_FILE or path in self._lists.lists:
                self.refresh(path)
                on_change(path)

        return Watch(self.root, changed)

    def _touch(self, path: Path) -> None:
        self._stale.add(path)
        self._forget()

    def _forget(self) -> None:
        """What was drawn from the index is drawn anew at the next question."""
        self._providers = None
        self._modules = None

    def _ranked(self) -> list[Path]:
        """All indexed files, the open ones first."""
        return sorted(self._entries, key=lambda path: (path not in self._open, path))

    def _entry_for(self, path: Path, text: str | None) -> _Entry:
        if text is not None and self._open.get(path) != text:
            return _entry(path, text)
        self._index()
        return self._entries.get(path) or _entry(path, self.read(path) or "")

    def _index(self) -> dict[str, Path]:
        """Bring the index up to date; returns who provides which name."""
        files = set(self.files())
        for path in sorted(self._stale):
            text = self.read(path) if path in files or path in self._open else None
            if text is None or self.excluded(path):
                self._entries.pop(path, None)
            else:
                self._entries[path] = _entry(path, text)
        self._stale.clear()
        if self._providers is None:
            self._providers = {}
            for path in self._ranked():
                for name in self._entries[path].provides:
                    self._providers.setdefault(name, path)
        return self._providers

    def _provider(self, name: str, user: Path, using: _Entry) -> Path | None:
        """The file that declares `name`: of several the one that has the ports the user connects, then the closest."""
        places = [path for path, entry in self._entries.items() if name in entry.provides and path != user]
        if len(places) < 2:
            return places[0] if places else None
        instances = (instance for indexed in using.modules for instance in indexed.module.instances)
        connected = {port for instance in instances if instance.module == name for port in instance.connected}

        def rank(path: Path) -> tuple[int, bool, int, Path]:
            modules = (indexed.module for indexed in self._entries[path].modules if indexed.module.name == name)
            ports = {port.name for module in modules for port in module.ports}
            return len(connected - ports), path not in self._open, _distance(path, user), path

        return min(places, key=rank)

    def _find_files(self) -> tuple[Path, ...]:
        messages: list[str] = []
        self._lists = FileList()
        base = self.root
        for name in self.settings.filelists if base is not None else ():
            assert base is not None
            listed = read_filelist(_absolute(base / name))
            self._lists.files += listed.files + listed.library_files
            for folder in listed.library_dirs:
                self._lists.files += [path for path in _listing(folder) if path.suffix in SUFFIXES]
            self._lists.include_dirs += listed.include_dirs
            self._lists.defines |= listed.defines
            self._lists.lists += listed.lists
            messages += listed.messages
            messages += [f"{listed.lists[0]}: {path} does not exist." for path in listed.files if not path.is_file()]
        found = [path for path in self._lists.files if path.is_file()]
        found += [path for folder in self._lists.include_dirs for path in _listing(folder)]
        if not found and base is not None:
            found = list(self._walk(base, messages))
        self.messages = tuple(messages)
        return tuple(sorted({path for path in found if path.suffix in SUFFIXES and not self.excluded(path)}))

    def _walk(self, base: Path, messages: list[str]) -> Iterator[Path]:
        n_files = n_bytes = 0
        for n_folders, (folder, folders, names) in enumerate(os.walk(base)):
            if n_folders > MAX_FOLDERS:
                messages.append(_TOO_MUCH.format(base))
                return
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and name not in _SKIPPED_FOLDERS and not self.excluded(Path(folder, name))
            )
            for name in sorted(names):
                path = Path(folder, name)
                if path.suffix not in SUFFIXES:
                    continue
                try:
                    n_bytes += path.stat().st_size
                except OSError:
                    continue
                n_files += 1
                if n_files > MAX_FILES or n_bytes > MAX_BYTES:
                    messages.append(_TOO_MUCH.format(base))
                    return
                yield path


def _entry(path: Path, text: str) -> _Entry:
    macros = _macros(text)
    includes = frozenset(re.split(r"[/\\]", name)[-1] for name in include_names(text))
    if len(text) > MAX_INDEXED_BYTES:
        return _Entry((), frozenset(), frozenset(), macros, includes)
    parsed = source.outline(text, str(path))
    modules = tuple(IndexedModule(path, module, source.header_text(parsed, module)) for module in parsed.modules)
    return _Entry(modules, parsed.provides, parsed.needs, macros, includes)


def _macros(text: str) -> dict[str, str]:
    """The macros a text defines, on one line each; their parameters belong to the name."""
    macros: dict[str, str] = {}
    for found in _MACRO_DEFINITION.finditer(text) if "`define" in text else ():
        name, body = found["name"], found["body"]
        if body.startswith("("):
            parameters, _, body = body.partition(")")
            if "=" in parameters:
                continue  # a default value: neither engine takes such a macro from outside a file
            name += f"{parameters})"
        macros[name] = " ".join(re.sub(r"\\\r?\n", " ", body.split("//")[0]).split())
    return macros


def _absolute(path: Path) -> Path:
    return Path(os.path.normpath(path.expanduser().absolute()))


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _distance(one: Path, other: Path) -> int:
    """Steps through the folder tree between two files."""
    here, there = one.parent.parts, other.parent.parts
    common = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    return len(here) + len(there) - 2 * common
