`timescale 1ns/1ps
module testbench;
    localparam STEPS = 400;
    // Inputs of each step: request[7:0]; 16 steps a word, the first one highest.
    reg [127:0] inputs [0:24];
    // Outputs after it: index[2:0], any; x is not compared.
    reg [63:0] expectations [0:24];
    reg [7:0] vector;
    reg [3:0] expected;
    wire [3:0] found;
    integer step, mismatches, samples;

    priority8 dut (.request(vector[7:0]), .index(found[3:1]), .any(found[0]));

    initial begin
        inputs[0] = {8'h0, 8'h1, 8'h2, 8'h3, 8'h4, 8'h5, 8'h6, 8'h7, 8'h8, 8'h9, 8'ha, 8'hb, 8'hc, 8'hd, 8'he,
            8'hf};
        inputs[1] = {8'h10, 8'h11, 8'h12, 8'h13, 8'h14, 8'h15, 8'h16, 8'h17, 8'h18, 8'h19, 8'h1a, 8'h1b, 8'h1c,
            8'h1d, 8'h1e, 8'h1f};
        inputs[2] = {8'h20, 8'h21, 8'h22, 8'h23, 8'h24, 8'h25, 8'h26, 8'h27, 8'h28, 8'h29, 8'h2a, 8'h2b, 8'h2c,
            8'h2d, 8'h2e, 8'h2f};
        inputs[3] = {8'h30, 8'h31, 8'h32, 8'h33, 8'h34, 8'h35, 8'h36, 8'h37, 8'h38, 8'h39, 8'h3a, 8'h3b, 8'h3c,
            8'h3d, 8'h3e, 8'h3f};
        inputs[4] = {8'h40, 8'h41, 8'h42, 8'h43, 8'h44, 8'h45, 8'h46, 8'h47, 8'h48, 8'h49, 8'h4a, 8'h4b, 8'h4c,
            8'h4d, 8'h4e, 8'h4f};
        inputs[5] = {8'h50, 8'h51, 8'h52, 8'h53, 8'h54, 8'h55, 8'h56, 8'h57, 8'h58, 8'h59, 8'h5a, 8'h5b, 8'h5c,
            8'h5d, 8'h5e, 8'h5f};
        inputs[6] = {8'h60, 8'h61, 8'h62, 8'h63, 8'h64, 8'h65, 8'h66, 8'h67, 8'h68, 8'h69, 8'h6a, 8'h6b, 8'h6c,
            8'h6d, 8'h6e, 8'h6f};
        inputs[7] = {8'h70, 8'h71, 8'h72, 8'h73, 8'h74, 8'h75, 8'h76, 8'h77, 8'h78, 8'h79, 8'h7a, 8'h7b, 8'h7c,
            8'h7d, 8'h7e, 8'h7f};
        inputs[8] = {8'h80, 8'h81, 8'h82, 8'h83, 8'h84, 8'h85, 8'h86, 8'h87, 8'h88, 8'h89, 8'h8a, 8'h8b, 8'h8c,
            8'h8d, 8'h8e, 8'h8f};
        inputs[9] = {8'h90, 8'h91, 8'h92, 8'h93, 8'h94, 8'h95, 8'h96, 8'h97, 8'h98, 8'h99, 8'h9a, 8'h9b, 8'h9c,
            8'h9d, 8'h9e, 8'h9f};
        inputs[10] = {8'ha0, 8'ha1, 8'ha2, 8'ha3, 8'ha4, 8'ha5, 8'ha6, 8'ha7, 8'ha8, 8'ha9, 8'haa, 8'hab, 8'hac,
            8'had, 8'hae, 8'haf};
        inputs[11] = {8'hb0, 8'hb1, 8'hb2, 8'hb3, 8'hb4, 8'hb5, 8'hb6, 8'hb7, 8'hb8, 8'hb9, 8'hba, 8'hbb, 8'hbc,
            8'hbd, 8'hbe, 8'hbf};
        inputs[12] = {8'hc0, 8'hc1, 8'hc2, 8'hc3, 8'hc4, 8'hc5, 8'hc6, 8'hc7, 8'hc8, 8'hc9, 8'hca, 8'hcb, 8'hcc,
            8'hcd, 8'hce, 8'hcf};
        inputs[13] = {8'hd0, 8'hd1, 8'hd2, 8'hd3, 8'hd4, 8'hd5, 8'hd6, 8'hd7, 8'hd8, 8'hd9, 8'hda, 8'hdb, 8'hdc,
            8'hdd, 8'hde, 8'hdf};
        inputs[14] = {8'he0, 8'he1, 8'he2, 8'he3, 8'he4, 8'he5, 8'he6, 8'he7, 8'he8, 8'he9, 8'hea, 8'heb, 8'hec,
            8'hed, 8'hee, 8'hef};
        inputs[15] = {8'hf0, 8'hf1, 8'hf2, 8'hf3, 8'hf4, 8'hf5, 8'hf6, 8'hf7, 8'hf8, 8'hf9, 8'hfa, 8'hfb, 8'hfc,
            8'hfd, 8'hfe, 8'hff};
        inputs[16] = {8'h41, 8'hc, 8'h55, 8'haa, 8'h1a, 8'h0, 8'h8, 8'hf0, 8'h0, 8'h6a, 8'h2f, 8'h8, 8'hf7,
            8'h4d, 8'hc, 8'h8};
        inputs[17] = {8'hb3, 8'h1, 8'hf, 8'hc, 8'h0, 8'h3b, 8'h5a, 8'hf5, 8'hf4, 8'h84, 8'h7b, 8'h8, 8'ha, 8'h0,
            8'h7f, 8'h0};
        inputs[18] = {8'h8, 8'h2, 8'h2, 8'h4b, 8'h0, 8'h42, 8'h35, 8'h39, 8'h39, 8'had, 8'ha1, 8'h0, 8'hd, 8'hd,
            8'h2, 8'h6a};
        inputs[19] = {8'hd9, 8'h91, 8'hc7, 8'hb, 8'h97, 8'h97, 8'ha, 8'h0, 8'h0, 8'h6, 8'h6, 8'hd6, 8'h3c,
            8'h3c, 8'h3c, 8'h8};
        inputs[20] = {8'h8, 8'h0, 8'h25, 8'hc8, 8'h90, 8'h90, 8'h75, 8'h7f, 8'h1, 8'h8, 8'h8, 8'h6f, 8'he8,
            8'h50, 8'h0, 8'h51};
        inputs[21] = {8'h80, 8'hfe, 8'hde, 8'h0, 8'h7f, 8'h80, 8'ha, 8'heb, 8'h94, 8'h0, 8'hba, 8'h8, 8'h8,
            8'h0, 8'h3, 8'h20};
        inputs[22] = {8'h8, 8'hac, 8'hb0, 8'hb0, 8'h3f, 8'h3f, 8'h8a, 8'h80, 8'h80, 8'h4, 8'h4, 8'h4, 8'hc,
            8'hc, 8'he, 8'h8};
        inputs[23] = {8'h8, 8'ha7, 8'h1, 8'h6, 8'h5f, 8'h2, 8'h92, 8'h1, 8'h62, 8'ha, 8'h0, 8'h23, 8'haf, 8'hf8,
            8'h65, 8'h65};
        inputs[24] = {8'h1e, 8'ha9, 8'ha9, 8'h8, 8'h3e, 8'h0, 8'h8, 8'h8b, 8'hfe, 8'h0, 8'h3, 8'hf9, 8'h9,
            8'h52, 8'h52, 8'hf};
        expectations[0] = {4'h0, 4'h1, 4'h3, 4'h3, 4'h5, 4'h5, 4'h5, 4'h5, 4'h7, 4'h7, 4'h7, 4'h7, 4'h7, 4'h7,
            4'h7, 4'h7};
        expectations[1] = {4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9, 4'h9,
            4'h9, 4'h9};
        expectations[2] = {4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb,
            4'hb, 4'hb};
        expectations[3] = {4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb, 4'hb,
            4'hb, 4'hb};
        expectations[4] = {4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd,
            4'hd, 4'hd};
        expectations[5] = {4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd,
            4'hd, 4'hd};
        expectations[6] = {4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd,
            4'hd, 4'hd};
        expectations[7] = {4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd, 4'hd,
            4'hd, 4'hd};
        expectations[8] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[9] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[10] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[11] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[12] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[13] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[14] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[15] = {4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf, 4'hf,
            4'hf, 4'hf};
        expectations[16] = {4'hd, 4'h7, 4'hd, 4'hf, 4'h9, 4'h0, 4'h7, 4'hf, 4'h0, 4'hd, 4'hb, 4'h7, 4'hf, 4'hd,
            4'h7, 4'h7};
        expectations[17] = {4'hf, 4'h1, 4'h7, 4'h7, 4'h0, 4'hb, 4'hd, 4'hf, 4'hf, 4'hf, 4'hd, 4'h7, 4'h7, 4'h0,
            4'hd, 4'h0};
        expectations[18] = {4'h7, 4'h3, 4'h3, 4'hd, 4'h0, 4'hd, 4'hb, 4'hb, 4'hb, 4'hf, 4'hf, 4'h0, 4'h7, 4'h7,
            4'h3, 4'hd};
        expectations[19] = {4'hf, 4'hf, 4'hf, 4'h7, 4'hf, 4'hf, 4'h7, 4'h0, 4'h0, 4'h5, 4'h5, 4'hf, 4'hb, 4'hb,
            4'hb, 4'h7};
        expectations[20] = {4'h7, 4'h0, 4'hb, 4'hf, 4'hf, 4'hf, 4'hd, 4'hd, 4'h1, 4'h7, 4'h7, 4'hd, 4'hf, 4'hd,
            4'h0, 4'hd};
        expectations[21] = {4'hf, 4'hf, 4'hf, 4'h0, 4'hd, 4'hf, 4'h7, 4'hf, 4'hf, 4'h0, 4'hf, 4'h7, 4'h7, 4'h0,
            4'h3, 4'hb};
        expectations[22] = {4'h7, 4'hf, 4'hf, 4'hf, 4'hb, 4'hb, 4'hf, 4'hf, 4'hf, 4'h5, 4'h5, 4'h5, 4'h7, 4'h7,
            4'h7, 4'h7};
        expectations[23] = {4'h7, 4'hf, 4'h1, 4'h5, 4'hd, 4'h3, 4'hf, 4'h1, 4'hd, 4'h7, 4'h0, 4'hb, 4'hf, 4'hf,
            4'hd, 4'hd};
        expectations[24] = {4'h9, 4'hf, 4'hf, 4'h7, 4'hb, 4'h0, 4'h7, 4'hf, 4'hf, 4'h0, 4'h3, 4'hf, 4'h7, 4'hd,
            4'hd, 4'h7};
        mismatches = 0;
        samples = 0;
        #1;
        for (step = 0; step < STEPS; step = step + 1) begin
            vector = inputs[step / 16][(15 - step % 16) * 8 +: 8];
            expected = expectations[step / 16][(15 - step % 16) * 4 +: 4];
            #100;
            if (expected !== {4{1'bx}}) begin
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
