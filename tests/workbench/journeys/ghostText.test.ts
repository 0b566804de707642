import assert from "node:assert/strict";
import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";

const COUNTER = `module counter(
  input wire clk, rst, en,
  output reg [7:0] count
);
  always @(posedge clk) begin
    if (rst)
      count <= 8'd0;
    else if (en)

  end
endmodule
`;
const TYPED = "      count <=";

journey("ghost text appears, Tab accepts it and the file has it", { files: { "counter.v": COUNTER } }, async (window) => {
  const editor = await window.openFile("counter.v");
  await window.modelReady();
  await editor.goTo(9);
  await editor.type(TYPED);
  await editor.ghostText.first().waitFor();
  await window.photograph("ghost text");
  await window.page.keyboard.press("Tab");
  await editor.save();
  const saved = await eventually(() => window.readFile("counter.v") !== COUNTER && window.readFile("counter.v"), "The file was not saved.");
  const line = saved.split("\n")[8] ?? "";
  assert.ok(line.startsWith(TYPED) && line.length > TYPED.length, saved);
  assert.match(line, /;$/); // a whole statement, not a tab
});
