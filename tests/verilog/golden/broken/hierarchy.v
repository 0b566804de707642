module m(input a, output q);
 assign q = u.x.y;
 sub s();
 assign q = s.nope;
endmodule
module sub; parameter A=1; endmodule
