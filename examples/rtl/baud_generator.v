// Divides the clock down to one tick per bit.
module baud_generator #(
    parameter DIVISOR = 868
) (
    input clk,
    input rst_n,
    output reg tick
);
    reg [15:0] count;

    always @(posedge clk or negedge rst_n) begin
        if (!rst_n) begin
            count <= 16'd0;
            tick <= 1'b0;
        end else if (count == DIVISOR - 1) begin
            count <= 16'd0;
            tick <= 1'b1;
        end else begin
            count <= count + 16'd1;
            tick <= 1'b0;
        end
    end
endmodule
