import assert from "node:assert/strict";
import { after } from "node:test";
import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";
import { INSTALLED_SERVER, NO_STUDENT } from "../profile.ts";
import { ServedMentor } from "../servedMentor.ts";

/** More than rules mend; as a whole module the student knows it, even when it is drawn instead of chosen. */
const FOREIGN = `module dff(
  input wire clk, rst, d,
  output reg q
);
  when clk rises then
    if rst then q is zero
    else q is d
  end when
endmodule
`;

const mentor = await ServedMentor.start();
after(() => mentor.stop());

const setup = { files: { "dff.v": FOREIGN }, machine: { ...INSTALLED_SERVER, ...NO_STUDENT, "verimentor.mentor.url": mentor.url } };

journey("a real model behind llama.cpp's own server mends what rules do not", setup, async (window) => {
  const editor = await window.openFile("dff.v");
  await window.modelMissing();
  await editor.squiggles.first().waitFor();
  await window.command("Verimentor: Fix with Mentor");
  await window.dialog.filter({ hasText: new URL(mentor.url).host }).waitFor();
  await window.photograph("consent");
  await window.dialog.getByRole("button", { name: "Send", exact: true }).click();
  await window.page.locator(".monaco-diff-editor").first().waitFor();
  assert.equal(window.readFile("dff.v"), FOREIGN);
  const offer = window.notice(/mended by mentor: \d+ → 0 errors/);
  await offer.first().waitFor();
  await window.photograph("preview");
  await offer.getByRole("button", { name: "Accept" }).first().click();
  await editor.line(/always/).waitFor();
  await editor.save();
  const saved = await eventually(() => window.readFile("dff.v") !== FOREIGN && window.readFile("dff.v"), "The file was not saved.");
  assert.match(saved, /module dff[^]*always @\(posedge clk[^]*q <= d;/);
  await editor.squiggles.first().waitFor({ state: "detached" });
});
