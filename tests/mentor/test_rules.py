"""Each rule mends its own text, by the compiler's word, and leaves another one alone."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace

import pytest

from verimentor.mentor.rules import RULES, propose
from verimentor.mentor.rules.rule import Edit, Repair, Rule, Site
from verimentor.verilog import check, icarus_messages
from verimentor.verilog.icarus import compile_text
from verimentor.verilog.problem import Problem, Severity, Span, line_span

BY_NAME = {rule.name: rule for rule in RULES}

# Rule, broken text, mended text.
MENDED = r"""
==== missing-token
module m(input a, output y);
  assign y = a // the input
endmodule
----
module m(input a, output y);
  assign y = a; // the input
endmodule
==== missing-token
module m(input [3:0] a, output y);
  assign y = a[0 ? 1'b1 : 1'b0;
endmodule
----
module m(input [3:0] a, output y);
  assign y = a[0] ? 1'b1 : 1'b0;
endmodule
==== missing-token
module m(input clk, input a, output reg y);
  always @(posedge clk begin
    y <= a;
  end
endmodule
----
module m(input clk, input a, output reg y);
  always @(posedge clk) begin
    y <= a;
  end
endmodule
==== missing-semicolon icarus
module m(input a, output y);
  wire w
  assign w = a;
  assign y = w;
endmodule
----
module m(input a, output y);
  wire w;
  assign w = a;
  assign y = w;
endmodule
==== semicolon-after-block
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    if (d) begin q <= 1; end;
    else q <= 0;
  end
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    if (d) begin q <= 1; end
    else q <= 0;
  end
endmodule
==== semicolon-after-block
module m(input a, output y);
  assign y = a;
endmodule;
----
module m(input a, output y);
  assign y = a;
endmodule
==== repeated-word
module m(input a, output y);
  assign assign y = a;
endmodule
----
module m(input a, output y);
  assign y = a;
endmodule
==== missing-comma
module m(
  input a
  input b,
  output y
);
  assign y = a & b;
endmodule
----
module m(
  input a,
  input b,
  output y
);
  assign y = a & b;
endmodule
==== missing-comma
module s(input a, output y); assign y = a; endmodule
module m(input a, output y);
  s u(.a(a) .y(y));
endmodule
----
module s(input a, output y); assign y = a; endmodule
module m(input a, output y);
  s u(.a(a), .y(y));
endmodule
==== missing-list-comma
module m(input a, output y);
  wire [1:0] v w;
  assign v = a;
  assign w = v;
  assign y = w[0];
endmodule
----
module m(input a, output y);
  wire [1:0] v, w;
  assign v = a;
  assign w = v;
  assign y = w[0];
endmodule
==== missing-colon
module m(input [1:0] s, output reg q);
  parameter IDLE = 2'd0;
  always @(*)
    case (s)
      IDLE q = 1;
      default: q = 0;
    endcase
endmodule
----
module m(input [1:0] s, output reg q);
  parameter IDLE = 2'd0;
  always @(*)
    case (s)
      IDLE: q = 1;
      default: q = 0;
    endcase
endmodule
==== surplus-comma
module m(
  input a,
  output y,
);
  assign y = a;
endmodule
----
module m(
  input a,
  output y
);
  assign y = a;
endmodule
==== semicolons-in-port-list
module m(
  input a;
  output y;
);
  assign y = a;
endmodule
----
module m(
  input a,
  output y
);
  assign y = a;
endmodule
==== missing-hash
module m (parameter W = 4) (input [W-1:0] a, output [W-1:0] y);
  assign y = a;
endmodule
----
module m #(parameter W = 4) (input [W-1:0] a, output [W-1:0] y);
  assign y = a;
endmodule
==== unclosed-port-list
module m(
  input a,
  output y
  wire w;
  assign w = a;
  assign y = w;
endmodule
----
module m(
  input a,
  output y
);
  wire w;
  assign w = a;
  assign y = w;
endmodule
==== missing-bracket icarus
module m(input a, input b, output y);
  assign y = (a & (b | a);
endmodule
----
module m(input a, input b, output y);
  assign y = (a & (b | a));
endmodule
==== doubled-bracket
module m(input clk, input d, output reg q);
  always @((posedge clk) q <= d;
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) q <= d;
endmodule
==== surplus-bracket
module m(input a, output y);
  assign y = (a));
endmodule
----
module m(input a, output y);
  assign y = (a);
endmodule
==== missing-quote
module m;
  initial $display("done);
endmodule
----
module m;
  initial $display("done");
endmodule
==== open-comment
module m(input a, output y);
  assign y = a; /* the input
endmodule
----
module m(input a, output y);
  assign y = a; /* the input */
endmodule
==== missing-end
module m(input clk, input a, output reg q);
  always @(posedge clk) begin
    if (a) begin
      q <= 1;
    q <= 0;
  end
endmodule
----
module m(input clk, input a, output reg q);
  always @(posedge clk) begin
    if (a) begin
      q <= 1;
    end
    q <= 0;
  end
endmodule
==== missing-end
module m(input [1:0] s, output reg q);
  always @(*) begin
    case (s)
      2'd0: q = 1;
      default: q = 0;
  end
endmodule
----
module m(input [1:0] s, output reg q);
  always @(*) begin
    case (s)
      2'd0: q = 1;
      default: q = 0;
    endcase
  end
endmodule
==== missing-end
module m(input a, output y);
  function f(input x);
    f = ~x;
  assign y = f(a);
endmodule
----
module m(input a, output y);
  function f(input x);
    f = ~x;
  endfunction
  assign y = f(a);
endmodule
==== missing-end
module m(input a, output y);
  assign y = a;

module n(input a, output y);
  assign y = a;
endmodule
----
module m(input a, output y);
  assign y = a;
endmodule

module n(input a, output y);
  assign y = a;
endmodule
==== surplus-end
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    q <= d;
  end
  end
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    q <= d;
  end
endmodule
==== surplus-end
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk)
    q <= d;
    r <= d;
  end
endmodule
----
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk) begin
    q <= d;
    r <= d;
  end
endmodule
==== missing-begin-end
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk)
    q <= d;
    r <= d;
endmodule
----
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk) begin
    q <= d;
    r <= d;
  end
