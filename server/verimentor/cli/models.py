"""`verimentor models [list|show|use]`: the shipped student and the user's own GGUF files."""

import argparse
import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from verimentor import config
from verimentor.cli.workplace import settings_for
from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog, Model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "use"), default="list")
    parser.add_argument("name", nargs="?", help="a model's name, or the path of a GGUF file")
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    """List all, show one, or make one the user's choice."""
    catalog = Catalog()
    if options.action == "list":
        _list(catalog, as_json=options.json)
        return 0
    if not options.name:
        raise VerimentorError(
            f"Name a model: verimentor models {options.action} NAME|PATH; `verimentor models` lists them."
        )
    model = catalog.selected(config.ModelSettings(path=options.name))
    if options.action == "use":
        _use(model)
        return 0
    verification = catalog.verify(model)
    row = {**_row(model), "sha256": verification.sha256, "whole": verification.ok, "message": verification.message}
    print(json.dumps(row, indent=2)) if options.json else _print_row(row)
    return 0 if verification.ok else 1


def _list(catalog: Catalog, *, as_json: bool) -> None:
    models = catalog.models()
    if as_json:
        print(json.dumps([_row(model) for model in models], indent=2))
        return
    selected = catalog.selected(settings_for(None).model)
    table = Table("", "name", "origin", "context", "format", "path")
    for model in models:
        mark = "*" if model.path == selected.path else ""
        table.add_row(mark, model.name, model.origin, str(model.n_context), model.prompt_format.value, str(model.path))
    Console().print(table)


def _row(model: Model) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(model).items()}


def _print_row(row: dict[str, Any]) -> None:
    for key, value in row.items():
        print(f"{key:14} {value}")


def _use(model: Model) -> None:
    """Write the choice into the user's configuration, keeping everything else there."""
    path = config.config_file()
    config.read_toml(path)  # refuses to touch a file that is broken
    chosen = model.name if model.origin == "shipped" or model.path.parent == Catalog().user_folder else str(model.path)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(with_model_path(text, chosen), encoding="utf-8")
    print(f"{model.name} answers from now on ({path}).")


def with_model_path(text: str, chosen: str) -> str:
    """The configuration's text with `path` in its table [model] set, comments and order kept."""
    line = f"path = {json.dumps(chosen)}"
    lines, at, inside = text.splitlines(), None, False
    for number, existing in enumerate(lines):
        if existing.strip().startswith("["):
            inside = existing.strip() == "[model]"
            at = number if inside else at
        elif inside and existing.split("=")[0].strip() == "path":
            lines[number] = line
            break
    else:
        if at is None:
            lines += ["", "[model]"] if lines else ["[model]"]
            at = len(lines) - 1
        lines.insert(at + 1, line)
    result = "\n".join(lines) + "\n"
    tomllib.loads(result)
    return result
