import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "./process.ts";

/** The oldest Python the server runs with. */
const OLDEST: Version = [3, 11];

/** Names a Python may have on PATH, the user's own choice first. */
const NAMES = ["python3", "python3.13", "python3.12", "python3.11", "python3.14", "python"];

export type Version = readonly [major: number, minor: number];

/** A Python that answered. */
export interface Python {
  readonly path: string;
  readonly version: Version;
  /** The version of the server installed in it, "" where there is none. */
  readonly server: string;
  /** Whether it can make virtual environments; Debian leaves that to a package of its own. */
  readonly canMakeEnvironments: boolean;
}

/** Which Python runs the server, or from which one its environment is to be made, or why neither. */
export type Place =
  | { readonly kind: "installed"; readonly python: Python }
  | { readonly kind: "base"; readonly python: Python }
  | { readonly kind: "none"; readonly reason: string };

const QUESTION = `
import importlib.metadata, importlib.util, json, sys
found = {name: importlib.util.find_spec(name) is not None for name in ("verimentor", "venv", "ensurepip")}
try:
    server = importlib.metadata.version("verimentor") if found["verimentor"] else ""
except importlib.metadata.PackageNotFoundError:
    server = ""
print(json.dumps([sys.executable, sys.version_info[:2], server, found["venv"] and found["ensurepip"]]))
`;

/** Looks at one Python; undefined where there is none, or it does not answer. */
export async function examine(path: string): Promise<Python | undefined> {
  try {
    // -I: neither the current folder nor the user's site-packages are looked at, as later when it runs the server.
    const { code, stdout } = await run(path, ["-I", "-c", QUESTION]);
    if (code !== 0) {
      return undefined;
    }
    const [executable, version, server, canMakeEnvironments] = JSON.parse(stdout) as [string, Version, string, boolean];
    return { path: executable || path, version, server, canMakeEnvironments };
  } catch {
    return undefined; // no such file, not a Python, or one so old that it cannot read the question
  }
}

/**
 * Finds the Python to use: the setting, then a workspace's `.venv` that has the server, then one on PATH.
 *
 * `setting` is "" where the user has named none; `folders` are the workspace's folders.
 */
export async function locate(setting: string, folders: readonly string[], names = NAMES): Promise<Place> {
  if (setting !== "") {
    const python = await examine(expandHome(setting));
    if (python === undefined) {
      return { kind: "none", reason: `The setting verimentor.python.path names no working Python: ${setting}` };
    }
    if (!isRecent(python)) {
      return { kind: "none", reason: `Verimentor needs Python ${OLDEST.join(".")} or newer; the setting verimentor.python.path names ${python.version.join(".")}.` };
    }
    return { kind: python.server === "" ? "base" : "installed", python };
  }
  for (const folder of folders) {
    const path = interpreterIn(join(folder, ".venv"));
    const python = existsSync(path) ? await examine(path) : undefined;
    if (python !== undefined && isRecent(python) && python.server !== "") {
      return { kind: "installed", python };
    }
  }
  for (const name of names) {
    const python = await examine(name);
    if (python !== undefined && isRecent(python)) {
      return { kind: "base", python };
    }
  }
  return {
    kind: "none",
    reason: `Verimentor needs Python ${OLDEST.join(".")} or newer and found none. Install one, or name it in the setting verimentor.python.path.`,
  };
}

/** The interpreter of a virtual environment. */
export function interpreterIn(environment: string): string {
  return process.platform === "win32" ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
}

function isRecent({ version: [major, minor] }: Python): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function expandHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
