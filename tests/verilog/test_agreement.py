"""Modules that behave alike are found equal, mutants are told apart, and hostile ones get a verdict."""

import shutil
import time

import pytest

from verimentor.verilog.agreement import compare_many, equivalent, group_by_behaviour, simulate
from verimentor.verilog.renaming import rename_modules

pytestmark = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")

COUNTER = """
module counter(input clk, input rst, input en, output reg [7:0] q);
  always @(posedge clk)
    if (rst) q <= 8'd0;
    else if (en) q <= q + 8'd1;
endmodule
"""
ASYNC_COUNTER = """
module counter(input clk, input rst_n, input load, input [7:0] d, output reg [7:0] q, output zero);
  assign zero = q == 0;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) q <= 8'd0;
    else if (load) q <= d;
    else q <= q + 8'd1;
endmodule
"""
FIFO = """
module fifo(input clk, input rst, input wr_en, input rd_en, input [7:0] din, output [7:0] dout, output full, output empty);
  reg [7:0] memory [0:7];
  reg [3:0] head, tail;
  assign full = (head - tail) == 4'd8;
  assign empty = head == tail;
  assign dout = memory[tail[2:0]];
  always @(posedge clk)
    if (rst) begin head <= 0; tail <= 0; end
    else begin
      if (wr_en && !full) begin memory[head[2:0]] <= din; head <= head + 1; end
      if (rd_en && !empty) tail <= tail + 1;
    end
endmodule
"""
FSM = """
module detector(input clk, input reset, input in, output out);
  reg [2:0] state, next;
  always @(*)
    case (state)
      3'd0: next = in ? 3'd1 : 3'd0;
      3'd1: next = in ? 3'd1 : 3'd2;
      3'd2: next = in ? 3'd3 : 3'd0;
      3'd3: next = in ? 3'd4 : 3'd2;
      3'd4: next = in ? 3'd1 : 3'd2;
      default: next = 3'd0;
    endcase
  always @(posedge clk) if (reset) state <= 0; else state <= next;
  assign out = state == 3'd4;
endmodule
"""
MUX = """
module mux(input [7:0] a, b, c, d, input [1:0] sel, output reg [7:0] y);
  always @(*)
    case (sel)
      2'd0: y = a;
      2'd1: y = b;
      2'd2: y = c;
      default: y = d;
    endcase
endmodule
"""
ALU = """
module alu(input [31:0] a, b, input [2:0] op, output reg [31:0] y, output zero, output reg overflow);
  always @(*) begin
    overflow = 0;
    case (op)
      3'd0: begin y = a + b; overflow = (a[31] == b[31]) && (y[31] != a[31]); end
      3'd1: begin y = a - b; overflow = (a[31] != b[31]) && (y[31] != a[31]); end
      3'd2: y = a & b;
      3'd3: y = a | b;
      3'd4: y = a ^ b;
      3'd5: y = $signed(a) < $signed(b);
      3'd6: y = a << b[4:0];
      default: y = $signed(a) >>> b[4:0];
    endcase
  end
  assign zero = y == 0;
endmodule
"""
SHIFT = """
module shift(input clk, input areset, input load, input ena, input [3:0] data, output reg [3:0] q);
  always @(posedge clk, posedge areset)
    if (areset) q <= 4'd0;
    else if (load) q <= data;
    else if (ena) q <= {1'b0, q[3:1]};
endmodule
"""
LOCK = """
module lock(input clk, input rst, input bit_in, output reg open);
  reg [11:0] seen;
  always @(posedge clk)
    if (rst) begin seen <= 0; open <= 0; end
    else begin seen <= {seen[10:0], bit_in}; open <= seen == 12'hb3d; end
endmodule
"""
TWO_CLOCKS = """
module crossing(input wclk, input rclk, input rst_n, input d, output reg q);
  reg first, second;
  always @(posedge wclk or negedge rst_n) if (!rst_n) first <= 0; else first <= d;
  always @(posedge rclk or negedge rst_n) if (!rst_n) {q, second} <= 0; else {q, second} <= {second, first};
endmodule
"""

