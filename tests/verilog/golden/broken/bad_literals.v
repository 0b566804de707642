module m(output [3:0] q);
 assign q = 4'b0012;
 assign q = 4'hzg;
 assign q = 'b;
endmodule
