module m;
`ifdef X
 wire a;
endmodule
