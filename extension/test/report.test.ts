import { expect, test } from "vitest";
import { readFindings, writeReport, type Finding } from "../src/report.ts";

const ICARUS: Finding = { name: "Icarus Verilog", ok: false, detail: "not found", advice: "Install iverilog.", needed: true };
const BOX: Finding = { name: "bubblewrap", ok: false, detail: "not usable", advice: "", needed: false };

test("findings are read as the server prints them", () => {
  expect(readFindings(JSON.stringify([ICARUS, BOX]))).toEqual([ICARUS, BOX]);
});

test("anything else is not taken for findings", () => {
  for (const output of ["", "Traceback", "{}", "[1]", "[null]", '[{"name": "x"}]']) {
    expect(readFindings(output)).toBe(undefined);
  }
});

test("the report counts what is needed and gives advice", () => {
  const report = writeReport([ICARUS, BOX]);
  expect(report).toMatch(/One thing needs you/);
  expect(report).toContain("| ✗ | **Icarus Verilog** | not found<br>**Install iverilog.** |");
  expect(report).toContain("| – | **bubblewrap** | not usable |");
});

test("paths and names are shown as they are, not as Markdown", () => {
  expect(writeReport([{ ...BOX, detail: "/a_b_c/*.v <x>" }])).toMatch(/\/a\\_b\\_c\/\\\*\.v \\<x\\>/);
});

test("what is to be typed is shown as code", () => {
  expect(writeReport([{ ...BOX, detail: "install it: `pip install a_b`, or `" }])).toContain("install it: `pip install a_b`, or \\`");
});
