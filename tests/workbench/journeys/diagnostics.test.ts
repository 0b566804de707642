import assert from "node:assert/strict";
import { journey } from "../journey.ts";
import { eventually, soon } from "../patience.ts";

const BROKEN = `module top(input wire clk, input wire data, output reg q);
  always @(posedge clk) begin
    q <= dta;
  end
endmodule
`;

journey("a wrong line gets a squiggle, a problem and a fix, and a squiggle again from a server that was started anew", { files: { "top.v": BROKEN } }, async (window) => {
  const { page } = window;
  const editor = await window.openFile("top.v");
  await editor.squiggles.first().waitFor();
  const problems = await window.problems();
  await problems.filter({ hasText: "dta" }).first().waitFor();
  await window.photograph("problems");

  const fix = page.locator(".action-widget .monaco-list-row").filter({ hasText: "Fix with rules and student" }).first();
  await eventually(async () => {
    await editor.goTo(3, 11);
    await page.keyboard.press("Control+.");
    return soon(fix);
  }, "No fix is offered.");
  await window.photograph("fix");
  await fix.click();
  await window.notice(/mended by rules: 1 → 0 errors/).getByRole("button", { name: "Accept" }).first().click();
  await editor.squiggles.first().waitFor({ state: "detached" });
  await editor.save();
  await eventually(() => window.readFile("top.v") === BROKEN.replace("dta", "data"), () => `What was saved is no fix:\n${window.readFile("top.v")}`);

  const [first] = window.server.languageServers();
  assert.ok(first, "The squiggle came from nowhere: there is no language server.");
  process.kill(first, "SIGKILL");
  await window.notice("has died and is started again").first().waitFor();
  await window.photograph("died");
  await eventually(() => window.server.languageServers().find((pid) => pid !== first), "The server was not started again.");
  // The new one has been told of the open file, and follows it.
  await editor.goTo(3, 10);
  await editor.type("un");
  await editor.squiggles.first().waitFor();
});
