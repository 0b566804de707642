import { expect, test } from "vitest";
import { writeBundle } from "../src/bundle.ts";

const MATERIAL = {
  versions: { Verimentor: "0.1.0", Node: "v24" },
  findings: [{ name: "Icarus Verilog", ok: false, detail: "not found", advice: "", needed: true }, { name: "verible", ok: false, detail: "not found", advice: "", needed: false }],
  settings: { mentor: { url: "https://ann:secret@example.org/v1" } },
  logs: [{ name: "Verimentor.log", text: "Starting the server with /home/ann/.venv/bin/python\nAuthorization: Bearer sk-123.abc\n" }],
  home: "/home/ann",
};

test("the bundle holds versions, findings, settings and messages", () => {
  const text = writeBundle(MATERIAL);
  for (const part of ["Verimentor: 0.1.0", "FAIL Icarus Verilog: not found", "none verible: not found", "example.org/v1", "Starting the server"]) {
    expect(text).toContain(part);
  }
});

test("no name, password or key is in it", () => {
  const text = writeBundle(MATERIAL);
  expect(text).not.toMatch(/secret|sk-123|home\/ann/);
  expect(text).toContain("~/.venv");
});

test("of a long log the end is kept", () => {
  const text = writeBundle({ ...MATERIAL, logs: [{ name: "a.log", text: `first ${"x".repeat(600_000)} last` }] });
  expect(text).toContain(" last");
  expect(text).not.toContain("first ");
});
