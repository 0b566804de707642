"""The model the user chose, written into their configuration with everything else there kept."""

import json
import re
import tomllib

from verimentor import config
from verimentor.errors import ConfigError
from verimentor.student.catalog import Catalog, Model

_TABLE = re.compile(r"^[ \t]*\[(?P<name>[^\]\r\n]*)\][^\r\n]*", re.MULTILINE)
_PATH = re.compile(r"""^(?P<key>[ \t]*path[ \t]*=[ \t]*)(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')""", re.MULTILINE)


def setting_for(catalog: Catalog, model: Model) -> str:
    """What `model.path` says to choose a model: its name where that finds it, else its path."""
    named = model.origin == "shipped" or model.path.parent == catalog.user_folder.absolute()
    return model.name if named else str(model.path)


def choose(catalog: Catalog, model: Model) -> None:
    """Write the choice into the user's configuration file.

    Raises:
        ConfigError: the file is broken, or written in a way we do not rewrite.
    """
    path = config.config_file()
    config.read_toml(path)  # refuses to touch a file that is broken
    text = path.read_bytes().decode("utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(with_model_path(text, setting_for(catalog, model)).encode("utf-8"))


def with_model_path(text: str, chosen: str) -> str:
    """The configuration's text with `path` in its table [model] set; comments, order and line breaks are kept.

    Raises:
        ConfigError: the file says it in a way we do not rewrite.
    """
    value = json.dumps(chosen, ensure_ascii=False)
    tables = [*_TABLE.finditer(text)]
    newline = "\r\n" if "\r\n" in text else "\n"
    table = next((found for found in tables if found["name"].strip() == "model"), None)
    if table is None:
        gap = "" if not text else newline if text.endswith("\n") else 2 * newline
        result = f"{text}{gap}[model]{newline}path = {value}{newline}"
    else:
        end = min((found.start() for found in tables if found.start() > table.start()), default=len(text))
        old = _PATH.search(text, table.end(), end)
        if old:
            result = f"{text[: old.start()]}{old['key']}{value}{text[old.end() :]}"
        else:
            result = f"{text[: table.end()]}{newline}path = {value}{text[table.end() :]}"
    try:
        understood = tomllib.loads(result)["model"]["path"] == chosen
    except (tomllib.TOMLDecodeError, LookupError, TypeError):
        understood = False
    if not understood:
        raise ConfigError(f"{config.config_file()} is written in a way that is not ours to change: set {value} there.")
    return result