MUTANTS = [
    (COUNTER, "q + 8'd1", "q + 8'd2"),
    (COUNTER, "q + 8'd1", "q == 8'd254 ? 8'd0 : q + 8'd1"),
    (COUNTER, "else if (en)", "else"),
    (COUNTER, "if (rst) q <= 8'd0;\n    else if (en)", "if (rst && en) q <= 8'd0;\n    else if (en)"),
    (COUNTER, "posedge clk", "posedge clk or posedge rst"),
    (COUNTER, "posedge clk", "negedge clk"),
    (COUNTER, "q <= 8'd0", "q <= 8'd1"),
    (ASYNC_COUNTER, " or negedge rst_n", ""),
    (ASYNC_COUNTER, "if (!rst_n)", "if (1'b0)"),
    (ASYNC_COUNTER, "q <= d", "q <= {d[7:1], 1'b0}"),
    (ASYNC_COUNTER, "q == 0", "q == 8'd0 && load"),
    (FIFO, "wr_en && !full", "wr_en"),
    (FIFO, "rd_en && !empty", "rd_en"),
    (FIFO, "4'd8", "4'd7"),
    (FIFO, "head == tail", "head[2:0] == tail[2:0]"),
    (FIFO, "<= din", "<= {din[0], din[7:1]}"),
    (FSM, "3'd3: next = in ? 3'd4 : 3'd2", "3'd3: next = in ? 3'd4 : 3'd0"),
    (FSM, "3'd4: next = in ? 3'd1 : 3'd2", "3'd4: next = in ? 3'd1 : 3'd0"),
    (FSM, "state == 3'd4", "next == 3'd4"),
    (MUX, "2'd2: y = c;", ""),
    (MUX, "default: y = d;", ""),
    (MUX, "y = b", "y = b & 8'h7f"),
    (ALU, "$signed(a) < $signed(b)", "a < b"),
    (ALU, "$signed(a) >>>", "a >>"),
    (ALU, "y == 0", "y == 32'd0 && op != 3'd4"),
    (ALU, "(a[31] != b[31]) &&", "(a[31] == b[31]) &&"),
    (ALU, "a << b[4:0]", "a << b[3:0]"),
    (SHIFT, "1'b0, q[3:1]", "q[0], q[3:1]"),
    (
        SHIFT,
        "if (load) q <= data;\n    else if (ena) q <= {1'b0, q[3:1]}",
        "if (ena) q <= {1'b0, q[3:1]};\n    else if (load) q <= data",
    ),
    (SHIFT, ", posedge areset", ""),
    (LOCK, "12'hb3d", "12'hb3c"),
    (LOCK, "open <= seen == 12'hb3d", "open <= 0"),
    (TWO_CLOCKS, "posedge rclk", "posedge wclk"),
    (TWO_CLOCKS, "{q, second} <= {second, first}", "{q, second} <= {first, first}"),
]

HOSTILE = {
    "combinational loop": "assign y = ~y; wire z = y;",
    "loop at time zero": "initial while (1) ;",
    "loop on the clock": "always @(posedge clk) while (1) ;",
    "flood": 'always @(posedge clk) forever $display("flood");',
    "flood at once": 'initial forever $write("flood flood flood");',
    "finish at time zero": "initial $finish;",
    "finish later": "initial #100 $finish;",
    "stop": "initial $stop;",
    "huge file": 'integer f; initial begin f = $fopen("x"); forever $fdisplay(f, "x"); end',
    "unknown task": "initial $no_such_task;",
    "huge memory": "reg [1023:0] m [0:100000000]; initial m[0] = 0;",
    "recursion": "m again(.clk(clk), .y());",
    "endless elaboration": "genvar i; generate for (i = 0; i < 2; i = i * 1) begin : g wire w; end endgenerate",
    "endless function": "function integer f(input integer n); begin while (1) n = n + 1; f = n; end endfunction "
    "localparam P = f(1); wire [P:0] w;",
}


@pytest.mark.parametrize(
    "text",
    [COUNTER, ASYNC_COUNTER, FIFO, FSM, MUX, ALU, SHIFT, LOCK, TWO_CLOCKS],
    ids=lambda text: text.split("(")[0][8:],
)
def test_a_module_equals_itself(text: str) -> None:
    assert equivalent(text, text.replace("endmodule", "\n// the same\nendmodule")).equal


