module m(input a, output b);
 wire x; reg x;
 wire a;
 reg b;
 parameter a = 1;
endmodule
