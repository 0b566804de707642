"""How `generate` tells of its evidence: what each check did, and what the other answers do."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from verimentor.alternatives import Alternative
from verimentor.cli.equivalent import difference_as_json, table
from verimentor.generate import Generated

# What stands behind the words of the evidence line, by the checks' names.
_WHAT = {
    "interface": "module name and ports were written down before the student answered",
    "derived": "a table, map or diagram of the description leaves nothing open: it was written out, not guessed",
    "assumed": "the description does not say it; the module does it in the usual way",
    "compiled": "Icarus compiled every distinct answer with the modules of the project it uses; broken ones are out",
    "ports": "inputs, outputs, widths and clocks that the description claims, and inputs that never have an effect",
    "simulated": "all answers ran on the same stimuli, made from the ports; one whose outputs are never known is out",
    "oracle": "tables and worked examples in the description were applied to every answer",
    "agreement": "answers with equal outputs at every step form a group; the share of the largest is the confidence",
    "description": "no number and no word in it belongs to hardware, so nothing says what the module should do",
    "repaired": "a link of the mentor's chain worked on the best answer; kept only if errors fall and no check breaks",
}


def explain_checks(made: Generated, console: Console) -> None:
    """One line a check: what it found, and what it did to find it."""
    for check in made.checks:
        mark = Text("+ " if check.passed else "- ", "green" if check.passed else "red")
        what = f" ({_WHAT[check.name]})" if check.name in _WHAT else ""
        console.print(Text.assemble(mark, f"{check.name}: {check.detail}", (what, "dim")))


def explain_steps(made: Generated, console: Console) -> None:
    """One line a part of the loop, whether or not it found anything: what it did, and its seconds."""
    for step in made.steps:
        took = f" ({step.seconds:.2f} s)" if step.seconds else ""
        console.print(Text.assemble(f"  {step.name}: {step.detail}", (took, "dim")))


def is_guess(made: Generated) -> bool:
    """Whether fewer answers agree than make the chosen one likely to be right."""
    return any(check.name == "agreement" and not check.passed for check in made.checks)


def show_alternatives(found: Sequence[Alternative], console: Console) -> None:
    """Every other behaviour: votes, the table of where it leaves the chosen one, and the module."""
    if not found:
        console.print("No other answer behaves differently.")
    for number, other in enumerate(found, start=2):
        votes = f"{other.votes} vote{'' if other.votes == 1 else 's'}"
        where = f"differs at cycle {other.difference.cycle}" if other.difference else other.reason
        console.print(Text(f"\nanswer {number}: {votes}; {where}", "bold"))
        if other.difference:
            console.print(table(other.difference, "chosen", f"answer {number}"))
        if console.is_terminal:
            console.print(Syntax(other.module.rstrip(), "verilog", theme="ansi_dark"))
        else:
            console.print(other.module.rstrip(), markup=False)


def alternatives_as_json(found: Sequence[Alternative]) -> list[dict[str, Any]]:
    """`[{module, votes, sentence, difference}]`; the difference as `equivalent --json` gives it, else null."""
    return [
        {
            "module": other.module,
            "votes": other.votes,
            "sentence": other.sentence,
            "difference": difference_as_json(other.difference) if other.difference else None,
        }
        for other in found
    ]
