import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** How a program ended. */
export interface Ending {
  /** The exit code; null where it was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `run` may be told. */
export interface Options {
  readonly cwd?: string;
  /** Ends the program and all it started. */
  readonly signal?: AbortSignal;
  /** Called with each line the program says, on either stream. */
  readonly onLine?: (line: string) => void;
}

/** How long a program may take to end by itself once it was asked to. */
const GRACE_MS = 3000;

/**
 * Runs a program to its end; paths may contain spaces, no shell is involved.
 *
 * Throws what `spawn` reports (no such program), or the signal's reason where it was cancelled.
 */
export function run(program: string, args: readonly string[], options: Options = {}): Promise<Ending> {
  const { cwd, signal, onLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    // Its own process group, so that a cancelled pip takes its compilers with it.
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: pythonEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr, onLine);
    const stop = () => endTree(child);
    signal?.addEventListener("abort", stop, { once: true });
    child.once("error", (problem) => {
      signal?.removeEventListener("abort", stop);
      reject(problem);
    });
    child.once("close", (code) => {
      signal?.removeEventListener("abort", stop);
      if (signal?.aborted) {
        reject(signal.reason as Error);
      } else {
        resolve({ code, stdout: stdout(), stderr: stderr() });
      }
    });
  });
}

/** Resolves once a program that was asked to end has ended; one that has not done so after `grace_ms` is killed. */
export async function waitForEnd(child: ChildProcess, grace_ms = GRACE_MS): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const patience = setTimeout(() => child.kill("SIGKILL"), grace_ms);
    await once(child, "exit");
    clearTimeout(patience);
  }
}

/** The environment for any Python we start, without the variables that make it import a user's other packages. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONPATH: _path, PYTHONHOME: _home, PYTHONSTARTUP: _startup, ...rest } = process.env;
  return {
    ...rest,
    PYTHONSAFEPATH: "1", // a `random.py` in the workspace must not be imported
    PYTHONUTF8: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
    PIP_USER: "0", // where a user's pip.conf asks for --user, pip refuses to work in a virtual environment
  };
}

function collect(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  const pieces: string[] = [];
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (piece: string) => {
    pieces.push(piece);
    const lines = (rest + piece).split(/\r\n|[\r\n]/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      onLine?.(line);
    }
  });
  stream.on("end", () => {
    if (rest !== "") {
      onLine?.(rest);
    }
  });
  return () => pieces.join("");
}

function endTree(child: ChildProcess): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { windowsHide: true });
    return;
  }
  const group = -child.pid;
  sendSignal(group, "SIGTERM");
  const patience = setTimeout(() => sendSignal(group, "SIGKILL"), GRACE_MS);
  child.once("close", () => clearTimeout(patience));
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}
