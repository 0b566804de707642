module m(input clk, output reg q);
 always @(posedge clk) q <= nope;
 assign w2 = dd & q;
 always @* foo = 1;
endmodule
