import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { journey } from "../journey.ts";
import { eventually, soon } from "../patience.ts";
import { ROOT } from "../profile.ts";

const files = {
  "fifo.v": readFileSync(join(ROOT, "examples", "rtl", "fifo.v"), "utf8"),
  "generated/table.v": "module table_of_sines;\n\nendmodule\n",
  "verimentor.toml": 'exclude = ["generated/*"]\n',
};

journey("the screens: Doctor, why there is no suggestion, a waveform, the first steps, an example", { files }, async (window) => {
  const { page } = window;
  const table = await window.openFile("table.v");
  await window.modelReady();
  await window.command("Verimentor: Doctor");
  await window.webview("Verimentor Doctor", "Icarus Verilog", "student model");
  await window.photograph("doctor");

  await window.openFile("table.v");
  await table.goTo(2);
  await table.type("  wire ");
  await eventually(async () => {
    await window.command("Verimentor: Why No Suggestion?");
    return soon(window.quickPick.filter({ hasText: /`exclude`.*table.v:2/ }).first());
  }, "The reason is not told.");
  await window.photograph("why");
  await page.keyboard.press("Escape");

  await window.openFile("fifo.v");
  await window.command("Verimentor: Show Waveform");
  await window.webview("wr_en", "rd_data", "full");
  await window.photograph("waveform");

  await window.command("Verimentor: Get Started");
  const steps = page.locator(".getting-started-step");
  await steps.filter({ hasText: "Privacy" }).waitFor();
  assert.equal(await steps.count(), 6);
  await steps.filter({ hasText: "Icarus Verilog" }).locator(".codicon.complete").waitFor(); // it is there
  await window.photograph("first steps");

  await window.command("Verimentor: Open an Example");
  await page.locator(".view-line").filter({ hasText: "An 8-bit counter that can be loaded" }).first().waitFor();
  await window.photograph("example");
});
