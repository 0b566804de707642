module m;
 typedef enum logic [1:0] {A,B} t; t s; initial s = 1; initial s = C;
endmodule
