module m(input a, output reg q);
 always @* begin if (a) q = 1; q = 2; else q = 0; end
endmodule
