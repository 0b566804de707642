import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { findEnvironment, makeEnvironment, missingPackages, readPackage, readPythons, readSteps, removeEnvironment, SetupFailed } from "../src/environment.ts";
import { examine, locate, type Python } from "../src/locator.ts";

/** A wheel with one module that says nothing, in place of our server or a package it needs. */
const WHEEL = `
import sys, zipfile
folder, name, version, tag, requires, text = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-{version}-{tag}.whl", "w") as wheel:
    wheel.writestr(f"{name}/__init__.py", text)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{requires}")
    wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: {tag}\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

const scratch = mkdtempSync(join(tmpdir(), "verimentor test ")); // with spaces, as on many a desktop
const extension = join(scratch, "the extension");
const storage = join(scratch, "global storage");
let base: Python;

beforeAll(async () => {
  const place = await locate("", []);
  assert.equal(place.kind, "base");
  base = (place as { python: Python }).python;
  mkdirSync(join(extension, "tools"), { recursive: true });
  writeFileSync(join(extension, "tools", "build_llama_wheel.py"), 'print("llama.cpp: 3 of 4 steps, 2 s")');
  writeWheel("one = 1");
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function writeWheel(text: string, requires = ""): void {
  writePackage(join(extension, "extension", "wheel"), "verimentor", "0.1.0", "py3-none-any", requires, text);
}

function writePackage(folder: string, ...words: readonly [name: string, version: string, tag: string, requires: string, text: string]): void {
  mkdirSync(folder, { recursive: true });
  execFileSync(base.path, ["-c", WHEEL, folder, ...words]);
}

function make(signal = new AbortController().signal) {
  const steps: string[] = [];
  const lines: string[] = [];
  const made = makeEnvironment({ base, extension, storage, signal, onProgress: (step) => steps.push(step), onLine: (line) => lines.push(line) });
  return { made, steps, lines };
}

test("an environment is made once, and does not count for another wheel", async () => {
  assert.equal(await findEnvironment(extension, storage), undefined);
  const { made, steps, lines } = make();
  const python = await made;
  assert.ok(python.startsWith(storage));
  assert.equal((await examine(python))?.server, "0.1.0");
  assert.ok(steps.includes("compiling llama.cpp for this processor: 3 of 4 steps"));
  assert.ok(steps.includes("installing the server: verimentor"), lines.join("\n"));
  assert.equal(await findEnvironment(extension, storage), python);

  assert.equal(await make().made, python); // as the second of two windows
  assert.ok(!existsSync(join(storage, "setup.lock")));
  assert.equal((await locate(python, [])).kind, "installed");
  writeWheel("two = 2");
  assert.equal(await findEnvironment(extension, storage), undefined);
});

test("of two windows that start at once, one waits for the other", async () => {
  const [first, second] = [make(), make()];
  assert.equal(await first.made, await second.made);
  const waiting = [first, second].map(({ steps }) => steps.includes("waiting for another window that is setting up"));
  assert.deepEqual(waiting.sort(), [false, true]);
  assert.ok(!existsSync(join(storage, "setup.lock")));
});

test("packages that the extension carries are installed without an index", async () => {
  const wheelhouse = join(extension, "extension", "wheelhouse");
  const [major, minor] = base.version;
  writePackage(wheelhouse, "numpy", "0.0.1", `cp${major}${minor}-none-any`, "", "");
  writeWheel("three = 3", "Requires-Dist: numpy==0.0.1\n"); // which no index has
  const { made, steps } = make();
  assert.equal((await examine(await made))?.server, "0.1.0");
  assert.ok(!steps.some((step) => step.startsWith("compiling")));

  rmSync(wheelhouse, { recursive: true });
  writePackage(wheelhouse, "numpy", "0.0.1", "cp399-none-any", "", "");
  writeWheel("four = 4");
  await assert.rejects(make().made, (problem: unknown) => problem instanceof SetupFailed && problem.message.includes("packages for Python 3.99, and"));
  rmSync(wheelhouse, { recursive: true });
});

test("removing leaves nothing, and waits for whoever is setting up", async () => {
  await make().made;
  mkdirSync(join(storage, "wheels"), { recursive: true });
  const { signal } = new AbortController();
  await removeEnvironment(storage, signal);
  assert.deepEqual(readdirSync(storage), []);
  assert.equal(await findEnvironment(extension, storage), undefined);

  writeFileSync(join(storage, "setup.lock"), String(process.pid));
  await assert.rejects(removeEnvironment(storage, AbortSignal.timeout(700)));
  assert.ok(existsSync(join(storage, "setup.lock"))); // it is the other's
  rmSync(join(storage, "setup.lock"));
});

test("cancelling ends what runs and leaves nothing that would be used", async () => {
  writeFileSync(join(extension, "tools", "build_llama_wheel.py"), 'import time; print("llama.cpp: 1 of 4 steps", flush=True); time.sleep(600)');
  const abort = new AbortController();
  const made = makeEnvironment({ base, extension, storage, signal: abort.signal, onLine: () => undefined, onProgress: (step) => step.includes("1 of 4") && abort.abort() });
  await assert.rejects(made, { name: "AbortError" });
  assert.equal(await findEnvironment(extension, storage), undefined);
  assert.ok(!existsSync(join(storage, "setup.lock")));
});

test("a failing step says which, and what the tool said last", async () => {
  writeFileSync(join(extension, "tools", "build_llama_wheel.py"), 'raise SystemExit("To compile llama.cpp, install: cmake")');
  await assert.rejects(make().made, (problem: unknown) => problem instanceof SetupFailed && /could not be compiled.*install: cmake/.test(problem.message));
});

test("an extension without a wheel says what to do", async () => {
  const empty = join(scratch, "empty");
  mkdirSync(empty);
  await assert.rejects(findEnvironment(empty, storage), SetupFailed);
});

test("what Debian leaves out is named by package", () => {
  const has = (program: string) => program === "cmake";
  assert.deepEqual(missingPackages({ ...base, canMakeEnvironments: false }, false, has), ["python3-venv", "ninja-build", "g++"]);
  assert.deepEqual(missingPackages({ ...base, canMakeEnvironments: true }, true, has), []);
});

test("a workspace's .venv counts only with the server in it", async () => {
  const workspace = join(scratch, "my workspace");
  execFileSync(base.path, ["-m", "venv", "--without-pip", join(workspace, ".venv")]);
  assert.deepEqual((await locate("", [workspace])).kind, "base");
  const library = join(workspace, ".venv", "lib");
  const version = readdirSync(library)[0] ?? "";
  mkdirSync(join(library, version, "site-packages", "verimentor"));
  copyFileSync(new URL(import.meta.url), join(library, version, "site-packages", "verimentor", "__init__.py"));
  mkdirSync(join(library, version, "site-packages", "verimentor-9.0.dist-info"));
  writeFileSync(join(library, version, "site-packages", "verimentor-9.0.dist-info", "METADATA"), "Name: verimentor\nVersion: 9.0\n");
  const place = await locate("", [workspace]);
  assert.equal(place.kind === "installed" && place.python.server, "9.0");
});

test("where there is no Python, the answer names the setting", async () => {
  const place = await locate("", [], ["no-such-python"]);
  assert.match(place.kind === "none" ? place.reason : "", /verimentor\.python\.path/);
  const named = await locate(join(scratch, "nothing here"), []);
  assert.match(named.kind === "none" ? named.reason : "", /names no working Python/);
});

test("the tools' progress is read", () => {
  assert.deepEqual(readSteps("llama.cpp: 12 of 90 steps, 34 s"), { done: 12, total: 90 });
  assert.equal(readSteps("llama-cpp-python 0.3.36: downloading (73 MB) ..."), undefined);
  assert.equal(readPackage("Collecting pyslang<13,>=12.1"), "pyslang");
  assert.equal(readPackage("Processing /home/ann lee/verimentor-0.1.0-py3-none-any.whl"), "verimentor");
  assert.equal(readPackage("Successfully installed"), undefined);
});

test("a folder of wheels tells the versions of Python it was made for", () => {
  assert.deepEqual(readPythons(["numpy-2.5.5-cp311-cp311-manylinux_2_28_x86_64.whl", "numpy-2.5.5-cp314-cp314-manylinux_2_28_x86_64.whl", "pyslang-12.1.0-cp311-abi3-linux_x86_64.whl"]), ["3.11", "3.14"]);
});
