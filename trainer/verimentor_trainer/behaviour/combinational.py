"""Motifs without memory: expressions, selectors, comparisons."""

from random import Random

from verimentor_trainer.behaviour import scenarios
from verimentor_trainer.behaviour.expressions import (
    Binary,
    Choice,
    Concat,
    Constant,
    Expression,
    Lookup,
    Replicate,
    Signal,
    Slice,
    Unary,
    signals,
)
from verimentor_trainer.behaviour.sketch import Sketch


def expression(sketch: Sketch) -> None:
    """One output that is an expression of the inputs."""
    width = sketch.width()
    signal, value = _expression(sketch, width)
    sketch.wire(signal, value, "value")


def _expression(sketch: Sketch, width: int) -> tuple[Signal, Expression]:
    rng = sketch.rng
    kind = rng.randrange(15)
    if kind == 0:  # one bit, of two or three
        a, b = sketch.event(), sketch.event()
        value: Expression = Binary(rng.choice("&|^"), a, Unary("~", b) if sketch.chance(0.4) else b)
        if sketch.chance(0.5):
            value = Binary(rng.choice("&|"), value, sketch.event())
        return sketch.flag(), value
    a = sketch.data(width)
    if kind in (1, 2):
        operator = rng.choice("&|^")
        value = Binary(operator, a, sketch.data(width), width)
        if sketch.chance(0.3):
            value = Unary("~", value)
        elif sketch.chance(0.3):
            value = Binary(rng.choice("&|^"), value, sketch.data(width), width)
        return sketch.count(width), value
    if kind in (3, 4):
        b, grow = sketch.data(width), sketch.chance(0.4)
        operator = rng.choice("++-")
        result = width + 1 if grow and operator == "+" else width
        return sketch.count(result), Binary(operator, a, b, result)
    if kind == 5:
        condition = sketch.condition(edges=False)
        b = sketch.data(width)
        return sketch.count(width), Choice(condition, a, b)
    if kind == 6:
        enable = sketch.control(scenarios.ENABLES)
        if sketch.chance(0.5):
            return sketch.count(width), Binary("&", a, Replicate(width, enable), width)
        return sketch.count(width), Choice(enable, a, Constant(0, width))
    if kind == 7:
        b = sketch.data(width)
        return sketch.count(width), Choice(Binary(rng.choice("<>"), a, b), a, b)
    if kind == 8 and width % 2 == 0:
        half = width // 2
        return sketch.count(width), Concat((Slice(a, half - 1, 0), Slice(a, width - 1, half)))
    if kind == 9:
        extra = rng.randrange(1, 9)
        if sketch.chance(0.5):
            return sketch.count(width + extra), Concat((Replicate(extra, Slice(a, width - 1, width - 1)), a))
        return sketch.count(width + extra), Concat((Constant(0, extra), a))
    if kind == 10:
        return sketch.flag(), Unary(rng.choice(("r&", "r|", "r^", "r~|", "r~^")), a)
    if kind == 11:
        invert = sketch.control(("inv", "invert", "neg", "flip", "comp", "negate"))
        if sketch.chance(0.5):
            return sketch.count(width), Choice(invert, Unary("~", a), a)
        return sketch.count(width), Binary("^", a, Replicate(width, invert), width)
    if kind == 12:
        return sketch.flag(), _comparison(sketch, a)
    if kind == 13:
        limit = Constant(_threshold(rng, width), width)
        return sketch.count(width), Choice(Binary(">", a, limit), limit, a)
    b = sketch.data(width)
    return sketch.count(width), Choice(Binary(">", a, b), Binary("-", a, b, width), Binary("-", b, a, width))


def _comparison(sketch: Sketch, signal: Signal) -> Expression:
    rng = sketch.rng
    operator = rng.choice(("==", "!=", "<", ">", ">=", "<="))
    if sketch.chance(0.5):
        return Binary(operator, signal, sketch.data(signal.width))
    return Binary(operator, signal, Constant(_threshold(rng, signal.width), signal.width))


def _threshold(rng: Random, width: int) -> int:
    return rng.randrange(1, max(2, (1 << min(width, 10)) - 1))


def selector(sketch: Sketch) -> None:
    """An output that is one of several expressions by a code."""
    rng = sketch.rng
    width = sketch.width()
    bits = rng.choice((1, 2, 2, 2, 3, 3))
    select = sketch.select(bits)
    a, b = sketch.data(width), sketch.data(width)
    pool: list[Expression] = [
        Binary("+", a, b, width),
        Binary("-", a, b, width),
        Binary("&", a, b, width),
        Binary("|", a, b, width),
        Binary("^", a, b, width),
        Unary("~", a),
        a,
        b,
        Binary("-", b, a, width),
        Binary("+", a, Constant(1, width), width),
        Binary("-", a, Constant(1, width), width),
        Constant(0, width),
        Concat((Slice(a, width - 2, 0), Constant(0, 1))),
        Concat((Constant(0, 1), Slice(a, width - 1, 1))),
        Unary("~", Binary("|", a, b, width)),
        Unary("-", a),
    ]
    codes = 1 << bits
    used = codes if bits < 3 or sketch.chance(0.5) else rng.randrange(4, codes)
    if bits == 2 and sketch.chance(0.2):
        used = 3
    values = rng.sample(pool, used)
    if not any(b in signals(value) for value in values):
        values[rng.randrange(used)] = pool[rng.randrange(5)]
        if len(set(values)) < used:
            values[-1] = b
    otherwise = None if used == codes else Constant(0, width) if sketch.chance(0.7) else a
    sketch.wire(sketch.count(width), Lookup(select, tuple(enumerate(values)), otherwise), "lookup")