endmodule
==== missing-begin-end
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk) begin
    if (d)
      q <= d;
      r <= d;
    else
      q <= 0;
  end
endmodule
----
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk) begin
    if (d) begin
      q <= d;
      r <= d;
    end
    else
      q <= 0;
  end
endmodule
==== braces
module m(input clk, input d, output reg q);
  always @(posedge clk) {
    if (d) {
      q <= {d};
    } else {
      q <= 0;
    }
  }
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    if (d) begin
      q <= {d};
    end else begin
      q <= 0;
    end
  end
endmodule
==== bad-digit
module m(output [3:0] y);
  assign y = 4'b10012;
endmodule
----
module m(output [3:0] y);
  assign y = 4'b1001;
endmodule
==== bad-digit
module m(output [7:0] y);
  assign y = 8'hXYZ;
endmodule
----
module m(output [7:0] y);
  assign y = 8'hXZ;
endmodule
==== bad-digit
module m(output [7:0] y);
  assign y = 8'd1F;
endmodule
----
module m(output [7:0] y);
  assign y = 8'h1F;
endmodule
==== missing-base
module m(output [7:0] y);
  assign y = 8'FF;
endmodule
----
module m(output [7:0] y);
  assign y = 8'hFF;
endmodule
==== missing-tick
module m(output [7:0] y);
  assign y = 8b10100000;
endmodule
----
module m(output [7:0] y);
  assign y = 8'b10100000;
endmodule
==== c-literal
module m(output [7:0] y);
  assign y = 0xFF;
endmodule
----
module m(output [7:0] y);
  assign y = 8'hFF;
endmodule
==== assignment-operator
module m(input a, output y);
  assign y => a;
endmodule
----
module m(input a, output y);
  assign y = a;
endmodule
==== assignment-operator
module m(input clk, input a, output reg y);
  always @(posedge clk) y == a;
endmodule
----
module m(input clk, input a, output reg y);
  always @(posedge clk) y <= a;
endmodule
==== missing-assignment-operator
module m(input clk, output reg [3:0] count);
  always @(posedge clk) begin
    count count + 1;
  end
endmodule
----
module m(input clk, output reg [3:0] count);
  always @(posedge clk) begin
    count <= count + 1;
  end
endmodule
==== assignment-in-condition
module m(input a, output reg y);
  always @* if (a = 1) y = 1; else y = 0;
endmodule
----
module m(input a, output reg y);
  always @* if (a == 1) y = 1; else y = 0;
endmodule
==== unequal
module m(input [1:0] a, output y);
  assign y = a <> 2'b01;
