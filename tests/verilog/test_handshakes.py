"""Stimuli exercise enables and handshakes, and tell resets apart: no mutant of a protocol survives them."""

import pytest

from verimentor.verilog.agreement import compare_many, equivalent

SKID = """module skid (input clk, input rst_n, input in_valid, output in_ready, input [7:0] in_data,
             output reg out_valid, input out_ready, output reg [7:0] out_data);
  assign in_ready = !out_valid || out_ready;
  always @(posedge clk or negedge rst_n)
    if (!rst_n) begin out_valid <= 1'b0; out_data <= 8'd0; end
    else if (in_ready) begin
      out_valid <= in_valid;
      if (in_valid) out_data <= in_data;
    end
endmodule
"""
MULTIPLIER = """module multiplier (input clk, input rst, input start, input [7:0] a, b, output reg [15:0] p, output reg busy, output reg done);
  reg [7:0] left;
  reg [15:0] shifted;
  reg [3:0] step;
  always @(posedge clk)
    if (rst) begin p <= 0; busy <= 0; done <= 0; left <= 0; shifted <= 0; step <= 0; end
    else begin
      done <= 0;
      if (start && !busy) begin busy <= 1; p <= 0; left <= a; shifted <= b; step <= 0; end
      else if (busy) begin
        if (left[0]) p <= p + shifted;
        left <= left >> 1; shifted <= shifted << 1; step <= step + 1;
        if (step == 4'd7) begin busy <= 0; done <= 1; end
      end
    end
endmodule
"""
HANDSHAKE = """module fourphase (input clk, input rst, input req, input [3:0] d, output reg ack, output reg [3:0] q, output reg [3:0] count);
  reg [1:0] state;
  always @(posedge clk)
    if (rst) begin state <= 0; ack <= 0; q <= 0; count <= 0; end
    else case (state)
      2'd0: if (req) begin q <= d; state <= 1; end
      2'd1: begin ack <= 1; state <= 2; end
      2'd2: if (!req) begin ack <= 0; count <= count + 1; state <= 0; end
      default: state <= 0;
    endcase
endmodule
"""
UART = """module uart (input clk, input rst, input tx_start, input [7:0] tx_data, output reg tx, output reg ready);
  reg [3:0] bits; reg [2:0] baud; reg [8:0] shift;
  always @(posedge clk)
    if (rst) begin tx <= 1; ready <= 1; bits <= 0; baud <= 0; shift <= 0; end
    else if (ready) begin
      if (tx_start) begin ready <= 0; shift <= {1'b1, tx_data}; bits <= 9; baud <= 0; tx <= 0; end
    end else if (baud == 3'd4) begin
      baud <= 0;
      if (bits == 0) ready <= 1;
      else begin tx <= shift[0]; shift <= {1'b1, shift[8:1]}; bits <= bits - 1; end
    end else baud <= baud + 1;
endmodule
"""
CREDIT = """module credit (input clk, input rst, input send_valid, output send_ready, input credit_return, output reg [2:0] credits);
  assign send_ready = credits != 0;
  wire send = send_valid && send_ready;
  always @(posedge clk)
    if (rst) credits <= 3'd4;
    else if (send && !credit_return) credits <= credits - 1;
    else if (!send && credit_return && credits != 3'd4) credits <= credits + 1;
endmodule
"""
MUTANTS = [
    (SKID, "!out_valid || out_ready", "!out_valid"),
    (SKID, "!out_valid || out_ready", "out_ready"),
    (SKID, "if (in_valid) out_data", "out_data"),
    (SKID, "else if (in_ready) begin", "else if (in_ready || in_valid) begin"),
    (SKID, "out_valid <= in_valid;", "out_valid <= 1'b1;"),
    (MULTIPLIER, "start && !busy", "start"),
    (MULTIPLIER, "4'd7", "4'd6"),
    (MULTIPLIER, "p + shifted", "p + {8'd0, shifted[7:0]}"),
    (MULTIPLIER, "done <= 0;\n      if", "if"),
    (MULTIPLIER, "left <= a; shifted <= b; step <= 0; end", "left <= a; shifted <= b; end"),
    (HANDSHAKE, "2'd2: if (!req)", "2'd2:"),
    (
        HANDSHAKE,
        "2'd1: begin ack <= 1; state <= 2; end",
        "2'd1: if (req) begin ack <= 1; state <= 2; end else state <= 0;",
    ),
    (HANDSHAKE, "count + 1", "count + (count != 4'd14)"),
    (UART, "3'd4", "3'd5"),
    (UART, "bits <= 9", "bits <= 8"),
    (UART, "{1'b1, tx_data}", "{1'b0, tx_data}"),
    (UART, "if (bits == 0) ready <= 1;", "if (bits == 0) begin ready <= 1; tx <= 0; end"),
    (CREDIT, "&& credits != 3'd4", ""),
    (CREDIT, "send && !credit_return", "send"),
    (CREDIT, "3'd4;", "3'd3;"),
    (CREDIT, "= credits != 0", "= credits != 0 || credit_return"),
]

SYNCHRONOUS = """module flop (input clk, input {reset}, input d, output reg q);
  always @(posedge clk) if ({active}) q <= 1'b0; else q <= d;
endmodule
"""


def test_no_mutant_of_a_protocol_survives() -> None:
    pairs = [(text, text.replace(old, new)) for text, old, new in MUTANTS]
    assert all(a != b for a, b in pairs)
    answers = compare_many([*pairs, *((text, text) for text in (SKID, MULTIPLIER, HANDSHAKE, UART, CREDIT))])
    assert [answer.equal for answer in answers] == [False] * len(pairs) + [True] * 5
    assert all(answer.error is None for answer in answers)


@pytest.mark.parametrize(
    ("reset", "active", "edge"), [("rst", "rst", "posedge rst"), ("rst_n", "!rst_n", "negedge rst_n")]
)
def test_a_synchronous_reset_is_no_asynchronous_one(reset: str, active: str, edge: str) -> None:
    synchronous = SYNCHRONOUS.format(reset=reset, active=active)
    asynchronous = synchronous.replace("posedge clk", f"posedge clk or {edge}")
    for a, b in ((synchronous, asynchronous), (asynchronous, synchronous)):
        assert equivalent(a, a).equal and not equivalent(a, b).equal
