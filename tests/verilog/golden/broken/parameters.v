module m(input [3:0] a, output [3:0] b);
 assign b[7] = a[9];
 assign b[0:3] = a;
 parameter P = NOP;
 localparam L = 3;
 initial L = 3;
 reg [P:0] x;
 reg [-1:z] y;
endmodule
