`define M(a,b) a+b
module m(output q);
 assign q = `M(1);
 assign q=`N(1);
endmodule
