`timescale 1ns/1ps
module testbench;
    localparam STEPS = 1358;
    // Inputs of each step: clk, rst, shift, din; 16 steps a word, the first one highest.
    reg [63:0] inputs [0:84];
    // Outputs after it: q[31:0]; x is not compared.
    reg [511:0] expectations [0:84];
    reg [3:0] vector;
    reg [31:0] expected;
    wire [31:0] found;
    integer step, mismatches, samples;

    shift32 dut (.clk(vector[3]), .rst(vector[2]), .shift(vector[1]), .din(vector[0]), .q(found[31:0]));

    initial begin
        inputs[0] = {4'h7, 4'hf, 4'h7, 4'h6, 4'he, 4'h6, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[1] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[2] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[3] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[4] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[5] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[6] = {4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[7] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[8] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[9] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[10] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[11] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[12] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[13] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[14] = {4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[15] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[16] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[17] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[18] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[19] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[20] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha,
            4'h2};
        inputs[21] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[22] = {4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[23] = {4'h3, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[24] = {4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[25] = {4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2,
            4'ha};
        inputs[26] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb,
            4'h3};
        inputs[27] = {4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[28] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2,
            4'ha};
        inputs[29] = {4'h2, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[30] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[31] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[32] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha,
            4'h2};
        inputs[33] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2,
            4'h2};
        inputs[34] = {4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[35] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb,
            4'h3};
        inputs[36] = {4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[37] = {4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[38] = {4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb,
            4'h3};
        inputs[39] = {4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[40] = {4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[41] = {4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb,
            4'h3};
        inputs[42] = {4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[43] = {4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[44] = {4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb,
            4'h3};
        inputs[45] = {4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[46] = {4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[47] = {4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb,
            4'h3};
        inputs[48] = {4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h5, 4'h1, 4'h9,
            4'h8};
        inputs[49] = {4'h0, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9,
            4'h1};
        inputs[50] = {4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h8, 4'h0, 4'h0, 4'h8, 4'h8, 4'h0, 4'h0,
            4'h8};
        inputs[51] = {4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h8, 4'h0, 4'h0,
            4'h8};
        inputs[52] = {4'h0, 4'h0, 4'h8, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h4, 4'h0, 4'h8, 4'h8,
            4'h0};
        inputs[53] = {4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h4, 4'hc, 4'h4, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0,
            4'h0};
        inputs[54] = {4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[55] = {4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'ha, 4'h2, 4'h2, 4'ha, 4'ha,
            4'h2};
        inputs[56] = {4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'ha, 4'h2, 4'h2, 4'ha,
            4'ha};
        inputs[57] = {4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'h0, 4'h8, 4'h0, 4'h6, 4'he,
            4'h6};
        inputs[58] = {4'h2, 4'ha, 4'h2, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h2, 4'ha, 4'h2, 4'h4, 4'hc, 4'h4,
            4'h0};
        inputs[59] = {4'h8, 4'h0, 4'h2, 4'ha, 4'h2, 4'h0, 4'h8, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0,
            4'h0};
        inputs[60] = {4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0,
            4'h8};
        inputs[61] = {4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h8, 4'h0, 4'h0,
            4'h8};
        inputs[62] = {4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h4, 4'hc, 4'h4, 4'h0, 4'h8, 4'h0, 4'h0,
            4'h8};
        inputs[63] = {4'h0, 4'h4, 4'hc, 4'hd, 4'h5, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h1, 4'h9, 4'h1, 4'h1,
            4'h9};
        inputs[64] = {4'h1, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h1, 4'h9, 4'h1, 4'h0, 4'h8, 4'h0, 4'h5, 4'hd,
            4'h5};
        inputs[65] = {4'h1, 4'h9, 4'h1, 4'h3, 4'hb, 4'h3, 4'h1, 4'h9, 4'h1, 4'h5, 4'hd, 4'h5, 4'h0, 4'h8, 4'hb,
            4'h3};
        inputs[66] = {4'h4, 4'hc, 4'h4, 4'h2, 4'ha, 4'h2, 4'h0, 4'h8, 4'h0, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3,
            4'h7};
        inputs[67] = {4'hf, 4'h7, 4'h7, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[68] = {4'hb, 4'h3, 4'h3, 4'hb, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h1, 4'h9, 4'h1,
            4'h3};
        inputs[69] = {4'hb, 4'h3, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h8, 4'h0, 4'h1, 4'h9, 4'h1,
            4'h3};
        inputs[70] = {4'hb, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3,
            4'h3};
        inputs[71] = {4'hb, 4'h3, 4'h1, 4'h9, 4'h1, 4'h7, 4'hf, 4'h7, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h3,
            4'hb};
        inputs[72] = {4'h3, 4'h3, 4'hb, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h3, 4'hb, 4'h3, 4'h2, 4'ha, 4'h2, 4'h2,
            4'ha};
        inputs[73] = {4'h2, 4'h3, 4'hb, 4'h3, 4'h6, 4'he, 4'h6, 4'h3, 4'hb, 4'h3, 4'h7, 4'hf, 4'hc, 4'h4, 4'h2,
            4'ha};
        inputs[74] = {4'h2, 4'h0, 4'h8, 4'h0, 4'h1, 4'h9, 4'h1, 4'h2, 4'ha, 4'h2, 4'h3, 4'hb, 4'h3, 4'h1, 4'h9,
            4'h1};
        inputs[75] = {4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h1, 4'h9, 4'h1, 4'h5, 4'h1, 4'h9,
            4'h1};
        inputs[76] = {4'h5, 4'hd, 4'hc, 4'h4, 4'h0, 4'h8, 4'h0, 4'h0, 4'h8, 4'h0, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2,
            4'ha};
        inputs[77] = {4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2,
            4'ha};
        inputs[78] = {4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'h2, 4'ha, 4'h2, 4'ha,
            4'h2};
        inputs[79] = {4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha,
            4'h2};
        inputs[80] = {4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'ha, 4'h2, 4'h1, 4'h9, 4'h1,
            4'h9};
        inputs[81] = {4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1,
            4'h9};
        inputs[82] = {4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h9, 4'h1, 4'h3, 4'hb,
            4'h3};
        inputs[83] = {4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb,
            4'h3};
        inputs[84] = {4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'hb, 4'h3, 4'h0,
            4'h0};
        expectations[0] = {32'bxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0};
        expectations[1] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[2] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[3] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[4] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[5] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[6] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h1, 32'h1, 32'h1, 32'h2, 32'h2, 32'h2, 32'h5, 32'h5,
            32'h5, 32'ha, 32'ha, 32'ha};
        expectations[7] = {32'h14, 32'h14, 32'h14, 32'h28, 32'h28, 32'h28, 32'h50, 32'h50, 32'h50, 32'ha0,
            32'ha0, 32'ha0, 32'h140, 32'h140, 32'h140, 32'h280};
        expectations[8] = {32'h280, 32'h280, 32'h500, 32'h500, 32'h500, 32'ha00, 32'ha00, 32'ha00, 32'h1400,
            32'h1400, 32'h1400, 32'h2800, 32'h2800, 32'h2800, 32'h5000, 32'h5000};
        expectations[9] = {32'h5000, 32'ha000, 32'ha000, 32'ha000, 32'h14000, 32'h14000, 32'h14000, 32'h28000,
            32'h28000, 32'h28000, 32'h50000, 32'h50000, 32'h50000, 32'ha0000, 32'ha0000, 32'ha0000};
        expectations[10] = {32'h140000, 32'h140000, 32'h140000, 32'h280000, 32'h280000, 32'h280000, 32'h500000,
            32'h500000, 32'h500000, 32'ha00000, 32'ha00000, 32'ha00000, 32'h1400000, 32'h1400000, 32'h1400000,
            32'h2800000};
        expectations[11] = {32'h2800000, 32'h2800000, 32'h5000000, 32'h5000000, 32'h5000000, 32'ha000000,
            32'ha000000, 32'ha000000, 32'h14000000, 32'h14000000, 32'h14000000, 32'h28000000, 32'h28000000,
            32'h28000000, 32'h50000000, 32'h50000000};
        expectations[12] = {32'h50000000, 32'ha0000000, 32'ha0000000, 32'ha0000000, 32'h40000000, 32'h40000000,
            32'h40000000, 32'h80000000, 32'h80000000, 32'h80000000, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0};
        expectations[13] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h1, 32'h1, 32'h1, 32'h3, 32'h3, 32'h3,
            32'h7, 32'h7, 32'h7, 32'hf};
        expectations[14] = {32'hf, 32'hf, 32'h1f, 32'h1f, 32'h1f, 32'h3f, 32'h3f, 32'h3f, 32'h7e, 32'h7e,
            32'h7e, 32'hfc, 32'hfc, 32'hfc, 32'h1f8, 32'h1f8};
        expectations[15] = {32'h1f8, 32'h3f0, 32'h3f0, 32'h3f0, 32'h7e0, 32'h7e0, 32'h7e0, 32'hfc0, 32'hfc0,
            32'hfc0, 32'h1f80, 32'h1f80, 32'h1f80, 32'h3f00, 32'h3f00, 32'h3f00};
        expectations[16] = {32'h7e00, 32'h7e00, 32'h7e00, 32'hfc00, 32'hfc00, 32'hfc00, 32'h1f800, 32'h1f800,
            32'h1f800, 32'h3f000, 32'h3f000, 32'h3f000, 32'h7e000, 32'h7e000, 32'h7e000, 32'hfc000};
        expectations[17] = {32'hfc000, 32'hfc000, 32'h1f8000, 32'h1f8000, 32'h1f8000, 32'h3f0000, 32'h3f0000,
            32'h3f0000, 32'h7e0000, 32'h7e0000, 32'h7e0000, 32'hfc0000, 32'hfc0000, 32'hfc0000, 32'h1f80000,
            32'h1f80000};
        expectations[18] = {32'h1f80000, 32'h3f00000, 32'h3f00000, 32'h3f00000, 32'h7e00000, 32'h7e00000,
            32'h7e00000, 32'hfc00000, 32'hfc00000, 32'hfc00000, 32'h1f800000, 32'h1f800000, 32'h1f800000,
            32'h3f000000, 32'h3f000000, 32'h3f000000};
        expectations[19] = {32'h7e000000, 32'h7e000000, 32'h7e000000, 32'hfc000000, 32'hfc000000, 32'hfc000000,
            32'hf8000000, 32'hf8000000, 32'hf8000000, 32'hf0000000, 32'hf0000000, 32'hf0000000, 32'he0000000,
            32'he0000000, 32'he0000000, 32'hc0000000};
        expectations[20] = {32'hc0000000, 32'hc0000000, 32'h80000000, 32'h80000000, 32'h80000000, 32'h0, 32'h0,
            32'h0, 32'h1, 32'h1, 32'h1, 32'h3, 32'h3, 32'h3, 32'h6, 32'h6};
        expectations[21] = {32'h6, 32'hc, 32'hc, 32'hc, 32'h18, 32'h18, 32'h18, 32'h31, 32'h31, 32'h31, 32'h62,
            32'h62, 32'h62, 32'hc5, 32'hc5, 32'hc5};
        expectations[22] = {32'h18b, 32'h18b, 32'h18b, 32'h316, 32'h316, 32'h316, 32'h62c, 32'h62c, 32'h62c,
            32'hc58, 32'hc58, 32'hc58, 32'h18b1, 32'h18b1, 32'h18b1, 32'h3163};
        expectations[23] = {32'h3163, 32'h3163, 32'h62c7, 32'h62c7, 32'h62c7, 32'hc58e, 32'hc58e, 32'hc58e,
            32'h18b1c, 32'h18b1c, 32'h18b1c, 32'h31638, 32'h31638, 32'h31638, 32'h62c70, 32'h62c70};
        expectations[24] = {32'h62c70, 32'hc58e1, 32'hc58e1, 32'hc58e1, 32'h18b1c3, 32'h18b1c3, 32'h18b1c3,
            32'h316387, 32'h316387, 32'h316387, 32'h62c70e, 32'h62c70e, 32'h62c70e, 32'hc58e1d, 32'hc58e1d,
            32'hc58e1d};
        expectations[25] = {32'h18b1c3b, 32'h18b1c3b, 32'h18b1c3b, 32'h3163876, 32'h3163876, 32'h3163876,
            32'h62c70ed, 32'h62c70ed, 32'h62c70ed, 32'hc58e1db, 32'hc58e1db, 32'hc58e1db, 32'h18b1c3b7,
            32'h18b1c3b7, 32'h18b1c3b7, 32'h3163876e};
        expectations[26] = {32'h3163876e, 32'h3163876e, 32'h62c70edc, 32'h62c70edc, 32'h62c70edc, 32'hc58e1db9,
            32'hc58e1db9, 32'hc58e1db9, 32'h8b1c3b73, 32'h8b1c3b73, 32'h8b1c3b73, 32'h163876e7, 32'h163876e7,
            32'h163876e7, 32'h2c70edcf, 32'h2c70edcf};
        expectations[27] = {32'h2c70edcf, 32'h58e1db9f, 32'h58e1db9f, 32'h58e1db9f, 32'hb1c3b73e, 32'hb1c3b73e,
            32'hb1c3b73e, 32'h63876e7d, 32'h63876e7d, 32'h63876e7d, 32'hc70edcfb, 32'hc70edcfb, 32'hc70edcfb,
            32'h8e1db9f6, 32'h8e1db9f6, 32'h8e1db9f6};
        expectations[28] = {32'h1c3b73ec, 32'h1c3b73ec, 32'h1c3b73ec, 32'h3876e7d8, 32'h3876e7d8, 32'h3876e7d8,
            32'h70edcfb0, 32'h70edcfb0, 32'h70edcfb0, 32'he1db9f61, 32'he1db9f61, 32'he1db9f61, 32'hc3b73ec3,
            32'hc3b73ec3, 32'hc3b73ec3, 32'h876e7d86};
        expectations[29] = {32'h876e7d86, 32'h876e7d86, 32'hedcfb0d, 32'hedcfb0d, 32'hedcfb0d, 32'h1db9f61a,
            32'h1db9f61a, 32'h1db9f61a, 32'h3b73ec35, 32'h3b73ec35, 32'h3b73ec35, 32'h76e7d86a, 32'h76e7d86a,
            32'h76e7d86a, 32'hedcfb0d4, 32'hedcfb0d4};
        expectations[30] = {32'hedcfb0d4, 32'hdb9f61a8, 32'hdb9f61a8, 32'hdb9f61a8, 32'hb73ec350, 32'hb73ec350,
            32'hb73ec350, 32'h6e7d86a0, 32'h6e7d86a0, 32'h6e7d86a0, 32'hdcfb0d40, 32'hdcfb0d40, 32'hdcfb0d40,
            32'hb9f61a80, 32'hb9f61a80, 32'hb9f61a80};
        expectations[31] = {32'h73ec3500, 32'h73ec3500, 32'h73ec3500, 32'he7d86a00, 32'he7d86a00, 32'he7d86a00,
            32'hcfb0d400, 32'hcfb0d400, 32'hcfb0d400, 32'h9f61a800, 32'h9f61a800, 32'h9f61a800, 32'h3ec35000,
            32'h3ec35000, 32'h3ec35000, 32'h7d86a000};
        expectations[32] = {32'h7d86a000, 32'h7d86a000, 32'hfb0d4000, 32'hfb0d4000, 32'hfb0d4000, 32'hf61a8000,
            32'hf61a8000, 32'hf61a8000, 32'hec350000, 32'hec350000, 32'hec350000, 32'hd86a0000, 32'hd86a0000,
            32'hd86a0000, 32'hb0d40000, 32'hb0d40000};
        expectations[33] = {32'hb0d40000, 32'h61a80000, 32'h61a80000, 32'h61a80000, 32'hc3500000, 32'hc3500000,
            32'hc3500000, 32'h86a00000, 32'h86a00000, 32'h86a00000, 32'hd400000, 32'hd400000, 32'hd400000,
            32'h1a800000, 32'h1a800000, 32'h1a800000};
        expectations[34] = {32'h35000000, 32'h35000000, 32'h35000000, 32'h6a000000, 32'h6a000000, 32'h6a000000,
            32'hd4000000, 32'hd4000000, 32'hd4000000, 32'ha8000000, 32'ha8000000, 32'ha8000000, 32'h50000000,
            32'h50000000, 32'h50000000, 32'ha0000000};
        expectations[35] = {32'ha0000000, 32'ha0000000, 32'h40000000, 32'h40000000, 32'h40000000, 32'h80000000,
            32'h80000000, 32'h80000000, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h1, 32'h1};
        expectations[36] = {32'h1, 32'h3, 32'h3, 32'h3, 32'h7, 32'h7, 32'h7, 32'hf, 32'hf, 32'hf, 32'h1f,
            32'h1f, 32'h1f, 32'h3f, 32'h3f, 32'h3f};
        expectations[37] = {32'h7f, 32'h7f, 32'h7f, 32'hff, 32'hff, 32'hff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h3ff,
            32'h3ff, 32'h3ff, 32'h7ff, 32'h7ff, 32'h7ff, 32'hfff};
        expectations[38] = {32'hfff, 32'hfff, 32'h1fff, 32'h1fff, 32'h1fff, 32'h3fff, 32'h3fff, 32'h3fff,
            32'h7fff, 32'h7fff, 32'h7fff, 32'hffff, 32'hffff, 32'hffff, 32'h1ffff, 32'h1ffff};
        expectations[39] = {32'h1ffff, 32'h3ffff, 32'h3ffff, 32'h3ffff, 32'h7ffff, 32'h7ffff, 32'h7ffff,
            32'hfffff, 32'hfffff, 32'hfffff, 32'h1fffff, 32'h1fffff, 32'h1fffff, 32'h3fffff, 32'h3fffff,
            32'h3fffff};
        expectations[40] = {32'h7fffff, 32'h7fffff, 32'h7fffff, 32'hffffff, 32'hffffff, 32'hffffff, 32'h1ffffff,
            32'h1ffffff, 32'h1ffffff, 32'h3ffffff, 32'h3ffffff, 32'h3ffffff, 32'h7ffffff, 32'h7ffffff,
            32'h7ffffff, 32'hfffffff};
        expectations[41] = {32'hfffffff, 32'hfffffff, 32'h1fffffff, 32'h1fffffff, 32'h1fffffff, 32'h3fffffff,
            32'h3fffffff, 32'h3fffffff, 32'h7fffffff, 32'h7fffffff, 32'h7fffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[42] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[43] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[44] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[45] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[46] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[47] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[48] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[49] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[50] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[51] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[52] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'hffffffff, 32'hffffffff};
        expectations[53] = {32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff, 32'hffffffff,
            32'hffffffff, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0};
        expectations[54] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[55] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[56] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[57] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[58] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[59] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[60] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[61] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[62] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[63] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[64] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[65] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[66] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h1, 32'h1, 32'h1};
        expectations[67] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h1, 32'h1, 32'h1, 32'h3, 32'h3, 32'h3, 32'h7, 32'h7,
            32'h7, 32'hf, 32'hf, 32'hf};
        expectations[68] = {32'h1f, 32'h1f, 32'h1f, 32'h3f, 32'h3f, 32'h3f, 32'h3f, 32'h7f, 32'h7f, 32'h7f,
            32'hff, 32'hff, 32'hff, 32'hff, 32'hff, 32'hff};
        expectations[69] = {32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff,
            32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff, 32'h1ff};
        expectations[70] = {32'h3ff, 32'h3ff, 32'h3ff, 32'h3ff, 32'h7ff, 32'h7ff, 32'h7ff, 32'hfff, 32'hfff,
            32'hfff, 32'h1fff, 32'h1fff, 32'h1fff, 32'h3fff, 32'h3fff, 32'h3fff};
        expectations[71] = {32'h7fff, 32'h7fff, 32'h7fff, 32'h7fff, 32'h7fff, 32'h7fff, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h1, 32'h1, 32'h1, 32'h3};
        expectations[72] = {32'h3, 32'h3, 32'h7, 32'h7, 32'h7, 32'h7, 32'hf, 32'hf, 32'hf, 32'h1f, 32'h1f,
            32'h1f, 32'h3e, 32'h3e, 32'h3e, 32'h7c};
        expectations[73] = {32'h7c, 32'h7c, 32'hf9, 32'hf9, 32'hf9, 32'h0, 32'h0, 32'h0, 32'h1, 32'h1, 32'h1,
            32'h0, 32'h0, 32'h0, 32'h0, 32'h0};
        expectations[74] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h1,
            32'h1, 32'h1, 32'h1, 32'h1};
        expectations[75] = {32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1, 32'h1,
            32'h1, 32'h1, 32'h1, 32'h1};
        expectations[76] = {32'h1, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[77] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[78] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[79] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[80] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[81] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h0, 32'h0};
        expectations[82] = {32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0, 32'h0,
            32'h0, 32'h0, 32'h1, 32'h1};
        expectations[83] = {32'h3, 32'h3, 32'h7, 32'h7, 32'hf, 32'hf, 32'h1f, 32'h1f, 32'h3f, 32'h3f, 32'h7f,
            32'h7f, 32'hff, 32'hff, 32'h1ff, 32'h1ff};
        expectations[84] = {32'h3ff, 32'h3ff, 32'h7ff, 32'h7ff, 32'hfff, 32'hfff, 32'h1fff, 32'h1fff, 32'h3fff,
            32'h3fff, 32'h7fff, 32'h7fff, 32'hffff, 32'hffff, 32'h0, 32'h0};
        mismatches = 0;
        samples = 0;
        #1;
        for (step = 0; step < STEPS; step = step + 1) begin
            vector = inputs[step / 16][(15 - step % 16) * 4 +: 4];
            expected = expectations[step / 16][(15 - step % 16) * 32 +: 32];
            #100;
            if (expected !== {32{1'bx}}) begin
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
