"""`verimentor fix`: by rules, and by a mentor that cannot be reached."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BROKEN = (
    "// Zähler\nmodule counter (input wire clk, output reg [3:0] q);\n  always @(posedge clk) q <= q + 1\nendmodule\n"
)
MENDED = BROKEN.replace("+ 1\n", "+ 1;\n")
CHAT = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
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
    assert set(result) == {
        "path",
        "text",
        "changed",
        "errors_before",
        "errors_after",
        "steps",
        "evidence",
        "checks",
        "notes",
    }
    assert result["text"] == MENDED and result["changed"] is True
    assert (result["errors_before"], result["errors_after"]) == (1, 0)
    (step,) = result["steps"]
    assert set(step) == {
        "actor",
        "note",
        "errors_before",
        "errors_after",
        "accepted",
        "checks_before",
        "checks_after",
        "seconds",
        "tokens",
    }
    assert result["evidence"] == ["mended by rules: 1 -> 0 errors"] and result["checks"] == []


def test_a_sound_file_is_left_alone(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "counter.v").write_text(MENDED)
    written = (work / "counter.v").stat().st_mtime_ns
    said = verimentor("fix", "--write", "counter.v")
    assert (said.code, said.out) == (0, "") and "no errors" in said.err
    assert (work / "counter.v").stat().st_mtime_ns == written


def test_what_nobody_can_mend_is_1(verimentor: Callable[..., Any], work: Path, tiny: Path) -> None:
    (work / "m.v").write_text(HOPELESS)
    said = verimentor("fix", "m.v")
    assert said.code == 1
    assert "No mentor is configured" in said.err
    assert (work / "m.v").read_text() == HOPELESS


def test_a_mentor_that_is_down(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(HOPELESS)
    said = verimentor(
        "fix", "--no-student", "--json", "--mentor", "http://127.0.0.1:9/v1", "--mentor-model", "m", "m.v"
    )
    assert said.code == 1
    result = json.loads(said.out)
    assert any("127.0.0.1:9" in sentence for sentence in result["notes"])
    assert result["errors_after"] <= result["errors_before"]


def test_explain_lists_the_steps_with_gain_and_cost(verimentor: Callable[..., Any], work: Path, tiny: Path) -> None:
    (work / "m.v").write_text(BROKEN.replace("q + 1", "q + what"))
    said = verimentor("fix", "--explain", "m.v")
    assert said.code == 1
    assert re.search(
        r"^\+ rule:missing-token: add ';' after 'what' \(2 -> 1 errors; \d+\.\d\d s\)$", said.err, re.MULTILINE
    )
    assert re.search(
        r"^- student:tiny: none of 6 proposals .* \(1 -> 1 errors; [\d.]+ s, \d+ tokens\)$", said.err, re.MULTILINE
    )
    assert "mended by rules: 2 -> 1 errors" in said.err and "student tried " in said.err
    alone = verimentor("fix", "--explain", "--no-student", "m.v")
    assert alone.code == 1 and "student" not in alone.err


def test_a_reference_is_a_check(verimentor: Callable[..., Any], work: Path, tiny: Path) -> None:
    half = "module half (input a, input b, output y);\n  assign y = a & b;\nendmodule\n"
    (work / "half.v").write_text(half.replace("b;\nend", "b\nend"))
    (work / "and.v").write_text(half)
    (work / "or.v").write_text(half.replace("&", "|"))
    same = verimentor("fix", "--like", "and.v", "--explain", "half.v")
    assert same.code == 0 and "holds: behaves like the reference" in same.err and "1 of 1 checks hold" in same.err
    other = verimentor("fix", "--like", "or.v", "--json", "half.v")
    (check,) = json.loads(other.out)["checks"]
    assert other.code == 1 and check["held"] is False and "cycle" in check["detail"]


def test_a_local_model_may_be_the_mentor(
    verimentor: Callable[..., Any], work: Path, tiny: Path, make_gguf: Callable[..., Path]
) -> None:
    (work / "m.v").write_text(BROKEN.replace("q + 1", "q + what"))
    chat = make_gguf(work.parent / "chat.gguf", version=None, fim=None, chat_template=CHAT)
    said = verimentor("fix", "--json", "--no-student", "--mentor-model", chat, "m.v")
    refused = [step for step in json.loads(said.out)["steps"] if step["actor"] == "mentor:chat"]
    assert said.code == 1 and len(refused) == 3 and all(step["tokens"] > 0 for step in refused)
    mute = verimentor("fix", "--no-student", "--mentor-model", tiny, "m.v")
    assert mute.code == 1 and "no chat template" in mute.err
    gone = verimentor("fix", "--mentor-model", "gone", "m.v")
    assert gone.code == 3 and "There is no model named 'gone'" in gone.err


def test_a_mentor_that_is_no_url(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(HOPELESS)
    said = verimentor("fix", "--mentor", "not a url", "m.v")
    assert said.code == 3 and "not a url" in said.err and "Traceback" not in said.err


def test_without_icarus_slang_alone_is_asked(program: Callable[..., Any], work: Path) -> None:
    (work / "counter.v").write_text(BROKEN)
    said = program("fix", "--write", "counter.v", PATH="")
    assert said.code == 3 and "Install Icarus Verilog" in said.err
    assert (work / "counter.v").read_text() == MENDED
