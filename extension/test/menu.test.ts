import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entriesFor } from "../src/menu.ts";
import type { ServerStatus, State } from "../src/status.ts";

const STATUS: ServerStatus = {
  state: "ready", message: "", model: "student", lastMilliseconds: 40, tokensPerSecond: 900, whyNoSuggestion: "",
  completionEnabled: true, mentor: "", mentorIsRemote: false, icarus: true,
};

function labels(state: State, word: "allowed" | "refused" | "unasked" = "unasked"): string[] {
  return entriesFor(state, word).map(({ label }) => label.replace(/^\$\([\w-]+\) /, ""));
}

function running(change: Partial<ServerStatus> = {}): State {
  return { kind: "running", status: { ...STATUS, ...change } };
}

test("what makes no sense now is not offered", () => {
  expect(labels({ kind: "untrusted" })).toContain("Manage Workspace Trust");
  expect(labels({ kind: "untrusted" })).not.toContain("Restart Server");
  expect(labels({ kind: "starting" })).not.toContain("Doctor");
  expect(labels({ kind: "stopped", reason: "x" }).slice(0, 2)).toEqual(["Restart Server", "Doctor"]);
  expect(labels(running())).toEqual(expect.arrayContaining(["Turn Completions Off", "Why No Suggestion?", "Select Model", "Name a Mentor"]));
  expect(labels(running({ completionEnabled: false }))).toContain("Turn Completions On");
  expect(labels(running({ completionEnabled: false }))).not.toContain("Why No Suggestion?");
});

test("the word on the mentor can be changed both ways", () => {
  expect(labels(running({ mentor: "a:1", mentorIsRemote: true }), "refused")).toContain("Allow Asking the Mentor Here");
  expect(labels(running({ mentor: "a:1", mentorIsRemote: true }), "allowed")).toContain("Stop Asking the Mentor Here");
});

test("every command of ours in the menu is in the manifest", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const known = new Set(manifest.contributes.commands.map(({ command }: { command: string }) => command));
  const states: State[] = [{ kind: "untrusted" }, { kind: "settingUp" }, { kind: "stopped", reason: "" }, running(), running({ mentor: "a:1", mentorIsRemote: true })];
  const ours = states.flatMap((state) => entriesFor(state, "unasked")).map(({ command }) => command).filter((command) => command.startsWith("verimentor."));
  expect(ours.filter((command) => !known.has(command))).toEqual([]);
});
