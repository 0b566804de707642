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

journey("ghost text appears unless it is switched off, Tab accepts it and the file has it", { files: { "counter.v": COUNTER } }, async (window) => {
  const { profile } = window.server;
  const editor = await window.openFile("counter.v");
  await window.modelReady();
  await window.menu("Turn Completions Off");
  await window.status.locator(".codicon-circle-slash").waitFor();
  await eventually(() => /"verimentor.completion.enabled":\s*false/.test(profile.settings), "The setting was not written.");
  await editor.goTo(9);
  await editor.type(TYPED);
  assert.equal(await editor.ghostText.count(), 0);

  await window.command("Verimentor: Toggle Completions");
  await window.status.locator(".codicon-circuit-board").waitFor();
  await editor.focus();
  await editor.type(" ");
  await editor.ghostText.first().waitFor();
  await window.photograph("ghost text");
  await window.page.keyboard.press("Tab");
  await editor.save();
  const saved = await eventually(() => window.readFile("counter.v") !== COUNTER && window.readFile("counter.v"), "The file was not saved.");
  const line = saved.split("\n")[8] ?? "";
  assert.ok(line.startsWith(TYPED) && line.length > TYPED.length, saved);
  assert.match(line, /;$/); // a whole statement, not a tab
});
