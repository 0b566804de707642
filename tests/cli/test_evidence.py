"""The words of `--explain` and `--alternatives`, for a generation made by hand."""

import io
import json

from rich.console import Console

from verimentor.alternatives import alternatives
from verimentor.cli.evidence import alternatives_as_json, explain_checks, is_guess, show_alternatives
from verimentor.generate import Candidate, Check, Generated

AND = "module top (input a, b, output y);\n  assign y = a & b;\nendmodule\n"
OR = AND.replace("&", "|")
WIDE = AND.replace("output y", "output [1:0] y")
CHECKS = (
    Check("compiled", True, "compiled"),
    Check("simulated", True, "simulated"),
    Check("agreement", False, "2 of 8 agree: a guess"),
)
MADE = Generated(AND, CHECKS, (Candidate(AND, -0.1, 9, (), 2), Candidate(OR, -0.2, 9, (), 1), Candidate(WIDE, -0.3, 9, (), 1)), 0.1)  # fmt: skip


def printed(show: object) -> str:
    console = Console(file=io.StringIO(), width=200)
    show(console)  # type: ignore[operator]
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_check_says_what_it_did() -> None:
    compiled, simulated, agreement = printed(lambda console: explain_checks(MADE, console)).splitlines()
    assert compiled.startswith("+ compiled: compiled (Icarus") and "same stimuli" in simulated
    assert agreement.startswith("- agreement: 2 of 8 agree: a guess (answers with equal outputs")


def test_a_guess_is_known() -> None:
    assert is_guess(MADE)
    assert not is_guess(Generated(AND, CHECKS[:2], (), 0.1))


def test_alternatives_come_with_votes_table_and_text() -> None:
    found = alternatives(MADE)
    said = printed(lambda console: show_alternatives(found, console))
    assert "answer 2: 1 vote; differs at cycle 1" in said and OR.rstrip() in said
    assert "y (chosen)" in said and "◄ y" in said
    assert "answer 3: 1 vote; port y is output of 2 bits, expected output of 1 bit" in said
    assert "No other answer" in printed(lambda console: show_alternatives((), console))


def test_alternatives_as_json() -> None:
    rows = json.loads(json.dumps(alternatives_as_json(alternatives(MADE))))
    assert [set(row) for row in rows] == [{"module", "votes", "sentence", "difference"}] * 2
    assert rows[0]["difference"]["outputs"] == ["y"] and rows[1]["difference"] is None
