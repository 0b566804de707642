"""Expressions of the behaviour IR: what they are worth, how a module writes them and how its reference does.

Every expression has a width of its own and is worth a number modulo 2**width, whatever surrounds it. Modules lean on
Verilog's context widths, as people do; references cast each step, so a wrong idea of a width shows as a difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Values = Mapping[str, int]

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "&&", "||"})
_REDUCTIONS = frozenset({"!", "r&", "r|", "r^", "r~|", "r~&", "r~^"})
_SWAPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Notation:
    """How a module writes constants and negations."""

    constants: str = "sized"  # "plain", "sized", "hex", "binary"
    negation: str = "!"
    logical: bool = True  # && and || between conditions, else & and |


@dataclass(frozen=True, slots=True)
class Signal:
    """A port, register or wire."""

    name: str
    width: int = 1
    signed: bool = False

    def text(self, _: Notation) -> str:  # noqa: D102
        return self.name

    @property
    def reference(self) -> str:  # noqa: D102
        return self.name

    def value(self, values: Values) -> int:  # noqa: D102
        return values[self.name]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number; with a `symbol` the module names it."""

    number: int
    width: int
    signed: bool = False
    symbol: str = ""

    def text(self, notation: Notation) -> str:  # noqa: D102
        if self.symbol:
            return self.symbol
        if self.signed or self.number < 0:
            return str(self.number)
        return literal(self.number, self.width, notation.constants)

    @property
    def reference(self) -> str:  # noqa: D102
        if self.number < 0:
            return f"-{self.width}'sd{-self.number}"
        return f"{self.width}'{'s' if self.signed else ''}d{self.number}"

    def value(self, _: Values) -> int:  # noqa: D102
        return self.number & (1 << self.width) - 1


@dataclass(frozen=True, slots=True)
class Unary:
    """An operator before its operand: `~`, `-`, `!`, or a reduction such as `r|`."""

    operator: str
    operand: "Expression"

    @property
    def width(self) -> int:  # noqa: D102
        return 1 if self.operator in _REDUCTIONS else self.operand.width

    @property
    def signed(self) -> bool:  # noqa: D102
        return self.operand.signed and self.operator not in _REDUCTIONS

    def text(self, notation: Notation) -> str:  # noqa: D102
        operator = notation.negation if self.operator == "!" else self.operator.removeprefix("r")
        return operator + _inside(self.operand, notation)

    @property
    def reference(self) -> str:  # noqa: D102
        inner = self.operand.reference
        match self.operator:
            case "!":
                return f"({inner} == {self.operand.width}'d0)"
            case "r&":
                return (
                    f"(~{inner} == 0)"
                    if self.operand.width > 31
                    else f"({inner} == {self.operand.width}'d{(1 << self.operand.width) - 1})"
                )
            case "r|":
                return f"({inner} != 0)"
            case "-":
                return f"{self.width}'(~{inner} + {self.width}'d1)"
            case "~":
                return f"{self.width}'(~{inner})"
        return f"({self.operator.removeprefix('r')}{inner})"

    def value(self, values: Values) -> int:  # noqa: D102
        x, width = self.operand.value(values), self.operand.width
        ones = (1 << width) - 1
        match self.operator:
            case "!":
                return int(x == 0)
            case "~":
                return x ^ ones
            case "-":
                return -x & ones
        found = {"&": x == ones, "|": x != 0, "^": x.bit_count() % 2 == 1}[self.operator[-1]]
        return int(found != ("~" in self.operator))


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two operands; arithmetic is done in `bits`, comparisons are signed where both sides are."""

    operator: str
    left: "Expression"
    right: "Expression"
    bits: int = 1

    @property
    def width(self) -> int:  # noqa: D102
        return self.bits

    @property
    def signed(self) -> bool:  # noqa: D102
        return self.operator not in _COMPARISONS and self.left.signed and self.right.signed

    def text(self, notation: Notation) -> str:  # noqa: D102
        operator = self.operator
        if operator in ("&&", "||"):
            operator = operator if notation.logical else operator[0]
        elif operator in ("<<", ">>"):
            amount = str(self.right.number) if isinstance(self.right, Constant) else _inside(self.right, notation)
            return f"{_inside(self.left, notation)} {operator} {amount}"
        elif operator in ("+", "-") and isinstance(self.right, Constant) and self.right.number == 1:
            one = "1'b1" if notation.constants == "binary" else "1"
            return f"{_inside(self.left, notation)} {operator} {one}"
        return f"{_inside(self.left, notation)} {operator} {_inside(self.right, notation)}"

    @property
    def reference(self) -> str:  # noqa: D102
        a, b, operator = self.left.reference, self.right.reference, self.operator
        if operator in ("&&", "||"):
            return f"({a} {operator} {b})"
        if operator in _COMPARISONS:
            if self.left.signed and self.right.signed:
                return f"($signed({b}) {_SWAPPED[operator]} $signed({a}))"
            return f"({b} {_SWAPPED[operator]} {a})"
        if operator in ("<<", ">>"):
            return f"{self.bits}'({self.bits}'({a}) {operator} {b})"
        a, b = (_widened(x, text, self.bits) for x, text in ((self.left, a), (self.right, b)))
        if operator == "-":
            return f"{self.bits}'({a} + ~{b} + {self.bits}'d1)"
        return f"{self.bits}'({b} {operator} {a})"

    def value(self, values: Values) -> int:  # noqa: D102
        a, b = self.left.value(values), self.right.value(values)
        if self.left.signed and self.right.signed:
            a, b = as_signed(a, self.left.width), as_signed(b, self.right.width)
        match self.operator:
            case "+":
                result = a + b
            case "-":
                result = a - b
            case "*":
                result = a * b
            case "&":
                result = a & b
            case "|":
                result = a | b
            case "^":
                result = a ^ b
            case "<<":
                result = a << b
            case ">>":
                result = a >> b
            case "&&":
                result = a and b
            case "||":
                result = a or b
            case "==":
                result = a == b
            case "!=":
                result = a != b
            case "<":
                result = a < b
            case "<=":
                result = a <= b
            case ">":
                result = a > b
            case _:
                result = a >= b
        if self.operator in _COMPARISONS:
            return int(bool(result))
        return result & (1 << self.bits) - 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two values of the same width."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"

    @property
    def width(self) -> int:  # noqa: D102
        return self.then.width

    @property
    def signed(self) -> bool:  # noqa: D102
        return self.then.signed and self.otherwise.signed

    def text(self, notation: Notation) -> str:  # noqa: D102
        condition = self.condition.text(notation)
        if " " in condition:
            condition = f"({condition})"
        then = _branch(self.then, notation)
        if isinstance(self.then, (Choice, Lookup)):
            then = f"({then})"
        return f"{condition} ? {then} : {_branch(self.otherwise, notation)}"

    @property
    def reference(self) -> str:  # noqa: D102
        return f"({self.condition.reference} ? {self.then.reference} : {self.otherwise.reference})"

    def value(self, values: Values) -> int:  # noqa: D102
        return (self.then if self.condition.value(values) else self.otherwise).value(values)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some bits of a signal, both ends included."""

    signal: Signal
    high: int
    low: int

    signed = False

    @property
    def width(self) -> int:  # noqa: D102
        return self.high - self.low + 1

    def text(self, _: Notation) -> str:  # noqa: D102
        if self.high == self.low:
            return f"{self.signal.name}[{self.low}]"
        return f"{self.signal.name}[{self.high}:{self.low}]"

    @property
    def reference(self) -> str:  # noqa: D102
        return f"{self.width}'({self.signal.name} >> {self.low})"

    def value(self, values: Values) -> int:  # noqa: D102
        return values[self.signal.name] >> self.low & (1 << self.width) - 1


