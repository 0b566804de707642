"""State tables and diagrams of Mealy and Moore machines: the machine that is meant passes, every other one fails."""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from verimentor.verilog.oracle import judge, read_oracles
from verimentor.verilog.source import parse


@dataclass(frozen=True)
class Design:
    """A machine as a table: by (state, input) the next state and the output; a Moore machine's depends on the state."""

    next: dict[tuple[int, int], int]
    output: dict[tuple[int, int], int]
    mealy: bool

    def module(self, *, reset: bool = True, initial: str = "") -> str:
        """Verilog that behaves like it, its states numbered from the end."""
        n = 1 + max(state for state, _ in self.next)
        arms = "\n".join(
            f"    {{3'd{n - s}, 1'b{x}}}: begin following = {n - t}; shown = 2'd{self.output[s, x]}; end"
            for (s, x), t in self.next.items()
        )
        change = f"if (rst) s <= {n}; else s <= following;" if reset else "s <= following;"
        return (
            f"module top (input clk, {'input rst, ' if reset else ''}input x, output y, z);\n  reg [2:0] s, following; {initial}\n"
            f"  reg [1:0] shown;\n  assign {{y, z}} = shown;\n  always @(posedge clk) {change}\n"
            f"  always @* case ({{s, x}})\n{arms}\n    default: begin following = 0; shown = 0; end\n  endcase\nendmodule\n"
        )

    def same(self, other: "Design") -> bool:
        """Whether no input tells them apart."""
        pairs, todo = {(0, 0)}, [(0, 0)]
        while todo:
            a, b = todo.pop()
            for x in (0, 1):
                if self.output[a, x] != other.output[b, x]:
                    return False
                after = self.next[a, x], other.next[b, x]
                if after not in pairs:
                    pairs.add(after)
                    todo.append(after)
        return True


def drawn(seed: int, *, mealy: bool) -> Design:
    generator = random.Random(seed)
    n = generator.randint(2, 4)
    keys = list(itertools.product(range(n), (0, 1)))
    following = {key: generator.randrange(n) for key in keys}
    following[0, seed % 2] = 1  # so that there is somewhere to go
    by_state = [generator.randrange(4) for _ in range(n)]
    output = {(s, x): generator.randrange(4) if mealy else by_state[s] for s, x in keys}
    return Design(following, output, mealy)


def mutants(design: Design) -> list[Design]:
    """Other machines of as many states: one transition leads elsewhere, or one output differs."""
    n = 1 + max(state for state, _ in design.next)
    found = [
        replace(design, next={**design.next, key: other})
        for key, to in design.next.items()
        for other in range(n)
        if other != to
    ]
    for (s, x), shown in design.output.items():
        keys = [(s, x)] if design.mealy else [(s, 0), (s, 1)]
        found += [replace(design, output={**design.output, **dict.fromkeys(keys, shown ^ bit)}) for bit in (1, 2)]
    return [mutant for mutant in found if not design.same(mutant)]


NAMES = ("IDLE", "S1", "GO", "S3")


def bits(value: int) -> str:
    return f"{value:02b}"


def states(design: Design) -> range:
    return range(1 + max(state for state, _ in design.next))


def by_rows(d: Design) -> str:
    return "| state | x | next state | y | z |\n|---|---|---|---|---|\n" + "\n".join(
        f"| {NAMES[s]} | {x} | {NAMES[t]} | {d.output[s, x] >> 1} | {d.output[s, x] & 1} |"
        for (s, x), t in d.next.items()
    )


def by_columns(d: Design) -> str:
    return "present state | next (x=0) | next (x=1) | y, z when x=0 | y, z when x=1\n" + "\n".join(
        f"{NAMES[s]} | {NAMES[d.next[s, 0]]} | {NAMES[d.next[s, 1]]} | {bits(d.output[s, 0])} | {bits(d.output[s, 1])}"
        for s in states(d)
    )


def by_slash(d: Design) -> str:
    return "state | next state / y z for x=0 | next state / y z for x=1\n" + "\n".join(
        f"{NAMES[s]} | {NAMES[d.next[s, 0]]}/{bits(d.output[s, 0])} | {NAMES[d.next[s, 1]]}/{bits(d.output[s, 1])}"
        for s in states(d)
    )


def by_state(d: Design) -> str:
    return "| State | x=0 | x=1 | y | z |\n|---|---|---|---|---|\n" + "\n".join(
        f"| {NAMES[s]} | {NAMES[d.next[s, 0]]} | {NAMES[d.next[s, 1]]} | {d.output[s, 0] >> 1} | {d.output[s, 0] & 1} |"
        for s in states(d)
    )


def by_labels(d: Design) -> str:
    return "\n".join(
        f"  {NAMES[s]} --x={x} (y={d.output[s, x] >> 1}, z={d.output[s, x] & 1})--> {NAMES[t]}"
        for (s, x), t in d.next.items()
    )


def by_short_labels(d: Design) -> str:
    return "Outputs are given as (y, z).\n" + "\n".join(
        f"{NAMES[s]} -{x}/{bits(d.output[s, x])}-> {NAMES[t]}" for (s, x), t in d.next.items()
    )


