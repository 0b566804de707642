module arbiter4 (
    input            clk,
    input            rst,
    input      [3:0] request,
    output reg [3:0] grant
);
    reg [1:0] first;
    reg [1:0] place;
    reg       taken;
    integer i;
    always @(posedge clk) begin
        grant <= 4'b0000;
        if (rst) begin
            first <= 2'd0;
        end else begin
            taken = 1'b0;
            for (i = 0; i < 4; i = i + 1) begin
                place = first + i[1:0];
                if (!taken && request[place]) begin
                    taken = 1'b1;
                    grant <= 4'b0001 << place;
                    first <= place + 2'd1;
                end
            end
        end
    end
endmodule
