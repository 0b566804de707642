"""Models behind a URL answer as local ones do: scripted servers, and llama.cpp's own where its packages are there."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import main

ANSWER = "<think>A module, endmodule.</think>Here it is:\n```verilog\nmodule half_adder (input a, input b, output carry, output sum);\n  assign {carry, sum} = a + b;\nendmodule\n```\n"


@pytest.fixture
def asked(tmp_path: Path, layouts: Any) -> Path:
    header = f"module half_adder {layouts.ports}"
    folder: Path = layouts.put(tmp_path / "asked", layouts.own("first", header) | layouts.own("second", header))
    return folder


def generate(asked: Path, out: Path, *more: str) -> int:
    return main.run(["generate", str(asked), "--out", str(out), "--samples", "2", *more])


def rows_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "samples.jsonl").read_text("utf-8").splitlines()]


def test_answers_are_stored_and_judged(asked: Path, tmp_path: Path, serve: Any) -> None:
    server, out = serve(lambda body: ANSWER), tmp_path / "run"
    assert generate(asked, out, "--endpoint", server.url, "--seed", "5", "--temperature", "0.8") == 0
    rows = rows_of(out)
    assert sorted((row["task_id"], row["sample"]) for row in rows) == [
        (name, number) for name in ("first", "second") for number in range(2)
    ]
    for row in rows:
        assert row["completion"].startswith("Here it is") and (row["n_prompt_tokens"], row["n_tokens"]) == (7, 5)
    assert {(body["seed"], body["temperature"], body["top_p"]) for body in server.asked if body["max_tokens"] > 1} == {
        (5, 0.8, 0.95),
        (6, 0.8, 0.95),
    }
    assert all("```verilog\nmodule half_adder" in question for question in server.questions)
    model = json.loads((out / "run.json").read_text("utf-8"))["model"]
    assert model == {"name": "candidate", "sha256": "", "format": "openai", "url": f"{server.url}/v1"}
    assert main.run(["score", str(out), "--no-synthesis"]) == 0
    verdicts = [json.loads(line) for line in (out / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert all(verdict["strict"] for verdict in verdicts)


def test_the_key_goes_along_only_where_asked(
    asked: Path, tmp_path: Path, serve: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(lambda body: ANSWER)
    monkeypatch.setenv("VERIMENTOR_MENTOR_KEY", "secret")
    monkeypatch.setenv("OPENAI_API_KEY", "other")
    assert generate(asked, tmp_path / "a", "--endpoint", server.url) == 0
    assert set(server.keys) == {None}
    assert generate(asked, tmp_path / "b", "--endpoint", server.url, "--key") == 0
    assert set(server.keys) == {None, "Bearer secret"}
    assert "secret" not in (tmp_path / "b" / "run.json").read_text("utf-8")
    monkeypatch.delenv("VERIMENTOR_MENTOR_KEY")
    assert generate(asked, tmp_path / "c", "--endpoint", server.url, "--key") == 2
    assert "VERIMENTOR_MENTOR_KEY" in capsys.readouterr().err


def test_a_refused_question_is_an_empty_answer(
    asked: Path, tmp_path: Path, serve: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(lambda body: 413 if "second: " in body["messages"][-1]["content"] else ANSWER)
    assert generate(asked, tmp_path / "run", "--endpoint", server.url) == 0
    assert {(row["task_id"], bool(row["completion"])) for row in rows_of(tmp_path / "run")} == {
        ("first", True),
        ("second", False),
    }
    assert "2 questions were refused" in capsys.readouterr().err


def test_a_hiccup_is_asked_again(asked: Path, tmp_path: Path, serve: Any) -> None:
    statuses = iter([503, 429])
    server = serve(lambda body: next(statuses, ANSWER))
    assert generate(asked, tmp_path / "run", "--endpoint", server.url, "--workers", "1") == 0
    assert all(row["completion"] for row in rows_of(tmp_path / "run"))
    assert len(server.questions) == 4 + 2


def test_an_interrupted_run_goes_on(asked: Path, tmp_path: Path, serve: Any) -> None:
    server, out = serve(lambda body: 401 if "second: " in body["messages"][-1]["content"] else ANSWER), tmp_path / "run"
    assert generate(asked, out, "--endpoint", server.url, "--workers", "1") == 3  # what is wrong is not the question
    assert {row["task_id"] for row in rows_of(out)} == {"first"}
    server.say = lambda body: ANSWER
    server.asked.clear()
    assert generate(asked, out, "--endpoint", server.url) == 0
    assert len(rows_of(out)) == 4 and len(server.questions) == 2
    assert generate(asked, out, "--endpoint", server.url, "--model-name", "another") == 2


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--endpoint", "http://127.0.0.1:9"], "cannot be reached", 3),
        (["--endpoint", "nonsense"], "is no URL", 3),
        (["--endpoint", "http://127.0.0.1:9", "--model", "x.gguf"], "one of them", 2),
        (["--strategy", "mentored"], "--answers", 2),
        (["--strategy", "mentored", "--answers", "x"], "--endpoint", 2),
        (["--shots", "1", "--strategy", "voted"], "Drop it", 2),
        (["--shots", "0", "--endpoint", "URL"], "it goes with verilog-eval-v2-", 2),
        (["--strategy", "voted", "--endpoint", "URL"], "wants a local model", 2),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_asked(
    asked: Path,
    tmp_path: Path,
    serve: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
    code: int,
) -> None:
    monkeypatch.setattr("verimentor_evalbench.served._RETRIES", 0)
    server = serve(lambda body: ANSWER)
    words = [server.url if word == "URL" else word for word in arguments]
    assert generate(asked, tmp_path / "run", *words) == code
    assert said in capsys.readouterr().err
    assert not server.questions


def test_a_mentor_corrects_what_a_student_said(asked: Path, tmp_path: Path, serve: Any) -> None:
    wrong = ANSWER.replace("a + b", "a - b")
    student, mentor = serve(lambda body: wrong), serve(lambda body: ANSWER)
    base, out = tmp_path / "base", tmp_path / "mentored"
    assert generate(asked, base, "--endpoint", student.url) == 0
    corrects = ["--strategy", "mentored", "--answers", str(base), "--endpoint", mentor.url, "--model-name", "tutor"]
    assert generate(asked, out, *corrects) == 0
    assert [row["completion"] for row in rows_of(out)] == [ANSWER.partition("</think>")[2]] * 4
    assert len(mentor.questions) == 2  # both samples of a problem say the same
    for question in mentor.questions:
        assert "a - b" in question and "Here it is" not in question and "error" not in question
    settings = json.loads((out / "run.json").read_text("utf-8"))
    assert settings["model"]["name"] == "candidate + tutor" and settings["drawing"]["samples"] == 2
    (base / "samples.jsonl").write_text((base / "samples.jsonl").read_text("utf-8").replace("a - b", "a ^ b"))
    assert generate(asked, out, *corrects) == 2  # no longer the answers that were corrected


def test_a_real_server_answers(asked: Path, tmp_path: Path, llama_server: str) -> None:
    assert generate(asked, tmp_path / "run", "--endpoint", llama_server, "--max-tokens", "24") == 0
    rows = rows_of(tmp_path / "run")
    assert len(rows) == 4 and all(row["n_prompt_tokens"] > 0 and row["n_tokens"] > 0 for row in rows)
