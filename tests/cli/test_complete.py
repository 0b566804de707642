"""`verimentor complete`: with random weights, so what is suggested does not matter, only how it is said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TEXT = "module m (input wire a, output wire y);\n  assign y = \nendmodule\n"
OFFSET = TEXT.index("\nendmodule")
KEYS = {"file", "offset", "text", "milliseconds", "reason"}


@pytest.fixture(autouse=True)
def source(work: Path, tiny: Path) -> Path:
    (work / "m.v").write_text(TEXT)
    return work / "m.v"


def test_text_and_reason_exclude_each_other(verimentor: Callable[..., Any]) -> None:
    said = verimentor("complete", "m.v", "--offset", OFFSET, "--json")
    answer = json.loads(said.out)
    assert set(answer) == KEYS and (answer["file"], answer["offset"]) == ("m.v", OFFSET)
    assert answer["milliseconds"] > 0
    assert bool(answer["text"]) != bool(answer["reason"])
    assert said.code == (0 if answer["text"] else 1)


def test_nothing_to_suggest_is_1_and_says_why(verimentor: Callable[..., Any], source: Path) -> None:
    source.write_text(f"// {TEXT}")
    said = verimentor("complete", "m.v", "--offset", 5)
    assert (said.code, said.out) == (1, "") and said.err.startswith("verimentor: No suggestion. ")


def test_a_batch_answers_line_by_line(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "marked.v").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    rows = [("m.v", OFFSET), ("marked.v", 0), ("marked.v", len(TEXT) + 3), ("m.v", len(TEXT))]
    (work / "cases.jsonl").write_text("\n\n".join(json.dumps({"file": file, "offset": n}) for file, n in rows))
    said = verimentor("complete", "--batch", "cases.jsonl")
    assert said.code == 0
    answers = [json.loads(line) for line in said.out.splitlines()]
    assert [(answer["file"], answer["offset"]) for answer in answers] == rows
    assert all(set(answer) == KEYS for answer in answers)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"file": "m.v"}', "lacks offset"),
        ('{"file": "m.v", "offset": "7"}', "offset must be a whole number"),
        ('{"file": "m.v", "offset": true}', "offset must be a whole number"),
        ('{"file": "m.v", "offset": 9999}', "9999 is not in m.v"),
        ('{"file": "gone.v", "offset": 0}', "gone.v: No such file"),
    ],
)
def test_a_wrong_row_is_named_before_any_is_answered(
    verimentor: Callable[..., Any], work: Path, row: str, complaint: str
) -> None:
    (work / "cases.jsonl").write_text(f'{{"file": "m.v", "offset": {OFFSET}}}\n{row}\n')
    said = verimentor("complete", "--batch", "cases.jsonl")
    assert (said.code, said.out) == (2, "")
    assert "cases.jsonl:2: " in said.err and complaint in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "m.v",
        "--offset 3",
        "m.v --offset -1",
        "m.v --offset 9999",
        "m.v --offset 3 --batch c.jsonl",
        "m.v --batch c.jsonl",
        "--batch gone.jsonl",
    ],
)
def test_usage(verimentor: Callable[..., Any], arguments: str) -> None:
    said = verimentor("complete", *arguments.split())
    assert (said.code, said.out) == (2, "") and said.err.startswith("verimentor: ")


def test_a_corrupt_model_is_3_and_says_what_to_do(verimentor: Callable[..., Any], work: Path, config: Path) -> None:
    (work / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    config.write_text(f'[model]\npath = "{work / "broken.gguf"}"\n')
    said = verimentor("complete", "m.v", "--offset", OFFSET)
    assert said.code == 3 and "broken.gguf" in said.err and "Traceback" not in said.err
