// A synchronous queue; writes to a full queue and reads from an empty one are ignored.
module fifo #(
    parameter WIDTH = 8,
    parameter DEPTH_LOG2 = 4
) (
    input clk,
    input rst_n,
    input wr_en,
    input rd_en,
    input [WIDTH-1:0] wr_data,
    output [WIDTH-1:0] rd_data,
    output full,
    output empty
);
    reg [WIDTH-1:0] memory [0:(1 << DEPTH_LOG2)-1];
    reg [DEPTH_LOG2:0] wr_ptr;
    reg [DEPTH_LOG2:0] rd_ptr;

    wire do_write = wr_en && !full;
    wire do_read = rd_en && !empty;

    assign empty = wr_ptr == rd_ptr;
    assign full = (wr_ptr[DEPTH_LOG2] != rd_ptr[DEPTH_LOG2])
        && (wr_ptr[DEPTH_LOG2-1:0] == rd_ptr[DEPTH_LOG2-1:0]);
    assign rd_data = memory[rd_ptr[DEPTH_LOG2-1:0]];

    always @(posedge clk) begin
        if (do_write) memory[wr_ptr[DEPTH_LOG2-1:0]] <= wr_data;
    end

    always @(posedge clk or negedge rst_n) begin
        if (!rst_n) begin
            wr_ptr <= 0;
            rd_ptr <= 0;
        end else begin
            if (do_write) wr_ptr <= wr_ptr + 1'b1;
            if (do_read) rd_ptr <= rd_ptr + 1'b1;
        end
    end
endmodule
