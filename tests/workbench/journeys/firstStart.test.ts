import assert from "node:assert/strict";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";
import { ROOT } from "../profile.ts";

const WRONG = "module top(output wire y);\n  assign y = missing;\nendmodule\n";

/** Packages are downloaded. */
const SETUP_MS = 240_000;

// VERIMENTOR_VSIX names a build that carries all packages; otherwise llama.cpp is taken as `make setup` has compiled it.
const vsix = process.env["VERIMENTOR_VSIX"];
const setup = {
  files: { "top.v": WRONG },
  machine: {},
  ...(vsix === undefined ? {} : { vsix: join(ROOT, vsix) }),
  prepare: ({ storage }: { readonly storage: string }) => {
    if (vsix === undefined) {
      cpSync(join(ROOT, ".cache", "wheels"), join(storage, "wheels"), { recursive: true });
    }
  },
};

journey("the first start makes the server's own environment, and removing leaves none", setup, async (window) => {
  const editor = await window.openFile("top.v");
  await window.notice("sets up its server").first().waitFor();
  await window.photograph("setting up");
  const { storage } = window.server.profile;
  await eventually(() => existsSync(join(storage, "server.sha256")), () => `No environment was made:\n${window.server.readLog()}`, SETUP_MS);
  await editor.squiggles.first().waitFor();
  await window.modelReady();

  await window.command("Verimentor: Remove the Server's Environment");
  await window.dialog.getByRole("button", { name: /Remove/ }).click();
  await eventually(() => !existsSync(join(storage, "server")), "The environment is still there.");
  assert.deepEqual(window.server.languageServers(), []);
});
