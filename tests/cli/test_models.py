"""`verimentor models`: what there is, and a choice that leaves the rest of the configuration alone."""

import hashlib
import json
import shutil
import threading
import tomllib
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import ConfigError
from verimentor.student.choice import with_model_path

ROW = {"name", "path", "sha256", "n_context", "prompt_format", "origin", "licence", "trained"}


@pytest.fixture
def mine(work: Path, tiny_gguf: Path) -> Path:
    """A model in the user's folder."""
    path = work.parent / "data" / "verimentor" / "models" / "mine.gguf"
    path.parent.mkdir(parents=True)
    shutil.copy(tiny_gguf, path)
    return path


def test_list_is_plain_when_piped(verimentor: Callable[..., Any], mine: Path) -> None:
    said = verimentor("models")
    assert f"\tmine\tuser\t1024\tverimentor-1\t{mine}\n" in said.out
    rows = json.loads(verimentor("models", "list", "--json").out)
    (row,) = (row for row in rows if row["name"] == "mine")
    assert set(row) == ROW | {"selected"} and row["selected"] is False


def test_a_choice_that_is_gone_does_not_hide_the_list(verimentor: Callable[..., Any], mine: Path, config: Path) -> None:
    config.write_text('[model]\npath = "gone"\n')
    said = verimentor("models")
    assert said.code == 3 and "\tmine\t" in said.out and "'gone'" in said.err


def test_use_by_name_and_by_path(verimentor: Callable[..., Any], mine: Path, tiny_gguf: Path, config: Path) -> None:
    assert verimentor("models", "use", "mine").code == 0
    assert tomllib.loads(config.read_text()) == {"model": {"path": "mine"}}
    assert verimentor("models", "use", tiny_gguf).code == 0
    assert tomllib.loads(config.read_text()) == {"model": {"path": str(tiny_gguf)}}
    (row,) = (row for row in json.loads(verimentor("models", "--json").out) if row["selected"])
    assert row["path"] == str(tiny_gguf)


def test_use_wants_a_model_that_exists(verimentor: Callable[..., Any], work: Path, config: Path) -> None:
    (work / "bad.gguf").write_bytes(b"no model")
    for name, code in (("gone", 3), ("gone.gguf", 3), ("bad.gguf", 3)):
        said = verimentor("models", "use", name)
        assert said.code == code and name in said.err
    assert verimentor("models", "use").code == 2
    assert not config.exists()


def test_a_broken_configuration_is_not_overwritten(verimentor: Callable[..., Any], mine: Path, config: Path) -> None:
    config.write_text("[model\n")
    said = verimentor("models", "use", "mine")
    assert said.code == 2 and str(config) in said.err
    assert config.read_text() == "[model\n"


def test_show(verimentor: Callable[..., Any], mine: Path) -> None:
    row = json.loads(verimentor("models", "show", "mine", "--json").out)
    assert set(row) == ROW | {"whole", "message"}
    assert row["whole"] is True and len(row["sha256"]) == 64
    assert "name           mine\n" in verimentor("models", "show", mine).out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[model]\npath = "x"\n'),
        ("# mine\n[mentor]\nurl = ''\n", "# mine\n[mentor]\nurl = ''\n\n[model]\npath = \"x\"\n"),
        ("a = 1", 'a = 1\n\n[model]\npath = "x"\n'),
        ('[model]\npath = "old" # good one\nthreads = 2\n', '[model]\npath = "x" # good one\nthreads = 2\n'),
        ("[ model ] # me\nthreads = 2\n", '[ model ] # me\npath = "x"\nthreads = 2\n'),
        ("[model]\r\n  path='old'\r\n", '[model]\r\n  path="x"\r\n'),
        ("[model]", '[model]\npath = "x"'),
        ('[model]\n# path = "no"\n[other]\npath = "y"\n', '[model]\npath = "x"\n# path = "no"\n[other]\npath = "y"\n'),
        ('[other]\npath = "y"\n[model]\npath = "o"\n', '[other]\npath = "y"\n[model]\npath = "x"\n'),
    ],
)
def test_everything_else_in_the_configuration_stays(before: str, after: str) -> None:
    assert with_model_path(before, "x") == after


def test_any_name_survives() -> None:
    for name in ('C:\\new\\"q".gguf', "ü/模型/🙂.gguf"):
        assert tomllib.loads(with_model_path("[model]\npath = 'a'\n", name))["model"]["path"] == name


@pytest.mark.parametrize("text", ['model.path = "old"\n', 'model = {path = "old"}\n'])
def test_what_cannot_be_rewritten_is_left_to_the_user(text: str) -> None:
    with pytest.raises(ConfigError, match="not ours to change"):
        with_model_path(text, "x")


def test_a_model_is_downloaded(verimentor: Callable[..., Any], work: Path, tiny_gguf: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(tiny_gguf.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/tiny.gguf"
        sha256 = hashlib.sha256(tiny_gguf.read_bytes()).hexdigest()
        said = verimentor("models", "download", url, "--sha256", sha256)
        assert said.code == 0 and sha256 in said.out
        again = verimentor("models", "download", url)
        assert again.code == 3 and "already" in again.err
        server.shutdown()
    rows = json.loads(verimentor("models", "--json").out)
    assert str(work.parent / "data" / "verimentor" / "models" / "tiny.gguf") in [row["path"] for row in rows]