@dataclass(frozen=True, slots=True)
class Concat:
    """Parts side by side, the most significant first."""

    parts: tuple["Expression", ...]

    signed = False

    @property
    def width(self) -> int:  # noqa: D102
        return sum(part.width for part in self.parts)

    def text(self, notation: Notation) -> str:  # noqa: D102
        sized = notation if notation.constants != "plain" else Notation("sized", notation.negation, notation.logical)
        return f"{{{', '.join(part.text(sized) for part in self.parts)}}}"

    @property
    def reference(self) -> str:  # noqa: D102
        return f"{{{', '.join(part.reference for part in self.parts)}}}"

    def value(self, values: Values) -> int:  # noqa: D102
        result = 0
        for part in self.parts:
            result = result << part.width | part.value(values)
        return result


@dataclass(frozen=True, slots=True)
class Replicate:
    """One part many times."""

    count: int
    part: "Expression"

    signed = False

    @property
    def width(self) -> int:  # noqa: D102
        return self.count * self.part.width

    def text(self, notation: Notation) -> str:  # noqa: D102
        return f"{{{self.count}{{{self.part.text(notation)}}}}}"

    @property
    def reference(self) -> str:  # noqa: D102
        return f"{{{', '.join([self.part.reference] * self.count)}}}"

    def value(self, values: Values) -> int:  # noqa: D102
        part, result = self.part.value(values), 0
        for _ in range(self.count):
            result = result << self.part.width | part
        return result


