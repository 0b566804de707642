"""Each rule mends its own text, by the compiler's word, and leaves another one alone."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from verimentor.mentor.rules import RULES, propose
from verimentor.mentor.rules.rule import Edit, Repair, Rule, Site
from verimentor.verilog import check, icarus_messages
from verimentor.verilog.icarus import compile_text
from verimentor.verilog.problem import Problem, Severity, Span, line_span

BY_NAME = {rule.name: rule for rule in RULES}

KINDS = Path(__file__).parent / "rules"  # a folder for every file of rules


def _entries(file: str) -> list[tuple[str, str, str]]:
    """Rule name, engine and texts of every entry; see `rules/README.md`."""
    entries = []
    for path in sorted(KINDS.glob(f"*/{file}")):
        for entry in re.split(r"^==== ", path.read_text(), flags=re.MULTILINE)[1:]:
            head, _, body = entry.partition("\n")
            name, _, engine = head.partition(" ")
            assert BY_NAME[name].propose.__module__.endswith(f".{path.parent.name}"), f"{name} stands in {path}"
            entries.append((name, engine, body))
    return entries


def _problems(text: str, engine: str) -> Sequence[Problem]:
    if engine == "icarus":
        return compile_text(text, path="m.v").problems
    if engine == "g2005":
        return _strict(text)
    return check.check(text, "m.v")


def _strict(text: str) -> list[Problem]:
    """Icarus as a compiler of plain Verilog, as some users run it."""
    command = ["iverilog", "-g2005", "-t", "null", "/dev/stdin"]
    said = subprocess.run(command, input=text, capture_output=True, text=True, check=False).stderr
    return [
        Problem("m.v", line_span(text, message.line - 1), Severity.ERROR, message.code, message.text, "icarus")
        for message in icarus_messages.read(said)
        if message.severity is Severity.ERROR
    ]


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _moved(span: Span, text: str) -> Span:
    """The same span once every line break has two characters."""
    return Span(span.start + text[: span.start].count("\n"), span.end + text[: span.end].count("\n"))


def _n_errors(problems: Sequence[Problem]) -> int:
    return check.count_errors(problems)


def _proposals(rule: Rule, text: str, problems: Sequence[Problem]) -> list[str]:
    errors = [p for p in problems if p.severity is Severity.ERROR and rule.answers(p)]
    return [repair.apply(text) for p in errors for repair in rule.propose(Site(text, p)) if repair.edits]


@pytest.mark.parametrize(("name", "engine", "texts"), _entries("mended.txt"))
def test_a_rule_mends_its_text(name: str, engine: str, texts: str) -> None:
    broken, _, mended = texts.partition("----\n")
    problems = _problems(broken, engine)
    assert mended in _proposals(BY_NAME[name], broken, problems)
    assert _n_errors(_problems(mended, engine)) < _n_errors(problems)
    # Every other byte stays: the same text with the line breaks of Windows keeps them.
    placed = [replace(problem, span=_moved(problem.span, broken)) for problem in problems]
    assert _crlf(mended) in _proposals(BY_NAME[name], _crlf(broken), placed)


@pytest.mark.parametrize(("name", "engine", "text"), _entries("left_alone.txt"))
def test_a_rule_leaves_other_errors_alone(name: str, engine: str, text: str) -> None:
    problems = _problems(text, engine)
    assert _n_errors(problems) > 0
    assert [done for done in _proposals(BY_NAME[name], text, problems) if done != text] == []


def test_every_rule_has_both_tests() -> None:
    assert {name for name, _, _ in _entries("mended.txt")} == set(BY_NAME)
    assert {name for name, _, _ in _entries("left_alone.txt")} == set(BY_NAME)


def test_unary_plus_is_no_error() -> None:
    """`=+` is what some write for `+=`, but the compiler takes it, so nobody may touch it."""
    assert _n_errors(check.check("module m(input a, output y);\n  assign y =+ a;\nendmodule\n", "m.v")) == 0


def test_a_problem_anywhere_in_anything_is_survived() -> None:
    texts = ["", "\n", "```", "module", "`", '"', "/*", "end", ")", "\\", "é module é", "module m(", "{" * 50, "case ("]
    for text in texts:
        for rule in RULES:
            for start in range(len(text) + 1):
                for engine in ("slang", "icarus"):
                    span = Span(start, min(start + 1, len(text)))
                    problem = Problem("m.v", span, Severity.ERROR, "x", "'x' y \"z\"", engine)
                    for repair in rule.propose(Site(text, problem)):
                        repair.apply(text)


def test_edits_apply_from_the_back() -> None:
    repair = Repair("", (Edit(0, 1, "xyz"), Edit(2, 2, "!"), Edit(3, 4, "")))
    assert repair.apply("abcd") == "xyzb!c"


def test_proposals_carry_their_rule() -> None:
    text = "module m(input a, output y);\n  assign y = a\nendmodule\n"
    problem = next(p for p in check.check(text, "m.v") if p.severity is Severity.ERROR)
    assert next(rule.name for rule, _ in propose(text, problem)) == "missing-token"
