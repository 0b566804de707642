"""`verimentor doctor`: on a sound machine, without Icarus, and with models that cannot be used."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_sound_machine(verimentor: Callable[..., Any], tiny: Path) -> None:
    said = verimentor("doctor", "--json")
    findings = {row["name"]: row for row in json.loads(said.out)}
    assert said.code == 0
    assert list(findings) == [
        "Verimentor",
        "Icarus Verilog",
        "bubblewrap",
        "yosys",
        "verible",
        "student model",
        "llama.cpp",
        "CPU features",
        "mentor",
    ]
    assert all(set(row) == {"name", "ok", "detail", "advice", "needed"} for row in findings.values())
    assert str(tiny) in findings["student model"]["detail"]


def test_what_is_missing_comes_with_advice(program: Callable[..., Any], tiny: Path) -> None:
    said = program("doctor", PATH="")
    assert said.code == 3
    assert "✗ Icarus Verilog: not found" in said.out and "Install Icarus Verilog" in said.out
    assert "– bubblewrap: not usable" in said.out and "Install bubblewrap" in said.out
    assert "– yosys: not found" in said.out and "Install yosys" in said.out
    assert "✓ llama.cpp" in said.out and "\x1b" not in said.out


def test_a_model_cut_short(verimentor: Callable[..., Any], config: Path, work: Path, tiny_gguf: Path) -> None:
    short = work / "short.gguf"
    short.write_bytes(tiny_gguf.read_bytes()[:-20_000])
    config.write_text(f'[model]\npath = "{short}"\n')
    said = verimentor("doctor")
    assert said.code == 3 and "✗ llama.cpp: " in said.out and str(short) in said.out


def test_a_model_that_is_gone_and_a_mentor_that_is_none(verimentor: Callable[..., Any], config: Path) -> None:
    config.write_text('[model]\npath = "/nowhere/x.gguf"\n[mentor]\nurl = "not a url"\n')
    said = verimentor("doctor")
    assert said.code == 3
    assert "✗ student model: " in said.out and "/nowhere/x.gguf does not exist" in said.out
    assert "– mentor: " in said.out


def test_an_editors_settings_count(verimentor: Callable[..., Any], tiny: Path) -> None:
    settings = {"model": {"path": "/nowhere/y.gguf"}, "mentor": {"url": "http://localhost:8080/v1"}}
    said = verimentor("doctor", "--json", "--settings", json.dumps(settings))
    findings = {row["name"]: row for row in json.loads(said.out)}
    assert "/nowhere/y.gguf" in findings["student model"]["detail"]
    assert findings["mentor"]["detail"].startswith("http://localhost:8080/v1")


def test_what_the_model_may_take_is_tried(verimentor: Callable[..., Any], config: Path, tiny_gguf: Path) -> None:
    config.write_text(f'[model]\npath = "{tiny_gguf}"\nmemory_mb = 20\n')
    said = verimentor("doctor")
    assert said.code == 3 and "model.memory_mb allows 20" in said.out
