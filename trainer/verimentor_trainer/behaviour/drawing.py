"""Draws behaviours: motifs put registers and wires on a sketch, and a difficulty says how many of which."""

import zlib
from collections.abc import Callable
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
from verimentor_trainer.behaviour.model import Behaviour, Operation, Register, Rule
from verimentor_trainer.behaviour.sketch import Sketch

Motif = Callable[[Sketch], None]
HELD_OUT_EVERY = 12  # about one shape in twelve is never trained on


def is_held_out(shape: str) -> bool:
    """Whether a shape is kept for measuring, by a hash that never changes."""
    return zlib.crc32(shape.encode()) % HELD_OUT_EVERY == 0


def draw_behaviour(rng: Random, difficulty: int) -> Behaviour:
    """A behaviour of a difficulty from 1 (one expression or one register) to 5 (several that work together)."""
    sketch = Sketch(rng)
    motifs = _MOTIFS[difficulty]
    motif = rng.choices([m for m, _ in motifs], [w for _, w in motifs])[0]
    motif(sketch)
    return sketch.finish(motif.__name__)


# ---- combinational


def expression(sketch: Sketch) -> None:
    """One output that is an expression of the inputs."""
    width = sketch.width()
    signal, value = _expression(sketch, width)
    sketch.wire(signal, value, "value")


def _expression(sketch: Sketch, width: int) -> tuple[Signal, Expression]:
    rng = sketch.rng
    kind = rng.randrange(13)
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
    return sketch.flag(), _comparison(sketch, a)


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


# ---- one register


def _limit(rng: Random, width: int) -> int:
    """A place to stop counting before the width does, low enough to be met in a simulation."""
    top = (1 << width) - 1
    return rng.randrange(2, min(top, 60)) if top > 3 else 2


def _count(sketch: Sketch, width: int, *, down: bool = False) -> Operation:
    rng = sketch.rng
    kind = rng.random()
    if kind < 0.45:
        return Operation("down" if down else "up")
    if kind < 0.53 and width > 3:
        return Operation("down" if down else "up", step=rng.choice((2, 2, 3, 4, 5)))
    ending = "saturate" if kind < 0.75 else "modulo"
    top = (1 << width) - 1
    if down:
        if ending == "saturate":
            return Operation("down", ending=ending, limit=0)
        return Operation("down", ending=ending, limit=0, restart=_limit(rng, width))
    limit = top if ending == "saturate" and sketch.chance(0.3) and width < 7 else _limit(rng, width)
    return Operation("up", ending=ending, limit=limit)


