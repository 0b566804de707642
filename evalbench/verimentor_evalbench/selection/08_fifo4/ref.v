module fifo4 (
    input        clk,
    input        rst,
    input        push,
    input        pop,
    input  [7:0] din,
    output       full,
    output       empty,
    output [7:0] dout
);
    reg [7:0] memory [0:3];
    reg [2:0] head, tail;
    assign empty = head == tail;
    assign full = head[1:0] == tail[1:0] && head[2] != tail[2];
    assign dout = empty ? 8'd0 : memory[tail[1:0]];
    always @(posedge clk) begin
        if (rst) begin
            head <= 3'd0;
            tail <= 3'd0;
        end else begin
            if (push && !full) begin
                memory[head[1:0]] <= din;
                head <= head + 3'd1;
            end
            if (pop && !empty) tail <= tail + 3'd1;
        end
    end
endmodule
