# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What combinational outputs are, in words."""

from verimentor_trainer.behaviour.english.conditions import fact, formula, operand_name
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker
from verimentor_trainer.behaviour.expressions import (
    Binary,
    Choice,
    Concat,
    Constant,
    Edge,
    Expression,
    Replicate,
    Signal,
    Slice,
    Unary,
)
from verimentor_trainer.behaviour.model import Wire

_SUMS = Phrases(
    ("the sum of {a} and {b}", "{a} plus {b}", "{a} + {b}", "{a} and {b} added together", "{b} added to {a}"),
    ("the total of {a} and {b}",),
)
_DIFFERENCES = Phrases(
    ("{a} minus {b}", "{a} - {b}", "the difference {a} - {b}", "{a} less {b}", "{b} subtracted from {a}"),
    ("what remains of {a} after {b} is taken away",),
)
_ANDS = Phrases(
    ("{a} AND {b}", "{a} & {b}", "the bitwise AND of {a} and {b}", "{a} anded with {b}"), ("{a} and {b} joined by AND",)
)
_ORS = Phrases(
    ("{a} OR {b}", "{a} | {b}", "the bitwise OR of {a} and {b}", "{a} ored with {b}"), ("{a} and {b} joined by OR",)
)
_XORS = Phrases(
    ("{a} XOR {b}", "{a} ^ {b}", "the exclusive or of {a} and {b}", "{a} xored with {b}"),
    ("{a} and {b} joined by XOR",),
)
_INVERSES = Phrases(
    (
        "the inverse of {a}",
        "NOT {a}",
        "~{a}",
        "{a} inverted",
        "the bitwise complement of {a}",
        "{a} with all bits inverted",
    ),
    ("{a} with every bit turned over",),
)
_NEGATIVES = Phrases(("-{a}", "minus {a}", "the two's complement of {a}", "0 - {a}"), ("{a} with its sign changed",))
_WORDS = {"+": _SUMS, "-": _DIFFERENCES, "&": _ANDS, "|": _ORS, "^": _XORS}
_NOT = {
    "&": Phrases(("the bitwise NAND of {a} and {b}", "{a} NAND {b}", "~({a} & {b})", "NOT ({a} AND {b})")),
    "|": Phrases(("the bitwise NOR of {a} and {b}", "{a} NOR {b}", "~({a} | {b})", "NOT ({a} OR {b})")),
    "^": Phrases(("the bitwise XNOR of {a} and {b}", "{a} XNOR {b}", "~({a} ^ {b})", "NOT ({a} XOR {b})")),
}
_SHIFTED = {
    "<<": Phrases(
        ("{a} shifted left by {n}", "{a} << {n}", "{a} moved {n} to the left, zeros coming in"),
        ("{a} pushed up by {n}",),
    ),
    ">>": Phrases(
        ("{a} shifted right by {n}", "{a} >> {n}", "{a} moved {n} to the right, zeros coming in"),
        ("{a} pushed down by {n}",),
    ),
}

