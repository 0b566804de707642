module m;
`else
`endif
 wire a;
endmodule
