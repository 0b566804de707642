"""VerilogEval v2's own words: the question comes last, after as many examples as were asked for."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor.student.prompt import ChatPrompt, ModulePrompt
from verimentor_evalbench import data, main, shots

SPEC, CODE = "verilog-eval-v2-spec-to-rtl", "verilog-eval-v2-code-complete"
EXAMPLE = "Question:\nBuild an inverter.\n\nAnswer:\n[BEGIN]\nmodule TopModule (input a, output y);\n  assign y = ~a;\nendmodule\n[DONE]\n"
STUB = "// Invert a.\n\nmodule TopModule (input a, output y);\n  assign y = ~a;\nendmodule\n"


@pytest.fixture
def copy(tmp_path: Path, layouts: Any) -> Path:
    files = layouts.second_edition() | {
        "scripts/verilog-example-prefix_spec-to-rtl_1-shot.txt": EXAMPLE,
        "scripts/verilog-example-prefix_spec-to-rtl_2-shot.txt": EXAMPLE + "\n" + EXAMPLE,
        "scripts/verilog-example-prefix_code-complete-iccad2023_1-shot.txt": STUB,
    }
    folder: Path = layouts.put(tmp_path / "copy", files)
    data.add("verilog-eval", folder)
    return folder


def test_spec_to_rtl_asks_for_marked_code(copy: Path) -> None:
    (problem,) = data.find_set(SPEC)
    asked = shots.prompt(problem, shots.find(SPEC, 1), converses=True)
    assert isinstance(asked, ChatPrompt)
    system, examples, question = asked.message.partition(EXAMPLE)
    assert system.startswith("You are a Verilog RTL designer") and examples
    assert question.startswith("\nQuestion:\nI would like you to implement") and question.endswith("\nAnswer:\n")
    assert "Enclose your code with [BEGIN] and [DONE]." in question


def test_code_complete_ends_with_the_header(copy: Path, layouts: Any) -> None:
    (problem,) = data.find_set(CODE)
    asked = shots.prompt(problem, shots.find(CODE, 1), converses=True)
    assert isinstance(asked, ChatPrompt)
    assert asked.message.index(STUB) < asked.message.index(f"// {layouts.description}")
    assert asked.message.endswith(f"\n\nmodule TopModule {layouts.ports}")


def test_a_model_that_does_not_converse_goes_on_after_the_header(copy: Path, layouts: Any) -> None:
    (problem,) = data.find_set(CODE)
    asked = shots.prompt(problem, "", converses=False)
    assert isinstance(asked, ModulePrompt)
    assert asked.header == f"module TopModule {layouts.ports}" and asked.spec.endswith(f"// {layouts.description}\n")


def test_none_need_no_file_and_others_do(copy: Path, tmp_path: Path) -> None:
    assert shots.find(SPEC, 0) == ""
    assert shots.find(SPEC, 2).count("[DONE]") == 2
    with pytest.raises(VerimentorError, match="no examples for 2 shots"):
        shots.find(CODE, 2)
    with pytest.raises(VerimentorError, match="it goes with verilog-eval-v2-"):
        shots.find("rtllm-2.0", 1)


def test_a_context_that_is_too_short_is_named(copy: Path) -> None:
    asked = data.find_set(SPEC)
    shots.check_room(EXAMPLE, asked, 2000)
    with pytest.raises(VerimentorError, match="fewer --shots"):
        shots.check_room(EXAMPLE * 20, asked, 1000)


def test_a_run_remembers_its_shots(copy: Path, tmp_path: Path, serve: Any, layouts: Any) -> None:
    code = f"Sure!\n[BEGIN]\nmodule TopModule {layouts.ports}{layouts.body}[DONE]\n"
    server = serve(lambda body: code)

    def ask(n: int, out: str) -> int:
        drawn = ["--samples", "1", "--endpoint", server.url, "--shots", str(n)]
        return main.run(["generate", SPEC, "--out", str(tmp_path / out), *drawn])

    assert ask(2, "run") == 0
    assert server.questions[0].count("[DONE]") == 3  # two examples, and the question's own words
    assert json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["shots"]["n"] == 2
    assert ask(1, "run") == 2
    assert main.run(["score", str(tmp_path / "run"), "--no-synthesis"]) == 0
    assert json.loads((tmp_path / "run" / "verdicts.jsonl").read_text("utf-8"))["strict"]
