"""`verimentor models [list|show|use|download]`: the shipped student and the user's own GGUF files.

`list --json` prints a list of `{name, path, sha256, n_context, prompt_format, origin, licence, trained, selected}`;
`show --json` one such object with the sha256 the file has, `whole` and `message` instead of `selected`.
"""

import argparse
import json
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from verimentor import config
from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import note, settings_for
from verimentor.errors import ModelError, VerimentorError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.choice import choose
from verimentor.student.intake import download


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "use", "download"), default="list")
    parser.add_argument("name", nargs="?", help="a model's name, the path of a GGUF file, or its address to download")
    parser.add_argument("--sha256", default="", help="what a downloaded file must have; another one is thrown away")
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
        raise VerimentorError(
            "Name a model: verimentor models use NAME|PATH, verimentor models download URL; `verimentor models` lists "
            "those there are."
        )
    if options.action == "download":
        return _download(catalog, options.name, options.sha256)
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


def _download(catalog: Catalog, url: str, sha256: str) -> int:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("downloading")
        path = download(
            url,
            sha256,
            catalog.user_folder,
            lambda done, size: progress.update(task, completed=done, total=size),
            threading.Event(),  # Ctrl-C stops it
        )
    print(f"{path}, SHA-256 {catalog.verify(catalog.open(path)).sha256}")
    return Exit.GOOD


def _use(catalog: Catalog, model: Model) -> None:
    choose(catalog, model)
    print(f"{model.name} answers from now on ({config.config_file()}).")


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
