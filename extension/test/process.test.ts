import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { test } from "vitest";
import { waitForEnd } from "../src/process.ts";

/** Node with a line of its own, which says "ready" when it has run it. */
async function start(line: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", `${line}; console.log("ready")`], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a program that is still tidying up is waited for", async () => {
  const child = await start("process.stdin.resume().on('end', () => setTimeout(() => process.exit(7), 300))");
  child.stdin?.end();
  await waitForEnd(child);
  assert.equal(child.exitCode, 7);
});

test("a program that will not end is killed", async () => {
  const child = await start("process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)");
  await waitForEnd(child, 50);
  assert.equal(child.signalCode, "SIGKILL");
});

test("a program that has ended is not waited for", async () => {
  const child = await start("");
  child.stdin?.end();
  await once(child, "exit");
  await waitForEnd(child);
  assert.equal(child.exitCode, 0);
});
