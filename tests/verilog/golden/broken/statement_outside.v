module m(input a, output reg q);
 q = a;
 if (a) q = 1;
endmodule
