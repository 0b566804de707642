"""Motifs of one register: counters, shifters, accumulators, flags, with operations by priority."""

from dataclasses import replace
from random import Random

from verimentor_trainer.behaviour import scenarios
from verimentor_trainer.behaviour.expressions import Binary, Concat, Constant, Expression, Lookup, Signal, Slice, Unary
from verimentor_trainer.behaviour.model import Operation, Register, Rule
from verimentor_trainer.behaviour.sketch import Sketch


def draw_limit(rng: Random, width: int) -> int:
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
        return Operation("down", ending=ending, limit=0, restart=draw_limit(rng, width))
    limit = top if ending == "saturate" and sketch.chance(0.3) and width < 7 else draw_limit(rng, width)
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
    if operation.kind in ("left", "right") and isinstance(operation.source, Constant):
        return 0 if operation.source.number else top  # what is shifted out must differ from what comes in
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
    priority(sketch, sketch.rng.choice((2, 2, 3)))


def rich_register(sketch: Sketch) -> None:
    """A register with three or four operations by priority."""
    priority(sketch, sketch.rng.choice((3, 3, 4)))


def priority(sketch: Sketch, n: int, signal: Signal | None = None) -> Register:
    """Put a register with n operations by priority on paper."""
    rng = sketch.rng
    signal = signal or sketch.count(sketch.counter_width())
    width, top = signal.width, (1 << signal.width) - 1
    main: list[Rule] = []
    if (n >= 3 and sketch.chance(0.4)) or (n == 2 and sketch.chance(0.3)):  # two directions
        up, down = sketch.opposites()
        saturating = sketch.chance(0.35)
        pair = (
            (
                Operation("up", ending="saturate", limit=top if width < 6 else draw_limit(rng, width)),
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
    initial = _initial(sketch, signal, first)
    ceilings = [r.operation.limit for r in rules if r.operation.kind == "up" and r.operation.ending == "saturate"]
    if ceilings and any(r.operation.kind in ("load", "preset", "invert") for r in rules):
        rules = [_up_to(top, rule) for rule in rules]  # whoever loads more than a limit has not been told what follows
    elif ceilings:
        initial = min(initial, *ceilings)
    return sketch.add(signal, *rules, initial=initial)


def _up_to(limit: int, rule: Rule) -> Rule:
    """The rule with its saturation, if any, at this limit."""
    operation = rule.operation
    if operation.kind != "up" or operation.ending != "saturate":
        return rule
    return Rule(rule.condition, replace(operation, limit=limit))


def function_register(sketch: Sketch) -> None:
    """A register that does one of several things by a code."""
    rng = sketch.rng
    width = rng.choice((4, 8, 8, 8, 12, 16))
    signal, data = sketch.count(width), sketch.data(width)
    bits = rng.choice((1, 2, 2, 2))
    select = sketch.select(bits)
    one = Constant(1, width)
    pool: list[Expression] = [
        data,
        Binary("+", signal, one, width),
        Binary("-", signal, one, width),
        Binary("+", signal, data, width),
        Binary("-", signal, data, width),
        Binary("&", signal, data, width),
        Binary("|", signal, data, width),
        Binary("^", signal, data, width),
        Unary("~", signal),
        Concat((Slice(signal, width - 2, 0), Constant(0, 1))),
        Concat((Constant(0, 1), Slice(signal, width - 1, 1))),
        Concat((Slice(signal, width - 2, 0), Slice(signal, width - 1, width - 1))),
    ]
    arms = [pool.pop(0 if sketch.chance(0.6) else 3), *rng.sample(pool, (1 << bits) - 1)]
    if bits == 2 and sketch.chance(0.7):
        arms[0] = Constant(0, width) if sketch.chance(0.3) else signal
        if data not in arms:
            arms[1] = data
    lookup = Lookup(select, tuple(enumerate(arms)))
    enable = sketch.control(scenarios.ENABLES) if sketch.chance(0.5) else None
    rules = [Rule(enable, Operation("load", lookup))]
    if sketch.chance(0.3):
        rules.insert(0, Rule(sketch.control(scenarios.CLEARS), Operation("clear")))
    sketch.add(signal, *rules)


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


def counter_with_flag(sketch: Sketch) -> None:
    """A register and flags about it."""
    register = priority(sketch, sketch.rng.choice((1, 2, 2)))
    for _ in range(sketch.rng.choice((1, 1, 2))):
        flag_on(sketch, register)


def flag_on(sketch: Sketch, register: Register) -> Signal:
    """Put a flag about the register on paper."""
    rng, signal = sketch.rng, register.signal
    limits = [r.operation for r in register.rules if r.operation.kind in ("up", "down")]
    seen = [wire.value for wire in sketch.wires]
    top = _highest(register)
    turning = any(r.operation.kind.startswith("rotate") for r in register.rules)
    for _ in range(4):
        kind = rng.random()
        value: Expression
        if limits and limits[0].ending and kind < 0.5:
            value = Binary("==", signal, Constant(limits[0].limit, signal.width))
        elif kind < 0.6 and not turning:
            value = Binary("==", signal, Constant(0, signal.width))
        elif kind < 0.75:
            other = sketch.data(signal.width)
            value = Binary(rng.choice(("==", ">", ">=", "<")), signal, other)
        elif kind < 0.85 and not turning and top == (1 << signal.width) - 1:
            value = Unary(rng.choice(("r&", "r|", "r^")), signal)
        else:
            number = rng.randrange(1, max(2, min(top, 63)))
            value = Binary(rng.choice((">=", ">", "<", "==")), signal, Constant(number, signal.width))
        if value not in seen:
            break
    flag = sketch.flag()
    sketch.wire(flag, value, "flag")
    return flag


def _highest(register: Register) -> int:
    """The highest value the register can get, as far as its rules tell."""
    ends = [rule.operation for rule in register.rules if rule.operation.kind in ("up", "clear", "hold")]
    if len(ends) == len(register.rules) and all(o.ending for o in ends if o.kind == "up"):
        return max((o.limit for o in ends if o.kind == "up"), default=1)
    return (1 << register.signal.width) - 1


def signed_accumulator(sketch: Sketch) -> None:
    """A signed total of signed values, often wider than they are."""
    width = sketch.rng.choice((4, 8, 8, 12))
    data = sketch.data(width, signed=True)
    signal = sketch.count(width + sketch.rng.choice((0, 2, 4, 8)), signed=True)
    rules = [Rule(sketch.condition(scenarios.ENABLES), Operation(sketch.rng.choice(("add", "add", "subtract")), data))]
    if sketch.chance(0.6):
        rules.insert(0, Rule(sketch.control(scenarios.CLEARS), Operation("clear")))
    sketch.add(signal, *rules)
    if sketch.chance(0.5):
        zero = Constant(0, signal.width, signed=True)
        sketch.wire(sketch.flag(), Binary(sketch.rng.choice(("<", ">")), signal, zero), "flag")
