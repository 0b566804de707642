"""Motifs of several registers and flags that act on one another."""

from verimentor_trainer.behaviour import scenarios
from verimentor_trainer.behaviour.expressions import (
    Binary,
    Choice,
    Constant,
    Expression,
    Signal,
    Slice,
    Unary,
    conjunction,
)
from verimentor_trainer.behaviour.model import Gist, Operation, Register, Rule
from verimentor_trainer.behaviour.registers import draw_limit, flag_on, priority
from verimentor_trainer.behaviour.sketch import Sketch

_UP, _DOWN, _CLEAR, _TOGGLE = Operation("up"), Operation("down"), Operation("clear"), Operation("toggle")
_ON = Operation("preset", Constant(1, 1))


def _equals(signal: Signal, number: int) -> Expression:
    return Binary("==", signal, Constant(number, signal.width))


def _room(number: int) -> int:
    """The width of a counter up to the number."""
    return max(2, number.bit_length())


def _enable(sketch: Sketch, probability: float = 0.5) -> Expression | None:
    """A condition to go on, or none."""
    if not sketch.chance(probability):
        return None
    return sketch.control(scenarios.ENABLES) if sketch.chance(0.6) else sketch.event()


def _both(*conditions: Expression | None) -> Expression | None:
    present = [condition for condition in conditions if condition is not None]
    return conjunction(present) if present else None


def divider(sketch: Sketch) -> None:
    """A counter that starts over and each time toggles an output or gives a tick."""
    last = sketch.rng.randrange(2, 25)
    counter = sketch.count(_room(last), internal=sketch.chance(0.75))
    enable = _enable(sketch)
    sketch.add(counter, Rule(enable, Operation("up", ending="modulo", limit=last)))
    at_end = _both(enable, _equals(counter, last))
    assert at_end is not None
    output = sketch.drive()
    known: dict[str, int | str | Expression] = {} if enable is None else {"c": enable}
    kind = "" if enable is None else "_enabled"
    if sketch.chance(0.55):
        sketch.add(output, Rule(at_end, _TOGGLE))
        slots: dict[str, int | str | Expression] = {"y": output, "n": last + 1, "twice": 2 * last + 2, **known}
        sketch.gist = Gist(f"toggles{kind}", (counter.name, output.name), slots)
    elif sketch.chance(0.5):
        sketch.wire(output, at_end, "flag")
        sketch.gist = Gist(
            f"ticks{kind}", (counter.name, output.name), {"y": output, "n": last + 1, "last": last, **known}
        )
    else:
        sketch.add(output, Rule(None, Operation("load", at_end)), role="pulse")


def timeout(sketch: Sketch) -> None:
    """A counter of quiet cycles that an event clears, and an alarm when it has got too far."""
    last = sketch.rng.randrange(3, 21)
    counter = sketch.count(_room(last), internal=sketch.chance(0.6))
    kick = sketch.event() if sketch.chance(0.8) else sketch.edge(sketch.event(), "rise")
    enable = _enable(sketch, 0.4)
    sketch.add(counter, Rule(kick, _CLEAR), Rule(enable, Operation("up", ending="saturate", limit=last)))
    if sketch.chance(0.3):
        clear = sketch.control(scenarios.CLEARS)
        sketch.add(sketch.drive(), Rule(clear, _CLEAR), Rule(_equals(counter, last), _ON), role="sticky")
    else:
        flag = sketch.flag()
        sketch.wire(flag, _equals(counter, last), "flag")
        if enable is None and isinstance(kick, Signal):
            sketch.gist = Gist("timeout", (counter.name, flag.name), {"y": flag, "k": kick, "n": last})


