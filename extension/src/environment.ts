import { createHash } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { examine, interpreterIn, type Python } from "./locator.ts";
import { run } from "./process.ts";

/** What setting up an environment needs to know, and whom it tells how far it is. */
export interface Order {
  /** The Python it is made from. */
  readonly base: Python;
  /** The extension's folder: `extension/wheel/`, `tools/` and `pyproject.toml` are in it; a build for machines without network has all packages in `extension/wheelhouse/`. */
  readonly extension: string;
  /** A folder of our own, for the environment and for llama.cpp once it is compiled. */
  readonly storage: string;
  readonly signal: AbortSignal;
  /** A step for the user to read; `percent` is how far the whole is. */
  readonly onProgress: (step: string, percent: number) => void;
  /** Everything the tools say. */
  readonly onLine: (line: string) => void;
}

/** The environment cannot be made; the message says what to do, `command` is what to type, "" where nothing helps. */
export class SetupFailed extends Error {
  readonly command: string;

  constructor(message: string, command = "") {
    super(message);
    this.name = "SetupFailed";
    this.command = command;
  }
}

/** The server's own Python, if it is there and holds the server this extension carries. */
export async function findEnvironment(extension: string, storage: string): Promise<string | undefined> {
  const { environment, stamp } = placesIn(storage);
  const [wheel, stamped] = await Promise.all([readWheel(extension), readText(stamp)]);
  if (stamped !== wheel.digest) {
    return undefined;
  }
  // A system upgrade can take away the Python an environment was made from.
  const python = await examine(interpreterIn(environment));
  return python?.server ? python.path : undefined;
}

/**
 * Makes the server's environment and returns its Python; what another window has made meanwhile is used.
 *
 * Throws `SetupFailed`, or the signal's reason where it was cancelled.
 */
export async function makeEnvironment(order: Order): Promise<string> {
  const { extension, storage, onProgress } = order;
  const unlock = await lock(order);
  try {
    const existing = await findEnvironment(extension, storage);
    if (existing !== undefined) {
      return existing;
    }
    const { environment, stamp } = placesIn(storage);
    const wheel = await readWheel(extension);
    const wheelhouse = await readWheelhouse(extension, order.base);
    const compiled = wheelhouse ?? (await findCompiled(extension, storage));
    requireTools(order.base, compiled !== undefined);

    onProgress("making an environment", 0);
    await rm(stamp, { force: true });
    await rm(environment, { recursive: true, force: true });
    await call(order, order.base.path, ["-m", "venv", environment], "A virtual environment could not be made.");
    const python = interpreterIn(environment);

    const packages = compiled ?? (await compile(order, python));
    const offline = wheelhouse === undefined ? [] : ["--no-index"];
    onProgress("installing the server", 80);
    await call(order, python, ["-m", "pip", "install", "--progress-bar", "off", ...offline, "--find-links", packages, wheel.path], "The server could not be installed.", (line) => {
      const name = readPackage(line);
      if (name !== undefined) {
        onProgress(`installing the server: ${name}`, 90);
      }
    });
    await writeFile(stamp, wheel.digest); // last: an environment without it is not used
    onProgress("done", 100);
    return python;
  } finally {
    await unlock();
  }
}

/** Removes the environment and what was compiled for it, once no window is setting up; nothing else was ever written. */
export async function removeEnvironment(storage: string, signal: AbortSignal): Promise<void> {
  const unlock = await lock({ storage, signal, onProgress: () => undefined });
  try {
    const { environment, stamp, wheels } = placesIn(storage);
    await rm(stamp, { force: true }); // first: half an environment must not be used
    await Promise.all([environment, wheels].map((folder) => rm(folder, { recursive: true, force: true })));
  } finally {
    await unlock();
  }
}

/** Compiles llama.cpp with the tools of this machine, and returns the folder of the wheel. */
async function compile(order: Order, python: string): Promise<string> {
  const { extension, storage, onProgress } = order;
  const { wheels } = placesIn(storage);
  await rm(wheels, { recursive: true, force: true }); // of another version
  onProgress("compiling llama.cpp for this processor: downloading", 5);
  await call(order, python, [join(extension, "tools", "build_llama_wheel.py"), "--out", wheels], "llama.cpp could not be compiled.", (line) => {
    const steps = readSteps(line);
    if (steps !== undefined) {
      onProgress(`compiling llama.cpp for this processor: ${steps.done} of ${steps.total} steps`, 5 + (75 * steps.done) / steps.total);
    }
  });
  return wheels;
}

/** The folder with the llama.cpp of this version, where an earlier set-up has compiled it. */
async function findCompiled(extension: string, storage: string): Promise<string | undefined> {
  const { wheels } = placesIn(storage);
  const version = /"llama-cpp-python==([^"]+)"/.exec(await readText(join(extension, "pyproject.toml")))?.[1];
  return (await names(wheels)).some((name) => name.startsWith(`llama_cpp_python-${version}-`)) ? wheels : undefined;
}