def by_circles(d: Design) -> str:
    return "States are written with their outputs (y, z).\n" + "\n".join(
        f"- {NAMES[s]} ({d.output[s, x] >> 1}, {d.output[s, x] & 1}) --{x}--> {NAMES[t]}"
        for (s, x), t in d.next.items()
    )


def by_words(d: Design) -> str:
    return "\n".join(
        f"- In {NAMES[s]} (y={d.output[s, 0] >> 1}, z={d.output[s, 0] & 1}): if x is 1 go to {NAMES[d.next[s, 1]]}, "
        + (f"otherwise go to {NAMES[d.next[s, 0]]}." if d.next[s, 0] != s else "otherwise stay.")
        for s in states(d)
    )


def by_following(d: Design) -> str:
    return "\n".join(
        f"{NAMES[s]} (y={d.output[s, x] >> 1}, z={d.output[s, x] & 1}) -> {NAMES[t]} when {'' if x else '!'}x"
        for (s, x), t in d.next.items()
    )


def by_mermaid(d: Design) -> str:
    return (
        "```mermaid\nstateDiagram-v2\n  [*] --> IDLE\n"
        + "\n".join(f"  {NAMES[s]} --> {NAMES[t]} : x={x} / {bits(d.output[s, x])}" for (s, x), t in d.next.items())
        + "\n```\nOutputs are given as (y, z)."
    )


def by_dot(d: Design) -> str:
    return (
        "digraph {\n"
        + "\n".join(
            f'  {NAMES[s]} -> {NAMES[t]} [label="x={x} / y={d.output[s, x] >> 1}, z={d.output[s, x] & 1}"];'
            for (s, x), t in d.next.items()
        )
        + "\n}"
    )


def by_choice(d: Design) -> str:
    return "\n".join(
        f"{NAMES[s]}: x ? {NAMES[d.next[s, 1]]} : {NAMES[d.next[s, 0]]}   y={d.output[s, 0] >> 1} z={d.output[s, 0] & 1}"
        for s in states(d)
    )


def by_list(d: Design) -> str:
    told = [(name, [NAMES[s] for s in states(d) if d.output[s, 0] & bit]) for name, bit in (("y", 2), ("z", 1))]
    return "\n".join(
        f"{NAMES[s]}: x -> {NAMES[d.next[s, 1]]}, !x -> {NAMES[d.next[s, 0]]}" for s in states(d)
    ) + "".join(f"\n\n{name} is 1 only in {' and '.join(where)}." for name, where in told if where)


MEALY = (by_rows, by_columns, by_slash, by_labels, by_short_labels, by_mermaid, by_dot)
MOORE = (by_rows, by_state, by_circles, by_words, by_following, by_choice)
BEFORE = "A state machine. The synchronous active-high reset rst leads to IDLE.\n\n"


@pytest.mark.parametrize(
    ("layout", "mealy", "seed"),
    [(layout, mealy, seed) for mealy in (True, False) for layout in (MEALY if mealy else MOORE) for seed in range(4)],
)
def test_the_machine_holds_and_every_other_fails(layout: Callable[[Design], str], mealy: bool, seed: int) -> None:
    design = drawn(seed, mealy=mealy)
    others = mutants(design)
    right, *wrong = judge(BEFORE + layout(design), [each.module() for each in (design, *others)])
    assert right.parts and right.all, (layout(design), right.failing)
    assert others and not any(held.all for held in wrong), layout(design)


@pytest.mark.parametrize("seed", range(4))
def test_without_a_reset_the_stated_beginning_counts(seed: int) -> None:
    design = drawn(seed, mealy=bool(seed % 2))
    spec = "It starts in state IDLE when the power comes.\n\n" + by_rows(design)
    n = 1 + max(state for state, _ in design.next)
    texts = [each.module(reset=False, initial=f"initial s = {n};") for each in (design, *mutants(design))]
    right, *wrong = judge(spec, texts)
    assert right.parts and right.all, right.failing
    assert sum(held.all for held in wrong) <= len(wrong) // 5  # what cannot be left again hides the rest
    assert not read_oracles(by_rows(design), parse(texts[0]).modules[0]).oracles  # where does it begin?


DETECTOR = "state | x=0 | x=1 | y\nA | A | B | 0\nB | A | C | 0\nC | A | C | 1\n"
PORTS = "module top (input clk, rst, x, output y);"


def held(spec: str, body: str, ports: str = PORTS) -> tuple[str, bool]:
    (found,) = judge(spec, [f"{ports}\n{body}\nendmodule\n"])
    return found.said, found.all


def test_where_a_reset_leads_may_be_left_open() -> None:
    body = "reg a, b; always @(posedge clk) if (rst) {a, b} <= RESET; else {a, b} <= {x, a & x}; assign y = b;"
    for code in ("0", "2", "3"):
        assert held(DETECTOR, body.replace("RESET", code)) == ("6 of 6 transitions of your state table hold", True)
    assert not held(DETECTOR, body.replace("RESET", "0").replace("a & x", "a"))[1]


