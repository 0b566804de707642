import { expect, test } from "vitest";
import { readGiven, type Given } from "../src/settings.ts";

const IDS = ["verimentor.completion.enabled", "verimentor.completion.debounceMs", "verimentor.project.defines", "verimentor.features", "verimentor.python.path"];

function read(given: Record<string, Given>): unknown {
  return readGiven(IDS, (key) => given[key]);
}

test("defaults are not sent, so that verimentor.toml can speak", () => {
  expect(read({})).toEqual({});
  expect(read({ "completion.enabled": {} })).toEqual({});
});

test("the most specific value wins, false included", () => {
  expect(read({ "completion.enabled": { globalValue: true, workspaceValue: false } })).toEqual({ completion: { enabled: false } });
  expect(read({ "completion.debounceMs": { globalValue: 1, workspaceValue: 2, workspaceFolderValue: 3 } })).toEqual({ completion: { debounceMs: 3 } });
});

test("names of macros are left as they are", () => {
  expect(read({ "project.defines": { globalValue: { "A.b": "1" } } })).toEqual({ project: { defines: { "A.b": "1" } } });
});

test("of an object, the workspace changes only the keys it names", () => {
  const given = { features: { globalValue: { hover: false, outline: false }, workspaceValue: { hover: true } } };
  expect(read(given)).toEqual({ features: { hover: true, outline: false } });
});

test("the client's own settings stay with the client", () => {
  expect(read({ "python.path": { globalValue: "/usr/bin/python3" } })).toEqual({});
});
