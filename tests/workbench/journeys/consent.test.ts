import assert from "node:assert/strict";
import { after } from "node:test";
import { journey } from "../journey.ts";
import { ScriptedMentor } from "../mentor.ts";
import { eventually } from "../patience.ts";
import { INSTALLED_SERVER, NO_STUDENT } from "../profile.ts";

const KEY = "sk-journey-4711";

/** Rules mend a part of it at best. */
const FOREIGN = `module crown_jewel(
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
const MENDED = `module crown_jewel(
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

const mentor = await ScriptedMentor.start(`\`\`\`verilog\n${MENDED}\`\`\``);
after(() => mentor.stop());

const setup = { files: { "top.v": FOREIGN }, machine: { ...INSTALLED_SERVER, ...NO_STUDENT, "verimentor.mentor.url": mentor.url, "verimentor.mentor.model": "tutor" } };

journey("a word about the mentor counts, a key is kept and forgotten, and the logs hold neither it nor the code", setup, async (window) => {
  const offer = (button: string) => window.notice(/Fix with mentor/).getByRole("button", { name: button }).first().click();
  const fix = async () => {
    await window.openFile("top.v");
    await window.command("Verimentor: Fix with Mentor");
  };
  /** Waits for what was mended and turns it down. */
  const reject = async () => {
    await window.page.locator(".monaco-diff-editor").first().waitFor();
    await offer("Reject");
    await window.page.locator(".monaco-diff-editor").first().waitFor({ state: "detached" });
  };
  /** The same, after a look at why the mentor had no part in it. */
  const rejectUnasked = async (picture: string) => {
    await offer("Evidence");
    await window.quickPick.filter({ hasText: "was not asked" }).first().waitFor();
    await window.photograph(picture);
    await window.page.keyboard.press("Escape");
    await reject();
  };
  const editor = await window.openFile("top.v");
  await window.modelMissing();
  await editor.squiggles.first().waitFor();

  await fix();
  await window.dialog.getByRole("button", { name: "Do Not Send" }).click();
  await rejectUnasked("not asked");
  assert.equal(mentor.asked.length, 0);

  await window.menu("Allow Asking the Mentor Here");
  await window.command("Verimentor: Set Mentor Key");
  await window.answer("The mentor's key", KEY);
  await window.notice("key is kept").first().waitFor();
  await window.modelMissing();
  await fix();
  await reject();
  assert.deepEqual(mentor.asked.map(({ authorization }) => authorization), [`Bearer ${KEY}`]);

  await window.command("Verimentor: Clear Mentor Key");
  await window.notice("key is forgotten").first().waitFor();
  await window.modelMissing();
  await fix();
  await reject();
  assert.deepEqual(mentor.asked.map(({ authorization }) => authorization), [`Bearer ${KEY}`, undefined]);

  await window.menu("Stop Asking the Mentor Here");
  await fix();
  await rejectUnasked("not asked any more");
  assert.equal(mentor.asked.length, 2);
  assert.equal(window.readFile("top.v"), FOREIGN);

  await window.command("Verimentor: Collect Logs");
  await window.takeFile("Save Verimentor's logs", `${window.server.profile.workspace}/verimentor-logs.txt`);
  const logs = await eventually(() => window.exists("verimentor-logs.txt") && window.readFile("verimentor-logs.txt"), "No logs were saved.");
  await window.photograph("logs");
  for (const part of ["==== Versions", "Icarus Verilog", mentor.url, "Starting the server"]) {
    assert.ok(logs.includes(part), `${part} is not in the logs:\n${logs}`);
  }
  assert.ok(!logs.includes(KEY) && !logs.includes("crown_jewel"), logs);
});