endmodule
----
module m(input [1:0] a, output y);
  assign y = a != 2'b01;
endmodule
==== word-operator
module m(input a, input b, output y);
  assign y = a and not b;
endmodule
----
module m(input a, input b, output y);
  assign y = a & ~ b;
endmodule
==== range-separator
module m(input [7-0] a, output [7:0] y);
  assign y = a;
endmodule
----
module m(input [7:0] a, output [7:0] y);
  assign y = a;
endmodule
==== missing-assign
module m(input a, output y);
  y = a;
endmodule
----
module m(input a, output y);
  assign y = a;
endmodule
==== missing-always
module m(input a, output reg y);
  case (a)
    0: y = 1;
    default: y = 0;
  endcase
endmodule
----
module m(input a, output reg y);
  always @(*) case (a)
    0: y = 1;
    default: y = 0;
  endcase
endmodule
==== event-control
module m(input clk, input rst_n, input d, output reg q);
  always @ posedge clk or negedge rst_n
    q <= d;
endmodule
----
module m(input clk, input rst_n, input d, output reg q);
  always @ (posedge clk or negedge rst_n)
    q <= d;
endmodule
==== event-control
module m(input d, output reg q);
  always @() q = d;
endmodule
----
module m(input d, output reg q);
  always @(*) q = d;
endmodule
==== else-if
module m(input [1:0] s, output reg q);
  always @* begin
    if (s == 0) q = 0;
    elsif (s == 1) q = 1;
    else q = 0;
  end
endmodule
----
module m(input [1:0] s, output reg q);
  always @* begin
    if (s == 0) q = 0;
    else if (s == 1) q = 1;
    else q = 0;
  end
endmodule
==== switch
module m(input [1:0] s, output reg q);
  always @* begin
    switch (s) {
      case 0: q = 0; break;
      default: q = 1;
    }
  end
endmodule
----
module m(input [1:0] s, output reg q);
  always @* begin
    case (s)
      0: q = 0;
      default: q = 1;
    endcase
  end
endmodule
==== instance-name
module s(input a, output y); assign y = a; endmodule
module m(input a, output y);
  s (.a(a), .y(y));
endmodule
----
module s(input a, output y); assign y = a; endmodule
module m(input a, output y);
  s u_s (.a(a), .y(y));
endmodule
==== foreign-comment
module m(input a, output y);
  assign y = a; -- the input
endmodule
----
module m(input a, output y);
  assign y = a; // the input
endmodule
==== foreign-comment
#define W 4
module m(input [`W-1:0] a, output [`W-1:0] y);
  assign y = a;
