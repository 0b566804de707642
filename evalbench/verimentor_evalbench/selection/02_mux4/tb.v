`timescale 1ns/1ps
module testbench;
    localparam STEPS = 400;
    // Inputs of each step: d0[7:0], d1[7:0], d2[7:0], d3[7:0], sel[1:0]; 16 steps a word, the first one highest.
    reg [543:0] inputs [0:24];
    // Outputs after it: y[7:0]; x is not compared.
    reg [127:0] expectations [0:24];
    reg [33:0] vector;
    reg [7:0] expected;
    wire [7:0] found;
    integer step, mismatches, samples;

    mux4 dut (.d0(vector[33:26]), .d1(vector[25:18]), .d2(vector[17:10]), .d3(vector[9:2]), .sel(vector[1:0]), .y(found[7:0]));

    initial begin
        inputs[0] = {34'h0, 34'h3ffffffff, 34'h4000000, 34'h8000000, 34'h10000000, 34'h20000000, 34'h40000000,
            34'h80000000, 34'h100000000, 34'h200000000, 34'h40000, 34'h80000, 34'h100000, 34'h200000,
            34'h400000, 34'h800000};
        inputs[1] = {34'h1000000, 34'h2000000, 34'h400, 34'h800, 34'h1000, 34'h2000, 34'h4000, 34'h8000,
            34'h10000, 34'h20000, 34'h4, 34'h8, 34'h10, 34'h20, 34'h40, 34'h80};
        inputs[2] = {34'h100, 34'h200, 34'h1, 34'h2, 34'h3fbffffff, 34'h3f7ffffff, 34'h3efffffff, 34'h3dfffffff,
            34'h3bfffffff, 34'h37fffffff, 34'h2ffffffff, 34'h1ffffffff, 34'h3fffbffff, 34'h3fff7ffff,
            34'h3ffefffff, 34'h3ffdfffff};
        inputs[3] = {34'h3ffbfffff, 34'h3ff7fffff, 34'h3feffffff, 34'h3fdffffff, 34'h3fffffbff, 34'h3fffff7ff,
            34'h3ffffefff, 34'h3ffffdfff, 34'h3ffffbfff, 34'h3ffff7fff, 34'h3fffeffff, 34'h3fffdffff,
            34'h3fffffffb, 34'h3fffffff7, 34'h3ffffffef, 34'h3ffffffdf};
        inputs[4] = {34'h3ffffffbf, 34'h3ffffff7f, 34'h3fffffeff, 34'h3fffffdff, 34'h3fffffffe, 34'h3fffffffd,
            34'h104003000, 34'h25c1c0903, 34'h3cc0773, 34'h1b0c38592, 34'h176b00591, 34'h25caf1591,
            34'h1d66ffdb6, 34'h1f0027336, 34'h1f3ba7056, 34'h1f1f27006};
        inputs[5] = {34'h1550a09b8, 34'h1ca2e84e6, 34'h8139fc23, 34'h2453b1d83, 34'h25d3b1c07, 34'h40b22,
            34'hbfc057a, 34'h38f140497, 34'h3cf17b094, 34'h5f280bfc, 34'h2280461ff, 34'h3e023e9e2,
            34'h3e022a9e1, 34'h2ac07f800, 34'h10040000, 34'h404031c};
        inputs[6] = {34'h35cd014fe, 34'h366003600, 34'h34003603, 34'h6dba3e1, 34'h3e3640b6e, 34'h322dfe1,
            34'h3d676ccf7, 34'h3d551c06, 34'h355551c06, 34'h1cbe5558b, 34'h22ee60158, 34'h205f985fe,
            34'h1dbbd3819, 34'h1a8c028a, 34'h26b322c20, 34'h26807fc20};
        inputs[7] = {34'h26806a020, 34'h238040820, 34'h10b637806, 34'h2526c16a8, 34'h253f816a8, 34'h250dc3aab,
            34'h250dc3aab, 34'hd807f803, 34'h995438, 34'h24840006, 34'h2a900966, 34'hbaef848, 34'hbaefa0c,
            34'h155c85e, 34'h76ff9, 34'h1edcb6227};
        inputs[8] = {34'h1edca0227, 34'h1aa0201ce, 34'h3b03a4c01, 34'h2480000be, 34'h2480000bf, 34'hb02c24bf,
            34'h7c40905, 34'h35d6c807, 34'h24807d253, 34'ha555780b, 34'ha555780b, 34'hffc05fe, 34'h3fcc5c01,
            34'h3fc016002, 34'h78b76c0b, 34'h74136c0b};
        inputs[9] = {34'h37a2e7c01, 34'h80009fe, 34'h2082000f4, 34'h10f791eb, 34'h352be01b3, 34'h3fb721200,
            34'h40bfe10, 34'h16ae77aa9, 34'h2e7f80009, 34'h172e6789e, 34'h3667b57ff, 34'h9846665, 34'h2aac8070e,
            34'h3467d6c02, 34'h3aa7d6c02, 34'h28a00b393};
        inputs[10] = {34'h80805d9, 34'h2a89801d7, 34'h812d226, 34'h2a44fd40b, 34'h270fc0692, 34'h1dc1147f5,
            34'h1f9e31e01, 34'h1fbfc00c8, 34'h3fc003487, 34'h3fc016c06, 34'h4006906, 34'h470f996, 34'h18b4003f3,
            34'h3fe002023, 34'h6002158, 34'h80b04};
        inputs[11] = {34'h1e3f45f, 34'h6341146, 34'h324100235, 34'h154017097, 34'h26f110c01, 34'h29005fcd2,
            34'h24d0d154, 34'h25fcd0d5, 34'h2a9fcd006, 34'h2a9fc0406, 34'h1b4064db9, 34'h1b7cea5eb,
            34'h2241ec02, 34'h22c95402, 34'h8272407, 34'h3d40afc21};
        inputs[12] = {34'h1a2780802, 34'h138000545, 34'h2476ffb5, 34'ha47447b4, 34'ha4a423b4, 34'ha4a427b4,
            34'ha4dc27b6, 34'h9bd9c402, 34'h2f806e003, 34'h1c2875bf, 34'h1a0702bfc, 34'h1a0082bfc,
            34'h1a0082bfc, 34'h4c5776f, 34'h154083d4c, 34'h154003c00};
        inputs[13] = {34'h22b2a5005, 34'h3fb2a5006, 34'h3f80bf007, 34'h7ba6858, 34'h14bba6858, 34'h264095405,
            34'h14a037c98, 34'h602cc9a, 34'h23c2f4808, 34'h3d23b8b, 34'h7ffc0a35, 34'h25c080a35, 34'h5740404,
            34'h1f719163b, 34'h1c58c34ab, 34'h11c4dc9c};
        inputs[14] = {34'h3c2a8a1c4, 34'h14029c348, 34'h370801bf, 34'h3708b1bd, 34'he1452e01, 34'hb5552e14,
            34'hb4952ffe, 34'h200080811, 34'h2a8180009, 34'h3e018802, 34'h38018802, 34'h2003800, 34'h15602b035,
            34'hac80409, 34'h9901dc3, 34'h4080aa2};
        inputs[15] = {34'h1e8000405, 34'h2a828027d, 34'h2aa40027d, 34'h38e1c2c05, 34'hea01bff8, 34'h120082305,
            34'h3fc014802, 34'h3b9fd2b32, 34'h1ff8b31, 34'h68835, 34'h1fc0c0b10, 34'h8040da3, 34'h3e3140000,
            34'h3df6d6a, 34'h7dc0a, 34'h72d40a0};
        inputs[16] = {34'ha9806a8, 34'hc00069a, 34'hc000698, 34'h38800b00b, 34'h109fd8a22, 34'h21a010753,
            34'h30dfd7ba, 34'h1540554, 34'h3e01d5007, 34'h180bb3aab, 34'hecbab6aa, 34'h81eac0a, 34'h81eac0b,
            34'h354080002, 34'hc399000, 34'h2405c155};
        inputs[17] = {34'h2a8a40a01, 34'h1fd273ce4, 34'h9273ffc, 34'h92403fc, 34'hbfc082f, 34'h150454496,
            34'h15008a40a, 34'h23f9c40b, 34'h3fde0040a, 34'h10ed40408, 34'h2039d4541, 34'h2a8636c0a,
            34'hb39a40a, 34'h193a5a40a, 34'h2a4519004, 34'h57546c01};
        inputs[18] = {34'h251546c01, 34'h27c0bc596, 34'h3bbd06402, 34'h1d6971efb, 34'h1d4071f1c, 34'h3b1f1c,
            34'hbfea919, 34'h2a802aaae, 34'h2a95eaaca, 34'h2ea959a6, 34'h2e7558e7, 34'h2cac08e7, 34'he43014df,
            34'he40834df, 34'he5fc34df, 34'hb8c07e1};
        inputs[19] = {34'h2800007c0, 34'h1fcd4140c, 34'h1f2b19c03, 34'h2b4000006, 34'h2315532b8, 34'h180e2aeb8,
            34'h369c0154, 34'h15ad9700a, 34'h8080583, 34'hd0c08, 34'h40d0c0b, 34'h2f0833fe, 34'h18071e8e1,
            34'h180140000, 34'h183fc0000, 34'h4080000};
        inputs[20] = {34'h303f4b41c, 34'h1d90bbf4, 34'h18c27f85a, 34'h425fc3a, 34'h7c9ffb6, 34'h26007f800,
            34'h4057401, 34'hbb714f1, 34'h30bb715d1, 34'h3a3b8180a, 34'h3a0601816, 34'h3a4366427, 34'hfc842027,
            34'h247fc138b, 34'h233fd5005, 34'h2cea83155};
        inputs[21] = {34'h2cff802a9, 34'h3398e78a5, 34'h3940ad3c4, 34'h1f9b9fe52, 34'h3e01a4c4, 34'h602d01d,
            34'h2f956082e, 34'h2f955a402, 34'h3fc000461, 34'h2a93ef7fc, 34'h808d806, 34'h40007b3, 34'h1fc0307b0,
            34'h1fc030409, 34'h2c0a9dfe, 34'h43e7c05};
        inputs[22] = {34'hfc0155, 34'h100055556, 34'h3fc700954, 34'hbf05bff, 34'h800581b, 34'h13f954c2,
            34'h2a8015407, 34'h2a8006407, 34'h5f5c407, 34'h35000032a, 34'h1b2b83d82, 34'h43c0246, 34'h3803e4647,
            34'h3c3c4244, 34'h2039ffb9e, 34'h12dcffb9e};
        inputs[23] = {34'h12dcffa4a, 34'h12dcff80a, 34'h3f8adfd30, 34'h78adfc0c, 34'h3802c1a91, 34'h400283a,
            34'h2f400183a, 34'h35400197c, 34'h13877500c, 34'h138742ea9, 34'h1397c06aa, 34'h1383a0ea9,
            34'h1ac0808bd, 34'h3b682eef, 34'h26408ddff, 34'h80b21fd};
        inputs[24] = {34'h66de8b0, 34'h13d783cb0, 34'h9e007, 34'h9803fa82, 34'h3f407fa82, 34'h200077404,
            34'h1f0199c06, 34'h2000aec05, 34'hc2bb488, 34'h2cc02ac2e, 34'h157f8443c, 34'h297401060,
            34'h7202904f, 34'h3ba6d8e90, 34'h7b5b832, 34'h3fe37fbb1};
        expectations[0] = {8'h0, 8'hff, 8'h1, 8'h2, 8'h4, 8'h8, 8'h10, 8'h20, 8'h40, 8'h80, 8'h0, 8'h0, 8'h0,
            8'h0, 8'h0, 8'h0};
        expectations[1] = {8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0, 8'h0,
            8'h0, 8'h0};
        expectations[2] = {8'h0, 8'h0, 8'h0, 8'h0, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff,
            8'hff, 8'hff, 8'hff, 8'hff};
        expectations[3] = {8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff, 8'hff,
            8'hfe, 8'hfd, 8'hfb, 8'hf7};
        expectations[4] = {8'hef, 8'hdf, 8'hbf, 8'h7f, 8'hff, 8'hff, 8'h41, 8'h40, 8'hdc, 8'he1, 8'hac, 8'h2b,
            8'hff, 8'h9c, 8'h9c, 8'h9c};
        expectations[5] = {8'h55, 8'ha1, 8'h8, 8'h60, 8'h1, 8'h2, 8'h1, 8'h25, 8'hf3, 8'h17, 8'h7f, 8'hfa, 8'h8,
            8'hab, 8'h4, 8'h1};
        expectations[6] = {8'h5, 8'hd9, 8'h80, 8'hb6, 8'h2, 8'hc8, 8'h3d, 8'h47, 8'h47, 8'h62, 8'h8b, 8'h61,
            8'hef, 8'h0, 8'h9a, 8'h9a};
        expectations[7] = {8'h9a, 8'h8e, 8'hde, 8'h94, 8'h94, 8'haa, 8'haa, 8'h0, 8'h0, 8'h0, 8'h2, 8'h2, 8'h2,
            8'h72, 8'h1, 8'h89};
        expectations[8] = {8'h89, 8'h80, 8'he, 8'h0, 8'h2f, 8'h2f, 8'hf1, 8'h1, 8'h94, 8'h2, 8'h2, 8'h1, 8'hf3,
            8'h58, 8'h2, 8'h2};
        expectations[9] = {8'h8b, 8'h2, 8'h82, 8'h7a, 8'h6c, 8'hfe, 8'h1, 8'hb9, 8'hfe, 8'h9e, 8'hff, 8'h61,
            8'h1, 8'h5b, 8'h5b, 8'he4};
        expectations[10] = {8'h2, 8'h75, 8'hb4, 8'h2, 8'h1, 8'h4, 8'h78, 8'h7e, 8'h21, 8'h5b, 8'h1a, 8'h3e,
            8'hfc, 8'h8, 8'h1, 8'h0};
        expectations[11] = {8'h17, 8'h4, 8'h4, 8'h25, 8'hc4, 8'h7f, 8'h9, 8'h7f, 8'h34, 8'h1, 8'h1, 8'h7a,
            8'h7b, 8'h55, 8'h1, 8'h2};
        expectations[12] = {8'h2, 8'h0, 8'h1d, 8'h29, 8'h29, 8'h29, 8'h9, 8'h71, 8'h0, 8'h6f, 8'h68, 8'h68,
            8'h68, 8'hdb, 8'h55, 8'h55};
        expectations[13] = {8'hca, 8'h94, 8'h1, 8'h1, 8'h52, 8'h2, 8'h52, 8'hb3, 8'h8f, 8'he2, 8'hff, 8'h2,
            8'h1, 8'h8e, 8'h2a, 8'h4};
        expectations[14] = {8'hf0, 8'h50, 8'h6f, 8'hc2, 8'h51, 8'h2d, 8'h4b, 8'h2, 8'h6, 8'h62, 8'h62, 8'h0,
            8'h80, 8'hb2, 8'h70, 8'h2};
        expectations[15] = {8'h0, 8'ha, 8'h90, 8'h87, 8'h3a, 8'h2, 8'h52, 8'h4a, 8'h7f, 8'h1, 8'h7f, 8'h68,
            8'hf8, 8'hdb, 8'hf7, 8'h1};
        expectations[16] = {8'h2, 8'h1, 8'h3, 8'h2, 8'h62, 8'hd4, 8'hf5, 8'h0, 8'h1, 8'haa, 8'had, 8'hab, 8'h2,
            8'h0, 8'h3, 8'h1};
        expectations[17] = {8'h29, 8'h7f, 8'h2, 8'h2, 8'hb, 8'h51, 8'h29, 8'h2, 8'h1, 8'h43, 8'he7, 8'hdb,
            8'h69, 8'h69, 8'ha9, 8'hd5};
        expectations[18] = {8'h55, 8'hf1, 8'h19, 8'hbe, 8'h75, 8'h0, 8'hff, 8'haa, 8'haa, 8'h56, 8'h39, 8'h39,
            8'h37, 8'h37, 8'h37, 8'he3};
        expectations[19] = {8'ha0, 8'h7f, 8'h0, 8'h0, 8'h8c, 8'h60, 8'hd, 8'h5c, 8'h60, 8'h0, 8'h2, 8'hc, 8'h1c,
            8'h60, 8'h60, 8'h1};
        expectations[20] = {8'hc0, 8'h7, 8'hfe, 8'h7f, 8'h7f, 8'h98, 8'h1, 8'hed, 8'hed, 8'h6, 8'h6, 8'h9, 8'h9,
            8'he2, 8'hff, 8'haa};
        expectations[21] = {8'hfe, 8'h63, 8'he5, 8'h7f, 8'hf, 8'h80, 8'h82, 8'h69, 8'h0, 8'haa, 8'h36, 8'hec,
            8'h7f, 8'h0, 8'ha7, 8'hf};
        expectations[22] = {8'h3f, 8'h55, 8'hff, 8'hff, 8'h6, 8'h55, 8'h1, 8'h1, 8'h1, 8'h0, 8'hf, 8'h0, 8'h91,
            8'hf, 8'hfe, 8'hfe};
        expectations[23] = {8'hfe, 8'hfe, 8'hfe, 8'h1e, 8'hb, 8'ha, 8'h6, 8'hd5, 8'h4e, 8'h1d, 8'h1, 8'he, 8'h2,
            8'hbb, 8'h7f, 8'h2};
        expectations[24] = {8'h1, 8'h4f, 8'h1, 8'hfe, 8'hfe, 8'h80, 8'h67, 8'h2, 8'h3, 8'hab, 8'h55, 8'ha5,
            8'h13, 8'hee, 8'h6e, 8'h8d};
        mismatches = 0;
        samples = 0;
        #1;
        for (step = 0; step < STEPS; step = step + 1) begin
            vector = inputs[step / 16][(15 - step % 16) * 34 +: 34];
            expected = expectations[step / 16][(15 - step % 16) * 8 +: 8];
            #100;
            if (expected !== {8{1'bx}}) begin
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
