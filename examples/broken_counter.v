// Four mistakes people make every day; `verimentor fix` mends them.
module broken_counter (
    input clk,
    input rst_n,
    input enable,
    output [7:0] count,
    output overflow
);
    assign overflow = (count == 8'd255) & enabel;

    always @(posedge clk or negedge rst_n) begin
        if (!rst_n) begin
            count <= 8'd0
        end else if (enable) begin
            count <= count + 8'b2;
        end
    end
endmodule
