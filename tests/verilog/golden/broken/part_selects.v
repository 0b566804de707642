module m(input a, input [7:0] d, output [1:0] q);
 assign q = d[a:0];
 assign q = d[0:3];
endmodule
