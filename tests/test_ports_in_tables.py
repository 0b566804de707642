"""Interfaces that a truth table spells out, and texts that leave them open."""

import pytest

from verimentor.ports_in_tables import interface_in_table

XOR = "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n1 1 | 0\n"


def ports(spec: str) -> dict[str, tuple[str, int]] | None:
    found = interface_in_table(spec)
    return {port.name: (port.direction, port.width) for port in found.ports} if found else None


def test_the_columns_that_run_through_all_values_are_the_inputs() -> None:
    found = interface_in_table(f"A gate with this truth table:\n{XOR}")
    assert found and found.header == "module truth_table (\n    input a,\n    input b,\n    output y\n);"


def test_a_name_and_widths_are_taken_from_the_text() -> None:
    spec = "Write a module called hot.\n\n| sel | y |\n|---|---|\n| 00 | 0001 |\n| 01 | 0010 |\n| 10 | 0100 |\n| 11 | 1000 |\n"
    found = interface_in_table(spec)
    assert found and found.name == "hot" and ports(spec) == {"sel": ("input", 2), "y": ("output", 4)}


def test_several_outputs() -> None:
    spec = "a b s c\n0 0 0 0\n0 1 1 0\n1 0 1 0\n1 1 0 1\n"
    assert ports(spec) == {"a": ("input", 1), "b": ("input", 1), "s": ("output", 1), "c": ("output", 1)}


def test_ports_that_the_text_names_alike_do_not_disturb() -> None:
    assert ports(f"module g: inputs a and b, output y.\n\n{XOR}")


@pytest.mark.parametrize(
    "spec",
    [
        "a b | y\n0 0 | 0\n0 1 | 1\n1 0 | 1\n",  # a row is missing
        "a b | y\n0 0 | 0\n0 1 | 1\n1 x | 1\n0 0 | 1\n",
        f"Inputs a, b, en; output y.\n{XOR}",  # the table is not all
        f"Inputs a, y; output b.\n{XOR}",
        f"On each rising edge of clk:\n{XOR}",
        f"A three input gate:\n{XOR}",
        f"{XOR}\nand\n\np q | r\n0 0 | 0\n0 1 | 0\n1 0 | 0\n1 1 | 1\n",  # two tables
        XOR.replace("a b", "a input"),
        "no table at all",
    ],
)
def test_what_leaves_the_interface_open(spec: str) -> None:
    assert interface_in_table(spec) is None
