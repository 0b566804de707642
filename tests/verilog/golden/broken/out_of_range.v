module m(input a, output [3:0] q);
 assign q = 8'hff;
 wire [1:0] x = q;
 assign q[5:2] = 2;
endmodule
