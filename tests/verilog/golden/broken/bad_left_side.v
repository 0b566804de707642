module m(input a, output reg q);
 always @* 3 = a;
 always @* q + 1 = a;
 assign 1 = a;
endmodule
