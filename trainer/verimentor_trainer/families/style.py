"""How combinational bodies are written: procedures, case statements, chains and remarks in drawn styles."""

from collections.abc import Sequence
from random import Random

from verimentor_trainer.wording import phrase

Arm = tuple[str, str]  # a condition or case label, and one statement


def procedure(rng: Random, statements: str) -> str:
    """A combinational always block around the statements."""
    inner = "\n".join("    " + line for line in statements.strip("\n").split("\n"))
    return f"{rng.choice(('always @(*)', 'always @(*)', 'always @*'))} begin\n{inner}\nend"


def case(subject: str, arms: Sequence[Arm], default: str = "", *, keyword: str = "case") -> str:
    """A case statement; without `default` the arms must be complete."""
    lines = [f"    {label}: {statement}" for label, statement in arms]
    if default:
        lines.append(f"    default: {default}")
    return "\n".join([f"{keyword} ({subject})", *lines, "endcase"])


def chain(arms: Sequence[Arm], default: str = "") -> str:
    """An if/else-if chain of one-line statements."""
    lines = [
        f"{'if' if i == 0 else 'else if'} ({condition}) {statement}" for i, (condition, statement) in enumerate(arms)
    ]
    return "\n".join([*lines, *([f"else {default}"] if default else [])])


def remark(rng: Random, *options: str) -> str:
    """A comment line in about one of seven draws, else nothing."""
    return f"// {rng.choice(options)}\n" if rng.random() < 0.15 else ""


def among(rng: Random, pool: Sequence[str], avoid: Sequence[str] = ()) -> str:
    """A name of the pool that is none of `avoid`, compared without case."""
    taken = {name.lower() for name in avoid}
    free = [name for name in pool if name.lower() not in taken]
    return rng.choice(free) if free else f"{pool[0]}_{len(avoid)}"


def listing(items: Sequence[str]) -> str:
    """The items as prose: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def default_note(rng: Random, parameter: str, value: int, what: str = "the width") -> str:
    """A sentence that gives a parameter its default and says what it sets."""
    return phrase(
        rng,
        (
            f"The parameter {parameter} defaults to {value}.",
            f"{parameter} is a parameter, {value} by default.",
            f"{parameter} = {value} by default",
            f"Parameter {parameter} (default {value}) sets {what}.",
            f"{what[:1].upper()}{what[1:]} is given by the parameter {parameter}, default {value}.",
            f"{parameter}, a parameter with default {value}, is {what}.",
        ),
        (
            f"Unless overridden, {parameter} is {value}; it stands for {what}.",
            f"Make {what} configurable as {parameter}, starting from {value}.",
        ),
    )
