"""Waveforms: which part of a trace is shown, and that the pictures are sound and say what the trace says."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from verimentor.verilog import waveform_svg, waveform_text
from verimentor.verilog.simulation import simulate
from verimentor.verilog.testbench import Trace
from verimentor.verilog.waveform import Lane, Waveform, label, waveform_of

COUNTER = """module counter (input rst, input clk, output reg [3:0] q);
  always @(posedge clk) if (rst) q <= 4'd0; else q <= q + 4'd1;
endmodule
"""
XOR = "module top (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"
RARE = """module rare (input clk, input rst, output reg [7:0] n, output alarm);
  assign alarm = n == 8'd200;
  always @(posedge clk) if (rst) n <= 8'd0; else n <= n + 8'd1;
endmodule
"""
SVG = "{http://www.w3.org/2000/svg}"


def trace_of(text: str) -> Trace:
    trace = simulate(text).trace
    assert trace is not None
    return trace


def lanes(waveform: Waveform) -> dict[str, Lane]:
    return {lane.name: lane for lane in waveform.lanes}


def test_a_counter_is_shown_from_its_reset_on() -> None:
    shown = waveform_of(trace_of(COUNTER), 8)
    assert [lane.name for lane in shown.lanes] == ["clk", "rst", "q"]
    assert lanes(shown)["clk"].values == ("0", "1") * 8
    assert lanes(shown)["rst"].values[0] == "1"
    assert [int(value, 2) for _, _, value in lanes(shown)["q"].runs] == list(range(8))


def test_the_seldom_is_worth_seeing() -> None:
    assert set(lanes(waveform_of(trace_of(RARE)))["alarm"].values) == {"0", "1"}


def test_every_vector_of_a_gate_is_a_column() -> None:
    shown = waveform_of(trace_of(XOR), 4)
    assert not shown.clocked and len(shown.cycles) == 4
    by_name = lanes(shown)
    for a, b, y in zip(by_name["a"].values, by_name["b"].values, by_name["y"].values, strict=True):
        assert int(y) == int(a) ^ int(b)


def test_a_module_with_a_thousand_ports() -> None:
    ports = ", ".join(f"i{n}" for n in range(1000))
    shown = waveform_of(trace_of(f"module wide (input {ports}, output y);\n  assign y = i0 ^ i999;\nendmodule\n"))
    by_name = lanes(shown)
    assert len(by_name) == 1001
    for first, last, y in zip(by_name["i0"].values, by_name["i999"].values, by_name["y"].values, strict=True):
        assert int(y) == int(first) ^ int(last)


def test_more_cycles_than_there_are() -> None:
    trace = trace_of(XOR)
    assert len(waveform_of(trace, 10_000).cycles) == len(trace.rows)


@pytest.mark.parametrize(
    ("bits", "shown"), [("1010", "a"), ("111111111", "1ff"), ("xxxx1010", "xa"), ("zzzz", "z"), ("1x", "x")]
)
def test_labels(bits: str, shown: str) -> None:
    assert label(bits) == shown


ODD = Waveform(
    "odd<&>",
    (
        Lane("clk", 1, "clock", ("0", "1", "0", "1")),
        Lane("\\a<b&c", 1, "input", ("x", "0", "1", "z")),
        Lane("n" * 60, 64, "input", ("0" * 63 + "1", "1" * 64, "x" * 64, "1" + "x" * 63)),
        Lane("y", 4, "output", ("xxxx", "xxxx", "1010", "zzzz")),
    ),
    (7, 7, 8, 8),
    clocked=True,
)


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
@pytest.mark.parametrize("waveform", [ODD, replace(ODD, clocked=False, cycles=(1, 2, 3, 4))])
def test_the_picture_is_sound(waveform: Waveform, theme: str) -> None:
    root = ElementTree.fromstring(waveform_svg.draw(waveform, theme))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width and 0 <= float(text.attrib["y"]) <= height
    for path in root.findall(f".//{SVG}path"):
        numbers = [float(found) for found in re.findall(r"[\d.]+", path.attrib["d"])]
        assert numbers and all(0 <= number <= max(width, height) for number in numbers)
    assert "nan" not in ElementTree.tostring(root, "unicode")


def test_labels_stay_in_their_boxes() -> None:
    root = ElementTree.fromstring(waveform_svg.draw(ODD, "light"))
    boxes = 0
    for group in root.iter(f"{SVG}g"):
        path, text = group.find(f"{SVG}path"), group.find(f"{SVG}text")
        if path is None or text is None:
            continue
        found = [float(x) for x in re.findall(r"[MLH]([\d.]+)", path.attrib["d"])]
        half = len(text.text or "") * 6.7 / 2
        assert min(found) <= float(text.attrib["x"]) - half and float(text.attrib["x"]) + half <= max(found)
        boxes += 1
    assert boxes >= 4


def test_unknown_values_are_hatched_and_names_escaped() -> None:
    svg = waveform_svg.draw(ODD, "light")
    assert svg.count('class="box bad"') == 3 and svg.count('class="box input part"') == 1
    assert "odd&lt;&amp;&gt;" in svg and "prefers-color-scheme" not in svg
    assert "prefers-color-scheme" in waveform_svg.draw(ODD)


def test_the_terminal_gets_one_line_a_lane() -> None:
    ruler, clk, rst, q = waveform_text.write(waveform_of(trace_of(COUNTER), 6)).splitlines()
    assert clk.split() == ["clk", "▁▁▔▔" * 6]
    assert q.startswith("q[3:0]") and "│1  │2  │3" in q
    assert len(ruler.split()) == 6 and rst.split()[0] == "rst"
    assert "╳" in waveform_text.write(ODD)
