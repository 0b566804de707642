import assert from "node:assert/strict";
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { journey } from "../journey.ts";
import { ModelServer } from "../modelServer.ts";
import { eventually } from "../patience.ts";
import { STUDENT, type Profile } from "../profile.ts";
import type { Window } from "../window.ts";

const publisher = await ModelServer.start(STUDENT);
after(() => publisher.stop());

const setup = {
  files: { "top.v": "module top(input wire a, output wire y);\n  assign y = a;\nendmodule\n" },
  prepare: ({ folder }: Profile) => copyFileSync(STUDENT, join(folder, "tutor.gguf")),
};

journey("a model is added, downloaded and chosen, and then the one that comes along again", setup, async (window) => {
  const { profile } = window.server;
  const models = () => readdirSync(profile.models).sort();
  await window.openFile("top.v");
  await window.modelReady();

  await window.command("Verimentor: Add GGUF");
  await window.nameFile("A model as a GGUF file", join(profile.folder, "tutor.gguf"));
  await window.photograph("add");
  await window.choose("Copy it to Verimentor's models");
  await use(window, "tutor");
  assert.deepEqual(models(), ["tutor.gguf"]);

  await window.command("Verimentor: Download Model");
  await window.answer("1 of 2", publisher.address("fetched.gguf"));
  await window.answer("2 of 2", publisher.sha256);
  await use(window, "fetched");
  assert.deepEqual(models(), ["fetched.gguf", "tutor.gguf"]);

  await window.menu("Select Model");
  await window.quickPick.filter({ hasText: "fetched" }).locator(".codicon-check").first().waitFor();
  await window.photograph("select");
  await window.choose("comes with Verimentor");
  await window.modelReady();
  await eventually(() => !profile.settings.includes("verimentor.model.path"), "The setting still names another model.");
});

/** Takes the model that a message speaks of. */
async function use(window: Window, name: string): Promise<void> {
  await window.notice(`${name} is here`).getByRole("button", { name: "Use It Now" }).first().click();
  await window.status.filter({ hasText: name }).waitFor();
  await eventually(() => new RegExp(`"verimentor.model.path":\\s*"${name}"`).test(window.server.profile.settings), `The setting does not name ${name}.`);
}
