module m(input a, output q);
 assign q = later;
 wire later;
 assign later = a;
endmodule
