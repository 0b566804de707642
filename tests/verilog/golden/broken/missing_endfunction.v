module m(input a, output q);
 function f; input x; begin f = x; end
 assign q = f(a);
endmodule
