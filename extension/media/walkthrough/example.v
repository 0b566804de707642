// An 8-bit counter that can be loaded.
module counter (
  input clk,
  input rst,
  input load,
  input [7:0] data,
  output reg [7:0] count
);
  always @(posedge clk) begin
  end
endmodule

// 2-to-1 multiplexer, 4 bits wide: y is b where sel is 1, else a
module mux (input [3:0] a, input [3:0] b, input sel, output [3:0] y);
endmodule
