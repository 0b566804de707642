module m(input a, output reg);
 assing q = a;
 wire wire x;
endmodule