def _move(sketch: Sketch, signal: Signal) -> Operation:
    """What a vector register mainly does."""
    rng, width = sketch.rng, signal.width
    kind = rng.random()
    if kind < 0.30:
        return _count(sketch, width)
    if kind < 0.42:
        return _count(sketch, width, down=True)
    if kind < 0.60:
        source: Expression = (
            sketch.bit(scenarios.SERIAL) if sketch.chance(0.75) else Constant(int(sketch.chance(0.3)), 1)
        )
        return Operation(rng.choice(("left", "right")), source)
    if kind < 0.68:
        return Operation(rng.choice(("rotate_left", "rotate_right")))
    if kind < 0.82:
        narrow = max(2, width // 2) if sketch.chance(0.4) else width
        return Operation(rng.choice(("add", "add", "add", "subtract")), sketch.data(narrow))
    if kind < 0.86:
        return Operation("invert")
    if kind < 0.92:
        return Operation("exclusive", sketch.data(width))
    return Operation("load", sketch.data(width))


def simple_register(sketch: Sketch) -> None:
    """A register with one operation."""
    if sketch.chance(0.15):
        signal = sketch.drive()
        sketch.add(signal, Rule(sketch.event() if sketch.chance(0.8) else None, Operation("toggle")))
        return
    signal = sketch.count(sketch.counter_width())
    operation = _move(sketch, signal)
    condition = (
        None if operation.kind in ("up", "down") and sketch.chance(0.35) else sketch.condition(scenarios.ENABLES)
    )
    sketch.add(signal, Rule(condition, operation), initial=_initial(sketch, signal, operation))


def _initial(sketch: Sketch, signal: Signal, operation: Operation) -> int:
    width, top = signal.width, (1 << signal.width) - 1
    if operation.kind.startswith("rotate"):
        return 1 if sketch.chance(0.6) else sketch.rng.randrange(1, min(top, 255))
    if operation.kind == "down" and operation.ending == "modulo":
        return operation.restart if sketch.chance(0.6) else 0
    if operation.kind == "down" and operation.ending == "saturate":
        return sketch.rng.choice((top, min(top, 10), min(top, 7), min(top, 15)))
    if operation.ending == "modulo" or sketch.chance(0.85):
        return 0
    if operation.ending == "saturate":
        return sketch.rng.randrange(0, operation.limit)
    return top if sketch.chance(0.4) else sketch.rng.randrange(1, min(top, 1 << min(width, 8)))


def priority_register(sketch: Sketch) -> None:
    """A register with two to four operations by priority."""
    _priority(sketch, sketch.rng.choice((2, 2, 3)))


def rich_register(sketch: Sketch) -> None:
    """A register with three or four operations by priority."""
    _priority(sketch, sketch.rng.choice((3, 3, 4)))


def _priority(sketch: Sketch, n: int, signal: Signal | None = None) -> Register:
    rng = sketch.rng
    signal = signal or sketch.count(sketch.counter_width())
    width, top = signal.width, (1 << signal.width) - 1
    main: list[Rule] = []
    if (n >= 3 and sketch.chance(0.4)) or (n == 2 and sketch.chance(0.3)):  # two directions
        up, down = sketch.opposites()
        saturating = sketch.chance(0.35)
        pair = (
            (
                Operation("up", ending="saturate", limit=top if width < 6 else _limit(rng, width)),
                Operation("down", ending="saturate", limit=0),
            )
            if saturating
            else (Operation("up"), Operation("down"))
        )
        kind = rng.random()
        if kind < 0.2:
            source = sketch.bit(scenarios.SERIAL)
            pair = (Operation("left", source), Operation("right", source))
        elif kind < 0.35:
            data = sketch.data(width)
            pair = (Operation("add", data), Operation("subtract", data))
        rules = [Rule(up, pair[0]), Rule(down, pair[1])]
        if sketch.chance(0.3):
            rules.reverse()
        if sketch.chance(0.3):
            rules.insert(0, Rule(Binary("&&", up, down), Operation("hold")))
        main = rules
    else:
        operation = _move(sketch, signal)
        free = operation.kind in ("up", "down", "left", "right") and sketch.chance(0.3)
        main = [Rule(None if free else sketch.condition(scenarios.ENABLES), operation)]
    before: list[Rule] = []
    kinds = ["clear", "load", "preset", "hold", "invert"]
    weights = [5, 6, 2, 2, 1]
    while len(before) + len(main) < n:
        extra = rng.choices(kinds, weights)[0]
        index = kinds.index(extra)
        del kinds[index], weights[index]
        if extra == "clear":
            rule = Rule(sketch.control(scenarios.CLEARS), Operation("clear"))
        elif extra == "load":
            if any(r.operation.kind == "load" for r in main):
                continue
            rule = Rule(sketch.control(scenarios.LOADS), Operation("load", sketch.data(width)))
        elif extra == "preset":
            value = top if sketch.chance(0.4) else rng.randrange(1, min(top, 200))
            condition = (
                sketch.control(("preset", "set_max", "pre", "arm", "reload", "setup"))
                if sketch.chance(0.6)
                else sketch.condition()
            )
            rule = Rule(condition, Operation("preset", Constant(value, width)))
        elif extra == "hold":
            rule = Rule(sketch.control(scenarios.HOLDS), Operation("hold"))
        else:
            if any(r.operation.kind == "invert" for r in main):
                continue
            rule = Rule(sketch.control(("inv", "invert", "flip", "comp")), Operation("invert"))
        before.append(rule)
    if sketch.chance(0.6):  # clear wins, as one expects
        before.sort(key=lambda rule: rule.operation.kind != "clear")
    if sketch.chance(0.15) and main[-1].condition is not None and before and before[0].operation.kind != "hold":
        rules = [main[0], *before, *main[1:]]
        if rules[0].operation.kind == "hold" and len(main) == 3:
            rules = [*before, *main]
    else:
        rules = [*before, *main]
    first = main[-1].operation
    return sketch.add(signal, *rules, initial=_initial(sketch, signal, first))


def bit_mask(sketch: Sketch) -> None:
    """A register of flags of which single bits are set and cleared."""
    width = sketch.rng.choice((4, 8, 8, 16))
    signal = sketch.count(width)
    index = sketch.data((width - 1).bit_length())
    rules = [
        Rule(sketch.control(("set_bit", "mark", "set_en", "on", "add_id")), Operation("set_bit", index)),
        Rule(sketch.control(("clr_bit", "unmark", "clr_en", "off", "del_id")), Operation("clear_bit", index)),
    ]
    if sketch.chance(0.4):
        rules.reverse()
    if sketch.chance(0.4):
        rules.insert(0, Rule(sketch.control(("clear_all", "wipe", "clr_all", "none")), Operation("clear")))
    sketch.add(signal, *rules)


def sticky_flag(sketch: Sketch) -> None:
    """A flag that one condition sets and another clears."""
    signal = sketch.drive() if sketch.chance(0.6) else sketch.flag()
    if sketch.chance(0.4):
        on, off = sketch.opposites()
        first: Expression = on
    else:
        first, off = (
            sketch.condition(),
            sketch.control(("clr", "clear", "ack", "release_in", "clear_flag", "off", "quit")),
        )
    rules = [Rule(first, Operation("preset", Constant(1, 1))), Rule(off, Operation("clear"))]
    if sketch.chance(0.45):
        rules.reverse()
    if sketch.chance(0.2):
        rules.append(Rule(sketch.event(), Operation("toggle")))
    sketch.add(signal, *rules, role="sticky")


# ---- more than one


def counter_with_flag(sketch: Sketch) -> None:
    """A register and flags about it."""
    register = _priority(sketch, sketch.rng.choice((1, 2, 2)))
    for _ in range(sketch.rng.choice((1, 1, 2))):
        _flag_on(sketch, register)


def _flag_on(sketch: Sketch, register: Register) -> Signal:
    rng, signal = sketch.rng, register.signal
    limits = [r.operation for r in register.rules if r.operation.kind in ("up", "down")]
    seen = [wire.value for wire in sketch.wires]
    for _ in range(4):
        kind = rng.random()
        value: Expression
        if limits and limits[0].ending and kind < 0.5:
            value = Binary("==", signal, Constant(limits[0].limit, signal.width))
        elif kind < 0.6:
            value = Binary("==", signal, Constant(0, signal.width))
        elif kind < 0.75:
            other = sketch.data(signal.width)
            value = Binary(rng.choice(("==", ">", ">=", "<")), signal, other)
        elif kind < 0.85:
            value = Unary(rng.choice(("r&", "r|", "r^")), signal)
        else:
            top = (
                limits[0].limit if limits and limits[0].ending and limits[0].limit else (1 << min(signal.width, 6)) - 1
            )
            value = Binary(
                rng.choice((">=", ">", "<", "==")), signal, Constant(rng.randrange(1, max(2, top)), signal.width)
            )
        if value not in seen:
            break
    flag = sketch.flag()
    sketch.wire(flag, value, "flag")
    return flag


_EASY: tuple[tuple[Motif, int], ...] = ((expression, 5), (simple_register, 6), (sticky_flag, 1))
_MIDDLE: tuple[tuple[Motif, int], ...] = (
    (priority_register, 6),
    (selector, 3),
    (comparator, 2),
    (sticky_flag, 2),
    (bit_mask, 1),
    (counter_with_flag, 3),
)
_HARD: tuple[tuple[Motif, int], ...] = ((rich_register, 4), (counter_with_flag, 4), (selector, 2))
_MOTIFS = {1: _EASY, 2: _MIDDLE, 3: _HARD, 4: _HARD, 5: _HARD}
