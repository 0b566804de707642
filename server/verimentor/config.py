"""All settings as one frozen tree, parsed once at the edge.

Precedence: editor setting, project file (`verimentor.toml`, section `[project]` keys at its top level), user file
(`$XDG_CONFIG_HOME/verimentor/config.toml`), default. Names in files and in the editor are camelCase or snake_case
alike.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from verimentor.errors import ConfigError

MENTOR_KEY_VARIABLE = "VERIMENTOR_MENTOR_KEY"
PROJECT_FILE = "verimentor.toml"


class Trigger(StrEnum):
    """When ghost text comes: while typing, or only when the user asks for it."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True)
class CompletionSettings:
    """Ghost text."""

    enabled: bool = True
    trigger: Trigger = Trigger.AUTOMATIC
    debounce_ms: int = 30  # one typed character at 120 words a minute takes 100 ms: shorter never waits for the user
    max_tokens: int = 64  # four to six lines of Verilog with our tokenizer


@dataclass(frozen=True)
class DiagnosticsSettings:
    """Which engine speaks, and when."""

    on_type: bool = True  # pyslang while typing
    icarus: bool = True  # Icarus on open, on save and after a pause
    debounce_ms: int = 150
    pause_ms: int = 1200  # Icarus runs after the user has stopped for this long


@dataclass(frozen=True)
class FeatureSettings:
    """What the editor is offered besides ghost text; each can be left to another language server."""

    slang_diagnostics: bool = True
    hover: bool = True
    outline: bool = True
    keyword_completion: bool = True
    highlighting: bool = True
    folding: bool = True
    formatting: bool = True
    code_actions: bool = True
    unusual_lines: bool = False  # on saving, lines that the student finds improbable; four of five are no bugs


@dataclass(frozen=True)
class GenerateSettings:
    """A module from a comment."""

    samples: int = 8
    max_tokens: int = 512
    temperature: float = 0.5


@dataclass(frozen=True)
class ModelSettings:
    """Which student answers, and how much of the machine it may use."""

    path: str = ""  # a GGUF file, or the name of one in the catalog; empty: the shipped one
    threads: int = 1  # two threads collapse when the machine is loaded (measured: 351 ms a token)
    gpu_layers: int = 0  # how many of its layers a graphics card holds
    memory_mb: int = 0  # the most its process may take, the file included; 0: no limit
    idle_minutes: int = 30  # without a question, after which the memory is given back; 0: never


@dataclass(frozen=True)
class MentorSettings:
    """The larger model the user names; url and model empty: rules and student only."""

    url: str = ""
    model: str = ""  # its name there; without a url a GGUF file, or the name of one in the catalog, to be run here
    timeout_s: float = 60.0
    rounds: int = 3


@dataclass(frozen=True)
class ProjectSettings:
    """What `verimentor.toml` may say about the files of a project."""

    include_dirs: tuple[str, ...] = ()
    defines: Mapping[str, str] = field(default_factory=dict)
    filelists: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    top: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything a user can set."""

    completion: CompletionSettings = CompletionSettings()
    diagnostics: DiagnosticsSettings = DiagnosticsSettings()
    features: FeatureSettings = FeatureSettings()
    generate: GenerateSettings = GenerateSettings()
    model: ModelSettings = ModelSettings()
    mentor: MentorSettings = MentorSettings()
    project: ProjectSettings = ProjectSettings()


def config_file() -> Path:
    """The user's own configuration file, whether it exists or not."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "verimentor" / "config.toml"


def data_folder() -> Path:
    """Where the user's own models live, whether it exists or not."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "verimentor"


def parse(values: Mapping[str, Any], *, origin: str, base: Settings | None = None) -> tuple[Settings, list[str]]:
    """Lay `values` over `base`; what cannot be used is left out and named in the returned messages."""
    messages: list[str] = []
    settings = _overlay(base or Settings(), values, origin, "", messages)
    return settings, messages


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a TOML file; empty where there is none.

    Raises:
        ConfigError: the file cannot be read or is not TOML; the message names the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigError(f"{path}: {problem}. Mend the file or remove it.") from problem


def load(root: Path | None, editor: Mapping[str, Any] | None = None) -> tuple[Settings, list[str]]:
    """The settings in force for a project folder, and messages about what was ignored."""
    settings, messages = Settings(), []
    layers: list[tuple[str, Mapping[str, Any]]] = []
    for path, wrap in ((config_file(), False), (root / PROJECT_FILE if root else None, True)):
        if path is None:
            continue
        try:
            found = read_toml(path)
        except ConfigError as problem:
            messages.append(str(problem))
            continue
        layers.append((str(path), {"project": found} if wrap and found else found))
    layers.append(("editor settings", editor or {}))
    for origin, values in layers:
        settings, more = parse(values, origin=origin, base=settings)
        messages += more
    return settings, messages


_T = TypeVar("_T")


def _overlay(base: _T, values: Mapping[str, Any], origin: str, where: str, messages: list[str]) -> _T:
    assert is_dataclass(base) and not isinstance(base, type)
    hints = get_type_hints(type(base))
    known = {item.name for item in fields(base)}
    changes: dict[str, Any] = {}
    for key, value in values.items():
        name = _snake_case(key)
        label = f"{where}{key}"
        if name not in known:
            messages.append(f"{origin}: unknown setting '{label}' is ignored; known here: {', '.join(sorted(known))}.")
            continue
        current = getattr(base, name)
        if is_dataclass(current):
            if isinstance(value, Mapping):
                changes[name] = _overlay(current, value, origin, f"{label}.", messages)
            else:
                messages.append(f"{origin}: '{label}' must be a table of settings; the default is used.")
            continue
        converted = _convert(value, hints[name])
        if converted is None:
            messages.append(f"{origin}: '{label}' cannot be {value!r}; {current!r} is used.")
        else:
            changes[name] = converted
    return replace(base, **changes)


def _convert(value: Any, hint: Any) -> Any:
    """`value` as the hinted type, None where it does not fit."""
    origin = get_origin(hint)
    if origin is tuple:
        fits = isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(v, str) for v in value)
        return tuple(value) if fits else None
    if origin is not None and issubclass(origin, Mapping):
        if isinstance(value, Mapping) and get_args(hint) == (str, str):
            return {str(k): "" if v is None else str(v) for k, v in value.items()}
        return None
    if issubclass(hint, StrEnum):
        return hint(value) if value in list(hint) else None
    if hint is bool:
        return value if isinstance(value, bool) else None
    if hint is int:
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
    if hint is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        return float(value) if fits else None
    return value if isinstance(value, hint) else None


def _snake_case(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key).lower()
