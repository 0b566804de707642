import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, type ServerStatus } from "../src/status.ts";

const READY: ServerStatus = {
  state: "ready",
  message: "",
  model: "student-first",
  lastMilliseconds: 81.4,
  whyNoSuggestion: "",
  completionEnabled: true,
  mentor: "",
  icarus: true,
};

function show(change: Partial<ServerStatus>) {
  return describe({ kind: "running", status: { ...READY, ...change } });
}

test("a ready server shows its model", () => {
  const { text, lines, warning } = show({});
  assert.equal(text, "$(circuit-board) student-first");
  assert.equal(lines[0], "Model: student-first, last answer in 81 ms.");
  assert.equal(warning, false);
});

test("a model that cannot be used is a warning that says why", () => {
  const { text, lines, warning } = show({ state: "failed", model: "", message: "models/a.gguf is not a GGUF file. Download it again." });
  assert.match(text, /no model/);
  assert.match(lines[0] ?? "", /Download it again/);
  assert.equal(warning, true);
});

test("who wonders why there is no suggestion is told", () => {
  assert.ok(show({ whyNoSuggestion: "the file is excluded" }).lines.includes("Last time there was no suggestion: the file is excluded"));
  assert.ok(show({ completionEnabled: false, whyNoSuggestion: "x" }).lines.includes("Completions are switched off."));
});

test("the mentor's host is named", () => {
  assert.ok(show({ mentor: "localhost:8080" }).lines.some((line) => line.includes("localhost:8080")));
});

test("every other state has words", () => {
  for (const kind of ["untrusted", "settingUp", "starting"] as const) {
    assert.notEqual(describe({ kind }).text, "");
  }
  assert.deepEqual(describe({ kind: "stopped", reason: "No Python." }).lines, ["No Python."]);
});
