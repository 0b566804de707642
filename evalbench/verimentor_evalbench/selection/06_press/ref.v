module press (
    input  clk,
    input  rst_n,
    input  button,
    output pulse
);
    reg first, second, third;
    assign pulse = second & ~third;
    always @(posedge clk or negedge rst_n) begin
        if (!rst_n) {third, second, first} <= 3'b000;
        else {third, second, first} <= {second, first, button};
    end
endmodule
