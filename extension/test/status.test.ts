import { expect, test } from "vitest";
import { describe, type ServerStatus } from "../src/status.ts";

const READY: ServerStatus = {
  state: "ready",
  message: "",
  model: "student-first",
  lastMilliseconds: 81.4,
  whyNoSuggestion: "",
  completionEnabled: true,
  mentor: "",
  mentorIsRemote: false,
  icarus: true,
};

function show(change: Partial<ServerStatus>) {
  return describe({ kind: "running", status: { ...READY, ...change } });
}

test("a ready server shows its model", () => {
  const { text, lines, warning } = show({});
  expect(text).toBe("$(circuit-board) student-first 81 ms");
  expect(lines[0]).toBe("Model: student-first, last answer in 81 ms.");
  expect(show({ tokensPerSecond: 912.3 }).lines[0]).toBe("Model: student-first, last answer in 81 ms, 912 tokens/s.");
  expect(warning).toBe(false);
});

test("a model that cannot be used is a warning that says why", () => {
  const { text, lines, warning } = show({ state: "failed", model: "", message: "models/a.gguf is not a GGUF file. Download it again." });
  expect(text).toMatch(/no model/);
  expect(lines[0] ?? "").toMatch(/Download it again/);
  expect(warning).toBe(true);
});

test("who wonders why there is no suggestion is told", () => {
  expect(show({ whyNoSuggestion: "the file is excluded" }).lines).toContain("Last time there was no suggestion: the file is excluded");
  expect(show({ completionEnabled: false, whyNoSuggestion: "x" }).lines).toContain("Completions are switched off.");
});

test("the mentor's host is named, with what the user said about it", () => {
  const status = { ...READY, mentor: "localhost:8080", mentorIsRemote: true };
  const refused = describe({ kind: "running", status }, "refused");
  expect(refused.lines).toContain("Mentor: localhost:8080, never asked in this workspace.");
  expect(refused.text).not.toContain("mortar-board");
  expect(describe({ kind: "running", status }, "allowed").text).toContain("mortar-board");
  expect(show({ mentor: "big.gguf" }).lines).toContain("Mentor: big.gguf, a model of this machine.");
});

test("every other state has words", () => {
  for (const kind of ["untrusted", "settingUp", "starting"] as const) {
    expect(describe({ kind }).text).not.toBe("");
  }
  expect(describe({ kind: "stopped", reason: "No Python." }).lines).toEqual(["No Python."]);
});
