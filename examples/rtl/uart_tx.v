`include "uart_defs.vh"

// Sends one byte: a start bit, eight data bits with the lowest first, a stop bit.
module uart_tx (
    input clk,
    input rst_n,
    input tick,
    input start,
    input [`UART_DATA_BITS-1:0] data,
    output reg tx,
    output busy
);
    localparam IDLE = 2'd0;
    localparam START = 2'd1;
    localparam DATA = 2'd2;
    localparam STOP = 2'd3;

    reg [1:0] state;
    reg [2:0] index;
    reg [`UART_DATA_BITS-1:0] shift;

    assign busy = state != IDLE;

    always @(posedge clk or negedge rst_n) begin
        if (!rst_n) begin
            state <= IDLE;
            index <= 3'd0;
            shift <= 8'd0;
            tx <= 1'b1;
        end else begin
            case (state)
                IDLE: begin
                    tx <= 1'b1;
                    if (start) begin
                        shift <= data;
                        state <= START;
                    end
                end
                START: if (tick) begin
                    tx <= 1'b0;
                    index <= 3'd0;
                    state <= DATA;
                end
                DATA: if (tick) begin
                    tx <= shift[0];
                    shift <= {1'b0, shift[7:1]};
                    index <= index + 3'd1;
                    if (index == 3'd7) state <= STOP;
                end
                STOP: if (tick) begin
                    tx <= 1'b1;
                    state <= IDLE;
                end
            endcase
        end
    end
endmodule
