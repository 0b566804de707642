"""`verimentor testbench`: written, rehearsed, and never over somebody's work."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

XOR = "module top (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"


@pytest.fixture(autouse=True)
def files(work: Path) -> None:
    (work / "m.v").write_text(XOR)


def test_on_stdout(verimentor: Callable[..., Any]) -> None:
    said = verimentor("testbench", "m.v")
    assert said.code == 0 and "module top_tb;" in said.out
    assert "recorded from top as it stands" in said.err and "Mismatches: 0 in 4 samples" in said.err


def test_a_file_is_not_overwritten(verimentor: Callable[..., Any], work: Path) -> None:
    assert verimentor("testbench", "m.v", "--module", "top", "--out", "top_tb.v").code == 0
    (work / "top_tb.v").write_text("// mine\n")
    said = verimentor("testbench", "m.v", "--out", "top_tb.v")
    assert said.code == 2 and "--force" in said.err and (work / "top_tb.v").read_text() == "// mine\n"
    assert verimentor("testbench", "m.v", "--out", "top_tb.v", "--force").code == 0
    assert "module top_tb;" in (work / "top_tb.v").read_text()


def test_what_cannot_be_simulated_is_1(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "broken.v").write_text("module m (\n")
    said = verimentor("testbench", "broken.v", "--out", "m_tb.v")
    assert (said.code, said.out) == (1, "") and "does not compile" in said.err and not (work / "m_tb.v").exists()


def test_the_command_on_top_compiles_it_in_its_project(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "verimentor.toml").write_text('include_dirs = ["inc"]\n')
    (work / "inc").mkdir()
    (work / "inc" / "w.vh").write_text("`define W 4\n")
    (work / "rtl").mkdir()
    (work / "rtl" / "half.v").write_text("module half (input a, output y);\n  assign y = ~a;\nendmodule\n")
    top = '`include "w.vh"\nmodule pair (input [`W-1:0] a, output y);\n  half h (.a(a[0]), .y(y));\nendmodule\n'
    (work / "rtl" / "pair.v").write_text(top)
    assert verimentor("testbench", "rtl/pair.v", "--out", "rtl/pair_tb.v").code == 0
    command = next(line for line in (work / "rtl" / "pair_tb.v").read_text().splitlines() if "vvp -n" in line)
    ran = subprocess.run(command.removeprefix("//"), shell=True, cwd=work / "rtl", capture_output=True, text=True)
    assert "Mismatches: 0 in" in ran.stdout, ran.stderr
