module m(input a, output reg q);
 initial begin q <= #1 a; end
 always q = a;
endmodule