def one_shot(sketch: Sketch) -> None:
    """A trigger starts a countdown, and an output is on while it runs."""
    length = sketch.rng.randrange(2, 20)
    counter = sketch.count(_room(length), internal=sketch.chance(0.7))
    trigger: Expression = sketch.event() if sketch.chance(0.6) else sketch.edge(sketch.event(), "rise")
    running = Binary("!=", counter, Constant(0, counter.width))
    asked, once = trigger, sketch.chance(0.4)
    if once:  # not to be started again meanwhile
        trigger = Binary("&&", trigger, _equals(counter, 0))
    tick = _enable(sketch, 0.3)
    sketch.add(
        counter,
        Rule(trigger, Operation("preset", Constant(length, counter.width))),
        Rule(_both(tick, running), _DOWN),
    )
    output = sketch.drive()
    sketch.wire(output, running, "flag")
    if tick is None:
        slots: dict[str, int | str | Expression] = {"y": output, "c": asked, "n": length}
        sketch.gist = Gist("one_shot_once" if once else "one_shot", (counter.name, output.name), slots)


def run_length(sketch: Sketch) -> None:
    """How long a condition has lasted, and the longest time so far."""
    width = sketch.rng.choice((3, 4, 4, 5, 6, 8))
    run = sketch.count(width, internal=sketch.chance(0.3))
    level = sketch.event()
    saturating = width < 6
    up = Operation("up", ending="saturate", limit=(1 << width) - 1) if saturating else _UP
    enable = _enable(sketch, 0.25)
    sketch.add(run, Rule(Unary("!", level), _CLEAR), Rule(enable, up))
    if sketch.chance(0.6):
        best = sketch.count(width)
        sketch.add(best, Rule(Binary(">", run, best), Operation("load", run)), role="max")
    else:
        enough = sketch.rng.randrange(2, min(1 << width, 14))
        flag = sketch.flag()
        sketch.wire(flag, Binary(">=", run, Constant(enough, width)), "flag")
        if enable is None and saturating:
            sketch.gist = Gist("lasting", (run.name, flag.name), {"y": flag, "c": level, "n": enough})


def capture(sketch: Sketch) -> None:
    """A counter and a register that takes its value at an event."""
    width = sketch.rng.choice((4, 6, 8, 8, 12, 16))
    counter = sketch.count(width, internal=sketch.chance(0.4))
    enable = _enable(sketch, 0.4)
    rules = [
        Rule(
            enable, _UP if sketch.chance(0.6) else Operation("up", ending="modulo", limit=draw_limit(sketch.rng, width))
        )
    ]
    trigger = sketch.event() if sketch.chance(0.6) else sketch.edge(sketch.event(), sketch.rng.choice(("rise", "fall")))
    if sketch.chance(0.35):
        rules.insert(0, Rule(trigger if sketch.chance(0.5) else sketch.control(scenarios.CLEARS), _CLEAR))
    sketch.add(counter, *rules)
    sketch.add(sketch.count(width), Rule(trigger, Operation("load", counter)))


def edge_count(sketch: Sketch) -> None:
    """Edges of an input, counted, and what happens when there were enough."""
    enough = sketch.rng.randrange(2, 10)
    width = _room(enough) if sketch.chance(0.6) else max(4, _room(enough))
    edge = sketch.edge(sketch.event(), sketch.rng.choice(("rise", "rise", "fall", "change")))
    counter = sketch.count(width, internal=sketch.chance(0.3))
    ending = sketch.rng.choice(("", "saturate", "modulo"))
    rules = [Rule(edge, Operation("up", ending=ending, limit=enough if ending else 0))]
    if sketch.chance(0.6):
        rules.insert(0, Rule(sketch.control(scenarios.CLEARS), _CLEAR))
    sketch.add(counter, *rules)
    sketch.wire(sketch.flag(), Binary("==" if ending else ">=", counter, Constant(enough, width)), "flag")


