"""Benchmarks are recognised in every form users have them in, and nothing else is."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import problems
from verimentor_evalbench.problems import Judge

GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main")


@pytest.fixture
def repository(tmp_path: Path, layouts: Any) -> Path:
    """Edition 2 on the main branch, which is checked out, and edition 1 on another."""
    root = tmp_path / "repository"
    root.mkdir()
    subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
    for branch, files in (("main", layouts.second_edition()), ("release/1.0.0", layouts.first_edition())):
        subprocess.run([*GIT, "checkout", "-q", "--orphan", branch], cwd=root, check=True)
        subprocess.run([*GIT, "rm", "-rfq", "--ignore-unmatch", "."], cwd=root, check=True)
        layouts.put(root, files)
        subprocess.run([*GIT, "add", "-A"], cwd=root, check=True)
        subprocess.run([*GIT, "commit", "-qm", "files"], cwd=root, check=True)
    subprocess.run([*GIT, "checkout", "-q", "main"], cwd=root, check=True)
    return root


def test_second_edition(tmp_path: Path, layouts: Any) -> None:
    found = problems.load_sets(layouts.put(tmp_path / "v2", layouts.second_edition()))
    assert set(found) == {"verilog-eval-v2-spec-to-rtl", "verilog-eval-v2-code-complete"}
    (spec,), (code,) = found["verilog-eval-v2-spec-to-rtl"], found["verilog-eval-v2-code-complete"]
    assert spec.header == "" and " - input a" in spec.description
    assert code.header == f"module TopModule {layouts.ports}".strip() and code.description == layouts.description
    for problem in (spec, code):
        assert (problem.id, problem.group, problem.judge) == ("Prob001_half", "half", Judge.VERILOG_EVAL_2)
        assert problem.top == "TopModule" and problem.reference == f"module TopModule {layouts.ports}{layouts.body}"
        assert "module RefModule" in problem.testbench and "module tb" in problem.testbench


def test_first_edition(tmp_path: Path, layouts: Any) -> None:
    (problem,) = problems.load(layouts.put(tmp_path / "v1", layouts.first_edition()))
    assert (problem.id, problem.benchmark, problem.judge) == ("half", "verilog-eval-v1-human", Judge.VERILOG_EVAL_1)
    assert problem.description == layouts.description and problem.header == f"module top_module {layouts.ports}".strip()
    assert problem.reference == f"module top_module {layouts.ports}\n{layouts.body}"


def test_rtllm_with_categories(tmp_path: Path, layouts: Any) -> None:
    files = layouts.rtllm("Sums/Small ones/half_adder", "verified_half_adder")
    (problem,) = problems.load(layouts.put(tmp_path / "r", files))
    assert (problem.id, problem.benchmark, problem.judge) == ("half_adder", "rtllm-2.0", Judge.RTLLM)
    assert problem.header == "" and "module half_adder " in problem.reference
    assert problem.files == {"table.dat": "00\n01\n01\n10\n"}


def test_rtllm_without_categories(tmp_path: Path, layouts: Any) -> None:
    (problem,) = problems.load(layouts.put(tmp_path / "r", layouts.rtllm("half_adder", "verified_half_adder")))
    assert problem.benchmark == "rtllm-1.1" and problem.top == "half_adder"


def test_mirror_and_checkout_give_the_editions_of_all_branches(repository: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    subprocess.run([*GIT, "clone", "-q", "--mirror", str(repository), str(mirror)], check=True)
    found = problems.load_sets(repository)
    assert {name: len(problems) for name, problems in found.items()} == {
        "verilog-eval-v2-spec-to-rtl": 1,
        "verilog-eval-v2-code-complete": 1,
        "verilog-eval-v1-human": 1,
    }
    assert problems.load_sets(mirror) == found


def test_what_is_on_disk_goes_before_what_is_committed(repository: Path) -> None:
    (repository / "dataset_spec-to-rtl/Prob001_half_prompt.txt").write_text("Otherwise.", encoding="utf-8")
    (problem,) = problems.load_sets(repository)["verilog-eval-v2-spec-to-rtl"]
    assert problem.description == "Otherwise."


def test_folder_of_own_problems(tmp_path: Path, layouts: Any) -> None:
    header = f"module half_adder {layouts.ports}"
    files = {
        "half/prompt.txt": f"{layouts.description}\n\n{header}",
        "half/ref.v": header + layouts.body,
        "half/tb.v": "module t; endmodule\n",
    }
    (problem,) = problems.load(layouts.put(tmp_path / "mine", files))
    assert (problem.id, problem.benchmark, problem.judge) == ("half", "mine", Judge.COUNT)
    assert (problem.description, problem.header, problem.top) == (layouts.description, header.strip(), "half_adder")
    assert problem.names_ports


def test_jsonl_keeps_every_field(tmp_path: Path, layouts: Any) -> None:
    for number, files in enumerate((layouts.second_edition(), layouts.rtllm("half_adder", "verified_half_adder"))):
        for wanted in problems.load(layouts.put(tmp_path / str(number), files)):
            path = tmp_path / f"{wanted.benchmark}.jsonl"
            path.write_text(json.dumps(wanted.as_row()) + "\n", encoding="utf-8")
            assert problems.load(path) == [wanted]


def test_frozen_problems_hold_seven_fields(tmp_path: Path) -> None:
    problem = problems.Problem("a", "b", "c", "module d;", "module d; endmodule", "module t; endmodule", False)
    problems.freeze(tmp_path, "known", [problem], "a test")
    row = json.loads((tmp_path / "known.jsonl").read_text("utf-8"))
    assert list(row) == ["id", "group", "description", "header", "reference", "testbench", "names_ports"]


@pytest.mark.parametrize("line", ['{"id": "a"}', "[1]", "not JSON", '{"id": "a", "colour": "red"}'])
def test_broken_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(VerimentorError, match=r"own\.jsonl:1"):
        problems.load(path)


def test_only_a_line_break_ends_a_row(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    row = json.dumps(problems.hold_out("known")[0].as_row() | {"description": "a\u2028b"}, ensure_ascii=False)
    path.write_text(f"{row}\n\n{row}\n", encoding="utf-8")
    assert [problem.description for problem in problems.load(path)] == ["a\u2028b"] * 2
    path.write_bytes(b'{"id": "\xff"}\n')  # no UTF-8
    with pytest.raises(VerimentorError, match=r"own\.jsonl:1: the problem lacks"):
        problems.load(path)


def test_unknown_layout_is_named_and_refused(tmp_path: Path, layouts: Any) -> None:
    with pytest.raises(VerimentorError, match="no layout that is known"):
        problems.load(layouts.put(tmp_path / "x", {"notes.txt": "nothing"}))
    with pytest.raises(VerimentorError, match="absent is not a folder"):
        problems.load(tmp_path / "absent")


@pytest.mark.parametrize(
    ("edition", "name", "change", "said"),
    [
        ("first_edition", "data/VerilogEval_Human.jsonl", ('"test"', '"tests"'), "line 1 of data/VerilogEval_Human"),
        ("first_edition", "descriptions/VerilogDescription_Human.jsonl", ("half", "other"), "has no half"),
        ("first_edition", "data/VerilogEval_Human.jsonl", ("{", "["), "is no row of"),
        ("second_edition", "dataset_spec-to-rtl/Prob001_half_ref.sv", None, "Prob001_half_ref.sv is missing"),
    ],
)
def test_a_damaged_copy_is_named(
    edition: str, name: str, change: tuple[str, str] | None, said: str, tmp_path: Path, layouts: Any
) -> None:
    files = getattr(layouts, edition)()
    if change is None:
        del files[name]
    else:
        files[name] = files[name].replace(*change, 1)
    with pytest.raises(VerimentorError, match=said):
        problems.load(layouts.put(tmp_path / "copy", files))


@pytest.mark.skipif("VERILOG_EVAL" not in os.environ, reason="VERILOG_EVAL names no copy of the benchmark")
def test_the_real_verilog_eval() -> None:
    found = Counter(problem.benchmark for problem in problems.load(Path(os.environ["VERILOG_EVAL"])))
    assert found == {
        "verilog-eval-v1-human": 156,
        "verilog-eval-v1-machine": 143,
        "verilog-eval-v2-spec-to-rtl": 156,
        "verilog-eval-v2-code-complete": 156,
    }


@pytest.mark.skipif("RTLLM" not in os.environ, reason="RTLLM names no copy of the benchmark")
def test_the_real_rtllm() -> None:
    found = Counter(problem.benchmark for problem in problems.load(Path(os.environ["RTLLM"])))
    assert found["rtllm-2.0"] == 50 and found["rtllm-1.1"] == 29
