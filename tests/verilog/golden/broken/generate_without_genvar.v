module m(input a, output [3:0] b);
 for (i=0;i<4;i=i+1) begin:g assign b[i]=a; end
 if (ZZ) begin assign b = 1; end
endmodule
