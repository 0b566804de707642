module m(input a, output reg q);
 always @(posedge a begin q <= 1; end
 if (a q = 1;
endmodule
