`timescale 1ns/1ps
module testbench;
    localparam STEPS = 400;
    // Inputs of each step: a, b, c; 16 steps a word, the first one highest.
    reg [47:0] inputs [0:24];
    // Outputs after it: y; x is not compared.
    reg [15:0] expectations [0:24];
    reg [2:0] vector;
    reg [0:0] expected;
    wire [0:0] found;
    integer step, mismatches, samples;

    xor3 dut (.a(vector[2]), .b(vector[1]), .c(vector[0]), .y(found[0]));

    initial begin
        inputs[0] = {3'h0, 3'h1, 3'h2, 3'h3, 3'h4, 3'h5, 3'h6, 3'h7, 3'h0, 3'h3, 3'h6, 3'h4, 3'h4, 3'h7, 3'h2,
            3'h1};
        inputs[1] = {3'h4, 3'h6, 3'h4, 3'h4, 3'h0, 3'h2, 3'h4, 3'h2, 3'h6, 3'h3, 3'h0, 3'h5, 3'h5, 3'h7, 3'h5,
            3'h7};
        inputs[2] = {3'h0, 3'h7, 3'h3, 3'h7, 3'h0, 3'h5, 3'h5, 3'h6, 3'h0, 3'h1, 3'h1, 3'h1, 3'h4, 3'h1, 3'h3,
            3'h6};
        inputs[3] = {3'h6, 3'h7, 3'h6, 3'h7, 3'h1, 3'h0, 3'h4, 3'h6, 3'h5, 3'h5, 3'h7, 3'h6, 3'h4, 3'h4, 3'h3,
            3'h4};
        inputs[4] = {3'h7, 3'h3, 3'h7, 3'h2, 3'h2, 3'h3, 3'h2, 3'h0, 3'h3, 3'h4, 3'h5, 3'h4, 3'h1, 3'h3, 3'h3,
            3'h2};
        inputs[5] = {3'h7, 3'h0, 3'h7, 3'h0, 3'h1, 3'h4, 3'h4, 3'h6, 3'h3, 3'h0, 3'h0, 3'h0, 3'h0, 3'h5, 3'h0,
            3'h6};
        inputs[6] = {3'h2, 3'h0, 3'h5, 3'h5, 3'h0, 3'h5, 3'h3, 3'h5, 3'h1, 3'h3, 3'h3, 3'h0, 3'h4, 3'h3, 3'h5,
            3'h6};
        inputs[7] = {3'h2, 3'h4, 3'h6, 3'h1, 3'h1, 3'h7, 3'h5, 3'h2, 3'h1, 3'h4, 3'h0, 3'h3, 3'h6, 3'h4, 3'h4,
            3'h0};
        inputs[8] = {3'h4, 3'h5, 3'h4, 3'h6, 3'h5, 3'h1, 3'h0, 3'h0, 3'h4, 3'h0, 3'h7, 3'h0, 3'h1, 3'h2, 3'h4,
            3'h3};
        inputs[9] = {3'h7, 3'h6, 3'h5, 3'h1, 3'h5, 3'h4, 3'h1, 3'h3, 3'h2, 3'h3, 3'h6, 3'h4, 3'h4, 3'h1, 3'h5,
            3'h1};
        inputs[10] = {3'h5, 3'h0, 3'h0, 3'h7, 3'h2, 3'h7, 3'h2, 3'h2, 3'h5, 3'h5, 3'h0, 3'h4, 3'h0, 3'h3, 3'h3,
            3'h6};
        inputs[11] = {3'h2, 3'h6, 3'h7, 3'h0, 3'h4, 3'h1, 3'h5, 3'h4, 3'h0, 3'h3, 3'h3, 3'h0, 3'h2, 3'h7, 3'h3,
            3'h4};
        inputs[12] = {3'h7, 3'h2, 3'h4, 3'h1, 3'h2, 3'h0, 3'h0, 3'h3, 3'h1, 3'h3, 3'h6, 3'h3, 3'h3, 3'h1, 3'h2,
            3'h6};
        inputs[13] = {3'h6, 3'h3, 3'h1, 3'h1, 3'h5, 3'h4, 3'h7, 3'h7, 3'h4, 3'h2, 3'h6, 3'h3, 3'h2, 3'h1, 3'h3,
            3'h2};
        inputs[14] = {3'h6, 3'h6, 3'h0, 3'h7, 3'h2, 3'h3, 3'h4, 3'h5, 3'h2, 3'h3, 3'h3, 3'h2, 3'h3, 3'h0, 3'h7,
            3'h7};
        inputs[15] = {3'h7, 3'h7, 3'h6, 3'h7, 3'h4, 3'h6, 3'h0, 3'h4, 3'h3, 3'h4, 3'h7, 3'h6, 3'h5, 3'h1, 3'h2,
            3'h4};
        inputs[16] = {3'h6, 3'h3, 3'h2, 3'h6, 3'h4, 3'h6, 3'h2, 3'h2, 3'h7, 3'h4, 3'h6, 3'h6, 3'h6, 3'h5, 3'h3,
            3'h7};
        inputs[17] = {3'h3, 3'h2, 3'h1, 3'h6, 3'h5, 3'h1, 3'h1, 3'h2, 3'h1, 3'h5, 3'h6, 3'h6, 3'h4, 3'h4, 3'h5,
            3'h5};
        inputs[18] = {3'h1, 3'h3, 3'h3, 3'h0, 3'h6, 3'h7, 3'h1, 3'h4, 3'h4, 3'h3, 3'h0, 3'h5, 3'h2, 3'h2, 3'h3,
            3'h1};
        inputs[19] = {3'h4, 3'h4, 3'h2, 3'h1, 3'h1, 3'h6, 3'h3, 3'h0, 3'h7, 3'h1, 3'h1, 3'h7, 3'h7, 3'h7, 3'h3,
            3'h4};
        inputs[20] = {3'h2, 3'h3, 3'h1, 3'h5, 3'h2, 3'h3, 3'h7, 3'h2, 3'h2, 3'h6, 3'h3, 3'h3, 3'h7, 3'h5, 3'h0,
            3'h6};
        inputs[21] = {3'h2, 3'h3, 3'h2, 3'h2, 3'h2, 3'h7, 3'h7, 3'h5, 3'h0, 3'h1, 3'h7, 3'h2, 3'h4, 3'h0, 3'h3,
            3'h2};
        inputs[22] = {3'h6, 3'h1, 3'h0, 3'h0, 3'h5, 3'h0, 3'h3, 3'h3, 3'h3, 3'h1, 3'h6, 3'h4, 3'h6, 3'h2, 3'h4,
            3'h4};
        inputs[23] = {3'h0, 3'h6, 3'h6, 3'h5, 3'h7, 3'h2, 3'h0, 3'h4, 3'h6, 3'h3, 3'h1, 3'h4, 3'h3, 3'h7, 3'h1,
            3'h5};
        inputs[24] = {3'h3, 3'h1, 3'h2, 3'h6, 3'h6, 3'h4, 3'h4, 3'h6, 3'h6, 3'h0, 3'h1, 3'h1, 3'h1, 3'h7, 3'h0,
            3'h6};
        expectations[0] = {1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1,
            1'h1, 1'h1};
        expectations[1] = {1'h1, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1,
            1'h0, 1'h1};
        expectations[2] = {1'h0, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h1,
            1'h0, 1'h0};
        expectations[3] = {1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1,
            1'h0, 1'h1};
        expectations[4] = {1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h0,
            1'h0, 1'h1};
        expectations[5] = {1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0,
            1'h0, 1'h0};
        expectations[6] = {1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0,
            1'h0, 1'h0};
        expectations[7] = {1'h1, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1,
            1'h1, 1'h0};
        expectations[8] = {1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1,
            1'h1, 1'h0};
        expectations[9] = {1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1,
            1'h0, 1'h1};
        expectations[10] = {1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0, 1'h0,
            1'h0, 1'h0};
        expectations[11] = {1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1,
            1'h0, 1'h1};
        expectations[12] = {1'h1, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1,
            1'h1, 1'h0};
        expectations[13] = {1'h0, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h1, 1'h1,
            1'h0, 1'h1};
        expectations[14] = {1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h0,
            1'h1, 1'h1};
        expectations[15] = {1'h1, 1'h1, 1'h0, 1'h1, 1'h1, 1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h0, 1'h0, 1'h1,
            1'h1, 1'h1};
        expectations[16] = {1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0,
            1'h0, 1'h1};
        expectations[17] = {1'h0, 1'h1, 1'h1, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1,
            1'h0, 1'h0};
        expectations[18] = {1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1,
            1'h0, 1'h1};
        expectations[19] = {1'h1, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h1, 1'h1,
            1'h0, 1'h1};
        expectations[20] = {1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0,
            1'h0, 1'h0};
        expectations[21] = {1'h1, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1, 1'h0,
            1'h0, 1'h1};
        expectations[22] = {1'h0, 1'h1, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h0, 1'h1, 1'h0, 1'h1, 1'h0, 1'h1,
            1'h1, 1'h1};
        expectations[23] = {1'h0, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1, 1'h0, 1'h0, 1'h1, 1'h1, 1'h0, 1'h1,
            1'h1, 1'h0};
        expectations[24] = {1'h0, 1'h1, 1'h1, 1'h0, 1'h0, 1'h1, 1'h1, 1'h0, 1'h0, 1'h0, 1'h1, 1'h1, 1'h1, 1'h1,
            1'h0, 1'h0};
        mismatches = 0;
        samples = 0;
        #1;
        for (step = 0; step < STEPS; step = step + 1) begin
            vector = inputs[step / 16][(15 - step % 16) * 3 +: 3];
            expected = expectations[step / 16][(15 - step % 16) * 1 +: 1];
            #100;
            if (expected !== {1{1'bx}}) begin
                samples = samples + 1;
                if (expected !== (expected ^ found ^ expected)) begin
                    mismatches = mismatches + 1;
                    if (mismatches <= 5)
                        $display("step %0d: inputs %b, outputs %b, expected %b", step, vector, found,
                                 expected);
                end
            end
        end
        $display("Mismatches: %0d in %0d samples", mismatches, samples);
        $finish;
    end
endmodule
