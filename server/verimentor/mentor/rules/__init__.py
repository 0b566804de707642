"""Deterministic repairs: one function a rule, registered by the messages it answers.

A rule only proposes; `fix` asks the compiler and keeps what lowers the number of errors. To add one, write the function
into the file it belongs to, decorate it with `answers`, and add a broken text to its test.
"""

from collections.abc import Iterator, Mapping, Sequence

from verimentor.mentor.rules import (
    blocks,
    chatter,
    declarations,
    literals,
    names,
    operators,
    punctuation,
    statements,
)
from verimentor.mentor.rules.rule import REGISTRY, Repair, Rule, Site
from verimentor.mentor.rules.rule import Edit as Edit
from verimentor.verilog.problem import Problem

__all__ = ["RULES", "Edit", "Repair", "Rule", "propose"]

# Of two repairs that leave equally many errors the first wins, so the rules that are seldom wrong come first.
_FILES = (chatter, literals, punctuation, operators, statements, names, declarations, blocks)
RULES: tuple[Rule, ...] = tuple(
    rule for file in _FILES for rule in REGISTRY.values() if rule.propose.__module__ == file.__name__
)


def propose(
    text: str, problem: Problem, known: Mapping[str, Sequence[str]] | None = None
) -> Iterator[tuple[Rule, Repair]]:
    """All repairs of all rules that know the problem's message, the likeliest first.

    `known` has the modules of other files and their ports.
    """
    site = Site(text, problem, known or {})
    for rule in RULES:
        if rule.answers(problem):
            for repair in rule.propose(site):
                if repair.edits and repair.apply(text) != text:
                    yield rule, repair
