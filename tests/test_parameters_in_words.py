"""Interfaces with parameters read out of words: what is understood, and what is left alone."""

import pytest

from verimentor.ports_in_words import interface_in, settle_kinds
from verimentor.verilog.icarus import compile_text


def told(spec: str) -> str | None:
    """The interface on one line: "gap #(W=8)(clk, d:W-1:0 -> q:4)", signed widths with an s."""
    found = interface_in(spec)
    if found is None:
        return None
    sides = [
        ", ".join(
            p.name + (f":{p.range}" if p.range else f":{p.width}" if p.width > 1 else "") + "s" * p.signed
            for p in found.ports
            if p.direction == direction
        )
        for direction in ("input", "output")
    ]
    settings = ", ".join(f"{each.name}={each.default}" for each in found.parameters)
    return f"{found.name} #({settings})({sides[0]} -> {sides[1]})"


@pytest.mark.parametrize(
    ("spec", "interface"),
    [
        # said in a sentence
        (
            "Module gap, parameter WIDTH = 8, inputs clk, d[WIDTH-1:0]; output q[WIDTH-1:0]. Registered.",
            "gap #(WIDTH=8)(clk, d:WIDTH-1:0 -> q:WIDTH-1:0)",
        ),
        ("gray_box, parameter W = 6, input g[W-1:0], output b[W-1:0]", "gray_box #(W=6)(g:W-1:0 -> b:W-1:0)"),
        (
            "Write a module named gap parameterized by DEPTH (default 16). Inputs: clk, rst, [DEPTH-1:0] taps. Output: hit.",
            "gap #(DEPTH=16)(clk, rst, taps:DEPTH-1:0 -> hit)",
        ),
        (
            "module gap with a parameter N that defaults to 4: N-bit inputs a and b, output eq",
            "gap #(N=4)(a:N-1:0, b:N-1:0 -> eq)",
        ),
        (
            "module gap: parameters W = 8 and LIMIT = 200, inputs clk, rst, level[W-1:0]; output over",
            "gap #(W=8, LIMIT=200)(clk, rst, level:W-1:0 -> over)",
        ),
        (
            "A parameterised module called gap with a WIDTH parameter (default 12): inputs a[WIDTH-1:0], b[WIDTH-1:0], "
            "output sum[WIDTH:0]. No clock.",
            "gap #(WIDTH=12)(a:WIDTH-1:0, b:WIDTH-1:0 -> sum:WIDTH:0)",
        ),
        (
            "module gap #(parameter N = 6, parameter UP = 1), inputs clk, rst, output word[N-1:0]",
            "gap #(N=6, UP=1)(clk, rst -> word:N-1:0)",
        ),
        ("module gap #(LIMIT=100), inputs clk, rst, kick; output bark", "gap #(LIMIT=100)(clk, rst, kick -> bark)"),
        (
            "Module gap. The parameter TICKS, 20 by default, is the length of the pulse. Inputs clk, rst, trig; output out1.",
            "gap #(TICKS=20)(clk, rst, trig -> out1)",
        ),
        (
            "module gap, parameter AW for the address width, default 4. Inputs clk, we, addr (AW bits); output full.",
            "gap #(AW=4)(clk, we, addr:AW-1:0 -> full)",
        ),
        (
            "module gap with parameters LEVELS (3) and W (6): input x[W-1:0], output s[W+LEVELS-1:0]",
            "gap #(LEVELS=3, W=6)(x:W-1:0 -> s:W+LEVELS-1:0)",
        ),
        (
            "module gap, parameter integer DEPTH = 16, inputs clk, push, pop, outputs full, level[$clog2(DEPTH):0]",
            "gap #(DEPTH=16)(clk, push, pop -> full, level:$clog2(DEPTH):0)",
        ),
        (
            "module gap, parameter N = 8: input [2*N-1:0] pair, output [N-1:0] top, output alike",
            "gap #(N=8)(pair:2*N-1:0 -> top:N-1:0, alike)",
        ),
        (
            "module gap, parameter POLY = 8'h1d, inputs clk, rst, en, d; output crc[7:0]",
            "gap #(POLY=8'h1d)(clk, rst, en, d -> crc:8)",
        ),
        (
            "// module gap, parameter WIDTH = 8\n// inputs: clk, signed [WIDTH-1:0] a\n// outputs: neg",
            "gap #(WIDTH=8)(clk, a:WIDTH-1:0s -> neg)",
        ),
        (
            "module gap, parameter HZ = 50_000_000 (default clock), inputs clk, rst; output tick. Each tick is one clock wide.",
            "gap #(HZ=50_000_000)(clk, rst -> tick)",
        ),
        (
            "module gap, parameter W = 8: inputs clk, rst, sin; output q[W-1:0]. On each edge q becomes {q[W-2:0], sin}.",
            "gap #(W=8)(clk, rst, sin -> q:W-1:0)",
        ),
        # a sentence about a port
        (
            "module gap, parameter WIDTH = 8. Inputs clk, data; output last. `data` is WIDTH bits wide.",
            "gap #(WIDTH=8)(clk, data:WIDTH-1:0 -> last)",
        ),
        (
            "Module name: gap\nParameter WIDTH (default 8)\nInputs:\n- clk\n- data_in\nOutputs:\n- data_out\n\n"
            "data_in and data_out are WIDTH bits wide.",
            "gap #(WIDTH=8)(clk, data_in:WIDTH-1:0 -> data_out:WIDTH-1:0)",
        ),
        (
            "module gap, parameter N = 4. Input clk, input p, input r, output flag. Both p and r are N bits wide.",
            "gap #(N=4)(clk, p:N-1:0, r:N-1:0 -> flag)",
        ),
        (
            "Divides the clock by a number provided as a parameter.\nModule name: gap\nInputs:\n  clk: clock\nOutputs:\n"
            "  slow: divided clock\n\nThe number is the parameter NUM_DIV, which defaults to 5. It counts to NUM_DIV - 1.",
            "gap #(NUM_DIV=5)(clk -> slow)",
        ),
        # sections, bullets, tables
        (
            "Module name: gap\nParameters:\n    WIDTH = 8\n    DEPTH = 4\nInput ports:\n    clk: clock\n"
            "    din [WIDTH-1:0]: word to store\nOutput ports:\n    full: high with DEPTH words\n",
            "gap #(WIDTH=8, DEPTH=4)(clk, din:WIDTH-1:0 -> full)",
        ),
        (
            "### Module\nmodule named gap\n### Parameters\n- `WIDTH`: bits of a word (default: 8)\n### Inputs\n- clk\n"
            "- din (WIDTH bits): the word\n### Outputs\n- dout (WIDTH bits): a clock later\n",
            "gap #(WIDTH=8)(clk, din:WIDTH-1:0 -> dout:WIDTH-1:0)",
        ),
        (
            'Module name: gap\nInputs:\n  clk: clock\n  a: operand with a data width of "size" bits\nOutputs:\n'
            "  p: 2*size bits, the square\nParameter:\n  size = 4\n\nThe size of the table does not matter.",
            "gap #(size=4)(clk, a:size-1:0 -> p:2*size-1:0)",
        ),
        (
            "module gap\nParameters:\n- N: number of lines, defaults to 5\nPorts:\n- clk\n- req[N-1:0]: in\n- hit: out",
            "gap #(N=5)(clk, req:N-1:0 -> hit)",
        ),
        (
            "Module: gap\nParameters:\n- parameter STAGES = 2 // flops\nPorts:\n- clk (input): clock\n- raw (input)\n- calm (output)",
            "gap #(STAGES=2)(clk, raw -> calm)",
        ),
        (
            "module gap, parameter W = 4\n| port | direction | width |\n|---|---|---|\n| p | input | W |\n| q | output | [W-1:0] |"
            "\n| z | output | 1 |\n",
            "gap #(W=4)(p:W-1:0 -> q:W-1:0, z)",
        ),
        # written
        (
            "Fill in:\nmodule gap #(parameter W = 8) (input clk, input [W-1:0] p, output q);\n// q is p[0], late",
            "gap #(W=8)(clk, p:8 -> q)",
        ),
    ],
)
def test_parameters_are_taken(spec: str, interface: str) -> None:
    found = interface_in(spec)
    assert found
    if not found.parameters:  # a header that stood in the text
        assert "parameter W = 8" in found.header
        return
    assert told(spec) == interface
    assert not compile_text(f"{found.header}\nendmodule\n").problems


