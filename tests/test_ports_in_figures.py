"""Interfaces that a truth table spells out, and texts that leave them open."""

import pytest

from verimentor.ports_in_figures import interface_in_figure

XOR = "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n"


def ports(spec: str) -> dict[str, tuple[str, int]] | None:
    found = interface_in_figure(spec)
    return {port.name: (port.direction, port.width) for port in found.ports} if found else None


def test_the_columns_that_run_through_all_values_are_the_inputs() -> None:
    found = interface_in_figure(f"A gate with this truth table:\n{XOR}")
    assert found and found.header == "module truth_table (\n    input a,\n    input b,\n    output y\n);"


def test_a_name_and_widths_are_taken_from_the_text() -> None:
    spec = "Write a module called hot.\n\n| sel | y |\n|---|---|\n| 00 | 0001 |\n| 01 | 0010 |\n| 10 | 0100 |\n| 11 | 1000 |\n"
    found = interface_in_figure(spec)
    assert found and found.name == "hot" and ports(spec) == {"sel": ("input", 2), "y": ("output", 4)}


def test_several_outputs() -> None:
    spec = "a b s c\n0 0 0 0\n0 1 1 0\n1 0 1 0\n1 1 0 1\n"
    assert ports(spec) == {"a": ("input", 1), "b": ("input", 1), "s": ("output", 1), "c": ("output", 1)}


def test_ports_that_the_text_names_alike_do_not_disturb() -> None:
    assert ports(f"module g: inputs a and b, output y.\n\n{XOR}")


def test_two_columns_are_input_and_output_also_where_rows_are_missing() -> None:
    assert ports("digit seg\n0000 1111110\n0001 0110000\n0010 1101101\n") == {
        "digit": ("input", 4),
        "seg": ("output", 7),
    }


def test_names_from_the_words_and_bits_from_a_state_table() -> None:
    spec = "module seq: inputs clk, rst, x; output z. Synchronous reset to state A.\n\nstate | x=0 | x=1 | z\nA | A | B | 0\nB | A | B | 1\n"
    found = interface_in_figure(spec)
    assert found and found.name == "seq"
    assert ports(spec) == {name: ("input", 1) for name in ("clk", "rst", "x")} | {"z": ("output", 1)}


def test_names_from_the_arrows_with_a_clock_and_a_reset() -> None:
    spec = "Reset leads to IDLE.\nIDLE (busy=0) --go=0--> IDLE\nIDLE (busy=0) --go=1--> RUN\nRUN (busy=1) --go=0--> IDLE\nRUN (busy=1) --go=1--> RUN\nThe state changes on the clock edge."
    assert list(ports(spec) or {}) == ["clk", "reset", "go", "busy"]


def test_names_from_the_words_for_a_map() -> None:
    spec = "Inputs a, b, c, d, one output f.\n\n       cd\nab    00 01 11 10\n00    1  0  0  1\n01    0  1  1  0\n11    0  1  1  0\n10    1  0  0  1\n"
    assert list(ports(spec) or {}) == ["a", "b", "c", "d", "f"]


def test_a_column_may_be_several_ports_in_one_word() -> None:
    rows = "".join(f"{n:03b} : {n & 1}\n" for n in range(8))
    assert list(ports(f"ABC : z\n{rows}inputs A, B, C; output z") or {}) == ["A", "B", "C", "z"]


@pytest.mark.parametrize(
    "spec",
    [
        "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n",  # a row is missing
        "a b | y\n0 0 | 0\n0 1 | 1\n1 x | 1\n0 0 | 1\n",
        f"Inputs a, b, en; output y.\n{XOR}",  # the table is not all
        f"Inputs a and y.\n{XOR}",
        f"On each rising edge of clk:\n{XOR}",
        f"A three input gate:\n{XOR}",
        f"{XOR}\nand\n\np q | r\n0 0 | 0\n0 1 | 0\n1 0 | 0\n1 1 | 1\n",  # two tables
        XOR.replace("a b", "a input"),
        "no table at all",
        "Inputs a, b; output y. y = a & b",  # of how many bits?
        "Inputs s, a, b; output y.\n\ns | y\n0 | a\n1 | b\n",
    ],
)
def test_what_leaves_the_interface_open(spec: str) -> None:
    assert interface_in_figure(spec) is None
