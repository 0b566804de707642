import assert from "node:assert/strict";
import { after } from "node:test";
import { journey } from "../journey.ts";
import { ScriptedMentor } from "../mentor.ts";
import { eventually } from "../patience.ts";
import { INSTALLED_SERVER } from "../profile.ts";

/** Another language altogether: more than rules and a small model can mend. */
const FOREIGN = `module arbiter(
  input wire clk, rst,
  input wire [1:0] request,
  output reg [1:0] grant
);
  if request[0] then
    grant is request 0
  elsif request[1] then
    grant is request 1
  else
    grant is nobody
  end if
endmodule
`;
const MENDED = `module arbiter(
  input wire clk, rst,
  input wire [1:0] request,
  output reg [1:0] grant
);
  always @(posedge clk)
    if (rst) grant <= 2'b00;
    else if (request[0]) grant <= 2'b01;
    else if (request[1]) grant <= 2'b10;
    else grant <= 2'b00;
endmodule
`;

// No model that fits into a test can mend this, so a script plays a good one.
const mentor = await ScriptedMentor.start(`\`\`\`verilog\n${MENDED}\`\`\``);
after(() => mentor.stop());

const setup = { files: { "arbiter.v": FOREIGN }, machine: { ...INSTALLED_SERVER, "verimentor.mentor.url": mentor.url, "verimentor.mentor.model": "tutor" } };

journey("the mentor is asked once it may be, and its answer is looked at before it is taken", setup, async (window) => {
  const editor = await window.openFile("arbiter.v");
  await window.modelReady();
  await editor.squiggles.first().waitFor();
  await window.command("Verimentor: Fix with Mentor");
  await window.dialog.filter({ hasText: "127.0.0.1" }).waitFor();
  await window.photograph("consent");
  assert.equal(mentor.asked.length, 0);
  await window.dialog.getByRole("button", { name: "Send", exact: true }).click();

  await window.page.locator(".monaco-diff-editor").first().waitFor();
  const offer = window.notice(/error/).filter({ hasText: "Accept" });
  await offer.first().waitFor();
  await window.photograph("preview");
  assert.ok(mentor.asked.some((question) => question.includes("arbiter")));
  await offer.getByRole("button", { name: "Accept" }).first().click();
  await editor.line(/2'b10/).waitFor();
  await editor.save();
  await eventually(() => window.readFile("arbiter.v") === MENDED, () => `What was saved is not what the mentor said:\n${window.readFile("arbiter.v")}`);
  await editor.squiggles.first().waitFor({ state: "detached" });
});
