module m(input a, output [1:0] q);
 assign q = {a, };
 assign q = {2{a};
endmodule
