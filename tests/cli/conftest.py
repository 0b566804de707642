"""The command line as a user meets it: a home and a work folder of its own, our exit code and what was printed."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from verimentor.cli import main


@dataclass(frozen=True)
class Said:
    """What a command left."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the command runs in."""
    for name in ("config", "data", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("VERIMENTOR_MENTOR_KEY", raising=False)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def config(work: Path) -> Path:
    """The user's configuration file."""
    path = work.parent / "config" / "verimentor" / "config.toml"
    path.parent.mkdir(exist_ok=True)
    return path


@pytest.fixture
def tiny(config: Path, tiny_gguf: Path) -> Path:
    """The tiny model, chosen."""
    config.write_text(f'[model]\npath = "{tiny_gguf}"\n')
    return tiny_gguf


@pytest.fixture
def verimentor(capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""

    def run(*arguments: object) -> Said:
        capfd.readouterr()
        code = main.run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Said(int(code), out, err)

    return run


@pytest.fixture
def program(work: Path) -> Command:
    """Run a command in a process of its own, with other environment variables where some are given."""

    def run(*arguments: object, stdin: str = "", **environment: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "verimentor.cli.main", *map(str, arguments)],
            input=stdin.encode(),
            capture_output=True,
            env={**os.environ, **environment},
            cwd=work,
            timeout=300,
        )
        return Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    return run
