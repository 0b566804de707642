module m(input a, output b);
 sub s1(.a(a), .nport(b));
 sub s2(a, b, a, a);
 sub #(.W(3)) s3(.a(a), .b(b));
 sub #(3) s4(.a(a), .a(b));
endmodule
module sub(input a, output b); assign b = a; endmodule