def multiplexer(sketch: Sketch) -> None:
    """One of two, three, four or eight inputs."""
    rng = sketch.rng
    bits = rng.choice((1, 2, 2, 2, 3))
    width = rng.choice((1, 1, 4, 8, 8, 16)) if bits < 3 else rng.choice((1, 1, 2, 4))
    select = sketch.select(bits)
    used = 3 if bits == 2 and sketch.chance(0.25) else 1 << bits
    if sketch.chance(0.5):
        stem = sketch.fresh(("d", "in", "x", "ch", "src", "a", "lane", "in_"))
        inputs = [sketch.named_input(f"{stem}{i}", width) for i in range(used)]
    elif width > 1:
        inputs = [sketch.data(width) for _ in range(used)]
    else:
        inputs = [sketch.event() for _ in range(used)]
    arms: list[Expression] = list(inputs)
    if sketch.chance(0.2):
        rng.shuffle(arms)
    otherwise = None if used == 1 << bits else Constant(0, width) if sketch.chance(0.7) else arms[-1]
    output = sketch.count(width) if width > 1 else sketch.flag()
    sketch.wire(output, Lookup(select, tuple(enumerate(arms)), otherwise), "lookup")


def table(sketch: Sketch) -> None:
    """A number for each code."""
    rng = sketch.rng
    bits = rng.choice((2, 2, 3, 3))
    select = sketch.data(bits) if sketch.chance(0.6) else sketch.select(bits)
    width = rng.choice((1, 3, 4, 4, 8, 8))
    used = 1 << bits if sketch.chance(0.6) else rng.randrange(bits + 1, 1 << bits)
    values = [rng.randrange(1 << width) for _ in range(used)]
    if len(set(values)) == 1:
        values[0] ^= 1
    arms = tuple((code, Constant(value, width)) for code, value in enumerate(values))
    otherwise = None if used == 1 << bits else Constant(0, width)
    sketch.wire(sketch.count(width) if width > 1 else sketch.flag(), Lookup(select, arms, otherwise), "lookup")


def priority_choice(sketch: Sketch) -> None:
    """One of several values by the first request that is there."""
    rng = sketch.rng
    n = rng.choice((2, 3, 3))
    width = rng.choice((2, 3, 4, 8, 8))
    numbered = sketch.chance(0.4) or width < 4
    value: Expression = Constant(0, width) if numbered or sketch.chance(0.5) else sketch.data(width)
    for i in reversed(range(n)):
        then: Expression = Constant(min(i + 1, (1 << width) - 1), width) if numbered else sketch.data(width)
        value = Choice(sketch.condition(edges=False), then, value)
    sketch.wire(sketch.count(width), value, "value")


def comparator(sketch: Sketch) -> None:
    """Flags about one value: thresholds, windows, a second value."""
    rng = sketch.rng
    width = rng.choice((4, 6, 8, 8, 8, 10, 12))
    a = sketch.data(width)
    top = (1 << width) - 2
    if sketch.chance(0.35):
        b = sketch.data(width)
        operators = rng.sample(("==", "<", ">", "!=", ">=", "<="), rng.choice((2, 2, 3)))
        for operator in operators:
            sketch.wire(sketch.flag(), Binary(operator, a, b), "flag")
        return
    low, high = sorted(rng.sample(range(1, top), 2))
    below = Binary("<", a, Constant(low, width))
    above = Binary(">", a, Constant(high, width))
    inside = Binary("&&", Binary(">=", a, Constant(low, width)), Binary("<=", a, Constant(high, width)))
    for value in rng.sample((below, above, inside), rng.choice((1, 2, 2, 3))):
        sketch.wire(sketch.flag(), value, "flag")


def signed_expression(sketch: Sketch) -> None:
    """One output from signed inputs."""
    rng = sketch.rng
    width = rng.choice((4, 6, 8, 8, 8, 12, 16))
    a, b = sketch.data(width, signed=True), sketch.data(width, signed=True)
    kind = rng.random()
    if kind < 0.3:
        sketch.wire(sketch.flag(), Binary(rng.choice(("<", ">", ">=", "<=")), a, b), "flag")
    elif kind < 0.55:
        signal = sketch.count(width + 1, signed=True)
        sketch.wire(signal, Binary(rng.choice("++-"), a, b, width + 1), "value")
    elif kind < 0.8:
        signal = sketch.count(width, signed=True)
        sketch.wire(signal, Choice(Binary(rng.choice("<>"), a, b), a, b), "value")
    else:
        half = 1 << width - 1
        limit = Constant(rng.choice((0, -1, rng.randrange(-half + 1, half - 1))), width, signed=True)
        sketch.wire(sketch.flag(), Binary(rng.choice(("<", ">", "<=")), a, limit), "flag")
        sketch.wire(sketch.flag(), Binary(rng.choice(("<", ">", "==")), a, b), "flag")
