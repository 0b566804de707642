"""A real HTTP server that speaks as much of the OpenAI protocol as a mentor needs, from a script."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def question(self) -> str:
        return str(self.body["messages"][-1]["content"])


@dataclass
class ScriptedMentor:
    """What the server was asked, and what it says: a text, a status, or raw bytes."""

    url: str
    answer: Callable[[Asked], str | int | bytes]
    asked: list[Asked] = field(default_factory=list)
    delay_s: float = 0.0
    models: tuple[str, ...] = ("tutor-7b",)

    @property
    def questions(self) -> list[str]:
        return [asked.question for asked in self.asked if asked.body]


@contextmanager
def serve(answer: Callable[[Asked], str | int | bytes] | str | int | bytes) -> Iterator[ScriptedMentor]:
    """Serve on a free port of this machine."""
    mentor = ScriptedMentor("", answer if callable(answer) else lambda _: answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mentor.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, {}))
            self._send(200, json.dumps({"data": [{"id": name} for name in mentor.models]}).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            mentor.asked.append(asked)
            time.sleep(mentor.delay_s)
            said = mentor.answer(asked)
            if isinstance(said, int):
                self._send(said, b'{"error": {"message": "no"}}')
            elif isinstance(said, bytes):
                self._send(200, said)
            else:
                answer = {"choices": [{"message": {"role": "assistant", "content": said}}]}
                self._send(200, json.dumps({**answer, "usage": {"completion_tokens": len(said.split())}}).encode())

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client did not wait

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mentor.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield mentor
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def mentor_says() -> Iterator[Callable[..., ScriptedMentor]]:
    """Start servers that answer what they are told to, as long as the test runs."""
    with ExitStack() as running:
        yield lambda answer: running.enter_context(serve(answer))