@pytest.mark.parametrize("seed", [1, 2])
def test_mutants_are_told_apart(seed: int) -> None:
    pairs = [(text, text.replace(old, new)) for text, old, new in MUTANTS]
    assert all(a != b for a, b in pairs)
    answers = compare_many(pairs, seed=seed)
    survivors = [(old, new) for (_, old, new), answer in zip(MUTANTS, answers, strict=True) if answer.equal]
    assert not survivors
    assert all(answer.first_difference and answer.error is None for answer in answers)


def test_a_difference_is_readable() -> None:
    answer = equivalent(MUX, MUX.replace("y = b;", "y = ~b;"))
    assert answer.first_difference is not None
    assert "sel=2'h1" in answer.first_difference
    assert "expected 8'h" in answer.first_difference


def test_hostile_modules_get_a_verdict_and_spoil_nothing() -> None:
    good = "module m(input clk, output y); assign y = clk; endmodule"
    bad = [f"module m(input clk, output y); {body} endmodule" for body in HOSTILE.values()]
    started = time.monotonic()
    *answers, last = compare_many([(good, text) for text in [*bad, good]])
    for name, answer in zip(HOSTILE, answers, strict=True):
        assert not answer.equal, name
        assert answer.error or answer.first_difference, name
    assert last.equal
    assert time.monotonic() - started < 300  # a dozen seconds of processor time; machines may be busy


def test_one_bad_module_does_not_spoil_the_others() -> None:
    bad = [
        "module m(input a, output y); assign y = b; endmodule",
        "garbage",
        "module m(input a, output y); initial $finish; endmodule",
    ]
    good = "module m(input a, output y); assign y = !a; endmodule"
    answers = compare_many(
        [(good, bad[0]), (good, good), (good, bad[1]), (good, bad[2]), (good, good.replace("!", ""))]
    )
    assert [answer.equal for answer in answers] == [False, True, False, False, False]
    assert answers[0].error and answers[2].error and answers[3].error and answers[4].first_difference


def test_forged_lines_change_nothing() -> None:
    forger = COUNTER.replace(
        "endmodule",
        'integer f; initial begin $write("no newline"); f = $fopen("design0.v", "w"); $fclose(f); $display("%m 0 00000000;"); end endmodule',
    )
    assert equivalent(COUNTER, forger).equal
    assert not equivalent(COUNTER, forger.replace("8'd1", "8'd3")).equal


def test_unknown_bits_of_the_reference_are_free_and_others_are_not() -> None:
    free = "module m(input [1:0] s, output reg y); always @* case (s) 0: y = 0; 1: y = 1; default: y = 1'bx; endcase endmodule"
    fixed = free.replace("1'bx", "1'b0")
    assert equivalent(free, fixed).equal
    assert not equivalent(fixed, free).equal


def test_a_reference_that_says_nothing_equals_nothing() -> None:
    silent = "module m(input a, output y); endmodule"
    assert equivalent(silent, silent).error == "reference: its outputs are never known"


def test_state_before_the_first_reset_is_free() -> None:
    assert equivalent(COUNTER.replace("endmodule", "initial q = 7; endmodule"), COUNTER).equal


def test_helpers_may_share_their_names() -> None:
    adder = "module add(input a, b, c, output s, o); assign {o, s} = a + b + c; endmodule\n"
    top = """module top(input [1:0] a, b, output [2:0] y); wire c;
    add add0(a[0], b[0], 1'b0, y[0], c), add1(a[1], b[1], c, y[1], y[2]); endmodule"""
    other = "module add(input [1:0] p, q, output [2:0] r); assign r = p + q; endmodule\n"
    assert equivalent(
        adder + top, other + "module top(input [1:0] a, b, output [2:0] y); add i(a, b, y); endmodule"
    ).equal
    assert equivalent(top, top, others={"add.v": adder}).equal


def test_names_and_directives_do_not_leak() -> None:
    text = "`default_nettype none\n`define W 4\n`timescale 1ps/1ps\nmodule m(input wire [`W-1:0] a, output wire y); assign #3 y = ^a; endmodule"
    other = text.replace("W", "V").replace("`default_nettype none\n", "").replace("1ps/1ps", "1ns/1ns")
    assert [
        answer.equal for answer in compare_many([(text, other), (other, text.replace("`define W 4", "`define W 5"))])
    ] == [True, False]


