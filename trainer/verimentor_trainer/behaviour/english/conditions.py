# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""Conditions in words: as a clause, as an addition with "with", and as a formula."""

from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.expressions import Binary, Constant, Edge, Expression, Signal, Slice, Unary

# By the author's habit; a name in braces stands for the signal.
_HIGH = (
    Phrases(("{x} is high", "{x} is high", "{x} is held high"), ("{x} sits at logic one",)),
    Phrases(("{x} is 1", "{x} is 1", "{x} is one", "{x} is a 1"), ("{x} reads as 1",)),
    Phrases(("{x} = 1", "{x} = 1", "{x} == 1", "{x}=1"), ("{x} equals 1",)),
    Phrases(("{x} is asserted", "{x} is active", "{x} is asserted"), ("{x} has been asserted",)),
    Phrases(("{x} is set", "{x} is set", "{x} is on", "{x} is true"), ("{x} is in force",)),
    Phrases(("{x} is high", "{x} is 1", "{x} is there", "{x} comes"), ("{x} shows a one",)),
)
_LOW = (
    Phrases(("{x} is low", "{x} is low", "{x} is not high"), ("{x} sits at logic zero",)),
    Phrases(("{x} is 0", "{x} is 0", "{x} is zero"), ("{x} reads as 0",)),
    Phrases(("{x} = 0", "{x} = 0", "{x} == 0", "{x}=0"), ("{x} equals 0",)),
    Phrases(("{x} is not asserted", "{x} is inactive", "{x} is deasserted"), ("{x} remains unasserted",)),
    Phrases(("{x} is not set", "{x} is off", "{x} is false"), ("{x} is not in force",)),
    Phrases(("{x} is low", "{x} is 0", "there is no {x}"), ("{x} shows a zero",)),
)
_COMPARED = {
    "==": Phrases(("{a} is {b}", "{a} equals {b}", "{a} is equal to {b}", "{a} = {b}", "{a} == {b}", "{a} matches {b}", "{a} has the value {b}"), ("{a} and {b} agree", "{a} is the same as {b}")),
    "!=": Phrases(("{a} is not {b}", "{a} differs from {b}", "{a} is not equal to {b}", "{a} != {b}", "{a} is different from {b}", "{a} does not equal {b}"), ("{a} is anything but {b}",)),
    "<": Phrases(("{a} is less than {b}", "{a} is below {b}", "{a} < {b}", "{a} is smaller than {b}", "{a} is under {b}"), ("{a} falls short of {b}",)),
    "<=": Phrases(("{a} is at most {b}", "{a} <= {b}", "{a} is less than or equal to {b}", "{a} is {b} or less", "{a} does not exceed {b}", "{a} is not greater than {b}"), ("{a} stays within {b}",)),
    ">": Phrases(("{a} is greater than {b}", "{a} is above {b}", "{a} > {b}", "{a} exceeds {b}", "{a} is larger than {b}", "{a} is more than {b}"), ("{a} lies beyond {b}",)),
    ">=": Phrases(("{a} is at least {b}", "{a} >= {b}", "{a} is greater than or equal to {b}", "{a} is {b} or more", "{a} is not less than {b}", "{a} has reached {b}"), ("{a} is no smaller than {b}",)),
}  # fmt: skip
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_EDGES = {
    "rise": Phrases(("{x} rises", "{x} goes from 0 to 1", "there is a rising edge on {x}", "a rising edge of {x} is seen", "{x} has just gone high", "{x} is 1 now and was 0 at the previous clock edge", "{x} changes from low to high"), ("{x} makes a 0-to-1 transition", "{x} turns from 0 into 1")),
    "fall": Phrases(("{x} falls", "{x} goes from 1 to 0", "there is a falling edge on {x}", "a falling edge of {x} is seen", "{x} has just gone low", "{x} is 0 now and was 1 at the previous clock edge", "{x} changes from high to low"), ("{x} makes a 1-to-0 transition", "{x} turns from 1 into 0")),
    "change": Phrases(("{x} changes", "{x} has changed since the last clock", "{x} differs from its value one clock ago", "{x} is not what it was at the previous clock edge", "{x} takes a new value"), ("{x} is seen to have changed",)),
}  # fmt: skip
_REDUCTIONS = {
    "r&": Phrases(("all bits of {x} are 1", "{x} is all ones", "every bit of {x} is set"), ("{x} has no zero bit",)),
    "r|": Phrases(("any bit of {x} is 1", "{x} is not zero", "at least one bit of {x} is set"), ("{x} has a one somewhere",)),
    "r^": Phrases(("{x} has an odd number of ones", "the number of 1 bits in {x} is odd", "the parity of {x} is odd"), ("the ones in {x} are odd in number",)),
    "r~|": Phrases(("{x} is zero", "no bit of {x} is set", "all bits of {x} are 0"), ("{x} has no one bit",)),
    "r~&": Phrases(("not all bits of {x} are 1", "at least one bit of {x} is 0"), ("{x} has a zero somewhere",)),
    "r~^": Phrases(("{x} has an even number of ones", "the number of 1 bits in {x} is even"), ("the ones in {x} are even in number",)),
}  # fmt: skip
_BOTH = Phrases(("{a} and {b}", "{a} and {b}", "{a} while {b}", "{a} and at the same time {b}"), ("{a} and also {b}",))
_BOTH_HIGH = Phrases(
    ("both {a} and {b} are high", "{a} and {b} are both 1", "{a} and {b} are high together", "{a} = {b} = 1", "{a} and {b} are both set"),
    ("{a} and {b} coincide at 1",),
)  # fmt: skip


