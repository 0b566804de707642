import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { journey } from "../journey.ts";

const SUITE = join(import.meta.dirname, "..", "host", "suite.cjs");
const WRONG = "module top(output wire y);\n  assign y = missing;\nendmodule\n";

journey(
  "inside the extension host: commands, settings, features",
  { files: { "top.v": WRONG } },
  async ({ page, server }) => {
    const [extension] = globSync(join(server.profile.extensions, "verimentor.verimentor-*"));
    assert.ok(extension);
    const address = new URL(server.url);
    const remote = (path: string) => `vscode-remote://${address.host}${encodeURI(path)}`;
    const payload = [["extensionDevelopmentPath", remote(extension)], ["extensionTestsPath", remote(SUITE)]];
    address.searchParams.set("payload", JSON.stringify(payload));

    const said: string[] = [];
    const ended = new Promise<number>((resolve) => {
      void page.exposeFunction("codeAutomationLog", (_kind: string, words: readonly unknown[]) => said.push(words.join(" ")));
      void page.exposeFunction("codeAutomationExit", resolve);
    });
    await page.goto(address.href);
    assert.equal(await ended, 0, said.join("\n"));
  },
  ["--vscode-option", "enable-smoke-test-driver"],
);
