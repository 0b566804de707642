"""Draws behaviours: motifs put registers and wires on a sketch, and a difficulty says how many of which."""

import zlib
from collections.abc import Callable
from random import Random

from verimentor_trainer.behaviour import interactions as acts
from verimentor_trainer.behaviour.combinational import (
    comparator,
    expression,
    multiplexer,
    priority_choice,
    selector,
    signed_expression,
    table,
)
from verimentor_trainer.behaviour.graphs import graph, small_graph, timed_graph
from verimentor_trainer.behaviour.hierarchies import instances
from verimentor_trainer.behaviour.model import Behaviour
from verimentor_trainer.behaviour.registers import (
    bit_mask,
    counter_with_flag,
    function_register,
    priority_register,
    rich_register,
    signed_accumulator,
    simple_register,
    sticky_flag,
)
from verimentor_trainer.behaviour.sketch import Sketch

Motif = Callable[[Sketch], None]
HELD_OUT_EVERY = 12  # about one shape in twelve is never trained on


def is_held_out(shape: str) -> bool:
    """Whether a shape is kept for measuring, by a hash that never changes."""
    return zlib.crc32(shape.encode()) % HELD_OUT_EVERY == 0


def draw_behaviour(rng: Random, difficulty: int) -> Behaviour:
    """A behaviour of a difficulty from 1 (one expression or one register) to 5 (several that work together)."""
    sketch = Sketch(rng)
    motifs = MOTIFS[difficulty]
    motif = rng.choices([m for m, _ in motifs], [w for _, w in motifs])[0]
    motif(sketch)
    for _ in range(difficulty - 3):
        if sketch.chance(0.8):
            acts.more(sketch)
    return sketch.finish(motif.__name__)


_Weighted = tuple[tuple[Motif, int], ...]
_TWO: _Weighted = (
    (acts.divider, 3), (acts.timeout, 3), (acts.one_shot, 3), (acts.run_length, 2), (acts.capture, 3),
    (acts.edge_count, 3), (acts.extremes, 3), (acts.changes, 3), (acts.credits, 2), (acts.interlock, 2),
    (acts.load_and_add, 3), (acts.digits, 3), (acts.hysteresis, 2), (acts.debounce, 2), (acts.sequence, 2),
    (acts.ping_pong, 1), (acts.fault_counter, 2), (acts.exchange, 1), (acts.pipeline, 3),
    (graph, 7), (timed_graph, 4), (instances, 4),
)  # fmt: skip
MOTIFS: dict[int, _Weighted] = {
    1: ((expression, 5), (simple_register, 6), (sticky_flag, 1), (acts.registered_result, 1)),
    2: (
        (priority_register, 6), (selector, 2), (comparator, 2), (multiplexer, 2), (table, 2), (priority_choice, 1),
        (sticky_flag, 2), (bit_mask, 1), (counter_with_flag, 3),
        (acts.delay_line, 1), (acts.feedback_shift, 1), (acts.hysteresis, 1), (acts.registered_result, 1),
        (small_graph, 3), (signed_expression, 1),
    ),
    3: (
        (rich_register, 10), (counter_with_flag, 8), (signed_accumulator, 1), (selector, 2), (function_register, 3),
        (priority_choice, 1), *_TWO,
    ),
    4: _TWO,
    5: _TWO,
}  # fmt: skip