_FLAGS = Phrases(
    (
        "{y} is high when {c}", "{y} is 1 if {c}, else 0", "{y} is asserted while {c}", "{y} = 1 exactly when {c}",
        "{y} tells whether {c}", "{y} is held high as long as {c}", "{y} is 1 if and only if {c}", "when {c}, {y} is 1; otherwise it is 0",
        "{y} says if {c}", "{y} is set whenever {c}", "{y} indicates that {c}", "{y} is high whenever {c} and low otherwise",
        "raise {y} while {c}", "{y} is on only while {c}",
    ),
    ("{y} signals that {c}", "look at {y} to see whether {c}; 1 is yes", "{y} stays at 0 except where {c}"),
)  # fmt: skip
_SHALL_FLAGS = Phrases(
    (
        "{y} {m} be high when {c}",
        "{y} {m} be 1 if {c} and 0 otherwise",
        "{y} {m} be asserted while {c}",
        "whenever {c}, {y} {m} be 1, else 0",
        "{y} {m} indicate that {c}",
    ),
    ("{y} {m} be true precisely where {c}",),
)
_VALUES = Phrases(
    (
        "{y} is {w}",
        "{y} = {w}",
        "{y} gives {w}",
        "{y} outputs {w}",
        "{y} carries {w}",
        "{y} always shows {w}",
        "the output {y} is {w}",
        "on {y} there is {w}",
        "{y} equals {w}",
        "{y} should be {w}",
        "{w} appears on {y}",
    ),
    ("{y} delivers {w}", "what {y} presents is {w}", "{w} goes out on {y}"),
)
_SHALL_VALUES = Phrases(
    ("{y} {m} be {w}", "{y} {m} carry {w}", "{y} {m} equal {w}", "the output {y} {m} be {w}"), ("{y} {m} deliver {w}",)
)
_CHOICES = Phrases(
    (
        "if {c}, {y} is {t}, otherwise {e}", "{y} is {t} when {c} and {e} otherwise", "{y} = {t} if {c}, else {y} = {e}", "{y} takes {t} when {c}, else {e}",
        "when {c} the output {y} is {t}; otherwise it is {e}", "{y} follows {t} while {c} and is {e} the rest of the time", "{y} is normally {e}, but {t} when {c}", "{y} picks {t} if {c} and {e} if not",
    ),
    ("{y} shows {e} unless {c}, in which case it shows {t}", "depending on whether {c}, {y} is {t} (yes) or {e} (no)"),
)  # fmt: skip
_SHALL_CHOICES = Phrases(
    ("if {c}, {y} {m} be {t}, otherwise {e}", "{y} {m} be {t} when {c} and {e} otherwise"),
    ("{y} {m} be {e}, except that it is {t} where {c}",),
)
_SWAPS = Phrases(
    ("{a} with its upper and lower halves swapped", "the two halves of {a} exchanged", "{{{l}, {h}}}"),
    ("{a} with its halves trading places",),
)
_ZERO_EXTENDED = Phrases(
    (
        "{a} zero-extended to {w} bits",
        "{a} extended to {w} bits with zeros on the left",
        "{a} with {n} zero bits put in front",
    ),
    ("{a} padded with zeros at the top up to {w} bits",),
)
_SIGN_EXTENDED = Phrases(
    (
        "{a} sign-extended to {w} bits",
        "{a} extended to {w} bits by repeating its MSB",
        "{a} (two's complement) widened to {w} bits",
    ),
    ("{a} stretched to {w} bits, the sign kept",),
)
_GATED = Phrases(
    (
        "{a} ANDed with {e} in every bit",
        "{a} when {e} is 1 and all zeros when {e} is 0",
        "{a} gated by {e} (0 if {e} is low)",
    ),
    ("{a} let through by {e}, else zero",),
)
_XOR_GATED = Phrases(
    (
        "{a} with all bits inverted when {e} is 1 and {a} itself when {e} is 0",
        "{a}, inverted if {e} is high",
        "each bit of {a} XORed with {e}",
    ),
    ("{a} whose bits are turned over while {e} is 1",),
)


_LIMITED = Phrases(
    (
        "{a} limited to {k}",
        "{a}, but never more than {k}",
        "the smaller of {a} and {k}",
        "min({a}, {k})",
        "{a} clamped at {k}",
    ),
    ("{a} with everything above {k} cut down to it",),
)
_LARGER = Phrases(
    ("the larger of {a} and {b}", "max({a}, {b})", "the maximum of {a} and {b}", "whichever of {a} and {b} is larger"),
    ("the bigger one out of {a} and {b}",),
)
_SMALLER = Phrases(
    (
        "the smaller of {a} and {b}",
        "min({a}, {b})",
        "the minimum of {a} and {b}",
        "whichever of {a} and {b} is smaller",
    ),
    ("the lesser one out of {a} and {b}",),
)
_DISTANCE = Phrases(
    (
        "the absolute difference of {a} and {b}",
        "|{a} - {b}|",
        "the distance between {a} and {b}",
        "how far {a} and {b} are apart",
    ),
    ("the gap that lies between {a} and {b}",),
)


