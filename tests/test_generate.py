"""What becomes of samples: cut to modules, counted, compiled and grouped by behaviour with the real Icarus."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from verimentor.account import Account
from verimentor.candidates import Candidate, distinct, smallest_first, vote
from verimentor.cutting import cut
from verimentor.errors import ModelError, VerimentorError
from verimentor.generate import generate
from verimentor.request import Request, checked
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.verilog.sandbox import bubblewrap_available

XOR = "module top (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"
XOR_OTHERWISE = "module top (input a, b, output y);\n  assign y = (a & ~b) | (~a & b);\nendmodule\n"
OR = "module top (input a, b, output y);\n  assign y = a | b;\nendmodule\n"
HEADER = "module top (input a, b, output y);"


@pytest.mark.parametrize(
    ("answer", "modules"),
    [
        (XOR, XOR),
        (f"\n\n{XOR}\n\n// and so on", XOR),
        (f"```verilog\n{XOR}```\nThis module computes a xor b.", XOR),
        (f"Here is the module you asked for:\n\n{XOR}", XOR),
        (f"Sure! This module uses a gate.\n```verilog\n// a gate\n{XOR}```", f"// a gate\n{XOR}"),
        (f"`timescale 1ns/1ps\n// module of mine\n\n{XOR}", f"`timescale 1ns/1ps\n// module of mine\n\n{XOR}"),
        (f"`timescale 1ns/1ps {XOR}", f"`timescale 1ns/1ps {XOR}"),
        (f"(* keep *)\n{XOR}", f"(* keep *)\n{XOR}"),
        (f"{XOR}\n{XOR}", XOR),  # it begins again
        ("module a;\nendmodule : a\nmodule b;\nendmodule", "module a;\nendmodule : a\nmodule b;\nendmodule\n"),
        (
            'module a;\n initial $display("endmodule");\nendmodule\nmodule b;',
            'module a;\n initial $display("endmodule");\nendmodule\n',
        ),
        ("module m #(parameter W = 8) (input a); endmodule", "module m #(parameter W = 8) (input a); endmodule\n"),
        ("module m import p::*; (input a); endmodule", "module m import p::*; (input a); endmodule\n"),
        ("module \\m+1 (input a); endmodule", "module \\m+1 (input a); endmodule\n"),
        ("module top (input a);\n  assign", ""),
        ("the module is easy endmodule", ""),
        ("// module m; endmodule", ""),
        ("endmodule\nassign y = a;", ""),
        ("", ""),
    ],
)
def test_cut(answer: str, modules: str) -> None:
    assert cut(answer) == modules


def test_a_header_is_the_beginning_of_the_answer() -> None:
    assert cut("  assign y = a ^ b;\nendmodule\nmodule", HEADER) == XOR
    assert cut("  assign y = a ^ b;\n", HEADER) == ""


def test_distinct_counts_and_orders() -> None:
    samples = [Candidate("a", -0.5, 3), Candidate("", -0.1, 9), Candidate("b", -0.2, 4), Candidate("a", -0.5, 3)]
    found = distinct(samples)
    assert [(candidate.text, candidate.votes) for candidate in found] == [("b", 1), ("a", 2), ("", 1)]
    assert distinct([]) == []


def test_the_commoner_behaviour_wins() -> None:
    ranked = vote(
        [
            Candidate(OR, -0.1, 9, votes=2),
            Candidate("module top (", -0.05, 3, ("no whole module",), votes=5),
            Candidate(XOR, -0.3, 9, votes=2),
            Candidate(XOR_OTHERWISE, -0.2, 9, votes=1),
        ],
        {},
    )
    assert [(candidate.text, candidate.votes) for candidate in ranked] == [
        (XOR_OTHERWISE, 3),
        (XOR, 3),
        (OR, 2),
        ("module top (", 0),
    ]


def test_modules_of_the_project_take_part() -> None:
    child = "module half (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"
    user = "module top (input a, b, output y);\n  half h (.a(a), .b(b), .y(y));\nendmodule\n"
    ranked = vote([Candidate(user, -0.3, 9, votes=1), Candidate(XOR, -0.4, 9, votes=1)], {"half.v": child})
    assert [candidate.votes for candidate in ranked] == [2, 2]


def test_names_of_modules_do_not_part_the_votes() -> None:
    renamed = XOR_OTHERWISE.replace("top", "exclusive_or")
    found = vote([Candidate(text, -0.5, 3, votes=1) for text in (OR, XOR, renamed)], {})
    assert [candidate.votes for candidate in found] == [2, 2, 1]
    assert found[-1].text == OR


def test_names_of_ports_do_not_part_the_votes() -> None:
    texts = [
        "module m(input clk, input rst_n, input d, output reg q);\n"
        "  always @(posedge clk) if (!rst_n) q <= 0; else q <= d;\nendmodule\n",
        "module reg1(output reg out, input clock, input resetn, input in);\n"
        "  always @(posedge clock) out <= resetn & in;\nendmodule\n",
        "module m(input clk, input rst_n, input d, output reg q);\n  always @(posedge clk) q <= d;\nendmodule\n",
    ]
    voted = vote([Candidate(text, -0.1, 9, votes=1) for text in texts], {})
    assert {each.text: each.votes for each in voted} == {texts[0]: 2, texts[1]: 2, texts[2]: 1}
    assert len({each.behaviour for each in voted}) == 2


def test_an_input_without_effect_is_called_by_its_own_name() -> None:
    deaf = "module m(input a, input b, output y);\n  assign y = a;\nendmodule\n"
    found = vote([Candidate(text, -0.1, 9, votes=1) for text in (deaf, XOR.replace("y", "z"))], {})
    assert {each.text: each.missed for each in found}[deaf] == ("b has no effect",)


def test_what_never_says_anything_has_no_vote() -> None:
    silent = "module top (input a, b, output y);\n  wire z;\n  assign y = z;\nendmodule\n"
    (candidate,) = vote([Candidate(silent, -0.1, 9, votes=3)], {})
    assert candidate.votes == 0
    assert vote([], {}) == []


def test_what_never_moves_ranks_behind_what_does() -> None:
    header = "module top (input clk, input d, output reg q);\n"
    stuck = f"{header}  always @(posedge clk) q <= 1'b0;\nendmodule\n"
    moving = f"{header}  always @(posedge clk) q <= d;\nendmodule\n"
    first, last = vote([Candidate(stuck, -0.1, 9, votes=5), Candidate(moving, -0.2, 9, votes=1)], {})
    assert (first.text, last.missed) == (moving, ("its outputs never change",))
    (tie,) = vote([Candidate("module top (output y);\n  assign y = 1'b1;\nendmodule\n", -0.1, 9, votes=1)], {})
    assert tie.missed == ()


@pytest.mark.parametrize("spec", ["", "  \n", "..."])
def test_an_empty_spec_is_refused(spec: str) -> None:
    with pytest.raises(VerimentorError, match="description is empty"):
        checked(Request(spec))


@pytest.mark.parametrize(
    "header", ["counter", "module", "module top (input a", "module top (input a)", "wire x;", f"{HEADER} assign y = a;"]
)
def test_a_header_that_is_none_is_refused(header: str) -> None:
    with pytest.raises(VerimentorError, match="whole module header"):
        checked(Request("an xor", header))


@pytest.mark.parametrize(
    "header",
    [HEADER, f"\n{HEADER}\n", f"// top\n{HEADER}", "module m #(parameter W = 8) (input [W-1:0] a);", "module m;"],
)
def test_a_sound_header_is_taken(header: str) -> None:
    request = checked(Request("an xor", header, samples=0))
    assert request.header == header.strip()
    assert request.samples == 1


def test_a_blank_header_is_none() -> None:
    assert checked(Request("an xor", "  ")).header is None


async def test_nonsense_gives_no_module_but_a_reason(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf))
    told: list[tuple[str, float]] = []
    try:
        made = await generate(
            Request("an xor", samples=3, max_tokens=24),
            student,
            on_progress=lambda what, share: told.append((what, share)),
        )
    finally:
        await student.close()
    assert not made.ok and made.module == ""
    assert "no module came" in made.evidence
    assert all(candidate.errors for candidate in made.candidates)
    assert [share for _, share in told] == sorted(share for _, share in told) and told[-1][1] == 1.0


async def test_nonsense_after_a_header_is_no_module(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf))
    try:
        made = await generate(Request("an xor", HEADER, samples=1, max_tokens=8), student)
    finally:
        await student.close()
    assert not made.ok
    assert len(made.candidates) == 1


@pytest.mark.parametrize(("lock", "named"), [(True, True), (False, False)])
async def test_ports_that_the_words_name_become_the_header(tiny_gguf: Path, lock: bool, named: bool) -> None:
    student = Student(Catalog().open(tiny_gguf))
    spec = "module tap: inputs clk and go, output lamp. lamp takes go at every clock edge."
    try:
        made = await generate(Request(spec, samples=1, max_tokens=8, lock=lock), student)
    finally:
        await student.close()
    assert ("interface" in [check.name for check in made.checks]) is named
    assert ("interface taken from the description" in made.evidence) is named


async def test_a_model_that_cannot_be_loaded_says_so(tmp_path: Path, make_gguf: Callable[..., Path]) -> None:
    path = make_gguf(tmp_path / "broken.gguf")
    path.write_bytes(path.read_bytes()[:-20_000])
    student = Student(Catalog().open(path))
    with pytest.raises(ModelError):
        await generate(Request("an xor", samples=1), student)
    await student.close()


def tied(text: str, mean_logprob: float, votes: int = 2) -> Candidate:
    return Candidate(text, mean_logprob, 9, votes=votes)


@pytest.mark.skipif(shutil.which("yosys") is None, reason="yosys is not installed")
def test_of_the_equally_likely_the_smallest_is_taken() -> None:
    account = Account()
    small, large = (f"module m(input [3:0] a, output y);\n  assign y = {of};\nendmodule\n" for of in ("a[0]", "a > 5"))
    assert smallest_first([tied(large, -0.200), tied(small, -0.205)], account)[0].text == small
    assert "2 answers are as likely" in account.steps[0].detail


@pytest.mark.parametrize("other", [tied(OR, -0.3), tied(OR, -0.2, votes=1)])
def test_likelihood_and_votes_go_before_size(other: Candidate) -> None:
    account = Account()
    assert smallest_first([tied(XOR, -0.2), other], account)[0].text == XOR
    assert account.steps[0].detail == "none to break"


def test_of_answers_that_behave_alike_the_plain_one_speaks() -> None:
    long = XOR.replace("a ^ b", " ^ ".join(["a", "b", *["a", "a"] * 12]))
    other = Candidate(OR, -0.2, 9, votes=2)  # as many votes; but the likeliest of all is an xor
    voted = vote([other, Candidate(long, -0.15, 90, votes=1), Candidate(XOR, -0.3, 9, votes=1)], {})
    assert [candidate.text for candidate in voted] == [XOR, long, OR]


HOSTILE = {
    "loops": "reg r; always @* begin r = a; while (1) r = ~r; end assign y = r;",
    "never lets time pass": "reg r = 0; always r = ~r; assign y = r;",
    "prints verdicts": 'assign y = a ^ b; always @* $display("0 mismatches of 100: all tests passed");',
    "floods": 'assign y = a; initial forever $display("flood");',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_candidates_end_and_convince_nobody(name: str) -> None:
    hostile = Candidate(f"module top (input a, b, output y);\n{HOSTILE[name]}\nendmodule\n", -0.01, 9, votes=1)
    first, last = vote([hostile, Candidate(XOR, -0.5, 9, votes=2)], {})
    votes = 3 if name == "prints verdicts" else 2  # that one is an xor, whatever it says
    assert XOR in (first.text, last.text) and first.votes == votes
    assert last.votes == (3 if name == "prints verdicts" else 0)


def test_candidates_reach_no_file_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "written.txt"
    body = f'integer f; initial begin f = $fopen("{path}", "w"); $fdisplay(f, "x"); end assign y = a ^ b;'
    vote([Candidate(f"module top (input a, b, output y);\n{body}\nendmodule\n", -0.1, 9, votes=1)], {})
    if bubblewrap_available():  # without it there are limits only, as the sandbox says
        assert not path.exists()


async def test_talk_that_names_no_circuit_is_called_that(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf))
    try:
        made = await generate(Request("Buy milk and call mum.", samples=1, max_tokens=8), student)
    finally:
        await student.close()
    assert "speaks of no circuit" in made.evidence
