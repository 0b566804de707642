module m(input a, output q)
 assign q = a ? 1 0;
endmodule
