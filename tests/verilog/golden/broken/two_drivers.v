module m(input a, output logic q);
 assign q = a;
 always_comb q = a;
 assign q = 1;
endmodule
