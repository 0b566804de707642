module shift32 (
    input             clk,
    input             rst,
    input             shift,
    input             din,
    output reg [31:0] q
);
    always @(posedge clk) begin
        if (rst) q <= 32'd0;
        else if (shift) q <= {q[30:0], din};
    end
endmodule
