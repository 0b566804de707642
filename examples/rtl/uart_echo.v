`include "uart_defs.vh"

// Queues bytes and sends them one after the other.
module uart_echo (
    input clk,
    input rst_n,
    input [`UART_DATA_BITS-1:0] byte_in,
    input byte_valid,
    output tx,
    output overflow
);
    wire tick;
    wire busy;
    wire empty;
    wire full;
    wire [`UART_DATA_BITS-1:0] next_byte;
    wire start = !busy && !empty;

    assign overflow = byte_valid && full;

    baud_generator #(.DIVISOR(868)) baud (
        .clk(clk),
        .rst_n(rst_n),
        .tick(tick)
    );

    fifo #(.WIDTH(`UART_DATA_BITS), .DEPTH_LOG2(4)) queue (
        .clk(clk),
        .rst_n(rst_n),
        .wr_en(byte_valid),
        .rd_en(start),
        .wr_data(byte_in),
        .rd_data(next_byte),
        .full(full),
        .empty(empty)
    );

    uart_tx transmitter (
        .clk(clk),
        .rst_n(rst_n),
        .tick(tick),
        .start(start),
        .data(next_byte),
        .tx(tx),
        .busy(busy)
    );
endmodule
