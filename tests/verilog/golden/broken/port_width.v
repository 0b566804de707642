module m(input [7:0] a, output b);
 sub s1(.a(a), .b(b));
 sub s2(.a(a), .b());
endmodule
module sub(input [3:0] a, output [3:0] b); assign b = a; endmodule
