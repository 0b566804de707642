module m(input clk, output reg q);
 always @(posedge clk or rst) q <= 1;
 always @(posedge cl) q <= 1;
endmodule
