"""Waveforms as tables, also of outputs without a register, and what of them is left open."""

import pytest

from verimentor.verilog.oracle import judge

PORTS = "module top (input clk, a, output reg q, output y);\n  assign y = a ^ q;"
LATE = f"{PORTS}\n  always @(posedge clk) q <= a;\nendmodule\n"
FALLING = f"{PORTS}\n  always @(negedge clk) q <= a;\nendmodule\n"
INVERTED = f"{PORTS}\n  always @(posedge clk) q <= ~a;\nendmodule\n"
STUCK = f"{PORTS.replace('a ^ q', 'a')}\n  always @(posedge clk) q <= a;\nendmodule\n"


def holding(spec: str, *texts: str) -> list[bool]:
    found = judge(spec, texts)
    assert all(held.parts and held.parts[0][1] == "waveform" for held in found)
    return [held.all for held in found]


def test_outputs_without_a_register_follow_at_once() -> None:
    spec = "time clk a q y\n0 0 0 x x\n5 1 0 0 0\n10 0 1 0 1\n15 1 1 1 0\n20 0 0 1 1\n25 1 0 0 0\n"
    assert holding(spec, LATE, FALLING, INVERTED, STUCK) == [True, False, False, False]


def test_the_edge_may_meet_the_old_inputs_or_the_new() -> None:
    new = "clk a q\n0 0 x\n1 0 0\n0 0 0\n1 1 1\n0 1 1\n1 0 0\n0 0 0\n1 1 1\n"
    old = "clk a q\n0 0 x\n1 0 0\n0 0 0\n1 1 0\n0 1 0\n1 0 1\n0 0 1\n1 1 0\n"
    neither = "clk a q\n0 0 x\n1 0 0\n0 0 0\n1 1 1\n0 1 1\n1 0 1\n0 0 1\n1 1 0\n"
    assert [holding(spec, LATE, INVERTED) for spec in (new, old, neither)] == [
        [True, False],
        [True, False],
        [False, False],
    ]


@pytest.mark.parametrize(
    "spec",
    [
        "| cycle | a | q |\n|---|---|---|\n| 1 | 0 | 0 |\n| 2 | 1 | 1 |\n| 3 | 1 | 1 |\n| 4 | 0 | 0 |\n",  # after the edge
        "Clock cycle | a | q | y\n0 | 0 | x | x\n1 | 1 | 0 | 1\n2 | 1 | 1 | 0\n3 | 0 | 1 | 1\n4 | 0 | 0 | 0\n",  # before it
    ],
)
def test_tables_of_cycles_show_no_clock(spec: str) -> None:
    assert holding(spec, LATE, FALLING, INVERTED) == [True, True, False]


def test_a_reset_comes_before_the_first_cycle() -> None:
    spec = "The reset is active low.\n\ncycle | go | n\n1 | 1 | 1\n2 | 1 | 2\n3 | 0 | 2\n4 | 1 | 3\n"
    ports = "module top (input clk, rst_n, go, output reg [1:0] n);"
    counter = f"{ports}\n  always @(posedge clk) if (!rst_n) n <= 0; else if (go) n <= n + 1;\nendmodule\n"
    wrong = [counter.replace(a, b) for a, b in (("n + 1", "n + 2"), ("n <= 0", "n <= 1"), ("if (go) ", ""))]
    assert holding(spec, counter, *wrong) == [True, False, False, False]


def test_columns_may_be_named_more_shortly() -> None:
    spec = "time clk rst q\n0 0 1 x\n5 1 1 0\n10 0 0 0\n15 1 0 1\n"
    toggle = "module top (input clock, reset, output reg q);\n  always @(posedge clock) q <= ~q & ~reset;\nendmodule\n"
    assert holding(spec, toggle, toggle.replace("~q", "q")) == [True, False]