def extremes(sketch: Sketch) -> None:
    """The largest or the smallest value so far, or both."""
    width = sketch.rng.choice((4, 6, 8, 8, 8, 10, 12))
    data = sketch.data(width)
    valid = _enable(sketch, 0.5)
    clear = sketch.control(scenarios.CLEARS) if sketch.chance(0.5) else None
    largest, smallest = sketch.rng.choice(((True, False), (False, True), (True, True)))
    top = (1 << width) - 1
    for wanted, operator, start in ((largest, ">", 0), (smallest, "<", top)):
        if wanted:
            signal = sketch.count(width)
            condition = _both(valid, Binary(operator, data, signal))
            rules = [Rule(condition, Operation("load", data))]
            if clear:
                back = Operation("preset", Constant(start, width)) if start else _CLEAR
                rules.insert(0, Rule(clear, back))
            sketch.add(signal, *rules, initial=start, role="max" if start == 0 else "min")


def changes(sketch: Sketch) -> None:
    """The value before, whether the new one differs, and how often it did."""
    width = sketch.rng.choice((2, 3, 4, 4, 8))
    data, valid = sketch.data(width), _enable(sketch, 0.7)
    last = sketch.count(width, internal=sketch.chance(0.3))
    sketch.add(last, Rule(valid, Operation("load", data)))
    differs = _both(valid, Binary("!=", data, last))
    assert differs is not None
    if sketch.chance(0.6):
        sketch.wire(sketch.flag(), differs, "flag")
    else:
        counter = sketch.count(sketch.rng.choice((3, 4, 8)))
        top = (1 << counter.width) - 1
        up = Operation("up", ending="saturate", limit=top) if sketch.chance(0.4) else _UP
        rules = [Rule(differs, up)]
        if sketch.chance(0.4):
            rules.insert(0, Rule(sketch.control(scenarios.CLEARS), _CLEAR))
        sketch.add(counter, *rules)


def credits(sketch: Sketch) -> None:
    """Credits that are spent and come back, and whether any are left."""
    start = sketch.rng.choice((2, 3, 4, 4, 6, 7, 8, 15))
    signal = sketch.count(_room(start))
    give, take = sketch.opposites()
    spend: Expression = take
    if sketch.chance(0.5):
        spend = Binary("&&", take, Binary("!=", signal, Constant(0, signal.width)))
    rules = [
        Rule(give, Operation("up", ending="saturate", limit=start)),
        Rule(spend, Operation("down", ending="saturate", limit=0) if spend is take else _DOWN),
    ]
    if sketch.chance(0.5):
        rules.insert(0, Rule(Binary("&&", give, take), Operation("hold")))
    sketch.add(signal, *rules, initial=start if sketch.chance(0.7) else 0)
    sketch.wire(sketch.flag(), Binary("!=", signal, Constant(0, signal.width)), "flag")
    if sketch.chance(0.4):
        sketch.wire(sketch.flag(), _equals(signal, start), "flag")


def interlock(sketch: Sketch) -> None:
    """Two outputs of which only one may be on; each has its own request and they share what ends them."""
    first, second = sketch.drive(), sketch.drive()
    asks = sketch.opposites()
    off = sketch.control(("stop_all", "cancel", "quit", "done_in", "abort", "off_all", "finish", "drop_both"))
    rules = [
        Rule(off, _CLEAR),
        Rule(Binary("&&", asks[0], Unary("!", second)), _ON),
    ]
    sketch.add(first, *rules, role="sticky")
    blocked: Expression = Binary("&&", Binary("&&", asks[1], Unary("!", first)), Unary("!", asks[0]))
    sketch.add(second, Rule(off, _CLEAR), Rule(blocked, _ON), role="sticky")


def load_and_add(sketch: Sketch) -> None:
    """One register takes a value, another works with it."""
    width = sketch.rng.choice((4, 8, 8, 8, 12, 16))
    data = sketch.data(width)
    load = sketch.control(scenarios.LOADS)
    held = sketch.count(width, internal=sketch.chance(0.3))
    total = sketch.count(width)
    sketch.add(held, Rule(load, Operation("load", data)))
    go = sketch.event()
    rules = [Rule(go, Operation(sketch.rng.choice(("add", "add", "subtract", "load", "exclusive")), held))]
    if sketch.chance(0.5):
        rules.insert(0, Rule(sketch.control(scenarios.CLEARS), _CLEAR))
    sketch.add(total, *rules)


