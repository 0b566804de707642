module decade (
    input            clk,
    input            rst,
    input            en,
    output reg [3:0] count,
    output           carry
);
    assign carry = en && count == 4'd9;
    always @(posedge clk) begin
        if (rst) count <= 4'd0;
        else if (en) count <= count == 4'd9 ? 4'd0 : count + 4'd1;
    end
endmodule
