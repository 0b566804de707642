module priority8 (
    input      [7:0] request,
    output reg [2:0] index,
    output           any
);
    integer i;
    assign any = |request;
    always @(*) begin
        index = 3'd0;
        for (i = 0; i < 8; i = i + 1)
            if (request[i]) index = i[2:0];
    end
endmodule
