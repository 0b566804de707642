class c; rand int x; endclass
module m; c x = new; covergroup g; endgroup endmodule