@pytest.mark.parametrize(
    "spec",
    [
        "module gap, parameter WIDTH, inputs clk, d[WIDTH-1:0]; output q",  # which default?
        "module gap, parameters W = 8 and N, inputs clk, d[W-1:0]; output q",
        "module gap, parameters W = 8, N = six, inputs clk, d[W-1:0]; output q",
        "module gap, parameter W = 8, inputs clk, d[N-1:0]; output q",  # what is N?
        "module gap, parameter W = 8, inputs clk, d (M bits); output q",
        "module gap, parameter W = 8 or 16, inputs clk, d[W-1:0]; output q",
        "module gap, parameter W = 8*2, inputs clk, d[W-1:0]; output q",
        "module gap, parameter W = 2**N, inputs clk, d[W-1:0]; output q",
        "module gap, parameter W = 8. With parameter W = 9 it is larger. Inputs clk, d[W-1:0]; output q",
        "module gap, parameter WIDTH = 8, inputs clk, data; output q",  # how wide is data?
        "module gap, parameter WIDTH = 8, inputs clk, d; output q",  # what has the width?
        "module gap, parameter W = 8, inputs clk, W-bit d, e; output q",  # is e as wide?
        "module gap, parameter W = 8, inputs clk, d[W-1:0]; output q. d is 4 bits wide.",
        "module gap, parameters S0 = 2'b00 and S1 = 2'b01 for the states, inputs clk, x; output z",
        "module gap. Parameters IDLE = 0, BUSY = 1 encode it. Inputs clk, x; output z",
        "module gap. The state parameter is an input of 4 bits, z is an output.",
        "Module gap, parameterized width. Inputs clk, d; output q",
        "A generic module gap, parameter W = 8, inputs clk, d[W-1:0]; output q",
        "Module name: gap\nParameters:\n  W: the width\nInputs:\n  d [W-1:0]: word\nOutputs:\n  q: flag",
        "Module name: gap\nParameters:\n  W = 8\n  the depth is 4\nInputs:\n  d [W-1:0]: word\nOutputs:\n  q: flag",
        "Module name: gap\nParameters:\n  OP: 4-bit code\nInputs:\n  d (4 bits): word\nOutputs:\n  q: flag",
        "Module name: gap\nParameters:\n  idle, busy: enumeration of states\nInputs:\n  d (4 bits): word\nOutputs:\n  q: flag",
        "Module name: gap\nParameter W = 8\nInputs:\n  d: a word\nOutputs:\n  q: flag\n\nd[W-1:0] has 9 bits.",
        "module gap, parameter N = 3, inputs clk, d[2^N-1:0]; output q",
        "module gap, parameter N = 3, inputs clk, d[N:1]; output q",
        "module gap, parameter N = 3, inputs clk, d[0:N-1]; output q",
        "module gap, parameter RATE = 50 MHz, inputs clk, rst; output q",
        "module gap, parameter a = 3, inputs clk, a; output hit",
        "module gap, parameter type = 3, inputs clk, go; output hit",
        "The parameters of gap are a = 3 and b = 4. module gap, inputs clk, go; output hit, c, b",
        "module gap, parameter W = 8, localparam N = 4, inputs clk, d[W-1:0]; output q",
        "module gap, parameter clk = 8, inputs clk, go; output q",  # a port of the same name
        "module gap, parameter W = 8, built from two instances of cell_x #(W); inputs d[W-1:0], output q",
        "module gap instantiates cell_x #(N=4) twice; inputs clk, d[3:0]; output q",
        "module gap, parameter W = 8, inout pad[W-1:0], input clk, output q",
        "module cell_2 #(parameter W = 8) (input [W-1:0] p, output q);\nInstantiate cell_2 twice, in a row.",
        "module gap #(parameter W) (input [W-1:0] p, output q);\nq is p[0].",
    ],
)
def test_a_parameter_in_doubt_spoils_the_interface(spec: str) -> None:
    assert interface_in(spec) is None


def test_settled_headers_keep_their_parameters() -> None:
    interface = interface_in("module gap, parameter W = 4, inputs clk, d[W-1:0]; output q[W-1:0]. Combinational.")
    assert interface
    settled = settle_kinds(f"{interface.header}\n  assign q = d;\nendmodule\n", interface)
    assert "parameter W = 4" in settled
    assert "output [W-1:0] q" in settled
    assert not compile_text(settled).problems
