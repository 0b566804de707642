"""References pass, mutants fail, and nothing a design does earns it a strict pass or breaks the scorer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import journal, main, problems, samples, score
from verimentor_evalbench import verdict as judging
from verimentor_evalbench.problem import Judge, Problem

LAYOUTS = ("verilog-eval-v1-human", "verilog-eval-v2-spec-to-rtl", "verilog-eval-v2-code-complete", "rtllm-2.0", "own")
COUNTING = """module bench;
  reg a, b;
  wire carry, sum;
  integer i, wrong;
  half_adder dut (.a(a), .b(b), .carry(carry), .sum(sum));
  initial begin
    wrong = 0;
    for (i = 0; i < 4; i = i + 1) begin
      {a, b} = i;
      #5 if ({carry, sum} !== a + b) wrong = wrong + 1;
    end
    $display("Mismatches: %0d in %0d samples", wrong, 4);
    $finish;
  end
endmodule
"""


@pytest.fixture(scope="module")
def by_layout(layouts: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Problem]:
    """The same small task in each benchmark's layout."""
    folder = tmp_path_factory.mktemp("layouts")
    found: dict[str, list[Problem]] = {}
    header = f"module half_adder {layouts.ports}"
    own = {"half/prompt.txt": f"{layouts.description}\n{header}", "half/ref.v": header + layouts.body}
    for name, files in {
        "first": layouts.first_edition(),
        "second": layouts.second_edition(),
        "sums": layouts.rtllm("Sums/Small ones/half_adder", "verified_half_adder"),
        "own": own | {"half/tb.v": COUNTING},
    }.items():
        found |= problems.load_sets(layouts.put(folder / name, files))
    return {name: only for name, (only,) in found.items()}


def spoiled(problem: Problem, before: str, after: str) -> str:
    assert before in problem.reference
    return problem.reference.replace(before, after)


def inserted(problem: Problem, statement: str, reference: str | None = None) -> str:
    """The reference with something before its end."""
    return (reference or problem.reference).replace("endmodule", f"{statement}\nendmodule")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_reference_passes(layout: str, by_layout: dict[str, Problem]) -> None:
    (verdict,) = score.score([(by_layout[layout], by_layout[layout].reference)])
    assert (verdict.upstream, verdict.strict, verdict.letter, verdict.compiled) == (True, True, ".", True)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("before", "after", "letter", "compiled"),
    [
        ("a & b", "a | b", "R", True),
        ("a ^ b", "a", "R", True),
        ("a ^ b", "1'bx", "R", True),
        ("assign sum = a ^ b;", "", "R", True),
        ("a & b;", "a & b", "S", False),
        ("a & b", "missing", "p", False),
        ("a & b", "clk", "c", False),
        ("assign carry = a & b;", "always @* carry = a & b;", "w", False),
        ("assign carry = a & b;", "absent u (.a, .b, .carry);", "m", False),
    ],
)
def test_mutant_fails(
    layout: str, before: str, after: str, letter: str, compiled: bool, by_layout: dict[str, Problem]
) -> None:
    (verdict,) = score.score([(by_layout[layout], spoiled(by_layout[layout], before, after))])
    assert (verdict.upstream, verdict.strict, verdict.compiled) == (False, False, compiled)
    assert verdict.letter == letter, verdict.reason


def test_mismatch_under_an_asynchronous_reset_has_its_letter(by_layout: dict[str, Problem]) -> None:
    problem = by_layout["verilog-eval-v2-spec-to-rtl"]
    wrong = inserted(problem, "  reg q; wire reset = a;\n  always @(posedge b, posedge reset) q <= 1;")
    (verdict,) = score.score([(problem, wrong.replace("a & b", "a | b"))])
    assert verdict.letter == "r"


def test_a_warning_fails_in_version_1_alone(by_layout: dict[str, Problem]) -> None:
    statement = "  wire one = 1;\n  reg idle;\n  always @* idle = 1'b0;"
    names = ("verilog-eval-v1-human", "verilog-eval-v2-spec-to-rtl")
    first, second = score.score([(by_layout[name], inserted(by_layout[name], statement)) for name in names])
    assert not first.upstream and first.compiled and "warning" in first.reason
    assert second.letter == "n"  # upstream's version 2 calls this one a failure by name
    harmless = "  wire [1:0] wide;\n  narrow u (.x(wide));\nendmodule\nmodule narrow (input x);"
    first, second = score.score([(by_layout[name], inserted(by_layout[name], harmless, None)) for name in names])
    assert not first.upstream and second.upstream


