"""`verimentor serve --stdio`: the language server."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Editors pass `--stdio`; there is no other transport."""
    parser.add_argument("--stdio", action="store_true", default=True, help="speak over stdin and stdout (the only way)")


def run(options: argparse.Namespace) -> int:
    """Serve until the editor leaves."""
    from verimentor.editor.server import main

    return main()