/** The folder of all packages, where the extension carries it; throws `SetupFailed` where it has none for this Python. */
async function readWheelhouse(extension: string, base: Python): Promise<string | undefined> {
  const folder = join(extension, "extension", "wheelhouse");
  const versions = readPythons(await names(folder));
  if (versions.length === 0) {
    return undefined;
  }
  const version = base.version.join(".");
  if (!versions.includes(version)) {
    throw new SetupFailed(`This build of the extension carries packages for Python ${versions.join(", ")}, and ${base.path} is ${version}. Name one of these in the setting verimentor.python.path, or install the build that downloads packages.`);
  }
  return folder;
}

/** The versions of Python that a folder of wheels was made for, told by numpy's, which has one for each. */
export function readPythons(wheels: readonly string[]): string[] {
  return wheels.flatMap((name) => /^numpy-.*-cp(3)(\d+)-/.exec(name)?.slice(1).join(".") ?? []);
}

/** `llama.cpp: 12 of 90 steps, 34 s`, as tools/build_llama_wheel.py says it. */
export function readSteps(line: string): { readonly done: number; readonly total: number } | undefined {
  const match = /\b(\d+) of (\d+) steps\b/.exec(line);
  return match === null ? undefined : { done: Number(match[1]), total: Math.max(1, Number(match[2])) };
}

/** The package pip is busy with, in one of the lines it prints. */
export function readPackage(line: string): string | undefined {
  return (/^\s*(?:Collecting|Building wheel for) ([\w.-]+)/.exec(line) ?? /^\s*Processing .*[\\/](\w+)-[^\\/]*$/.exec(line))?.[1];
}

/** What is missing to compile llama.cpp on Debian and its like, as packages; `has` says whether a program is there. */
export function missingPackages(base: Python, compiled: boolean, has: (program: string) => boolean): string[] {
  const needed: string[] = [];
  if (!base.canMakeEnvironments) {
    needed.push("python3-venv");
  }
  if (!compiled) {
    const compilers = { cmake: "cmake", ninja: "ninja-build", "g++": "g++" };
    needed.push(...Object.entries(compilers).flatMap(([program, name]) => (has(program) ? [] : [name])));
  }
  return needed;
}

function requireTools(base: Python, compiled: boolean): void {
  if (process.platform !== "linux") {
    return; // elsewhere the build's own message is the better one
  }
  const missing = missingPackages(base, compiled, isOnPath);
  if (missing.length === 0) {
    return;
  }
  // Whoever types a password once wants the rest along: these two are not needed to start.
  const welcome = Object.entries({ iverilog: "iverilog", bwrap: "bubblewrap" }).flatMap(([program, name]) => (isOnPath(program) ? [] : [name]));
  const command = `sudo apt-get install ${[...missing, ...welcome].join(" ")}`;
  throw new SetupFailed(`To set up its server, Verimentor needs: ${missing.join(", ")}. On Debian or Ubuntu: ${command}`, command);
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

async function call(order: Order, python: string, args: readonly string[], failure: string, onLine?: (line: string) => void): Promise<void> {
  order.onLine(`> ${[python, ...args].join(" ")}`);
  const ending = await run(python, ["-I", ...args], {
    cwd: order.storage,
    signal: order.signal,
    onLine: (line) => {
      order.onLine(line);
      onLine?.(line);
    },
  });
  if (ending.code !== 0) {
    const last = (ending.stderr.trim() || ending.stdout.trim()).split("\n").at(-1) ?? "";
    throw new SetupFailed(`${failure} ${last} (The output channel has the whole story.)`);
  }
}

function placesIn(storage: string): { environment: string; stamp: string; wheels: string; lock: string } {
  return {
    environment: join(storage, "server"),
    stamp: join(storage, "server.sha256"),
    wheels: join(storage, "wheels"),
    lock: join(storage, "setup.lock"),
  };
}

/** The wheel the extension carries; its digest tells two builds of one version apart. */
async function readWheel(extension: string): Promise<{ path: string; digest: string }> {
  const folder = join(extension, "extension", "wheel");
  const name = (await names(folder)).find((name) => name.endsWith(".whl"));
  if (name === undefined) {
    throw new SetupFailed("This build of the extension carries no server. Install verimentor into the workspace's .venv, or name a Python that has it in the setting verimentor.python.path.");
  }
  const path = join(folder, name);
  return { path, digest: createHash("sha256").update(basename(path)).update(await readFile(path)).digest("hex") };
}

/** Waits until no other window is setting up; returns what ends our turn. */
async function lock(order: Pick<Order, "storage" | "signal" | "onProgress">): Promise<() => Promise<void>> {
  await mkdir(order.storage, { recursive: true });
  const path = placesIn(order.storage).lock;
  for (;;) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== "EEXIST") {
        throw problem;
      }
    }
    const holder = Number(await readText(path));
    if (holder > 0 && !isAlive(holder)) {
      await rm(path, { force: true });
      continue;
    }
    order.onProgress("waiting for another window that is setting up", 0);
    await sleep(500, undefined, { signal: order.signal });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
