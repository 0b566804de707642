"""Ten prompts: references earn all points, what is broken the rule's, and every testbench tells a mutant."""

import json
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import main, select
from verimentor_evalbench.score import score

# In each reference a place that a careless answer gets wrong.
MUTANTS = {
    "01_xor3": [("a ^ b ^ c", "(a ^ b) | c")],
    "02_mux4": [("2'd1: y = d1", "2'd1: y = d2"), ("default: y = d3", "default: y = d0")],
    "03_priority8": [("index = i[2:0]", "index = 3'd7 - i[2:0]"), ("|request", "^request"), ("if (req", "if (!any || req")],
    "04_decade": [("else if (en)", "else"), ("en && count", "count"), ("4'd9 ? 4'd0", "4'd10 ? 4'd0")],
    "05_shift32": [("{q[30:0], din}", "{din, q[31:1]}"), ("else if (shift)", "else"), ("if (rst)", "if (rst && shift)")],
    "06_press": [("second & ~third", "first & ~second"), ("or negedge rst_n", ""), ("& ~third", "")],
    "07_detector": [("ONE : ONE_ZERO;\n            endcase", "NONE : ONE_ZERO;\n            endcase"), ("? ONE : NONE;", "? ONE : ONE;")],
    "08_fifo4": [("push && !full", "push"), ("pop && !empty", "pop"), ("empty ? 8'd0 : ", ""), ("[0:3]", "[0:1]")],
    "09_arbiter4": [("first <= place + 2'd1", "first <= place"), ("first <= 2'd0", "first <= first"), ("first + i", "i")],
    "10_serial_tx": [("^data", "~^data"), ("5'd22", "5'd20"), ("if (left[0]) ", ""), ("data, 1'b0}", "data[0], data[7:1], 1'b0}")],
}  # fmt: skip


def test_references_pass_and_mutants_do_not() -> None:
    asked = {problem.id: problem for problem in select.prompts()}
    assert list(asked) == sorted(MUTANTS) and all(problem.names_ports for problem in asked.values())
    cases = [(problem, problem.reference) for problem in asked.values()]
    for name, changes in MUTANTS.items():
        for old, new in changes:
            assert asked[name].reference.count(old) >= 1, (name, old)
            cases.append((asked[name], asked[name].reference.replace(old, new)))
    verdicts = score(cases)
    assert [v.reason for v in verdicts[:10] if not v.strict] == []
    missed = [(problem.id, design) for (problem, design), v in zip(cases[10:], verdicts[10:], strict=True) if v.strict]
    assert not missed
    assert all(verdict.compiled for verdict in verdicts)


def test_points_follow_the_rule() -> None:
    xor3, mux4 = select.prompts()[:2]
    right = xor3.reference
    cases = [
        (xor3, f"Sure:\n```verilog\n{right}```\n", 3),
        (xor3, right.replace("^ c;", "^ c"), 2),
        (xor3, right.replace("^ c", "& c"), 1),
        (xor3, right.replace("xor3", "other"), 1),
        (xor3, right.replace("^ c;", "& c"), 0),  # mended it compiles, and is still wrong
        (xor3, "I cannot write Verilog.", 0),
        (xor3, "", 0),
        (mux4, right, 1),
    ]
    found = select.points_of([problem for problem, _, _ in cases], [text for _, text, _ in cases])
    assert [points for points, _ in found] == [points for _, _, points in cases]
    assert found[1][1].startswith("right after repair by rules: ")


def test_candidates_are_ranked(tmp_path: Path, serve: Any, tiny_gguf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    references = {problem.description: problem.reference for problem in select.prompts()}

    def knows(body: dict[str, Any]) -> str:
        question = body["messages"][-1]["content"]
        return next(reference for told, reference in references.items() if told in question)

    server, gone = serve(knows), "http://127.0.0.1:9#gone"
    out = ["--json", str(tmp_path / "out.json"), "--markdown", str(tmp_path / "out.md"), "--max-tokens", "8"]
    assert main.run(["select", str(tiny_gguf), f"{server.url}#master", *out]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[1].split() == ["master", *"3" * 10, "30", "of", "30"]
    assert "Winner: master" in printed and "DeepSeek-Coder-1.3B (published, other prompts)" in printed
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [candidate["points"] for candidate in report["candidates"]] == [0, 30] and report["winners"] == ["master"]
    assert report["candidates"][0]["sha256"] and report["candidates"][1]["url"] == f"{server.url}/v1"
    assert "| master | 3 |" in (tmp_path / "out.md").read_text("utf-8")
    assert all(body["temperature"] == 0 for body in server.asked)
    assert main.run(["select", gone, "--timeout", "2"]) == 3
    assert "gone: " in capsys.readouterr().err


def test_a_tie_is_called_one() -> None:
    def candidate(name: str, points: int) -> select.Candidate:
        return select.Candidate(name, (select.Answer("01_xor3", points, "", "", 0.0),))

    assert select.winners([candidate("a", 2), candidate("b", 3), candidate("c", 3)]) == ["b", "c"]
    assert select.winners([candidate("a", 0)]) == []
