"""Motifs of modules that instantiate a module of their own."""

from verimentor_trainer.behaviour import scenarios
from verimentor_trainer.behaviour.expressions import Binary, Choice, Constant, Expression, Signal, Unary
from verimentor_trainer.behaviour.model import Behaviour, Instance, Operation, Register, Rule, Wire
from verimentor_trainer.behaviour.sketch import Sketch

_OPERATORS = {
    "+": ("add_unit", "adder", "sum2", "plus"),
    "-": ("sub_unit", "minus", "diff2"),
    "&": ("and_unit", "mask_cell", "both"),
    "|": ("or_unit", "merge2", "either"),
    "^": ("xor_unit", "mix_cell", "parity_cell"),
    "max": ("max2", "larger", "pick_max", "upper"),
    "min": ("min2", "smaller", "pick_min", "lower"),
}
_STAGES = ("stage_reg", "delay_cell", "dff_en", "reg_cell", "hold_cell", "flop")
_INSTANCES = ("u_a", "u_b", "u_c", "u_d")
_NUMBERED = ("u0", "u1", "u2", "u3")
_SECOND = ("i_first", "i_second", "i_third", "i_fourth")


def instances(sketch: Sketch) -> None:
    """Two or three instances of one small module, one after another or side by side."""
    if sketch.chance(0.35):
        _stages(sketch)
    else:
        _tree(sketch)


def _tree(sketch: Sketch) -> None:
    """A function of two values, used again on its own result or on other inputs."""
    rng = sketch.rng
    width = rng.choice((1, 4, 4, 8, 8, 16))
    operators = [o for o in _OPERATORS if width > 1 or o in "&|^"]
    operator = rng.choice(operators)
    a, b, y = (
        Signal(name, width)
        for name in rng.choice((("a", "b", "y"), ("x", "y", "z"), ("p", "q", "r"), ("in0", "in1", "out")))
    )
    value: Expression
    if operator in ("max", "min"):
        value = Choice(Binary(">" if operator == "max" else "<", a, b), a, b)
    else:
        value = Binary(operator, a, b, width)
    sub = Behaviour(sketch.fresh(_OPERATORS[operator]), (a, b), (y,), wires=(Wire(y, value, "value"),))
    labels = rng.choice((_INSTANCES, _NUMBERED, _SECOND))

    def use(i: int, first: Signal, second: Signal, output: Signal) -> None:
        connections = ((a.name, first), (b.name, second), (y.name, output))
        sketch.instances.append(Instance(labels[i], sub, connections))

    def source() -> Signal:
        return sketch.data(width) if width > 1 else sketch.event()

    def result() -> Signal:
        return sketch.count(width) if width > 1 else sketch.flag()

    first, second, third = source(), source(), source()
    kind = rng.random()
    middle = Signal(sketch.fresh(("t", "mid", "partial", "first_res", "w1", "inner")), width)
    use(0, first, second, middle)
    if kind < 0.5:  # a chain
        use(1, middle, third, result())
    elif kind < 0.7:  # a tree of three
        other = Signal(sketch.fresh(("t2", "mid2", "partial_b", "second_res", "w2")), width)
        use(1, third, source(), other)
        use(2, middle, other, result())
    elif kind < 0.85 and width > 1:  # the result is accumulated
        sketch.add(sketch.count(width), Rule(_threshold(sketch, third), Operation("add", middle)))
    else:  # something is done to the result
        last = Signal(sketch.fresh(("t2", "mid2", "w2", "other")), width)
        use(1, middle, third, last)
        sketch.wire(result(), Unary("~", last), "value")


def _threshold(sketch: Sketch, data: Signal) -> Expression:
    """A condition on a value."""
    return Binary(">", data, Constant(sketch.rng.randrange(1, (1 << min(data.width, 8)) - 1), data.width))


def _stages(sketch: Sketch) -> None:
    """A register module, several in a row."""
    rng = sketch.rng
    width = rng.choice((1, 4, 8, 8))
    n = rng.choice((2, 2, 3))
    d, q = (Signal(name, width) for name in rng.choice((("d", "q"), ("din", "dout"), ("x", "y"))))
    enabled = sketch.chance(0.5)
    en = Signal(rng.choice(("en", "ce", "go")))
    register = Register(q, 0, (Rule(en if enabled else None, Operation("load", d)),))
    sub = Behaviour(sketch.fresh(_STAGES), (d, en) if enabled else (d,), (q,), (register,), clock="clk")
    labels = rng.choice((_INSTANCES, _NUMBERED, _SECOND))
    enable = sketch.control(scenarios.ENABLES) if enabled else None
    before = sketch.data(width) if width > 1 else sketch.event()
    for i in range(n):
        last = i == n - 1
        if last:
            output = sketch.count(width) if width > 1 else sketch.drive()
        elif sketch.chance(0.3):
            output = sketch.count(width) if width > 1 else sketch.flag()
        else:
            output = Signal(sketch.fresh((f"s{i + 1}", f"stage{i + 1}", f"t{i + 1}", f"link{i + 1}")), width)
        connections = [(d.name, before), (q.name, output)]
        if enable:
            connections.append((en.name, enable))
        sketch.instances.append(Instance(labels[i], sub, tuple(connections)))
        before = output