def digits(sketch: Sketch) -> None:
    """A counter whose turn of the range moves a second one."""
    rng = sketch.rng
    last = rng.choice((9, 9, 9, 5, 11, 3, 7, rng.randrange(2, 15)))
    top = rng.choice((9, 5, 5, 2, 3, rng.randrange(2, 15)))
    low, high = sketch.count(_room(last)), sketch.count(_room(top))
    enable = _enable(sketch, 0.6)
    clear = [Rule(sketch.control(scenarios.CLEARS), _CLEAR)] if sketch.chance(0.35) else []
    sketch.add(low, *clear, Rule(enable, Operation("up", ending="modulo", limit=last)))
    sketch.add(high, *clear, Rule(_both(enable, _equals(low, last)), Operation("up", ending="modulo", limit=top)))
    if not clear:
        sketch.gist = Gist(
            "digits", (low.name, high.name), {"low": low, "high": high, "last": last, "top": top}, enable
        )


def hysteresis(sketch: Sketch) -> None:
    """An output that goes on above one threshold and off below another."""
    width = sketch.rng.choice((4, 6, 8, 8, 8, 10))
    low, high = sorted(sketch.rng.sample(range(2, (1 << width) - 2), 2))
    data, output = sketch.data(width), sketch.drive()
    on: Rule = Rule(Binary(sketch.rng.choice((">", ">=")), data, Constant(high, width)), _ON)
    off: Rule = Rule(Binary(sketch.rng.choice(("<", "<=")), data, Constant(low, width)), _CLEAR)
    if sketch.chance(0.3):  # a cooler and a heater
        on, off = Rule(off.condition, _ON), Rule(on.condition, _CLEAR)
    sketch.add(output, on, off, role="sticky")


def debounce(sketch: Sketch) -> None:
    """An output follows its input when it has differed for long enough."""
    enough = sketch.rng.randrange(2, 13)
    raw, clean = sketch.event(), sketch.drive()
    counter = sketch.count(_room(enough), internal=True)
    sketch.add(counter, Rule(Binary("==", raw, clean), _CLEAR), Rule(_equals(counter, enough), _CLEAR), Rule(None, _UP))
    sketch.add(clean, Rule(_both(Binary("!=", raw, clean), _equals(counter, enough)), Operation("load", raw)))
    sketch.gist = Gist("debounce", (counter.name, clean.name), {"x": raw, "y": clean, "n": enough + 1})


def sequence(sketch: Sketch) -> None:
    """A start makes it busy for a number of steps; then it is done."""
    last = sketch.rng.randrange(2, 16)
    start, busy = sketch.event(), sketch.drive()
    step = sketch.count(_room(last), internal=sketch.chance(0.4))
    enable = _enable(sketch, 0.3)
    at_end = _both(busy, enable, _equals(step, last))
    assert at_end is not None
    begin = Binary("&&", start, Unary("!", busy))
    sketch.add(busy, Rule(begin, _ON), Rule(at_end, _CLEAR), role="sticky")
    sketch.add(
        step,
        Rule(begin, _CLEAR),
        Rule(_both(busy, enable), _UP if sketch.chance(0.5) else Operation("up", ending="modulo", limit=last)),
    )
    if sketch.chance(0.5):
        sketch.add(sketch.flag(), Rule(None, Operation("load", at_end)), role="pulse")
    elif sketch.chance(0.5):
        sketch.wire(sketch.flag(), at_end, "flag")


