`timescal 1ns/1ps
module m;
endmodule
