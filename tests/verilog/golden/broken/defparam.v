module m(input a);
 sub s();
 defparam s.ZZ = 3;
 defparam t.A = 3;
endmodule
module sub; parameter A=1; endmodule
