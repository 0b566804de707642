module m(input a, output b);
 assign b = f(1,2);
 assign c = g(1);
 function f; input x; f = x; endfunction
 initial tt;
 initial t2(1);
 task t2; begin end endtask
 initial $foo(a);
endmodule
