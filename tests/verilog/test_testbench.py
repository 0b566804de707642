"""Stimuli reach what they must reach, and traces survive what designs print."""

from itertools import pairwise

import pytest

from verimentor.verilog.agreement import simulate
from verimentor.verilog.interface import Interface, Pin, describe
from verimentor.verilog.stimuli import EXHAUSTIVE_BITS, Stimuli, stimulate
from verimentor.verilog.testbench import Bench, build, read_trace

FLOP = describe(
    "m",
    [Pin("clk", "input"), Pin("rst_n", "input"), Pin("en", "input"), Pin("d", "input", 8), Pin("q", "output", 8)],
)
QUEUE = describe("m", [*(Pin(name, "input") for name in ("clk", "rst", "push", "pop")), Pin("full", "output")])
GATE = describe("m", [Pin("a", "input", 3), Pin("b", "input"), Pin("y", "output")])
ADDER = describe("m", [Pin("a", "input", 32), Pin("b", "input", 32), Pin("y", "output", 32)])


def column(stimuli: Stimuli, name: str) -> list[int]:
    index = [pin.name for pin in stimuli.driven].index(name)
    return [step.values[index] for step in stimuli.steps]


@pytest.mark.parametrize("interface", [FLOP, QUEUE, GATE, ADDER])
def test_the_same_seed_gives_the_same_steps(interface: Interface) -> None:
    stimulate.cache_clear()
    first = stimulate(interface, seed=3).steps
    stimulate.cache_clear()
    assert stimulate(interface, seed=3).steps == first
    assert stimulate(interface, seed=4).steps != first


def test_small_gates_see_everything() -> None:
    assert {step.values for step in stimulate(GATE).steps} == {(a, b) for a in range(8) for b in range(2)}


@pytest.mark.parametrize(("bits", "everything"), [(EXHAUSTIVE_BITS, True), (EXHAUSTIVE_BITS + 1, False)])
def test_twelve_bits_are_tried_exhaustively(bits: int, everything: bool) -> None:
    pins = [Pin("a", "input", bits - 5), Pin("b", "input", 4), Pin("c", "input"), Pin("y", "output")]
    steps = {step.values for step in stimulate(describe("m", pins)).steps}
    assert (len(steps) == 1 << bits) is everything


def test_wide_inputs_see_corners_and_equal_values() -> None:
    steps = [step.values for step in stimulate(ADDER).steps]
    assert {(0, 0), (2**32 - 1, 2**32 - 1)} <= set(steps)
    assert sum(a == b for a, b in steps) > 5
    assert len(steps) == 400


@pytest.mark.parametrize("interface", [FLOP, QUEUE])
def test_inputs_never_move_with_the_clock(interface: Interface) -> None:
    stimuli = stimulate(interface)
    for before, after in pairwise(stimuli.steps):
        if before.values[0] != after.values[0]:
            assert before.values[1:] == after.values[1:]


def test_values_fit_their_pins() -> None:
    for interface in (FLOP, ADDER, GATE):
        for step in stimulate(interface).steps:
            assert all(0 <= value < 1 << pin.width for value, pin in zip(step.values, interface.driven, strict=True))


def test_a_reset_comes_first_and_again_and_between_edges() -> None:
    stimuli = stimulate(FLOP)
    clock, reset = column(stimuli, "clk"), column(stimuli, "rst_n")
    assert not stimuli.steps[0].sampled and all(step.sampled for step in stimuli.steps[4:])
    first_edges = [reset[index] for index in range(len(clock)) if clock[index]][:2]
    assert first_edges == [0, 0]
    at_edges = [reset[i] for i in range(1, len(clock)) if clock[i] > clock[i - 1]]
    assert 2 < at_edges.count(0) < len(at_edges) // 4
    released_unclocked = [
        i
        for i in range(1, len(clock) - 1)
        if reset[i - 1] and not reset[i] and reset[i + 1] and not any(clock[i - 1 : i + 2])
    ]
    assert released_unclocked


def test_a_counter_of_eight_bits_wraps() -> None:
    stimuli = stimulate(FLOP)
    clock, reset, enable = (column(stimuli, name) for name in ("clk", "rst_n", "en"))
    longest = run = 0
    for index in range(1, len(clock)):
        if clock[index] > clock[index - 1]:
            run = run + 1 if reset[index] and enable[index] else 0
            longest = max(longest, run)
    assert longest > 256


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_queue_of_eight_fills_and_drains(seed: int) -> None:
    stimuli = stimulate(QUEUE, seed=seed)
    clock, reset, push, pop = (column(stimuli, name) for name in ("clk", "rst", "push", "pop"))
    level, seen_full, drained = 0, False, False
    for index in range(1, len(clock)):
        if clock[index] > clock[index - 1]:
            if reset[index]:
                level = 0
                continue
            level = min(8, max(0, level + push[index] - pop[index]))
            drained = drained or (seen_full and level == 0)
            seen_full = seen_full or level == 8
    assert seen_full and drained


def test_serial_inputs_spell_the_module_s_constants() -> None:
    pins = [Pin("clk", "input"), Pin("x", "input"), Pin("y", "output")]
    stimuli = stimulate(describe("m", pins, "assign y = seen == 12'hb3d;"))
    clock, x = column(stimuli, "clk"), column(stimuli, "x")
    bits = "".join(str(x[i]) for i in range(1, len(clock)) if clock[i] > clock[i - 1])
    assert f"{0xB3D:012b}" in bits or f"{0xB3D:012b}"[::-1] in bits


@pytest.fixture
def bench() -> Bench:
    return build(GATE, stimulate(GATE))


def lines(bench: Bench) -> list[str]:
    return [f"{bench.nonce} {index} {index % 2};" for index in bench.stimuli.sampled]


def test_a_trace_survives_other_lines(bench: Bench) -> None:
    said = "garbage\n" + "".join(f"half a line{line}\nmore \ufffd\n" for line in lines(bench))
    trace = read_trace(bench, said)
    assert trace is not None
    assert trace.rows[:3] == ("0", "1", "0")
    assert trace.values("1") == {"y": "1"}


def test_a_trace_with_missing_or_doubled_lines_is_none(bench: Bench) -> None:
    good = lines(bench)
    assert read_trace(bench, "\n".join(good[:-1])) is None
    assert read_trace(bench, "\n".join([good[0], *good])) is None
    assert read_trace(bench, "") is None


def test_what_a_trace_says_of_its_outputs(bench: Bench) -> None:
    unknown = read_trace(bench, "\n".join(f"{bench.nonce} {i} X;" for i in bench.stimuli.sampled))
    assert unknown is not None and unknown.all_unknown and unknown.constant
    moving = read_trace(bench, "\n".join(lines(bench)))
    assert moving is not None and not moving.all_unknown and not moving.constant


def test_names_and_nonce_are_new_each_time(bench: Bench) -> None:
    again = build(GATE, stimulate(GATE))
    assert again.nonce != bench.nonce and again.module != bench.module
    assert bench.nonce not in bench.module


def test_inputs_without_effect_are_seen() -> None:
    trace = simulate("module m(input a, input b, input c, output y); assign y = a ^ b ^ c ^ a; endmodule").trace
    assert trace is not None
    assert trace.idle_inputs == ("a",)


def test_inputs_of_clocked_modules_are_left_alone() -> None:
    trace = simulate("module m(input clk, input a, output reg q); always @(posedge clk) q <= 1'b1; endmodule").trace
    assert trace is not None
    assert trace.idle_inputs == ()