def words(speaker: Speaker, value: Expression) -> str:
    """The value as a noun phrase."""
    match value:
        case Signal(name):
            return name
        case Constant(number, width):
            return speaker.number(number, width)
        case Unary("~", Binary("&" | "|" | "^" as operator, left, right)):
            return speaker.say(_NOT[operator], a=_part(left), b=_part(right))
        case Unary("~", operand):
            return speaker.say(_INVERSES, a=_part(operand))
        case Unary("-", operand):
            return speaker.say(_NEGATIVES, a=_part(operand))
        case Binary("&", left, Replicate(_, gate)):
            return speaker.say(_GATED, a=formula(left), e=formula(gate))
        case Binary("^", left, Replicate(_, gate)):
            return speaker.say(_XOR_GATED, a=formula(left), e=formula(gate))
        case Binary("+" | "-" | "&" | "|" | "^" as operator, left, right):
            if isinstance(left, Binary) or isinstance(right, Binary):
                return formula(value) if speaker.chance(0.6) else _spelled(value)
            said = speaker.say(_WORDS[operator], a=_part(left), b=_operand(speaker, right))
            return said.replace("bitwise ", "") if value.width == 1 else said
        case Binary("<<" | ">>" as operator, left, right):
            return speaker.say(_SHIFTED[operator], a=_part(left), n=_operand(speaker, right))
        case Concat((Constant(0, extra), Slice(signal, high, low))) if high + 1 == signal.width and low == extra:
            return speaker.say(_SHIFTED[">>"], a=signal.name, n=speaker.count(extra))
        case Concat((Slice(signal, _, 0), Constant(0, extra))) if value.width == signal.width:
            return speaker.say(_SHIFTED["<<"], a=signal.name, n=speaker.count(extra))
        case Concat((Slice(a, high, 0), Slice(b, top, low))) if (
            a == b and low == high + 1 and top == a.width - 1 and 2 * low == a.width
        ):
            return speaker.say(_SWAPS, a=a.name, l=f"{a.name}[{high}:0]", h=f"{a.name}[{top}:{low}]")
        case Concat((Replicate(extra, _), Signal(name, width))):
            return speaker.say(_SIGN_EXTENDED, a=name, w=width + extra)
        case Concat((Constant(0, extra), Signal(name, width))):
            return speaker.say(_ZERO_EXTENDED, a=name, w=width + extra, n=speaker.count(extra))
        case Concat(parts):
            inside = ", ".join(
                words(speaker, part)
                if not isinstance(part, Constant)
                else f"{part.width}'b{part.number:0{part.width}b}"
                for part in parts
            )
            return f"{{{inside}}}"
    return formula(value)


def wire_point(speaker: Speaker, wire: Wire) -> str:
    """What the wire is, as a sentence without its full stop."""
    value, y, mood = wire.value, wire.signal.name, speaker.mood
    shall = mood != "is"
    if (special := _special(speaker, value)) is not None:
        return speaker.say(_SHALL_VALUES if shall else _VALUES, y=y, w=special, m=mood)
    if isinstance(value, Choice) and isinstance(value.otherwise, Choice):
        return _cascade(speaker, y, value)
    if isinstance(value, Choice):
        c, t, e = fact(speaker, value.condition), words(speaker, value.then), words(speaker, value.otherwise)
        return speaker.say(_SHALL_CHOICES if shall else _CHOICES, y=y, c=c, t=t, e=e, m=mood)
    if is_condition(value):
        return speaker.say(_SHALL_FLAGS if shall else _FLAGS, y=y, c=fact(speaker, value), m=mood)
    return speaker.say(_SHALL_VALUES if shall else _VALUES, y=y, w=words(speaker, value), m=mood)