def test_outputs_may_be_told_apart_from_the_arrows() -> None:
    for seed in range(4):
        design = drawn(seed, mealy=False)
        right, *wrong = judge(BEFORE + by_list(design), [each.module() for each in (design, *mutants(design))])
        assert right.parts and right.all, by_list(design)
        never = any(not any(shown & bit for shown in design.output.values()) for bit in (1, 2))
        assert never or not any(held.all for held in wrong), by_list(design)


def test_where_conditions_overlap_nothing_is_promised() -> None:
    ports = "module top (input clk, rst, a, b, output y);"
    spec = "Reset state: A\n\n- In A (y=0): if a go to B, if b stay, otherwise stay.\n- In B (y=1): go to A.\n"
    body = "reg s; always @(posedge clk) s <= ~rst & ~s & {}; assign y = s;"
    assert held(spec, body.replace("{}", "a"), ports) == ("4 of 4 transitions of your state diagram hold", True)
    assert held(spec, body.replace("{}", "(a & ~b)"), ports)[1]
    assert not held(spec, body.replace("{}", "(a | b)"), ports)[1]


def test_outputs_may_be_left_open() -> None:
    spec = (
        BEFORE.replace("IDLE", "A")
        + "state | x | next | y\nA | 0 | A | -\nA | 1 | B | 0\nB | 0 | A | 1\nB | 1 | B | x\n"
    )
    body = "reg s; always @(posedge clk) s <= x & ~rst; assign y = {};"
    assert held(spec, body.replace("{}", "s & ~x")) == ("4 of 4 transitions of your state table hold", True)
    assert held(spec, body.replace("{}", "~x")) == ("4 of 4 transitions of your state table hold", True)
    assert not held(spec, body.replace("{}", "s | x"))[1]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "state | x | next | y\nA | 0 | A | 0\nA | 0 | B | 0\nA | 1 | B | 0\nB | - | A | 1",
            '"A | 0 | A | 0" and "A | 0 | B | 0" go',
        ),
        ("state | x | next | y\nA | 0 | A | 0\nA | 0 | A | 1\nA | 1 | B | 0\nB | - | A | 1", "show different outputs"),
        (
            "A (0) --0--> A\nA (1) --1--> B\nB (1) --0--> A\nB (1) --1--> B",
            '"A (0) --0--> A" and "A (1) --1--> B" show different',
        ),
        ("A (0) --0--> A\nA (0) --1--> B\nB (1) --0--> A\nB (1) --1--> B\nB (1) --1--> A", "go to different states"),
        ("A -0/0-> A\nA -1/0-> B\nB -1/1-> A\nB -1/0-> A\nB -0/0-> B", "show different outputs"),
    ],
)
def test_rows_that_contradict_each_other_are_named(rows: str, said: str) -> None:
    reading = read_oracles(f"Reset state: A\n\n{rows}\n", parse(f"{PORTS}\nendmodule\n").modules[0])
    assert reading.oracles == ()
    assert said in reading.contradictions[0]


@pytest.mark.parametrize(
    "lines",
    [
        "A (0) --0--> B\nA (0) --go--> A\nB (1) --0--> A\nB (1) --1--> B",  # what is go?
        "A --0--> B\nA --1--> A\nB --0--> A\nB --1--> B",  # which outputs?
        "A (0, 1) --0--> B\nA (0, 1) --1--> A\nB (1, 0) --0--> A\nB (1, 0) --1--> B",
        "A (0) --0--> A",
        "A (0) -> B\nB (1) -> A",  # at which input?
        "A -0/0-> B\nA -1/1-> A\nB -0/1-> A\nB -1/0-> B\nThe outputs are registered.",
        "- In A (y=0): if x is 1 go to B, otherwise do something.\n- In B (y=1): go to A if x=0, otherwise stay.",
        "So far it is wrong:\nA (0) --0--> B\nA (0) --1--> A\nB (1) --0--> A\nB (1) --1--> B",
        "x -> y\nrst -> y",
    ],
)
def test_open_diagrams_are_not_read(lines: str) -> None:
    reading = read_oracles(f"Reset state: A\n\n{lines}\n", parse(f"{PORTS}\nendmodule\n").modules[0])
    assert reading.oracles == () and reading.contradictions == ()


def test_logic_of_numbered_states_with_a_bit_each() -> None:
    ports = "module top (input x, input [1:0] state, output [1:0] next_state, output y);"
    spec = "Only the logic, with one-hot states.\n\nS0 (0) --0--> S0\nS0 (0) --1--> S1\nS1 (1) --0--> S1\nS1 (1) --1--> S0\n"
    body = "assign next_state = {state[0] & x | state[1] & ~x, state[0] & ~x | state[1] & x}; assign y = state[1];"
    assert held(spec, body, ports) == ("4 of 4 transitions of your state diagram hold", True)
    assert not held(spec, body.replace("~x}", "x}").replace("| state[1] & x", ""), ports)[1]
