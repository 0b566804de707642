import assert from "node:assert/strict";
import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";

const COMMENT = "// An 8-bit up counter with enable and synchronous reset.\n";

journey("a comment becomes a module that was looked at before, in one step of undo", { files: { "counter.v": COMMENT } }, async (window) => {
  const editor = await window.openFile("counter.v");
  await window.modelReady();
  await window.command("Verimentor: Generate Module from Comment");
  await window.page.locator(".monaco-diff-editor").first().waitFor();
  await window.notice(/compiled/).first().waitFor();
  await window.photograph("preview");
  assert.equal(window.readFile("counter.v"), COMMENT);

  await window.notice(/compiled/).getByRole("button", { name: "Evidence" }).first().click();
  await window.quickPick.filter({ hasText: /compil/i }).first().waitFor();
  await window.photograph("evidence");
  await window.page.keyboard.press("Escape");

  await window.notice(/compiled/).getByRole("button", { name: "Accept" }).first().click();
  await editor.line(/endmodule/).waitFor();
  await editor.save();
  const saved = await eventually(() => window.readFile("counter.v") !== COMMENT && window.readFile("counter.v"), "The module was not saved.");
  assert.ok(saved.startsWith(COMMENT), saved);
  assert.match(saved, /module \w+[^]*endmodule\n/);

  await editor.focus();
  await window.page.keyboard.press("Control+z");
  await editor.line(/endmodule/).waitFor({ state: "detached" });
  await editor.save();
  await eventually(() => window.readFile("counter.v") === COMMENT, () => `Undoing once left:\n${window.readFile("counter.v")}`);
});
