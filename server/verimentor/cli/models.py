"""`verimentor models [list|show|use]`: the shipped student and the user's own GGUF files.

`list --json` prints a list of `{name, path, sha256, n_context, prompt_format, origin, licence, trained, selected}`;
`show --json` one such object with the sha256 the file has, `whole` and `message` instead of `selected`.
"""

import argparse
import json
import re
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from verimentor import config
from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import note, settings_for
from verimentor.errors import ConfigError, ModelError, VerimentorError
from verimentor.student.catalog import Catalog, Model

_TABLE = re.compile(r"^[ \t]*\[(?P<name>[^\]\r\n]*)\][^\r\n]*", re.MULTILINE)
_PATH = re.compile(r"""^(?P<key>[ \t]*path[ \t]*=[ \t]*)(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')""", re.MULTILINE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "use"), default="list")
    parser.add_argument("name", nargs="?", help="a model's name, or the path of a GGUF file")
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    """List all, show one (the one in use where none is named), or make one the user's choice."""
    catalog = Catalog()
    if options.action == "list":
        return _list(catalog, as_json=options.json)
    if options.action == "show":
        wanted = config.ModelSettings(path=options.name) if options.name else settings_for(None).model
        return _show(catalog, catalog.selected(wanted), as_json=options.json)
    if not options.name:
        raise VerimentorError("Name a model: verimentor models use NAME|PATH; `verimentor models` lists them.")
    _use(catalog, catalog.selected(config.ModelSettings(path=options.name)))
    return Exit.GOOD


def _list(catalog: Catalog, *, as_json: bool) -> int:
    """Print all; a choice that cannot be used is said, and is a reason to look at this list."""
    models, code, selected = list(catalog.models()), Exit.GOOD, None
    try:
        selected = catalog.selected(settings_for(None).model)
    except ModelError as problem:
        note(str(problem))
        code = Exit.LACKING
    if selected is not None and selected.path not in [model.path for model in models]:
        models.append(selected)  # anywhere else on the disk
    rows = [{**_row(model), "selected": selected is not None and model.path == selected.path} for model in models]
    console = Console()
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif console.is_terminal:
        console.print(_table(rows))
    else:
        for row in rows:
            print(*_cells(row), sep="\t")
    return code


def _show(catalog: Catalog, model: Model, *, as_json: bool) -> int:
    verification = catalog.verify(model)
    found = {"sha256": verification.sha256, "whole": verification.ok, "message": verification.message}
    row = {**_row(model), **found}
    if as_json:
        print(json.dumps(row, indent=2, ensure_ascii=False))
    else:
        for key, value in row.items():
            print(f"{key:14} {value}")
    return Exit.GOOD if verification.ok else Exit.PROBLEMS


def _use(catalog: Catalog, model: Model) -> None:
    """Write the choice into the user's configuration, keeping everything else there."""
    path = config.config_file()
    config.read_toml(path)  # refuses to touch a file that is broken
    named = model.origin == "shipped" or model.path.parent == catalog.user_folder.absolute()
    text = path.read_bytes().decode("utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(with_model_path(text, model.name if named else str(model.path)).encode("utf-8"))
    print(f"{model.name} answers from now on ({path}).")


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


def _row(model: Model) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(model).items()}


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    mark = "*" if row["selected"] else ""
    return (mark, row["name"], row["origin"], str(row["n_context"]), str(row["prompt_format"]), row["path"])


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("", "name", "origin", "context", "format", "path")
    for row in rows:
        table.add_row(*_cells(row))
    return table
