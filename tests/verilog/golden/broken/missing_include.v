module m;
`include "x.vh"
 wire [W:0] x;
endmodule
