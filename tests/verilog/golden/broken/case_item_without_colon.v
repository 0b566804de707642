module m(input [1:0] s, output reg q);
 always @(*) case (s)
 0: q = 1;
 1 q = 0;
 endcase
endmodule
