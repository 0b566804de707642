import { expect, test } from "vitest";
import { modelLines, objectionToAddress, objectionToChecksum, type Model } from "../src/catalogue.ts";

const SHIPPED: Model = {
  name: "verimentor-student", path: "/x/verimentor-student.gguf", origin: "shipped", context: 1280, format: "verimentor-1",
  licence: "Apache-2.0", trained: "2026-11-30", selected: true, setting: "",
};
const MINE: Model = { ...SHIPPED, name: "mine", path: "/home/ann/mine.gguf", origin: "user", licence: "", trained: "", selected: false, setting: "mine" };

test("the model in use is marked, and each says where it comes from", () => {
  const [shipped, mine] = modelLines({ folder: "/models", models: [SHIPPED, MINE] });
  expect(shipped).toMatchObject({ label: "$(check) verimentor-student", description: "comes with Verimentor", detail: "sees 1,280 tokens, Apache-2.0, trained 2026-11-30" });
  expect(mine).toMatchObject({ label: "$(circle-outline) mine", description: "/home/ann/mine.gguf", detail: "sees 1,280 tokens" });
});

test("only addresses of GGUF files are taken", () => {
  for (const good of ["https://example.org/a.gguf", " http://localhost:1/b.gguf?download=true "]) {
    expect(objectionToAddress(good)).toBeUndefined();
  }
  for (const bad of ["", "a.gguf", "file:///a.gguf", "https://example.org/a.bin"]) {
    expect(objectionToAddress(bad)).toBeTypeOf("string");
  }
});

test("a checksum is whole or not there", () => {
  expect(objectionToChecksum("")).toBeUndefined();
  expect(objectionToChecksum(` ${"aB".repeat(32)} `)).toBeUndefined();
  expect(objectionToChecksum("abc")).toBeTypeOf("string");
  expect(objectionToChecksum("g".repeat(64))).toBeTypeOf("string");
});
