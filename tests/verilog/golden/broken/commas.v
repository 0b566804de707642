module m(input a, output q,);
 wire b c;
 sub s(.a(a) .b(q));
endmodule