def _special(speaker: Speaker, value: Expression) -> str | None:
    """A name for a usual choice, in some of the draws."""
    match value:
        case Choice(Binary(">", Signal() as a, Constant() as k), then, other) if (
            then == k and other == a and speaker.chance(0.6)
        ):
            return speaker.say(_LIMITED, a=a.name, k=operand_name(speaker, k))
        case Choice(Binary(">" | "<" as operator, Signal() as a, Signal() as b), then, other) if speaker.chance(0.6):
            if then == a and other == b:
                return speaker.say(_LARGER if operator == ">" else _SMALLER, a=a.name, b=b.name)
            if (
                operator == ">"
                and isinstance(then, Binary)
                and then.operator == "-"
                and then.left == a
                and then.right == b
            ):
                return speaker.say(_DISTANCE, a=a.name, b=b.name)
    return None


def _cascade(speaker: Speaker, y: str, value: Choice) -> str:
    """A choice among several by the first condition that is true."""
    steps = []
    rest: Expression = value
    while isinstance(rest, Choice):
        steps.append((fact(speaker, rest.condition), words(speaker, rest.then)))
        rest = rest.otherwise
    last = words(speaker, rest)
    if speaker.chance(0.5):
        other = speaker.choose("otherwise", "else", "if not,")
        parts = [
            f"{'if' if i == 0 else f'{other} if'} {c}{', it is' if i else f', {y} is'} {w}"
            for i, (c, w) in enumerate(steps)
        ]
        return "; ".join([*parts, f"{speaker.choose('otherwise', 'in all other cases', 'else')} it is {last}"])
    parts = [f"{w} if {c}" for c, w in steps]
    rank = speaker.choose(
        "(the first that applies counts),",
        "(in this order of priority)",
        "(checked in this order)",
        "(first match wins),",
    )
    return f"{y} is {', '.join(parts)} {rank} and {last} otherwise"


def wire_formula(speaker: Speaker, wire: Wire) -> str:
    """What the wire is, as an equation."""
    value, y = wire.value, wire.signal.name
    if isinstance(value, Choice) and isinstance(value.otherwise, Choice):
        parts = []
        rest: Expression = value
        while isinstance(rest, Choice):
            parts.append(f"{formula(rest.then)} if {formula(rest.condition)}")
            rest = rest.otherwise
        return f"{y} = {', else '.join([*parts, formula(rest)])}"
    if isinstance(value, Choice):
        then, other = formula(value.then), formula(value.otherwise)
        return speaker.choose(
            f"{y} = {formula(value.condition)} ? {then} : {other}",
            f"{y} = {then} if {formula(value.condition)} else {other}",
        )
    if is_condition(value) and not isinstance(value, Signal):
        return speaker.choose(
            f"{y} = ({formula(value)})",
            f"{y} = 1 iff {formula(value)}",
            f"{y} <=> {formula(value)}",
            f"{y}: {formula(value)}",
        )
    return f"{y} = {formula(value)}"


def is_condition(value: Expression) -> bool:
    """Whether the value is a truth rather than a number."""
    if isinstance(value, Edge):
        return True
    if isinstance(value, Unary):
        return value.operator == "!" or value.operator.startswith("r")
    return isinstance(value, Binary) and value.operator in ("==", "!=", "<", "<=", ">", ">=", "&&", "||")


def _part(value: Expression) -> str:
    text = formula(value)
    return f"({text})" if isinstance(value, Binary) else text


def _operand(speaker: Speaker, value: Expression) -> str:
    return operand_name(speaker, value) if isinstance(value, Constant) else _part(value)


_SPELLED = {"+": "plus", "-": "minus", "&": "AND", "|": "OR", "^": "XOR"}


def _spelled(value: Expression) -> str:
    if isinstance(value, Binary):
        a, b = (f"({_spelled(x)})" if isinstance(x, Binary) else _spelled(x) for x in (value.left, value.right))
        return f"{a} {_SPELLED[value.operator]} {b}"
    if isinstance(value, Unary):
        return f"NOT {_spelled(value.operand)}"
    return formula(value)