def ping_pong(sketch: Sketch) -> None:
    """A counter that turns round at both ends."""
    top = sketch.rng.choice((3, 5, 7, 7, 9, 12, 15))
    counter, way = sketch.count(_room(top)), sketch.drive(internal=sketch.chance(0.6))
    enable = _enable(sketch, 0.5)
    sketch.add(counter, Rule(_both(enable, Unary("!", way)), _UP), Rule(_both(enable, way), _DOWN))
    sketch.add(
        way,
        Rule(_both(enable, Unary("!", way), _equals(counter, top - 1)), _ON),
        Rule(_both(enable, way, _equals(counter, 1)), _CLEAR),
        role="sticky",
    )
    if way not in sketch.outputs:
        slots: dict[str, int | str | Expression] = {"q": counter, "top": top, "below": top - 1}
        if enable is not None:
            slots["c"] = enable
        sketch.gist = Gist("ping_pong", (counter.name, way.name), slots)


def fault_counter(sketch: Sketch) -> None:
    """Faults are counted, and too many of them raise an alarm that stays until it is acknowledged."""
    many = sketch.rng.randrange(2, 10)
    counter = sketch.count(_room(many), internal=sketch.chance(0.4))
    fault = sketch.condition()
    clear = sketch.control((*scenarios.CLEARS, "ack_all", "reset_cnt"))
    good = [Rule(sketch.event(), _CLEAR)] if sketch.chance(0.3) else []
    sketch.add(counter, Rule(clear, _CLEAR), Rule(fault, Operation("up", ending="saturate", limit=many)), *good)
    alarm = sketch.drive()
    sketch.add(alarm, Rule(clear, _CLEAR), Rule(_equals(counter, many), _ON), role="sticky")


def exchange(sketch: Sketch) -> None:
    """Two registers that can be loaded and swapped."""
    width = sketch.rng.choice((4, 8, 8, 16))
    first, second = sketch.count(width), sketch.count(width)
    data = sketch.data(width)
    swap = sketch.control(("swap", "exchange", "xchg", "swap_en"))
    loads = [sketch.control((f"ld_{s.name}", f"wr_{s.name}", f"set_{s.name}")) for s in (first, second)]
    for signal, other, load in ((first, second, loads[0]), (second, first, loads[1])):
        rules = [Rule(swap, Operation("load", other)), Rule(load, Operation("load", data))]
        sketch.add(signal, *rules)


def feedback_shift(sketch: Sketch) -> None:
    """A shift register fed with the exclusive or of some of its own bits."""
    width = sketch.rng.choice((3, 4, 4, 5, 6, 8, 8))
    signal = sketch.count(width)
    # An odd number of bits would leave all ones as they are.
    taps = sorted(
        sketch.rng.sample(range(width - 1), sketch.rng.choice((1, 1, 3) if width > 4 else (1,))), reverse=True
    )
    source: Expression = Slice(signal, width - 1, width - 1)
    for tap in taps:
        source = Binary("^", source, Slice(signal, tap, tap))
    seed = sketch.rng.choice((1, (1 << width) - 1))
    rules = [Rule(_enable(sketch, 0.6), Operation("left", source))]
    if sketch.chance(0.4):
        value = Operation("load", sketch.data(width))
        rules.insert(0, Rule(sketch.control(scenarios.LOADS), value))
    sketch.add(signal, *rules, initial=seed)


def delay_line(sketch: Sketch) -> None:
    """An input some clocks later."""
    n = sketch.rng.choice((2, 2, 3, 3, 4))
    width = sketch.rng.choice((1, 1, 4, 8))
    source = sketch.event() if width == 1 else sketch.data(width)
    output = sketch.drive() if width == 1 else sketch.count(width)
    before = source
    for i in range(1, n):
        stage = Signal(sketch.fresh((f"s{i}", f"d{i}", f"stage{i}", f"{source.name}_d{i}")), width)
        sketch.add(stage, Rule(None, Operation("load", before)), role="delay")
        before = stage
    sketch.add(output, Rule(None, Operation("load", before)), role="delay")


