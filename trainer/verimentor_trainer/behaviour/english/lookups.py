"""Choices by a code in words: as a list, a table or a sentence."""

from verimentor_trainer.behaviour.english.conditions import formula
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker
from verimentor_trainer.behaviour.english.values import words
from verimentor_trainer.behaviour.expressions import Constant, Expression, Lookup

_LEADS = Phrases(
    (
        "{sel} selects what {y} is:",
        "{y} depends on {sel}:",
        "{y} by {sel}:",
        "the value of {y} is chosen by {sel}:",
        "{sel} decides what {y} is:",
        "for each value of {sel}, {y} is:",
        "{y} is given by {sel} as follows:",
    ),
    ("what {y} carries follows from {sel}:", "read {sel} first, then {y}:"),
)
_NEXT_LEADS = Phrases(
    (
        "{sel} selects what {y} becomes:",
        "what {y} becomes depends on {sel}:",
        "the next value of {y} is chosen by {sel}:",
        "{sel} decides what happens to {y}:",
        "new {y} by {sel}:",
    ),
    ("what {y} turns into follows from {sel}:",),
)
_OTHERS = Phrases(
    (
        "for all other values {y} is {w}",
        "otherwise {y} is {w}",
        "any other {sel} gives {w}",
        "other codes: {y} = {w}",
        "unused codes give {w}",
    ),
    ("whatever else {sel} is, {y} is {w}",),
)


def lookup_text(speaker: Speaker, lookup: Lookup, y: str, *, registered: str = "") -> str:
    """What y is for each code; several lines where it has line breaks.

    With `registered` it is what a register becomes, and the text says when: "each clock" or "when en is high".
    """
    sel, width = lookup.selector.name, lookup.selector.width
    code = _Codes(speaker, width)
    tell = _Values(speaker, lookup)
    rows = [(code(number), tell(value)) for number, value in lookup.arms]
    other = tell(lookup.otherwise) if lookup.otherwise else ""
    lead = speaker.say(_NEXT_LEADS if registered else _LEADS, sel=sel, y=y)
    if registered:
        lead = f"{registered}, {lead}"
    style = speaker.rng.random()
    if width == 1 and style < 0.5 and not registered:
        (_, first), (_, second) = rows
        return speaker.choose(
            f"{y} is {first} when {sel} is 0 and {second} when {sel} is 1",
            f"{sel} = 0: {y} = {first}; {sel} = 1: {y} = {second}",
            f"if {sel} is 1, {y} is {second}, else {first}",
            f"{sel} low gives {first} on {y}, {sel} high gives {second}",
        )
    if style < 0.3:  # a sentence
        joint = speaker.choose(": ", " = ", " gives ", " -> ")
        text = f"{lead} {', '.join(f'{c}{joint}{w}' for c, w in rows)}"
        return f"{text}; {speaker.say(_OTHERS, y=y, sel=sel, w=other)}" if other else text
    if style < 0.52:  # a table
        lines = [f"| {c} | {w} |" for c, w in rows]
        if other:
            lines.append(f"| {speaker.choose('other', 'others', 'else')} | {other} |")
        rule = speaker.choose("|---|---|", "| --- | --- |", "|-----|-----|")
        table = "\n".join([f"| {sel} | {'next ' if registered else ''}{y} |", rule, *lines])
        return f"{lead}\n{table}" if registered or speaker.chance(0.3) else table
    mark, colon = speaker.choose("", "", "- ", "  ", "* "), speaker.choose(": ", " -> ", " = ", " : ", "  ")
    rest = speaker.choose("others", "other", "else", "default")
    if style < 0.7:
        arrow = speaker.choose(" = ", " <= ") if registered else " = "
        lines = [f"{mark}{sel} = {c}: {y}{arrow}{w}" for c, w in rows]
        if other:
            lines.append(f"{mark}{rest}: {y}{arrow}{other}")
        if not registered and speaker.chance(0.5):
            return "\n".join(lines)
    else:
        lines = [f"{mark}{c}{colon}{w}" for c, w in rows]
        if other:
            lines.append(f"{mark}{rest}{colon}{other}")
    return f"{lead}\n" + "\n".join(lines)


class _Codes:
    """How the codes are written: all in binary or all in decimal."""

    def __init__(self, speaker: Speaker, width: int) -> None:
        binary = speaker.chance(0.55)
        self._form = "decimal" if not binary else "sized" if speaker.chance(0.3) else "bits"
        self._width = width

    def __call__(self, number: int) -> str:
        bits = f"{number:0{self._width}b}"
        return {"decimal": str(number), "sized": f"{self._width}'b{bits}", "bits": bits}[self._form]


class _Values:
    """How the values are written: constants all in one base, the rest as formulas or in words."""

    def __init__(self, speaker: Speaker, lookup: Lookup) -> None:
        self._speaker = speaker
        self._formulas = speaker.chance(0.5)
        self._base = (
            speaker.choose("decimal", "decimal", "hex", "bits")
            if all(isinstance(v, Constant) for _, v in lookup.arms)
            else "decimal"
        )

    def __call__(self, value: Expression) -> str:
        if isinstance(value, Constant):
            if self._base == "hex" and value.width > 3:
                return f"0x{value.number:0{(value.width + 3) // 4}X}"
            return (
                f"{value.width}'b{value.number:0{value.width}b}"
                if self._base == "bits" and value.width < 10
                else str(value.number)
            )
        return formula(value) if self._formulas else words(self._speaker, value)
