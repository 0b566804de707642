import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./patience.ts";
import type { Profile } from "./profile.ts";

const PROGRAM = join(import.meta.dirname, "node_modules", "code-server", "out", "node", "entry.js");

/** How long VS Code's server may take to listen; it takes two seconds on an idle machine. */
const START_MS = 60_000;

/** VS Code itself, as a server that a browser is pointed at. */
export class CodeServer {
  readonly profile: Profile;
  /** The address of the workspace. */
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(profile: Profile, child: ChildProcess, origin: string) {
    this.profile = profile;
    this.child = child;
    this.url = `${origin}/?folder=${encodeURIComponent(profile.workspace)}`;
  }

  /** Installs the extension into a profile and starts VS Code on it. */
  static async start(profile: Profile, vsix: string, options: readonly string[] = []): Promise<CodeServer> {
    const { data, extensions, environment, folder, workspace } = profile;
    const common = [PROGRAM, "--config", join(folder, "code-server.yaml"), "--user-data-dir", data, "--extensions-dir", extensions];
    execFileSync(process.execPath, [...common, "--install-extension", vsix], { env: environment, stdio: "pipe" });
    const child = spawn(process.execPath, [...common, "--bind-addr", "127.0.0.1:0", ...options, workspace], {
      cwd: workspace,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group of its own, which is ended as one
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (piece: string) => (said += piece));
    }
    const origin = await eventually(() => /HTTP server listening on (http:\/\/[\d.:]+)/.exec(said)?.[1], () => `VS Code's server does not listen:\n${said}`, START_MS);
    return new CodeServer(profile, child, origin);
  }

  /** The processes of our language servers, found by a variable that only this profile has. */
  languageServers(): number[] {
    const mark = `XDG_DATA_HOME=${this.profile.environment["XDG_DATA_HOME"]}`;
    return globSync("/proc/[0-9]*/cmdline").flatMap((path) => {
      const words = readProcess(path).split("\0");
      const isOurs = words.includes("verimentor.cli.main") && words.includes("serve") && readProcess(path.replace("cmdline", "environ")).includes(mark);
      return isOurs ? [Number(path.split("/")[2])] : [];
    });
  }

  /** What client and server wrote into the extension's output channel. */
  readLog(): string {
    const logs = globSync(join(this.profile.data, "logs", "*", "exthost*", "verimentor.verimentor", "*.log"));
    return logs.map((path) => `==> ${path.slice(this.profile.folder.length + 1)}\n${readFileSync(path, "utf8")}`).join("\n");
  }

  /** Ends VS Code and what it started. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode === null && this.child.pid !== undefined) {
      process.kill(-this.child.pid, "SIGTERM");
      await ended;
    }
  }
}

function readProcess(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}
