import assert from "node:assert/strict";
import { test } from "node:test";
import { readGiven, type Given } from "../src/settings.ts";

const IDS = ["verimentor.completion.enabled", "verimentor.completion.debounceMs", "verimentor.project.defines", "verimentor.python.path"];

function read(given: Record<string, Given>): unknown {
  return readGiven(IDS, (key) => given[key]);
}

test("defaults are not sent, so that verimentor.toml can speak", () => {
  assert.deepEqual(read({}), {});
  assert.deepEqual(read({ "completion.enabled": {} }), {});
});

test("the most specific value wins, false included", () => {
  assert.deepEqual(read({ "completion.enabled": { globalValue: true, workspaceValue: false } }), { completion: { enabled: false } });
  assert.deepEqual(read({ "completion.debounceMs": { globalValue: 1, workspaceValue: 2, workspaceFolderValue: 3 } }), { completion: { debounceMs: 3 } });
});

test("names of macros are left as they are", () => {
  assert.deepEqual(read({ "project.defines": { globalValue: { "A.b": "1" } } }), { project: { defines: { "A.b": "1" } } });
});

test("the client's own settings stay with the client", () => {
  assert.deepEqual(read({ "python.path": { globalValue: "/usr/bin/python3" } }), {});
});
