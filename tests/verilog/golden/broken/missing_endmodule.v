module m(input clk, output reg q);
 always @(posedge clk) begin q <= 1; end
