import assert from "node:assert/strict";
import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";

const WRONG = "module top(output wire y);\n  assign y = missing;\nendmodule\n";

journey("nothing runs in a workspace that is not trusted, until it is", { files: { "top.v": WRONG }, asksForTrust: true }, async (window) => {
  const editor = await window.openFile("top.v");
  await window.status.waitFor(); // we are active and have decided what to do
  await window.command("Verimentor: Doctor");
  await window.notice(/trusted/).first().waitFor();
  await window.photograph("not trusted");
  assert.deepEqual(window.server.languageServers(), []);
  assert.equal(await editor.squiggles.count(), 0);

  await window.notice(/trusted/).getByRole("button", { name: "Manage Trust" }).click();
  await window.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
  await window.openFile("top.v");
  await eventually(() => window.server.languageServers()[0], "No server was started once the workspace was trusted.");
  await editor.squiggles.first().waitFor();
});
