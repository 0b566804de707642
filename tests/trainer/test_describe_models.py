"""Descriptions asked of real models: the shipped student behind llama.cpp's own server, and a GGUF on this machine.

What they say is no description, so what is tested is everything else: asking, keeping, going on, the code's bytes.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from verimentor.errors import VerimentorError
from verimentor.student.catalog import SHIPPED_FOLDER
from verimentor_trainer import describe
from verimentor_trainer.manifest import read_rows, write_rows
from verimentor_trainer.recipe import DescribeRecipe, Recipe

SHIPPED = SHIPPED_FOLDER / "verimentor-student.gguf"
CHAT = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
CODES = [
    f"module {name}(input a, input b, output y);\t\r\n  assign y = a {operator} b; // ½\nendmodule\n"
    for name, operator in (("both", "&"), ("either", "|"), ("differ", "^"))
]


def described(out: Path, recipe: DescribeRecipe, *codes: str) -> list[dict[str, str]]:
    rows = [{"repository": "r", "path": f"{i}.v", "text": f"// {i}\n{code}"} for i, code in enumerate(codes)]
    write_rows(out / "train.jsonl", rows)
    describe.run(Recipe(describe=recipe), out)
    return list(read_rows(out / "described.jsonl"))


def started(port: int) -> "subprocess.Popen[bytes]":
    """A server process that answers."""
    arguments = ["--model", str(SHIPPED), "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "0"]
    command = [sys.executable, "-m", "llama_cpp.server", *arguments, "--n_threads", "1", "--verbose", "false"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=5)
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
        else:
            return process
    process.kill()
    raise AssertionError("the server does not answer")


def test_a_real_server_is_asked_goes_away_and_comes_back(tmp_path: Path) -> None:
    pytest.importorskip("sse_starlette", reason="pip install 'llama-cpp-python[server]'")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    asking = DescribeRecipe(max_answer_tokens=12, attempts=1, concurrent=1, retries=0, timeout_s=60.0)
    as_student, as_teacher = (
        DescribeRecipe(**{**vars(asking), role: url, f"{role}_model": "shipped"}) for role in ("student", "teacher")
    )
    with pytest.raises(VerimentorError, match=r"2 of 2 questions unanswered.*cannot be reached"):
        described(tmp_path, as_student, *CODES[:2])
    assert not (tmp_path / "described.jsonl").exists()
    server = started(port)
    try:
        rows = described(tmp_path, as_student, *CODES[:2])
        assert [row["module"].encode() for row in rows] == [code.encode() for code in CODES[:2]]
        assert {row["author"] for row in rows} == {"parse tree"}  # nobody takes the student's words for a description
        kept = list(read_rows(tmp_path / "describe" / "student.jsonl"))
        assert len(kept) == 2 and all(row["answer"] and row["tokens"] > 12 for row in kept)
        with pytest.raises(VerimentorError, match="None of 3 files got a description"):
            described(tmp_path, as_teacher, *CODES)
        assert len(list(read_rows(tmp_path / "describe" / "teacher.jsonl"))) == 3
        assert len(list(read_rows(tmp_path / "describe.removed.jsonl"))) == 3
        # More than the model's context: refused alone, the others are not.
        long = CODES[2].replace("// ½", "// ½" + " and so on" * 700)
        assert len(described(tmp_path, as_student, CODES[2], long)) == 2
        assert len(list(read_rows(tmp_path / "describe" / "student.jsonl"))) == 3
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    assert len(described(tmp_path, as_student, *CODES)) == 3  # all that is asked was answered before
    with pytest.raises(VerimentorError, match="1 of 3 questions unanswered"):
        described(tmp_path, as_student, *CODES[:2], CODES[2].replace("differ", "other"))


def test_a_gguf_of_this_machine_describes_without_a_server(
    tmp_path: Path, make_gguf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    model = make_gguf(tmp_path / "chatty.gguf", version=None, fim=None, chat_template=CHAT)
    local = DescribeRecipe(student=str(model), max_answer_tokens=12, attempts=1)
    rows = described(tmp_path, local, *CODES)
    assert [row["module"].encode() for row in rows] == [code.encode() for code in CODES]
    kept = (tmp_path / "describe" / "student.jsonl").read_bytes()
    assert kept.count(b"\n") == 3
    described(tmp_path, local, *CODES)
    assert (tmp_path / "describe" / "student.jsonl").read_bytes() == kept


def test_a_gguf_that_cannot_converse_or_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match="no chat template"):
        described(tmp_path, DescribeRecipe(teacher=str(SHIPPED)), CODES[0])
    with pytest.raises(VerimentorError, match="does not exist"):
        described(tmp_path, DescribeRecipe(teacher=str(tmp_path / "nowhere.gguf")), CODES[0])
