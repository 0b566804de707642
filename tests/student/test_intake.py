"""Models that are copied or downloaded, from a real server on this machine; half of one never stays behind."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from verimentor.errors import ModelError
from verimentor.student.intake import Stopped, copy, download, name_in


class _Handler(BaseHTTPRequestHandler):
    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        if self.path == "/moved.gguf":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/tiny.gguf")
            self.end_headers()
            return
        path = self.path.partition("?")[0]
        if path not in self.files:
            self.send_error(404)
            return
        content = self.files[path]
        self.send_response(200)
        cut = path == "/cut.gguf"
        self.send_header("Content-Length", str(len(content) + (100 if cut else 0)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(tiny_gguf: Path) -> Iterator[str]:
    content = tiny_gguf.read_bytes()
    big = content + bytes(5 << 20)
    _Handler.files = {"/tiny.gguf": content, "/cut.gguf": content, "/page.gguf": b"<html>", "/big.gguf": big}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def quiet(done: int, size: int | None) -> None:
    pass


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_model_comes_whole_with_its_bytes_counted(address: str, tiny_gguf: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    sha256 = hashlib.sha256(tiny_gguf.read_bytes()).hexdigest()
    path = download(
        f"{address}/tiny.gguf?download=true", sha256.upper(), tmp_path / "models", lambda *how: told.append(how), threading.Event()
    )  # fmt: skip
    assert path == tmp_path / "models" / "tiny.gguf" and path.read_bytes() == tiny_gguf.read_bytes()
    size = tiny_gguf.stat().st_size
    assert told[-1] == (size, size)
    assert left_in(path.parent) == ["tiny.gguf"]


@pytest.mark.parametrize(
    ("name", "sha256", "complaint"),
    [
        ("tiny.gguf", "0" * 64, "not the file that was meant"),
        ("cut.gguf", "", "bytes of cut.gguf came"),
        ("page.gguf", "", "not a GGUF file"),
        ("none.gguf", "", "404"),
        ("moved.gguf", "", "failed"),  # to where nobody listens
    ],
)
def test_what_is_wrong_is_thrown_away(address: str, tmp_path: Path, name: str, sha256: str, complaint: str) -> None:
    with pytest.raises(ModelError, match=complaint):
        download(f"{address}/{name}", sha256, tmp_path, quiet, threading.Event())
    assert left_in(tmp_path) == []


def test_stopping_leaves_nothing(address: str, tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(Stopped):
        download(f"{address}/big.gguf", "", tmp_path, lambda done, size: stop.set(), stop)
    assert left_in(tmp_path) == []


def test_a_model_that_is_there_is_not_overwritten(address: str, tiny_gguf: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_text("mine")
    with pytest.raises(ModelError, match="already"):
        download(f"{address}/tiny.gguf", "", tmp_path, quiet, threading.Event())
    with pytest.raises(ModelError, match="already"):
        copy(tiny_gguf, tmp_path, quiet, threading.Event())
    assert (tmp_path / "tiny.gguf").read_text() == "mine"


@pytest.mark.parametrize(
    ("url", "checked", "name"),
    [
        ("https://example.org/a/b%20c.gguf?x=1", False, "b c.gguf"),
        ("http://example.org/b.gguf", True, "b.gguf"),
        ("http://localhost:8080/b.gguf", False, "b.gguf"),
        ("http://example.org/b.gguf", False, None),  # anybody on the way could change it
        ("file:///etc/passwd", True, None),
        ("https://example.org/b.bin", True, None),
        ("https://example.org/..%2F..%2Fb.gguf", True, "b.gguf"),
        ("b.gguf", True, None),
        ("", True, None),
    ],
)
def test_addresses(url: str, checked: bool, name: str | None) -> None:
    if name is None:
        with pytest.raises(ModelError, match="https:"):
            name_in(url, checked=checked)
    else:
        assert name_in(url, checked=checked) == name


def test_a_file_is_copied_if_it_is_a_model(tiny_gguf: Path, make_gguf: Callable[..., Path], tmp_path: Path) -> None:
    path = copy(tiny_gguf, tmp_path / "models", quiet, threading.Event())
    assert path.read_bytes() == tiny_gguf.read_bytes()
    (tmp_path / "notes.gguf").write_text("not a model")
    for name, complaint in (("notes.gguf", "not a GGUF"), ("none.gguf", "does not exist")):
        with pytest.raises(ModelError, match=complaint):
            copy(tmp_path / name, tmp_path / "models", quiet, threading.Event())
    assert left_in(tmp_path / "models") == ["tiny.gguf"]
