module m(input a, output [1:0] q);
 assign q = {a{1'b1}};
 reg [a:0] x;
endmodule
