import { expect, test } from "vitest";
import { refusalLines } from "../src/refusals.ts";

test("each reason says where, when and how often", () => {
  const [first, second] = refusalLines([
    { time: "2026-11-30T10:20:30+00:00", file: "/a b/top.v", line: 7, reason: "it would add an error", count: 3 },
    { time: "once", file: "untitled-1.v", line: 1, reason: "cancelled by typing", count: 1 },
  ]);
  expect(first?.label).toBe("it would add an error");
  expect(first?.description).toMatch(/^top\.v:7, \d\d:\d\d:\d\d, 3 times$/);
  expect(second?.description).toBe("untitled-1.v:1, once");
});