@dataclass(frozen=True, slots=True)
class Edge:
    """A change of an input since the last clock edge; `before` is the register that remembers it."""

    kind: str  # "rise", "fall" or "change"
    now: Signal
    before: Signal

    width = 1
    signed = False

    @property
    def test(self) -> "Expression":
        """The same as a plain expression."""
        if self.kind == "change":
            return Binary("!=" if self.now.width > 1 else "^", self.now, self.before)
        if self.kind == "rise":
            return Binary("&&", self.now, Unary("!", self.before))
        return Binary("&&", Unary("!", self.now), self.before)

    def text(self, notation: Notation) -> str:  # noqa: D102
        return self.test.text(notation)

    @property
    def reference(self) -> str:  # noqa: D102
        if self.kind == "change":
            return f"({self.before.name} != {self.now.name})"
        return f"({{{self.before.name}, {self.now.name}}} == 2'b{'01' if self.kind == 'rise' else '10'})"

    def value(self, values: Values) -> int:  # noqa: D102
        return self.test.value(values)


@dataclass(frozen=True, slots=True)
class Lookup:
    """The value that belongs to a code; every code is listed, or `otherwise` stands for the rest."""

    selector: Signal
    arms: tuple[tuple[int, "Expression"], ...]
    otherwise: "Expression | None" = None

    signed = False

    @property
    def width(self) -> int:  # noqa: D102
        return self.arms[0][1].width

    def choice(self) -> "Expression":
        """The same as nested choices."""
        arms = list(self.arms)
        result = self.otherwise or arms.pop()[1]
        for code, value in reversed(arms):
            result = Choice(Binary("==", self.selector, Constant(code, self.selector.width)), value, result)
        return result

    def text(self, notation: Notation) -> str:  # noqa: D102
        return self.choice().text(notation)

    @property
    def reference(self) -> str:  # noqa: D102
        return self.choice().reference

    def value(self, values: Values) -> int:  # noqa: D102
        return self.choice().value(values)


Expression: TypeAlias = Signal | Constant | Unary | Binary | Choice | Slice | Concat | Replicate | Edge | Lookup


def as_signed(number: int, width: int) -> int:
    """The number in two's complement."""
    return number - (1 << width) if number >> (width - 1) & 1 else number


def literal(number: int, width: int, style: str) -> str:
    """A constant as modules write it."""
    if style == "plain" and width < 32:
        return str(number)
    if width == 1 or (style == "binary" and width < 9):
        return f"{width}'b{number:0{width}b}"
    if style == "hex" and width > 3:
        return f"{width}'h{number:0{(width + 3) // 4}x}"
    return f"{width}'d{number}"


def conjunction(conditions: Sequence[Expression]) -> Expression:
    """All of the conditions."""
    result = conditions[0]
    for condition in conditions[1:]:
        result = Binary("&&", result, condition)
    return result


def negation(condition: Expression) -> Expression:
    """The opposite, without a double negation."""
    return condition.operand if isinstance(condition, Unary) and condition.operator == "!" else Unary("!", condition)


def signals(expression: Expression) -> tuple[Signal, ...]:
    """The signals it reads, in order, with repetitions."""
    match expression:
        case Signal():
            return (expression,)
        case Constant():
            return ()
        case Unary(_, operand):
            return signals(operand)
        case Binary(_, left, right, _):
            return signals(left) + signals(right)
        case Choice(condition, then, otherwise):
            return signals(condition) + signals(then) + signals(otherwise)
        case Slice(signal, _, _):
            return (signal,)
        case Concat(parts):
            return tuple(found for part in parts for found in signals(part))
        case Replicate(_, part):
            return signals(part)
        case Edge(_, now, before):
            return (now, before)
        case Lookup(selector, arms, other):
            inner = tuple(found for _, value in arms for found in signals(value))
            return (selector, *inner, *(signals(other) if other else ()))


def renamed(expression: Expression, names: Mapping[str, Signal]) -> Expression:
    """The expression with other signals in place of those named."""
    match expression:
        case Signal(name):
            return names.get(name, expression)
        case Unary(operator, operand):
            return Unary(operator, renamed(operand, names))
        case Binary(operator, left, right, bits):
            return Binary(operator, renamed(left, names), renamed(right, names), bits)
        case Choice(condition, then, otherwise):
            return Choice(renamed(condition, names), renamed(then, names), renamed(otherwise, names))
        case Slice(signal, high, low):
            return Slice(names.get(signal.name, signal), high, low)
        case Concat(parts):
            return Concat(tuple(renamed(part, names) for part in parts))
        case Replicate(count, part):
            return Replicate(count, renamed(part, names))
    return expression


def _widened(expression: Expression, text: str, width: int) -> str:
    if expression.width >= width:
        return f"{width}'({text})" if expression.width > width else text
    missing = width - expression.width
    if expression.signed:
        return f"{{{{{missing}{{{text}[{expression.width - 1}]}}}}, {text}}}"
    return f"{{{missing}'d0, {text}}}"


def _inside(expression: Expression, notation: Notation) -> str:
    text = expression.text(notation)
    return f"({text})" if isinstance(expression, (Binary, Choice, Edge, Lookup)) else text


def _branch(expression: Expression, notation: Notation) -> str:
    text = expression.text(notation)
    return f"({text})" if isinstance(expression, Binary) else text
