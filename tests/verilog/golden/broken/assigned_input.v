module m(input a, output q);
 assign a = q;
 always @(*) a = 1;
endmodule
