module m(a, b);
 input a; output b; output c;
 reg d;
 input [3:0] e;
endmodule
module n(a,b); input a; endmodule
