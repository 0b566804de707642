module m(input clk, input [3:0] d, output q, output [3:0] r);
 reg z;
 always @(posedge clk) q <= d;
 assign z = d;
 always @(posedge clk) r[0] <= 1;
endmodule
