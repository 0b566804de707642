"""Roles of ports are found by name and by use."""

import pytest

from verimentor.verilog.interface import Interface, Pin, Reset, describe


def of_names(*names: str) -> Interface:
    return describe("m", [*(Pin(name, "input") for name in names), Pin("q", "output", 8)])


@pytest.mark.parametrize(
    "name",
    ["clk", "clock", "CLK", "clk_i", "i_clk", "wr_clk", "clk_rd", "wclk", "sysclk", "aclk", "clk_in", "clk1", "ck"],
)
def test_clocks_by_name(name: str) -> None:
    assert of_names(name).clocks == (name,)


@pytest.mark.parametrize("name", ["clk_en", "ack", "block", "check", "lock", "stack", "pack", "clock_enable"])
def test_what_only_resembles_a_clock(name: str) -> None:
    assert of_names(name).clocks == ()


@pytest.mark.parametrize(
    ("name", "active_low"),
    [
        ("rst", False),
        ("reset", False),
        ("areset", False),
        ("arst", False),
        ("srst", False),
        ("clear", False),
        ("clr", False),
        ("rst_i", False),
        ("wr_rst", False),
        ("rst_n", True),
        ("rstn", True),
        ("resetn", True),
        ("reset_n", True),
        ("nrst", True),
        ("aresetn", True),
        ("arst_n", True),
        ("sys_rst_n", True),
        ("n_reset", True),
        ("rst_ni", True),
        ("RESET_B", True),
    ],
)
def test_resets_by_name(name: str, active_low: bool) -> None:
    assert of_names("clk", name).resets == (Reset(name, active_low),)


@pytest.mark.parametrize("name", ["burst", "first", "preset_value", "start", "thirst"])
def test_what_only_resembles_a_reset(name: str) -> None:
    assert of_names("clk", name).resets == ()


@pytest.mark.parametrize("name", ["en", "ena", "enable", "ce", "wr_en", "valid", "in_valid", "push", "we", "start"])
def test_enables_by_name(name: str) -> None:
    assert of_names("clk", name).enables == (name,)


def test_roles_by_use() -> None:
    pins = [Pin("cp", "input"), Pin("mr", "input"), Pin("d", "input"), Pin("q", "output")]
    text = "always @(posedge cp or negedge mr) begin : b if (~mr) q <= 0; else q <= d; end"
    found = describe("m", pins, text)
    assert found.clocks == ("cp",)
    assert found.resets == (Reset("mr", active_low=True, asynchronous=True),)


def test_polarity_by_use_goes_before_the_name() -> None:
    pins = [Pin("clk", "input"), Pin("reset", "input"), Pin("q", "output")]
    assert describe("m", pins, "always @(posedge clk) if (!reset) q <= 0;").resets == (Reset("reset", active_low=True),)
    assert describe("m", pins, "always @(posedge clk) if (reset == 1'b0) q <= 0;").resets[0].active_low


def test_comments_are_no_use() -> None:
    pins = [Pin("d", "input"), Pin("q", "output")]
    assert describe("m", pins, "// always @(posedge d)\nassign q = d;").clocks == ()


def test_a_clock_handed_on_to_an_instance() -> None:
    pins = [Pin("phi", "input"), Pin("q", "output")]
    assert describe("m", pins, "flop f(.clk(phi), .q(q));").clocks == ("phi",)


def test_without_a_clock_there_is_no_reset() -> None:
    assert of_names("clear", "d").resets == ()


def test_constants_are_those_of_the_text() -> None:
    pins = [Pin("d", "input", 8), Pin("q", "output")]
    found = describe("m", pins, "assign q = d == 8'hA5 || d == 77 || d == 1'b1; // 8'h11")
    assert found.constants == ((8, 0xA5), (7, 77))


def test_differences_are_named() -> None:
    mine = Interface("m", (Pin("a", "input"), Pin("q", "output", 8)))
    assert mine.difference(Interface("other", (Pin("q", "output", 8), Pin("a", "input")))) is None
    assert mine.difference(Interface("m", (Pin("a", "input"),))) == "port q is missing"
    assert mine.difference(Interface("m", (*mine.pins, Pin("b", "input")))) == "port b is not in the reference"