def fact(speaker: Speaker, condition: Expression) -> str:
    """The condition as a clause: "load is high"."""
    match condition:
        case Signal(name):
            if (meaning := speaker.events.get(name)) and speaker.chance(0.85):
                return speaker.choose(
                    f"{meaning} ({name} = 1)",
                    f"{meaning} ({name})",
                    f"{meaning} ({name} is high)",
                )
            return speaker.say(_HIGH[_level(speaker)], x=name)
        case Unary("!" | "~", (Signal() | Slice()) as operand):
            return speaker.say(_LOW[_level(speaker)], x=operand_name(speaker, operand))
        case Unary("!", Binary("==" | "!=" | "<" | "<=" | ">" | ">=", left, right)):
            return fact(speaker, Binary(_OPPOSITE[condition.operand.operator], left, right))  # type: ignore[union-attr]
        case Unary(operator, operand) if operator in _REDUCTIONS:
            return speaker.say(_REDUCTIONS[operator], x=operand_name(speaker, operand))
        case Binary("&&", Signal() as left, Signal() as right) if speaker.chance(0.5):
            return speaker.say(_BOTH_HIGH, a=left.name, b=right.name)
        case Binary("&&", Binary("&&")):
            return listing([fact(speaker, part) for part in conjuncts(condition)])
        case Binary("&&", left, right):
            return speaker.say(_BOTH, a=fact(speaker, left), b=fact(speaker, right))
        case Binary("||", left, right):
            return f"{fact(speaker, left)} or {fact(speaker, right)}"
        case Binary("==", Signal(name, 1), Constant(number)):
            return speaker.say((_HIGH if number else _LOW)[_level(speaker)], x=name)
        case Binary(operator, left, right) if operator in _COMPARED:
            return speaker.say(_COMPARED[operator], a=operand_name(speaker, left), b=operand_name(speaker, right))
        case Edge(kind, now, _):
            return speaker.say(_EDGES[kind], x=now.name)
        case Slice(signal, high, low) if high == low:
            return speaker.say(_HIGH[_level(speaker)], x=f"{signal.name}[{low}]")
    return f"{formula(condition)} is 1"


def conjuncts(condition: Expression) -> tuple[Expression, ...]:
    """The conditions that must all be true."""
    if isinstance(condition, Binary) and condition.operator == "&&":
        return (*conjuncts(condition.left), *conjuncts(condition.right))
    return (condition,)


def short(speaker: Speaker, condition: Expression) -> str:
    """The condition as briefly as notes have it: "load", "!en", "cnt == 9"."""
    match condition:
        case Signal(name):
            return speaker.choose(name, name, f"{name}=1", f"{name} = 1")
        case Unary("!", Signal(name)):
            return speaker.choose(f"!{name}", f"not {name}", f"{name}=0", f"{name} low")
        case Binary("&&", left, right):
            return f"{short(speaker, left)} {speaker.choose('and', '&', '&&')} {short(speaker, right)}"
        case Edge(kind, now, _):
            word = {"rise": "rising", "fall": "falling", "change": "change of"}[kind]
            if kind == "change":
                return f"{word} {now.name}"
            return speaker.choose(
                f"{word} {now.name}",
                f"{word} edge of {now.name}",
                f"{now.name} {'rises' if kind == 'rise' else 'falls'}",
            )
    return formula(condition)


def formula(expression: Expression) -> str:
    """The expression in the usual operators, numbers in decimal."""
    match expression:
        case Signal(name):
            return name
        case Constant(number):
            return str(number)
        case Unary(operator, operand):
            inner = formula(operand)
            if operator.startswith("r"):
                return f"({operator[1:]}{inner})"
            return f"{operator}{f'({inner})' if isinstance(operand, Binary) else inner}"
        case Binary(operator, left, right):
            a, b = (f"({formula(x)})" if isinstance(x, Binary) else formula(x) for x in (left, right))
            return f"{a} {operator} {b}"
        case Slice(signal, high, low):
            return f"{signal.name}[{high}]" if high == low else f"{signal.name}[{high}:{low}]"
        case Edge(kind, now, _):
            return {"rise": f"rise of {now.name}", "fall": f"fall of {now.name}", "change": f"change of {now.name}"}[
                kind
            ]
    from verimentor_trainer.behaviour.expressions import Notation

    return expression.text(Notation())


def operand_name(speaker: Speaker, operand: Expression) -> str:
    """A side of a comparison: a name or a number."""
    if isinstance(operand, Constant):
        if (
            operand.width > 2
            and operand.number == (1 << operand.width) - 1
            and not operand.signed
            and speaker.chance(0.5)
        ):
            return speaker.choose("all ones", f"{operand.number}")
        return speaker.number(operand.number, operand.width)
    return formula(operand)


def _level(speaker: Speaker) -> int:
    return speaker.level if speaker.rng.random() < 0.8 else speaker.rng.randrange(6)