FORGED = {
    "ends at once": "  initial $finish;",
    "ends behind a macro": "`define LEAVE $finish\n  initial `LEAVE;",
    "says so itself": '  initial $display("Mismatches: 0 in 8 samples");',
    "says so in the end": '  final $display("Mismatches: 0 in 8 samples");',
    "says so in the other benchmark's words": '  initial $display("Your Design Passed");',
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("statement", FORGED.values(), ids=FORGED.keys())
def test_forged_verdict_is_refused(layout: str, statement: str, by_layout: dict[str, Problem]) -> None:
    problem = by_layout[layout]
    (verdict,) = score.score([(problem, inserted(problem, statement, spoiled(problem, "a & b", "a | b")))])
    assert not verdict.strict


CHEATS = {
    "instantiates the reference": ("assign carry = a & b;", "RefModule r (.a, .b, .carry, .sum());"),
    "reads the reference": ("a & b", "good.carry"),
    "reads it by its full name": ("a & b", "tb.carry_ref"),
    "sets the count": ("a & b;", "0;\n  always @(a, b) tb.errors = 0;"),
    "forces the expected value": ("a & b;", "0;\n  initial force tb.carry_ref = 0;"),
}


@pytest.mark.parametrize(("before", "after"), CHEATS.values(), ids=CHEATS.keys())
def test_what_passes_upstream_by_cheating_is_refused(before: str, after: str, by_layout: dict[str, Problem]) -> None:
    problem = by_layout["verilog-eval-v2-spec-to-rtl"]
    (verdict,) = score.score([(problem, spoiled(problem, before, after))])
    assert (verdict.upstream, verdict.strict, verdict.letter) == (True, False, "F"), verdict.reason


def test_a_cheat_behind_the_testbench_s_macro_is_refused(by_layout: dict[str, Problem]) -> None:
    problem = by_layout["verilog-eval-v1-human"]
    marked = Problem(**{**vars(problem), "testbench": "`define SEEN 1\n" + problem.testbench})
    cheat = "`ifdef SEEN\n  reference_module r (.a, .b, .carry, .sum());\n`else\n  assign carry = a & b;\n`endif"
    (verdict,) = score.score([(marked, spoiled(problem, "assign carry = a & b;", cheat))])
    assert (verdict.upstream, verdict.strict) == (True, False)


HOSTILE = {
    "hangs": "  initial forever ;",
    "floods": '  initial forever $display("and on and on and on and on");',
    "grows": "  reg [7:0] m [0:2000000000];\n  initial m[0] = 1;",
    "writes over the table": '  integer f;\n  initial begin f = $fopen("table.dat"); $fwrite(f, "11"); end',
}


@pytest.mark.parametrize("statement", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_design_gets_a_verdict(
    statement: str, by_layout: dict[str, Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_SIMULATING", judging.sandbox.Limits(wall_s=20, cpu_s=1))
    problem = by_layout["rtllm-2.0"]
    (verdict,) = score.score([(problem, inserted(problem, statement))])
    assert not verdict.strict and verdict.reason
    assert (verdict.letter == "T") == ("forever ;" in statement)


@pytest.mark.parametrize("design", ["", "I cannot help with that.", "\x00\x01", "\ud800", "module", "é" * 100_000])
def test_what_is_no_verilog_gets_a_verdict(design: str, by_layout: dict[str, Problem]) -> None:
    verdicts = score.score([(by_layout[name], design) for name in LAYOUTS])
    assert not any(verdict.upstream or verdict.strict or verdict.compiled for verdict in verdicts)


def test_equal_samples_are_judged_once(by_layout: dict[str, Problem], monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    once = score.judge
    monkeypatch.setattr(score, "judge", lambda problem, design: (judged.append(design), once(problem, design))[1])
    first, second = by_layout["own"], by_layout["rtllm-2.0"]
    verdicts = score.score([(first, first.reference), (second, first.reference), (first, first.reference)])
    assert len(judged) == 2 and verdicts[0] is verdicts[2]


def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, by_layout: dict[str, Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = by_layout["own"]
    mutants = [spoiled(problem, "a & b", other) for other in ("a | b", "a", "b", "0")]
    designs = [(problem, text) for text in (problem.reference, *mutants)]
    judged: list[str] = []
    once = score.judge

    def tired(problem: Problem, design: str) -> score.Verdict:
        if len(judged) == 2:
            raise KeyboardInterrupt
        judged.append(design)
        return once(problem, design)

    monkeypatch.setattr(journal, "cores", lambda: 1)
    monkeypatch.setattr(score, "judge", tired)
    path = tmp_path / "judged.jsonl"
    with pytest.raises(KeyboardInterrupt):
        score.score(designs, journal=journal.Journal(path))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "torn')
    before = list(judged)
    monkeypatch.setattr(score, "judge", lambda problem, design: (judged.append(design), once(problem, design))[1])
    verdicts = score.score(designs, journal=journal.Journal(path))
    assert [verdict.strict for verdict in verdicts] == [True, False, False, False, False]
    assert len(before) == 2 and sorted(judged) == sorted(text for _, text in designs)
    again = score.score(designs, journal=journal.Journal(path))
    assert len(judged) == 5 and again == verdicts


def test_another_testbench_is_judged_anew(tmp_path: Path, by_layout: dict[str, Problem]) -> None:
    problem = by_layout["own"]
    stricter = replace(problem, testbench=problem.testbench.replace("!== a + b", "!== a - b"))
    path = tmp_path / "judged.jsonl"
    first, second = (
        score.score([(asked, problem.reference)], journal=journal.Journal(path))[0] for asked in (problem, stricter)
    )
    assert first.strict and not second.strict


def test_samples_leave_nothing_behind(by_layout: dict[str, Problem], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    problem = by_layout["own"]
    score.score([(problem, inserted(problem, '  initial $dumpfile("w.vcd");\n  initial $dumpvars;'))])
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize("frame", ["{}", "[BEGIN]\n{}\n[DONE] so much for that.", "Here:\n```verilog\n{}\n```\nDone."])
@pytest.mark.parametrize("layout", ["verilog-eval-v1-human", "verilog-eval-v2-code-complete"])
def test_answer_becomes_a_design(frame: str, layout: str, layouts: Any, by_layout: dict[str, Problem]) -> None:
    problem = by_layout[layout]
    bodies = [layouts.body, f"{problem.header}\n{layouts.body}"]
    designs = [samples.design_of(problem, frame.format(body)) for body in bodies]
    assert designs == [f"{problem.header}\n{layouts.body}"] * 2


def test_raw_answer_keeps_what_follows_the_module(layouts: Any, by_layout: dict[str, Problem]) -> None:
    problem = by_layout["verilog-eval-v1-human"]
    for answer in (layouts.body, f"{problem.header}\n{layouts.body}"):
        talking = f"{answer}\nThis adds two bits."
        assert samples.raw_design_of(problem, talking) == f"{problem.header}\n{layouts.body}\nThis adds two bits."
        raw, tidy = score.score(
            [(problem, shape(problem, talking)) for shape in (samples.raw_design_of, samples.design_of)]
        )
        assert (raw.letter, tidy.letter) == ("S", ".")


def test_a_testbench_may_have_a_variable_of_the_verdict_s_name(by_layout: dict[str, Problem]) -> None:
    problem = by_layout["own"]
    named = Problem(**{**vars(problem), "testbench": problem.testbench.replace("wrong", "Mismatches")})
    good, bad = score.score([(named, problem.reference), (named, spoiled(problem, "a & b", "a | b"))])
    assert (good.strict, bad.letter) == (True, "R")


def test_unfinished_answer_stays_as_it_is(by_layout: dict[str, Problem]) -> None:
    problem = by_layout["verilog-eval-v2-code-complete"]
    assert samples.design_of(problem, "  assign carry = ") == f"{problem.header}\n  assign carry = "


def test_command_judges_a_file_of_samples(
    tmp_path: Path, layouts: Any, by_layout: dict[str, Problem], capsys: pytest.CaptureFixture[str]
) -> None:
    copy = layouts.put(tmp_path / "copy", layouts.first_edition())
    rows = [layouts.body, layouts.body.replace("&", "|"), ""]
    path = tmp_path / "samples.jsonl"
    path.write_text(layouts.lines(*({"task_id": "half", "completion": body} for body in rows)), encoding="utf-8")
    assert main.run(["score", str(path), "--problems", str(copy)]) == 0
    verdicts = [json.loads(line) for line in (tmp_path / "samples.verdicts.jsonl").read_text("utf-8").splitlines()]
    assert [(v["task_id"], v["sample"], v["letter"]) for v in verdicts] == [
        ("half", 0, "."),
        ("half", 1, "R"),
        ("half", 2, "S"),
    ]
    assert "3 samples: 2 compile, 1 pass upstream, 1 pass strictly" in capsys.readouterr().out


def test_a_completion_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text('{"task_id": "half", "completion": "a\u2028b\x85c"}\n\n', encoding="utf-8")
    assert [row["completion"] for row in samples.read_samples(path)] == ["a\u2028b\x85c"]


@pytest.mark.parametrize("line", ["", '{"task_id": "half"}', "[]", "no", '{"task_id": "other", "completion": ""}'])
def test_bad_samples_are_named(line: str, tmp_path: Path, layouts: Any, capsys: pytest.CaptureFixture[str]) -> None:
    copy = layouts.put(tmp_path / "copy", layouts.first_edition())
    path = tmp_path / "samples.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    assert main.run(["score", str(path), "--problems", str(copy)]) == (2 if line else 0)
    assert not line or "samples.jsonl" in capsys.readouterr().err


def test_every_judge_has_a_layout(by_layout: dict[str, Problem]) -> None:
    assert {by_layout[name].judge for name in LAYOUTS} == set(Judge)
