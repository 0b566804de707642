"""Lists, sums of terms and machines in further words, and the rows that they amount to."""

import pytest

from verimentor.verilog.oracle import Reading, read_oracles
from verimentor.verilog.source import parse

LOOKUP = "module top (input [1:0] s, output [7:0] q);"
ABC = "module top (input a, b, c, output f);"
NEXT = "module top (input [1:0] state, input go, output [1:0] next_state);"
FSM = "module top (input clk, input rst, input x, output z);"


def read(spec: str, header: str) -> Reading:
    return read_oracles(spec, parse(f"{header}\nendmodule\n").modules[0])


def claims(spec: str, header: str) -> dict[tuple[int, ...], str]:
    """The expected outputs by inputs."""
    reading = read(spec, header)
    assert not reading.contradictions
    return {inputs: bits for oracle in reading.oracles for inputs, bits in oracle.claims.items()}


@pytest.mark.parametrize(
    "spec",
    [
        "s decides what q is:\n* 2'b00: 145\n* 2'b01: 5\n* 2'b10: 12\n* 2'b11: 12",
        "q by s:\n00 -> 145\n01 -> 5\nothers -> 12",
        "q by s:\n- 0 : 8'd145\n- 1 : 8'd5\n- 2 : 8'd12\n- else : 8'd12",
        "address: content (hex)\n0: 91\n1: 05\n2: 0c\n3: 0c",
        "q is given by s as follows: 2'b00 = 145, 2'b01 = 5, 2'b10 = 12, 2'b11 = 12.",
        "  0  145\n  1  5\n  2  12\n  3  12",
    ],
)
def test_values_by_values(spec: str) -> None:
    expected = {(0,): 145, (1,): 5, (2,): 12, (3,): 12}
    assert claims(spec, LOOKUP) == {inputs: f"{value:08b}" for inputs, value in expected.items()}


@pytest.mark.parametrize(
    "spec",
    [
        "0: 1\n0: 2\n1: 3",  # one input twice
        "1: 2\n2: 3\n4: 5",  # 4 has three bits
        "00: 1\n1: 2\n10: 3\n11: 500",
        "On every clock edge:\n0: 1\n1: 2\n2: 3",
    ],
)
def test_numbers_that_are_no_lookup(spec: str) -> None:
    assert claims(spec, LOOKUP) == {}


@pytest.mark.parametrize(
    "spec",
    [
        "With a as the most significant bit, f is 1 for 1, 4 and 6, does not matter for 7 and is 0 otherwise.",
        "With c as the highest bit, f is 1 for 4, 1 and 3, doesn't matter for 7, and 0 elsewhere.",
        "f is 1 for the minterms 1, 4, 6 and 0 otherwise; a is the most significant variable.",
        "f is high exactly when the number {a, b, c} is one of 1, 4, 6",
        "f is low exactly when {a, b, c} is one of 0, 2, 3, 5, 7.",
    ],
)
def test_terms_in_words(spec: str) -> None:
    found = claims(spec, ABC)
    free = "matter" in spec
    expected = {(n >> 2 & 1, n >> 1 & 1, n & 1): str(int(n in (1, 4, 6))) for n in range(8)}
    assert found == expected | ({(1, 1, 1): "x"} if free else {})


@pytest.mark.parametrize(
    "spec",
    [
        "f is 1 for 1, 4 and 6 and 0 otherwise",  # which bit is the highest?
        "With b as the most significant bit, f is 1 for 1 and 0 otherwise.",
        "With a as the most significant bit, f is 1 for 9 and 0 otherwise.",
        "f is high exactly when {a, b} is one of 1, 2",
    ],
)
def test_terms_that_are_open(spec: str) -> None:
    assert claims(spec, ABC) == {}


@pytest.mark.parametrize(
    "lines",
    [
        "OFF: WAIT if go=0, ON if go=1\nWAIT: ON if go=0, ON if go=1\nON: OFF if go=0, ON if go=1\n",
        "OFF --go=0--> WAIT\nOFF --go=1--> ON\nWAIT --go=0--> ON\nWAIT --go=1--> ON\nON --go=0--> OFF\nON --go=1--> ON\n",
    ],
)
def test_next_states_alone(lines: str) -> None:
    found = claims(f"OFF = 00, WAIT = 01, ON = 10. Only the next state, no register.\nNext states:\n{lines}", NEXT)
    assert found == {(0, 0): "01", (0, 1): "10", (1, 0): "10", (1, 1): "10", (2, 0): "00", (2, 1): "10"}


@pytest.mark.parametrize(
    "lines",
    [
        "A (output 0): on 0 A, on 1 B\nB (output 1): on 0 A, on 1 B\n",
        'digraph { rankdir=LR; A -> A [label="x=0/z=0"]; A -> B [label="x=1/z=1"]; B -> A [label="x=0/z=0"]; B -> B [label="x=1/z=1"] }\n',
        "A (0): on x=0 A, on x=1 B\nB (1): on x=0 A, on x=1 B\n",
        "State, x -> next state, z\nA, 0 -> A, 0\nA, 1 -> B, 1\nB, 0 -> A, 0\nB, 1 -> B, 1\n",
        "A -> A when x = 0, z = 0\nA -> B when x = 1, z = 1\nB -> A when x = 0, z = 0\nB -> B when x = 1, z = 1\n",
    ],
)
def test_machines_in_further_words(lines: str) -> None:
    (oracle,) = read(f"Synchronous reset to state A.\n{lines}", FSM).oracles
    machine = oracle.machine
    assert machine is not None and machine.start == "A"
    assert {key: following for key, (following, _) in machine.next.items()} == {
        ("A", (0,)): "A",
        ("A", (1,)): "B",
        ("B", (0,)): "A",
        ("B", (1,)): "B",
    }
    shown = [machine.shows(state, (x,)).get(("z", 0)) for state in "AB" for x in (0, 1)]
    assert shown == (["0", "1", "0", "1"] if machine.mealy else ["0", "0", "1", "1"])
