module serial_tx (
    input        clk,
    input        rst,
    input        start,
    input  [7:0] data,
    output       tx,
    output       busy
);
    reg [10:0] frame;
    reg [4:0]  left;
    assign busy = left != 5'd0;
    assign tx = busy ? frame[0] : 1'b1;
    always @(posedge clk) begin
        if (rst) begin
            left <= 5'd0;
        end else if (!busy) begin
            if (start) begin
                frame <= {1'b1, ^data, data, 1'b0};
                left <= 5'd22;
            end
        end else begin
            left <= left - 5'd1;
            if (left[0]) frame <= {1'b1, frame[10:1]};
        end
    end
endmodule
