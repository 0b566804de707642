"""`verimentor equivalent`: the verdict is the exit code, the difference a table."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verimentor.verilog import yosys

COUNTER = """module counter (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 4'd0; else if (en) q <= q + 4'd1;
endmodule
"""


@pytest.fixture(autouse=True)
def files(work: Path) -> None:
    (work / "a.v").write_text(COUNTER)
    (work / "b.v").write_text(COUNTER.replace("q + 4'd1", "4'd1 + q"))
    (work / "c.v").write_text(COUNTER.replace("q + 4'd1", "q + 4'd2"))
    (work / "narrow.v").write_text(COUNTER.replace("[3:0]", "[2:0]"))
    (work / "broken.v").write_text("module counter (\n")


def test_equal_is_0(verimentor: Callable[..., Any]) -> None:
    said = verimentor("equivalent", "a.v", "b.v")
    assert said.code == 0 and said.out.startswith("✓ equal in ") and "cycles of simulation" in said.out
    assert ("proved equal by yosys" in said.out) is (yosys.find_yosys() is not None)


def test_different_is_1_with_a_table(verimentor: Callable[..., Any]) -> None:
    said = verimentor("equivalent", "a.v", "c.v")
    assert said.code == 1
    verdict, header, *rows = said.out.splitlines()
    cycle = verdict.removeprefix("✗ differ at cycle ")
    assert header.split() == ["cycle", "clk", "rst", "en", "q", "(A)", "q", "(B)"]
    marked = next(row for row in rows if row.rstrip().endswith("◄ q"))
    assert marked.split()[0] == cycle and "4'h1" in marked and "4'h2" in marked


def test_json_has_its_schema(verimentor: Callable[..., Any]) -> None:
    found = json.loads(verimentor("equivalent", "a.v", "c.v", "--json").out)
    assert set(found) == {"equal", "sentence", "cycles", "proof", "difference", "ports"}
    assert found["equal"] is False and found["ports"] is None and found["difference"]["outputs"] == ["q"]
    assert set(found["difference"]["rows"][0]) == {"cycle", "inputs", "a", "b", "differing"}
    found = json.loads(verimentor("equivalent", "a.v", "narrow.v", "--json").out)
    assert found["ports"] == "port q is output of 3 bits, expected output of 4 bits" and found["difference"] is None
    found = json.loads(verimentor("equivalent", "a.v", "b.v", "--json", "--seconds", 0).out)
    assert found["equal"] is True and found["proof"] is None and found["cycles"] >= 400


def test_modules_of_the_project_are_found(verimentor: Callable[..., Any], work: Path) -> None:
    user = "module top (input clk, rst, en, output [3:0] q);\n  counter c (clk, rst, en, q);\nendmodule\n"
    for name in ("b.v", "c.v", "narrow.v", "broken.v"):
        (work / name).unlink()
    (work / "top.v").write_text(user)
    assert verimentor("equivalent", "top.v", "top.v", "--seconds", 0).code == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["a.v", "gone.v"], "gone.v: No such file"),
        (["a.v", "broken.v"], "broken.v cannot be compared: does not compile"),
        (["broken.v", "a.v"], "broken.v cannot be compared: does not compile"),
        (["a.v", "b.v", "--top", "other"], "there is no module other"),
    ],
)
def test_what_cannot_be_compared_is_2(verimentor: Callable[..., Any], arguments: list[str], complaint: str) -> None:
    said = verimentor("equivalent", *arguments)
    assert (said.code, said.out) == (2, "") and complaint in said.err


def test_without_icarus_it_is_3(program: Callable[..., Any]) -> None:
    said = program("equivalent", "a.v", "b.v", PATH="")
    assert said.code == 3 and "Install Icarus Verilog" in said.err and "Traceback" not in said.err