def pipeline(sketch: Sketch) -> None:
    """A result worked out in two steps, a clock each, with a valid bit that travels along."""
    rng = sketch.rng
    width = rng.choice((4, 8, 8, 8, 16))
    a, b, c = sketch.data(width), sketch.data(width), sketch.data(width)
    first, second = rng.choice("+-&|^"), rng.choice("+-&|^")
    partial = Signal(sketch.fresh(("s1", "part", "stage1", "t1", "p1", "first_res")), width)
    kept = Signal(sketch.fresh(("c1", f"{c.name}_q", f"{c.name}_d", "hold1", "side")), width)
    enable = _enable(sketch, 0.3)
    sketch.add(partial, Rule(enable, Operation("load", Binary(first, a, b, width))), role="stage")
    sketch.add(kept, Rule(enable, Operation("load", c)), role="stage")
    output = sketch.count(width)
    sketch.add(output, Rule(enable, Operation("load", Binary(second, partial, kept, width))), role="stage")
    both = Binary(first, a, b, width)
    slots: dict[str, int | str | Expression] = {
        "y": output,
        "v": Binary(second, both, c, width),
        "first": both,
        "c": c.name,
    }
    sketch.gist = Gist("pipeline", (partial.name, kept.name, output.name), slots, enable)
    if sketch.chance(0.5):
        valid = sketch.named_input(sketch.fresh(("valid_in", "vld_in", "iv", "valid_i")))
        middle = Signal(sketch.fresh(("v1", "valid_1", "vld1")))
        sketch.add(middle, Rule(enable, Operation("load", valid)), role="stage")
        sketch.add(
            sketch.named_output(sketch.fresh(("valid_out", "vld_out", "ov", "valid_o"))),
            Rule(enable, Operation("load", middle)),
            role="stage",
        )


def registered_result(sketch: Sketch) -> None:
    """An expression of the inputs behind a register."""
    rng = sketch.rng
    width = rng.choice((4, 8, 8, 12))
    a, b = sketch.data(width), sketch.data(width)
    kind = rng.random()
    value: Expression
    if kind < 0.4:
        value, signal = Binary(rng.choice("+-&|^"), a, b, width), sketch.count(width)
    elif kind < 0.7:
        value, signal = Choice(sketch.control(("sel", "pick", "which", "use_a")), a, b), sketch.count(width)
    else:
        value, signal = Binary(rng.choice(("<", ">", "==", ">=")), a, b), sketch.flag()
    role = "pulse" if signal.width == 1 else ""
    sketch.add(signal, Rule(None if role else _enable(sketch, 0.5), Operation("load", value)), role=role)


# ---- what goes on top of any of them


def more(sketch: Sketch) -> None:
    """One more thing that depends on what is there."""
    rng = sketch.rng
    vectors = [
        register
        for register in sketch.registers
        if register.signal.width > 1
        and not register.signal.signed
        and register.role not in ("before", "stage", "delay")
    ]
    flags = [w.signal for w in sketch.wires if w.signal.width == 1]
    flags += [signal for signal in (sketch.graph.outputs if sketch.graph else ()) if signal.width == 1]
    kind = rng.random()
    if vectors and kind < 0.35:
        flag_on(sketch, rng.choice(vectors))
    elif vectors and kind < 0.55:
        register: Register = rng.choice(vectors)
        sketch.add(sketch.count(register.signal.width), Rule(sketch.event(), Operation("load", register.signal)))
    elif flags and kind < 0.75:
        clear = sketch.control((*scenarios.CLEARS, "ack_flag", "seen"))
        rules = [Rule(rng.choice(flags), _ON), Rule(clear, _CLEAR)]
        if sketch.chance(0.5):
            rules.reverse()
        sketch.add(sketch.drive(), *rules, role="sticky")
    elif flags and kind < 0.85:
        counter = sketch.count(rng.choice((4, 8, 8)))
        sketch.add(counter, Rule(rng.choice(flags), _UP))
    else:
        priority(sketch, rng.choice((1, 2)))
