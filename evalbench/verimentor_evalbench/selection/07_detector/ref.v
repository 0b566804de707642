module detector (
    input      clk,
    input      rst,
    input      din,
    output reg found
);
    localparam NONE = 2'd0, ONE = 2'd1, ONE_ZERO = 2'd2, ONE_ZERO_ONE = 2'd3;
    reg [1:0] state;
    always @(posedge clk) begin
        if (rst) begin
            state <= NONE;
            found <= 1'b0;
        end else begin
            found <= state == ONE_ZERO_ONE && din;
            case (state)
                NONE: state <= din ? ONE : NONE;
                ONE: state <= din ? ONE : ONE_ZERO;
                ONE_ZERO: state <= din ? ONE_ZERO_ONE : NONE;
                default: state <= din ? ONE : ONE_ZERO;
            endcase
        end
    end
endmodule
