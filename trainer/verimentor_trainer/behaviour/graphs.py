"""Motifs of states: Moore and Mealy graphs, with enables and timers."""

from verimentor_trainer.behaviour import scenarios
from verimentor_trainer.behaviour.expressions import Binary, Expression, Signal, Unary
from verimentor_trainer.behaviour.model import State, StateGraph
from verimentor_trainer.behaviour.sketch import Sketch

Exit = tuple[Expression | None, str]

_REGISTERS = ("state", "st", "cur", "current", "fsm", "state_q", "mode_q", "phase_q", "ps")
_TIMERS = ("timer", "tmr", "wait_cnt", "left_cnt", "t_cnt", "ticks_in")


def small_graph(sketch: Sketch) -> None:
    """Two or three states."""
    _graph(sketch, sketch.rng.choice((2, 2, 3, 3, 3)), timed=0.15)


def graph(sketch: Sketch) -> None:
    """Three or four states."""
    _graph(sketch, sketch.rng.choice((3, 3, 4)), timed=0.3)


def timed_graph(sketch: Sketch) -> None:
    """Three to five states, of which some last for a time of their own."""
    _graph(sketch, sketch.rng.choice((3, 3, 4, 4, 5)), timed=0.75)


def _graph(sketch: Sketch, n: int, *, timed: float) -> None:
    rng = sketch.rng
    names = rng.choice(scenarios.STATES[n])
    inputs = list(sketch.opposites()) if sketch.chance(0.4) else [sketch.event()]
    if len(inputs) == 1 and (n > 2 or sketch.chance(0.5)):
        inputs.append(sketch.event())
    if n > 3 and sketch.chance(0.4):
        inputs.append(sketch.event())
    with_timer = sketch.chance(timed)
    stays = [0] * n
    if with_timer:
        for i in rng.sample(range(n), rng.choice((1, 1, 2) if n > 2 else (1,))):
            stays[i] = rng.randrange(2, 13)
    states = []
    for i, name in enumerate(names):
        exits = _exits(sketch, names, i, inputs, bool(stays[i]))
        states.append(State(name, tuple(exits), stay=stays[i]))
    unread = [s for s in inputs if not any(_reads(c, s) for state in states for c, _ in state.exits)]
    for signal in unread:  # every input matters
        places = [i for i, s in enumerate(states) if len(s.exits) == 1]
        i = rng.choice(places) if places else 0
        target = rng.choice([other for other in names if other != names[i]])
        states[i] = State(names[i], ((signal, target), *states[i].exits), stay=stays[i])
    kind = rng.random()
    outputs: list[Signal]
    if kind < 0.2:  # a code
        outputs = [sketch.count(2 if n < 4 else 3)]
        codes = rng.sample(range(1 << outputs[0].width), n) if sketch.chance(0.5) else list(range(n))
        values = [(code,) for code in codes]
    else:
        outputs = [
            sketch.drive() if sketch.chance(0.7) else sketch.flag()
            for _ in range(rng.choice((1, 1, 2) if n == 2 else (1, 2, 2, 3) if n > 3 else (1, 2, 2)))
        ]
        columns: list[tuple[int, ...]] = []
        for _ in outputs:
            column = tuple(int(sketch.chance(0.4)) for _ in names)
            while len(set(column)) == 1 or column in columns:
                column = tuple(int(sketch.chance(0.4)) for _ in names)
                if len(columns) >= (1 << n) - 2:
                    break
            columns.append(column)
        values = list(zip(*columns, strict=True))
    states = [State(s.name, s.exits, v, s.stay) for s, v in zip(states, values, strict=True)]
    mealy: list[tuple[str, Expression]] = []
    if sketch.chance(0.22):
        outputs.append(sketch.flag())
        for state in rng.sample(states, 1 if n < 4 or sketch.chance(0.6) else 2):
            signal = rng.choice(inputs)
            mealy.append((state.name, Unary("!", signal) if sketch.chance(0.25) else signal))
    enable = sketch.control(scenarios.ENABLES) if not with_timer and sketch.chance(0.15) else None
    register = Signal(sketch.fresh(_REGISTERS), max(1, (n - 1).bit_length()))
    timer = Signal(sketch.fresh(_TIMERS), max(stays).bit_length()) if with_timer else None
    sketch.graph = StateGraph(register, tuple(states), tuple(outputs), timer, enable, tuple(mealy))


def _exits(sketch: Sketch, names: tuple[str, ...], i: int, inputs: list[Signal], stays: bool) -> list[Exit]:
    """Where state i goes: on to the next, and perhaps elsewhere before that."""
    rng, n = sketch.rng, len(names)
    onward = names[(i + 1) % n]
    main: Expression | None = inputs[i % len(inputs)] if sketch.chance(0.7) else rng.choice(inputs)
    if stays or (n > 2 and i == n - 1 and sketch.chance(0.25)):
        main = None
    elif sketch.chance(0.2):
        assert main is not None
        main = Unary("!", main)
    elif len(inputs) > 1 and sketch.chance(0.1):
        a, b = rng.sample(inputs, 2)
        main = Binary("&&", a, Unary("!", b) if sketch.chance(0.5) else b)
    exits: list[Exit] = [(main, onward)]
    if n > 2 and sketch.chance(0.35):
        used = main.operand if isinstance(main, Unary) else main
        free = [signal for signal in inputs if signal != used and not (main and _reads(main, signal))]
        others = [name for name in names if name not in (names[i], onward)]
        if free and others:
            other: Exit = (
                rng.choice(free),
                names[0] if names[0] in others and sketch.chance(0.6) else rng.choice(others),
            )
            exits.insert(0 if main is None or sketch.chance(0.5) else 1, other)
    return exits


def _reads(condition: Expression | None, signal: Signal) -> bool:
    match condition:
        case Signal():
            return condition == signal
        case Unary(_, operand):
            return _reads(operand, signal)
        case Binary(_, left, right):
            return _reads(left, signal) or _reads(right, signal)
    return False