def test_a_pin_may_have_the_module_s_name() -> None:
    text = "module parity(input [3:0] a, output parity); assign parity = ^a; endmodule"
    assert equivalent(text, text).equal


def test_modules_with_other_names_are_comparable_and_with_other_ports_are_not() -> None:
    assert equivalent(COUNTER, COUNTER.replace("counter", "other")).equal
    assert equivalent(COUNTER, COUNTER.replace("[7:0] q", "[8:0] q")).first_difference == (
        "port q is output of 9 bits, expected output of 8 bits"
    )
    assert equivalent(COUNTER, COUNTER.replace("input en, ", "")).first_difference == "port en is missing"


def test_inout_pins_are_driven_and_observed() -> None:
    text = "module pad(inout io, input oe, input d, output q); assign io = oe ? d : 1'bz; assign q = io; endmodule"
    assert equivalent(text, text).equal
    assert not equivalent(text, text.replace("? d", "? !d")).equal
    assert not equivalent(text, text.replace("q = io", "q = d")).equal


def test_an_unreadable_module_names_the_compiler_s_reason() -> None:
    answer = equivalent(COUNTER, "module counter(input clk; endmodule")
    assert answer.error is not None and "does not compile: line 1" in answer.error


def test_simulation_tells_what_it_saw() -> None:
    simulation = simulate(COUNTER)
    assert simulation.trace is not None
    assert not simulation.trace.all_unknown and not simulation.trace.constant
    assert simulate("module m(input a, output y); assign y = 1; endmodule").trace.constant  # type: ignore[union-attr]
    assert simulate("module m(input a, output y); assign y = q; endmodule").compiled is False


def test_groups_hold_what_behaves_alike() -> None:
    mux = "module m(input a, b, s, output y); assign y = {}; endmodule"
    texts = [
        mux.format(body)
        for body in ("s ? b : a", "s ? a : b", "(s & b) | (~s & a)", "1'bx", "oops(", "q", "(s | a) & (~s | b)")
    ]
    assert group_by_behaviour(texts) == [[0, 2, 6], [1]]
    assert group_by_behaviour([]) == []
    assert group_by_behaviour(["nothing"]) == []


def test_renaming_leaves_strings_macros_and_numbers_alone() -> None:
    text = '`define face 8\'hface\nmodule face; /* face */ initial $face("face", `face, face.x, \\face ); endmodule'
    assert rename_modules(text, "_b") == (
        '`define face 8\'hface\nmodule face_b; /* face */ initial $face("face", `face, face_b.x, \\face_b ); endmodule'
    )


def test_renaming_finds_every_module() -> None:
    text = "module a(output y); b i(y); endmodule\n\nmodule b(output y); endmodule"
    assert rename_modules(text, "_v") == "module a_v(output y); b_v i(y); endmodule\n\nmodule b_v(output y); endmodule"


WATCHDOG = """module watchdog (input clk, input rst_n, input kick, output reg bark);
    reg [7:0] age;
    always @(posedge clk or negedge rst_n)
        if (!rst_n) begin age <= 8'd0; bark <= 1'b0; end
        else if (kick) begin age <= 8'd0; bark <= 1'b0; end
        else if (age == 8'd200) bark <= 1'b1;
        else age <= age + 8'd1;
endmodule
"""
PURSE = """module purse (input clk, input rst, input earn, input lose, output reg [3:0] coins);
    always @(posedge clk)
        if (rst) coins <= 4'd3;
        else if (earn && coins != 4'd12) coins <= coins + 4'd1;
        else if (lose && coins != 4'd0) coins <= coins - 4'd1;
endmodule
"""


@pytest.mark.parametrize(
    ("design", "mutant"),
    [
        (WATCHDOG, WATCHDOG.replace("8'd200", "8'd201")),
        (PURSE, PURSE.replace("4'd12", "4'd13")),
        (PURSE, PURSE.replace("coins != 4'd0", "coins != 4'd1")),
    ],
)
def test_limits_that_take_long_to_reach_are_reached(design: str, mutant: str) -> None:
    assert not equivalent(design, mutant).equal
