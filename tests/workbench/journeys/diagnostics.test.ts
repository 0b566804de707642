import { journey } from "../journey.ts";

const BROKEN = `module top(input wire clk, output reg q);
  always @(posedge clk) begin
    q <= missing;
  end
endmodule
`;

journey("a wrong line gets a squiggle, a problem and a fix", { files: { "top.v": BROKEN } }, async (window) => {
  const editor = await window.openFile("top.v");
  await editor.squiggles.first().waitFor();
  const problems = await window.problems();
  await problems.filter({ hasText: "missing" }).first().waitFor();
  await window.photograph("problems");
});
