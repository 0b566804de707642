module m(input a, output reg q);
 and g(q, a, a);
 not (q);
endmodule
