module m(input a, output b);
 foo u(.a(a));
 assign b = nope2;
 always @* b = a;
endmodule
