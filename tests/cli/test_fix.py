"""`verimentor fix`: by rules, and by a mentor that cannot be reached."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BROKEN = (
    "// Zähler\nmodule counter (input wire clk, output reg [3:0] q);\n  always @(posedge clk) q <= q + 1\nendmodule\n"
)
MENDED = BROKEN.replace("+ 1\n", "+ 1;\n")
HOPELESS = "module m (input wire a);\n  asign = what is (this;\n  )) 3 + begin;\nendmodule\n"


def test_a_diff_for_the_eyes(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "counter.v").write_text(BROKEN)
    said = verimentor("fix", "counter.v")
    assert said.code == 0
    assert said.out.startswith("--- a/counter.v\n+++ b/counter.v\n@@")
    assert "-  always @(posedge clk) q <= q + 1\n+  always @(posedge clk) q <= q + 1;\n" in said.out
    assert "rule:" in said.err and "ules fixed 1 of 1 error" in said.err
    assert "\x1b" not in said.out + said.err
    assert (work / "counter.v").read_text() == BROKEN


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\n"), ("latin-1", "\r\n")]
)
def test_only_the_repair_is_written(verimentor: Callable[..., Any], work: Path, encoding: str, newline: str) -> None:
    (work / "counter.v").write_bytes(BROKEN.replace("\n", newline).encode(encoding))
    said = verimentor("fix", "--write", "counter.v")
    assert said.code == 0, said.err
    assert (work / "counter.v").read_bytes() == MENDED.replace("\n", newline).encode(encoding)


def test_json_has_its_schema(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "counter.v").write_text(BROKEN)
    said = verimentor("fix", "--json", "counter.v")
    result = json.loads(said.out)
    assert set(result) == {"path", "text", "changed", "errors_before", "errors_after", "steps", "notes"}
    assert result["text"] == MENDED and result["changed"] is True
    assert (result["errors_before"], result["errors_after"]) == (1, 0)
    (step,) = result["steps"]
    assert set(step) == {"actor", "note", "errors_before", "errors_after", "accepted"}


def test_a_sound_file_is_left_alone(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "counter.v").write_text(MENDED)
    written = (work / "counter.v").stat().st_mtime_ns
    said = verimentor("fix", "--write", "counter.v")
    assert (said.code, said.out) == (0, "") and "no errors" in said.err
    assert (work / "counter.v").stat().st_mtime_ns == written


def test_what_nobody_can_mend_is_1(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(HOPELESS)
    said = verimentor("fix", "m.v")
    assert said.code == 1
    assert "No mentor is configured" in said.err
    assert (work / "m.v").read_text() == HOPELESS


def test_a_mentor_that_is_down(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(HOPELESS)
    said = verimentor("fix", "--json", "--mentor", "http://127.0.0.1:9/v1", "--mentor-model", "m", "m.v")
    assert said.code == 1
    result = json.loads(said.out)
    assert any("127.0.0.1:9" in sentence for sentence in result["notes"])
    assert result["errors_after"] <= result["errors_before"]


def test_a_mentor_that_is_no_url(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(HOPELESS)
    said = verimentor("fix", "--mentor", "not a url", "m.v")
    assert said.code == 3 and "not a url" in said.err and "Traceback" not in said.err


def test_without_icarus_slang_alone_is_asked(program: Callable[..., Any], work: Path) -> None:
    (work / "counter.v").write_text(BROKEN)
    said = program("fix", "--write", "counter.v", PATH="")
    assert said.code == 3 and "Install Icarus Verilog" in said.err
    assert (work / "counter.v").read_text() == MENDED
