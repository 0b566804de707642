import assert from "node:assert/strict";
import { test } from "node:test";
import { readFindings, writeReport, type Finding } from "../src/report.ts";

const ICARUS: Finding = { name: "Icarus Verilog", ok: false, detail: "not found", advice: "Install iverilog.", needed: true };
const BOX: Finding = { name: "bubblewrap", ok: false, detail: "not usable", advice: "", needed: false };

test("findings are read as the server prints them", () => {
  assert.deepEqual(readFindings(JSON.stringify([ICARUS, BOX])), [ICARUS, BOX]);
});

test("anything else is not taken for findings", () => {
  for (const output of ["", "Traceback", "{}", "[1]", "[null]", '[{"name": "x"}]']) {
    assert.equal(readFindings(output), undefined);
  }
});

test("the report counts what is needed and gives advice", () => {
  const report = writeReport([ICARUS, BOX]);
  assert.match(report, /One thing needs you/);
  assert.match(report, /✗ \*\*Icarus Verilog\*\*: not found\n {2}- Install iverilog\./);
  assert.match(report, /– \*\*bubblewrap\*\*/);
});

test("paths and names are shown as they are, not as Markdown", () => {
  assert.match(writeReport([{ ...BOX, detail: "/a_b_c/*.v <x>" }]), /\/a\\_b\\_c\/\\\*\.v \\<x\\>/);
});
