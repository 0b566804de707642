module m(input a, output [7:0] q);
 reg [7:0] mem [0:3];
 assign q = mem;
 assign q = a[0];
 always @* mem = 1;
endmodule
