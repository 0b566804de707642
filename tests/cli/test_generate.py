"""`verimentor generate`: with random weights nothing compiles, and that must be said well."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KEYS = {"module", "ok", "checks", "candidates", "steps", "seconds"}


@pytest.fixture(autouse=True)
def few_tokens(config: Path, tiny_gguf: Path) -> None:
    config.write_text(f'[model]\npath = "{tiny_gguf}"\n[generate]\nmax_tokens = 16\nsamples = 2\n')


def test_no_module_is_1_with_a_clear_line(verimentor: Callable[..., Any]) -> None:
    said = verimentor("generate", "a three input xor", "--explain")
    assert (said.code, said.out) == (1, "")
    assert "✗ no module came" in said.err
    assert "candidate 1: " in said.err
    assert "\x1b" not in said.err


def test_explain_names_the_interface_and_every_check(verimentor: Callable[..., Any]) -> None:
    said = verimentor(
        "generate", "module tap: inputs clk and go, output lamp. lamp takes go at every edge.", "--explain"
    )
    assert "+ interface: interface taken from the description" in said.err
    assert re.search(r"^[-+] compiled: ", said.err, re.MULTILINE)  # random weights: there may be no module
    told = [line.split(":")[0].strip() for line in said.err.splitlines()]
    steps = [
        "interface lock",
        "derivation",
        "student",
        "guided decoding",
        "compile filter",
        "vote",
        "oracles",
        "tie",
        "mentor",
    ]
    assert [name for name in told if name in steps] == steps


def test_json_has_its_schema(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "head.v").write_text("module m (input a, output y);\n")
    said = verimentor("generate", "an inverter", "--header", "head.v", "--json", "--samples", 1, "--seed", 7)
    made = json.loads(said.out)
    assert said.code == 1 and set(made) == KEYS and made["ok"] is False
    assert all(set(check) == {"name", "passed", "detail"} for check in made["checks"])
    (candidate,) = made["candidates"]
    assert set(candidate) == {
        "text",
        "votes",
        "mean_logprob",
        "n_tokens",
        "errors",
        "missed",
        "held",
        "derivation",
        "behaviour",
    }


def test_what_else_there_was_and_a_picture(verimentor: Callable[..., Any], work: Path) -> None:
    said = verimentor("generate", "an inverter", "--alternatives", "--waveform", "w.svg", "--json")
    assert json.loads(said.out)["alternatives"] == []
    assert "w.svg was not written" in said.err and not (work / "w.svg").exists()


def test_a_good_file_is_not_overwritten_by_nothing(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "spec.txt").write_text("ein Zähler")
    (work / "m.v").write_text("module m;\nendmodule\n")
    said = verimentor("generate", "--file", "spec.txt", "--out", "m.v")
    assert said.code == 1 and "m.v was not written" in said.err
    assert (work / "m.v").read_text() == "module m;\nendmodule\n"


def test_the_spec_may_come_through_stdin(program: Callable[..., Any]) -> None:
    said = program("generate", "-", stdin="  \n")
    assert said.code == 2 and "description is empty" in said.err


def test_a_batch_writes_a_file_for_each_row(verimentor: Callable[..., Any], work: Path) -> None:
    rows = [{"id": "a-1", "spec": "an xor"}, {"id": "b.2", "spec": "an or", "header": "module b (input a, output y);"}]
    (work / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    said = verimentor("generate", "--batch", "in.jsonl", "--out-dir", "out", "--samples", 1)
    assert said.code == 1 and said.out == ""
    assert "[2/2] b.2: " in said.err
    assert sorted(path.name for path in (work / "out").iterdir()) == ["a-1.v", "b.2.v"]
    said = verimentor("generate", "--batch", "in.jsonl", "--out-dir", "out", "--samples", 1, "--json")
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["a-1", "b.2"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"spec": "x"}, "lacks id"),
        ({"id": 3, "spec": "x"}, "id must be a string"),
        ({"id": "../up", "spec": "x"}, "no file name"),
        ({"id": "first", "spec": "x"}, "came before"),
        ({"id": "b", "spec": " "}, "description is empty"),
        ({"id": "b", "spec": "x", "header": "module"}, "whole module header"),
        ({"id": "b", "spec": "x", "header": 5}, "header must be a string"),
    ],
)
def test_a_wrong_row_is_named_before_any_work(
    verimentor: Callable[..., Any], work: Path, row: dict[str, object], complaint: str
) -> None:
    (work / "in.jsonl").write_text(f'{{"id": "first", "spec": "an xor"}}\n{json.dumps(row)}\n')
    said = verimentor("generate", "--batch", "in.jsonl", "--out-dir", "out")
    assert said.code == 2 and "in.jsonl:2: " in said.err and complaint in said.err
    assert not (work / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Say what to build"),
        ([""], "description is empty"),
        (["xor", "--file", "spec.txt"], "Say what to build"),
        (["--file", "gone.txt"], "gone.txt: No such file"),
        (["--batch", "in.jsonl"], "belong together"),
        (["--out-dir", "out"], "belong together"),
        (["--batch", "in.jsonl", "--out-dir", "out", "--waveform", "w.svg"], "for one description"),
        (["xor", "--header", "module m (input a"], "whole module header"),
        (["xor", "--header", "gone.v"], "gone.v: No such file"),
        (["xor", "--out", "gone/m.v"], "folder gone does not exist"),
    ],
)
def test_usage(verimentor: Callable[..., Any], arguments: list[str], complaint: str) -> None:
    said = verimentor("generate", *arguments)
    assert (said.code, said.out) == (2, "") and complaint in said.err


def test_without_icarus_it_is_3_at_once(program: Callable[..., Any]) -> None:
    said = program("generate", "an xor", PATH="")
    assert said.code == 3 and "Install Icarus Verilog" in said.err and "Traceback" not in said.err


def test_a_model_that_is_gone(verimentor: Callable[..., Any], config: Path) -> None:
    config.write_text('[model]\npath = "/nowhere/x.gguf"\n')
    said = verimentor("generate", "an xor")
    assert said.code == 3 and "/nowhere/x.gguf does not exist" in said.err