endmodule
----
`define W 4
module m(input [`W-1:0] a, output [`W-1:0] y);
  assign y = a;
endmodule
==== near-net
module m(input data_in, output y, output z);
  assign y = dat_in;
  assign z = ~dat_in;
endmodule
----
module m(input data_in, output y, output z);
  assign y = data_in;
  assign z = ~data_in;
endmodule
==== near-net
module m(input clk, input d, output reg q);
  always @(posedge clock) q <= d;
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) q <= d;
endmodule
==== macro-name
`define WIDTH 4
module m(input [WIDTH-1:0] a, output [`WIDTH-1:0] y);
  assign y = a;
endmodule
----
`define WIDTH 4
module m(input [`WIDTH-1:0] a, output [`WIDTH-1:0] y);
  assign y = a;
endmodule
==== near-port
module s(input data, output q); assign q = data; endmodule
module m(input a, output y);
  s u(.dta(a), .q(y));
endmodule
----
module s(input data, output q); assign q = data; endmodule
module m(input a, output y);
  s u(.data(a), .q(y));
endmodule
==== near-module
module adder(input data, output q); assign q = data; endmodule
module m(input a, output y);
  addr u(.data(a), .q(y));
endmodule
----
module adder(input data, output q); assign q = data; endmodule
module m(input a, output y);
  adder u(.data(a), .q(y));
endmodule
==== near-keyword
module m(input clk, input d, output reg q);
  alwyas @(posegde clk) q <= d;
endmodule
----
module m(input clk, input d, output reg q);
  always @(posegde clk) q <= d;
endmodule
==== keyword-as-name
module m(input a, input case, output y);
  assign y = a & case;
endmodule
----
module m(input a, input case_sig, output y);
  assign y = a & case_sig;
endmodule
==== markdown-fence
Here you are:
```verilog
module m(input a, output y);
  assign y = a;
endmodule
```
Hope this helps!
----
module m(input a, output y);
  assign y = a;
endmodule
==== chat-text
Sure! Here is the module you asked for:

module m(input a, output y);
  assign y = a;
endmodule

It drives the output with the input.
----
module m(input a, output y);
  assign y = a;
endmodule
==== net-to-variable
module m(input clk, input d, output q);
  always @(posedge clk) q <= d;
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) q <= d;
endmodule
==== net-to-variable
module m(input clk, input d, output [1:0] q, r, output s);
  always @(posedge clk) q <= {d, d};
  assign r = 2'd0;
endmodule
----
module m(input clk, input d, output reg [1:0] q, output [1:0] r, output s);
  always @(posedge clk) q <= {d, d};
  assign r = 2'd0;
endmodule
==== net-to-variable
module m(clk, d, q, r);
  input clk, d;
  output [1:0] q, r;
  always @(posedge clk) q <= {d, d};
endmodule
----
module m(clk, d, q, r);
  input clk, d;
  output [1:0] q, r;
  reg [1:0] q;
  always @(posedge clk) q <= {d, d};
endmodule
==== net-to-variable
module m(input clk, input d, output y);
  wire a, w, b;
  assign a = d;
  always @(posedge clk) w <= d;
  assign y = w;
endmodule
----
module m(input clk, input d, output y);
  wire a, b;
  reg w;
  assign a = d;
  always @(posedge clk) w <= d;
  assign y = w;
endmodule
==== variable-to-net g2005
module m(input d, output reg q);
  assign q = d;
endmodule
----
module m(input d, output q);
  assign q = d;
endmodule
==== declared-twice
module m(input clk, input d, output reg q);
  reg q;
  always @(posedge clk) q <= d;
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) q <= d;
endmodule
==== declared-twice
module m(input a, output y);
  wire w;
  wire v, w;
  assign v = a;
  assign w = v;
  assign y = w;
endmodule
----
module m(input a, output y);
  wire w;
  wire v;
  assign v = a;
  assign w = v;
  assign y = w;
endmodule
==== loop-variable
module m(input [3:0] a, output [3:0] y);
  generate
    for (i = 0; i < 4; i = i + 1) begin : g
      assign y[i] = a[i];
    end
  endgenerate
endmodule
----
module m(input [3:0] a, output [3:0] y);
  genvar i;
  generate
    for (i = 0; i < 4; i = i + 1) begin : g
      assign y[i] = a[i];
    end
  endgenerate
endmodule
==== loop-variable
module m(input [3:0] a, output reg [3:0] y);
  always @* begin
    for (i = 0; i < 4; i = i + 1)
      y[i] = a[i];
  end
endmodule
----
module m(input [3:0] a, output reg [3:0] y);
  integer i;
  always @* begin
    for (i = 0; i < 4; i = i + 1)
      y[i] = a[i];
  end
endmodule
==== input-register
module m(input reg a, output y);
  assign y = a;
endmodule
----
module m(input a, output y);
  assign y = a;
endmodule
==== missing-direction
module m(a, y);
  input a;
  assign y = a;
endmodule
----
module m(a, y);
  output y;
  input a;
  assign y = a;
endmodule
==== missing-in-port-list
module m(a);
  input a;
  output y;
  assign y = a;
endmodule
----
module m(a, y);
  input a;
  output y;
  assign y = a;
endmodule
==== declaration-order
module m(input clk, input d, reg output q);
  always @(posedge clk) q <= d;
endmodule
----
module m(input clk, input d, output reg q);
  always @(posedge clk) q <= d;
endmodule
"""

# Rule and a text with an error that it must leave to somebody else.
LEFT_ALONE = r"""
==== missing-token
module m(input a, output y);
  assign = a;
endmodule
==== missing-semicolon icarus
module m(input a, output y);
  assign y = a &
    ;
endmodule
==== semicolon-after-block
module m(input a, output y);
  assign y = ;
endmodule
==== repeated-word
module m(input a, output y);
  assign y = ((a) ; // a a
endmodule
==== missing-comma
module m(input a, output y);
  assign y = (a ;
endmodule
==== missing-list-comma
module m(input a, output y);
  assign y = a a;
endmodule
==== missing-colon
module m(input a, output y);
  assign y = a
  wire w;
endmodule
==== surplus-comma
module m(input a, input b, output y);
  assign y = {a, b ;
endmodule
==== semicolons-in-port-list
module m(input a, output y;
  assign y = a;
endmodule
==== missing-hash
module m #(parameter W = 4) (input a, output y)
  assign y = a;
endmodule
==== unclosed-port-list
module m(input a, output y)
  assign y = a;
endmodule
==== missing-bracket icarus
module m(input a, output y);
  assign y = (a) a;
endmodule
==== doubled-bracket
module m(input a, output y);
  assign y = (a;
endmodule
==== surplus-bracket
module m(input a, output y);
  assign y = (a) a;
endmodule
==== missing-quote
module m;
  initial $display("done" ;
endmodule
==== open-comment
module m(input a, output y);
  /* whole */ assign y = a
endmodule
==== missing-end
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    q <= d;
  end
  end
endmodule
==== surplus-end
module m(input clk, input d, output reg q);
  always @(posedge clk) begin
    q <= d;
endmodule
==== missing-begin-end
module m(input a, output y);
  y = a;
endmodule
==== braces
module m(input a, input b, output [1:0] y);
  assign y = {a, b;
endmodule
==== bad-digit
module m(output [7:0] y);
  assign y = 'hGF;
endmodule
==== missing-base
module m(output [7:0] y);
  assign y = 8'd12a;
endmodule
==== missing-tick
module m(output [7:0] y);
  assign y = 8b2;
endmodule
==== c-literal
module m(output [7:0] y);
  assign y = 0xGG;
endmodule
==== assignment-operator
module m(input a, output y);
  assign y = (a == a;
endmodule
==== missing-assignment-operator
module m(input a, output y);
  foo bar (a, y;
endmodule
==== assignment-in-condition
module m(input a, output reg y);
  always @* if (a == 1 y = 1;
endmodule
==== unequal
module m(input a, input b, output y);
  assign y = a < > b;
endmodule
==== word-operator
module m(input a, input b, output reg y);
  always @(posedge a or posedge b) y <= ;
endmodule
==== range-separator
module m(input [7-W] a, output y);
  assign y = a;
endmodule
==== missing-assign
module m(input clk, input d, output reg q, output reg r);
  always @(posedge clk)
    q <= d;
    r <= d;
endmodule
==== missing-always
module m(input clk, input a, output reg y);
  always @(posedge clk)
    if (a) y <= ;
endmodule
==== event-control
module m(input clk, input d, output reg q);
  always @(posedge clk) q <= ;
endmodule
==== else-if
module m(input elsif, output y);
  assign y = elsif
endmodule
==== switch
module m(input switch, output y);
  assign y = switch
endmodule
==== instance-name
module s(input a, output y); assign y = a; endmodule
module m(input a, output y);
  s u(.a(a), .y(y);
endmodule
==== foreign-comment
module m(output reg q);
  initial #5 q = ;
endmodule
==== near-net
module m(input data_a, input data_b, output y);
  assign y = data_c;
endmodule
==== near-net
module m(input rst_n, output y);
  assign y = rst;
endmodule
==== near-net
module m(input a, input b, output y);
  assign y = c;
endmodule
==== macro-name
module m(input a, output y);
  assign y = WIDTH;
endmodule
==== near-port
module s(input dat_a, input dat_b, output q); assign q = dat_a; endmodule
module m(input a, output y);
  s u(.dat_c(a), .q(y));
endmodule
==== near-module
module add1(input a); endmodule
module add2(input a); endmodule
module m(input a);
  add3 u(.a(a));
endmodule
==== near-keyword
module m(input a, output y);
  assign y = ready
endmodule
==== keyword-as-name
module m(input a, output y);
  assign y = ;
endmodule
==== markdown-fence
module m(input a, output y);
  // ```verilog
  assign y = a
endmodule
==== chat-text
parameter W = 4
module m(input a, output y);
  assign y = a;
endmodule
==== net-to-variable
module m(input clk, input d);
  always @(posedge clk) d <= 1;
endmodule
==== variable-to-net g2005
module m(input d, output q);
  reg [1:0] w;
  assign q = d
endmodule
==== declared-twice
module m(input a, output y);
  wire w;
  assign y = v;
endmodule
==== loop-variable
module m(input a, output y);
  assign y = i;
endmodule
==== input-register
module m(input a, output y);
  assign y = w;
endmodule
==== missing-direction
module m(input a, output y);
  assign y = b;
endmodule
==== missing-in-port-list
module m(input a, output y);
  assign y = b;
endmodule
==== declaration-order
module m(input [7:0 a, output y);
  assign y = a;
endmodule
"""


def _entries(table: str) -> list[tuple[str, str, str]]:
    """Rule name, engine and texts of every entry."""
    found = re.split(r"^==== ", table, flags=re.MULTILINE)[1:]
    entries = []
    for entry in found:
        head, _, body = entry.partition("\n")
        name, _, engine = head.partition(" ")
        entries.append((name, engine, body))
    return entries


def _problems(text: str, engine: str) -> Sequence[Problem]:
    if engine == "icarus":
        return compile_text(text, path="m.v").problems
    if engine == "g2005":
        return _strict(text)
    return check.check(text, "m.v")


def _strict(text: str) -> list[Problem]:
    """Icarus as a compiler of plain Verilog, as some users run it."""
    command = ["iverilog", "-g2005", "-t", "null", "/dev/stdin"]
    said = subprocess.run(command, input=text, capture_output=True, text=True, check=False).stderr
    return [
        Problem("m.v", line_span(text, message.line - 1), Severity.ERROR, message.code, message.text, "icarus")
        for message in icarus_messages.read(said)
        if message.severity is Severity.ERROR
    ]


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _moved(span: Span, text: str) -> Span:
    """The same span once every line break has two characters."""
    return Span(span.start + text[: span.start].count("\n"), span.end + text[: span.end].count("\n"))


def _n_errors(problems: Sequence[Problem]) -> int:
    return check.count_errors(problems)


def _proposals(rule: Rule, text: str, problems: Sequence[Problem]) -> list[str]:
    errors = [p for p in problems if p.severity is Severity.ERROR and rule.answers(p)]
    return [repair.apply(text) for p in errors for repair in rule.propose(Site(text, p)) if repair.edits]


@pytest.mark.parametrize(("name", "engine", "texts"), _entries(MENDED))
def test_a_rule_mends_its_text(name: str, engine: str, texts: str) -> None:
    broken, _, mended = texts.partition("----\n")
    problems = _problems(broken, engine)
    assert mended in _proposals(BY_NAME[name], broken, problems)
    assert _n_errors(_problems(mended, engine)) < _n_errors(problems)
    # Every other byte stays: the same text with the line breaks of Windows keeps them.
    placed = [replace(problem, span=_moved(problem.span, broken)) for problem in problems]
    assert _crlf(mended) in _proposals(BY_NAME[name], _crlf(broken), placed)


@pytest.mark.parametrize(("name", "engine", "text"), _entries(LEFT_ALONE))
def test_a_rule_leaves_other_errors_alone(name: str, engine: str, text: str) -> None:
    problems = _problems(text, engine)
    assert _n_errors(problems) > 0
    assert [done for done in _proposals(BY_NAME[name], text, problems) if done != text] == []


def test_every_rule_has_both_tests() -> None:
    assert {name for name, _, _ in _entries(MENDED)} == set(BY_NAME)
    assert {name for name, _, _ in _entries(LEFT_ALONE)} == set(BY_NAME)


def test_unary_plus_is_no_error() -> None:
    """`=+` is what some write for `+=`, but the compiler takes it, so nobody may touch it."""
    assert _n_errors(check.check("module m(input a, output y);\n  assign y =+ a;\nendmodule\n", "m.v")) == 0


def test_a_problem_anywhere_in_anything_is_survived() -> None:
    texts = ["", "\n", "```", "module", "`", '"', "/*", "end", ")", "\\", "é module é", "module m(", "{" * 50, "case ("]
    for text in texts:
        for rule in RULES:
            for start in range(len(text) + 1):
                for engine in ("slang", "icarus"):
                    span = Span(start, min(start + 1, len(text)))
                    problem = Problem("m.v", span, Severity.ERROR, "x", "'x' y \"z\"", engine)
                    for repair in rule.propose(Site(text, problem)):
                        repair.apply(text)


def test_edits_apply_from_the_back() -> None:
    repair = Repair("", (Edit(0, 1, "xyz"), Edit(2, 2, "!"), Edit(3, 4, "")))
    assert repair.apply("abcd") == "xyzb!c"


def test_proposals_carry_their_rule() -> None:
    text = "module m(input a, output y);\n  assign y = a\nendmodule\n"
    problem = next(p for p in check.check(text, "m.v") if p.severity is Severity.ERROR)
    assert next(rule.name for rule, _ in propose(text, problem)) == "missing-token"
