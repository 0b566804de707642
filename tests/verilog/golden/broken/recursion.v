module m(input a);
 m u(a);
endmodule
