import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The repository. */
export const ROOT = resolve(import.meta.dirname, "..", "..");

/** The model that comes along. */
export const STUDENT = join(ROOT, "server", "verimentor", "student", "models", "verimentor-student.gguf");

/** Where pictures and logs of each journey stay. */
export const RUNS = join(import.meta.dirname, "runs");

/** What a journey finds when it begins. */
export interface Setup {
  /** The workspace's files by their path. */
  readonly files: Readonly<Record<string, string>>;
  /** Settings beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether VS Code asks if the workspace may be trusted; otherwise it is. */
  readonly asksForTrust?: boolean;
  /** Settings of the machine; the Python path is one. */
  readonly machine?: Readonly<Record<string, unknown>>;
  /** Whatever else there is to be, before VS Code starts. */
  readonly prepare?: (profile: Profile) => void;
  /** The extension's file, where it is not the one that everybody uses. */
  readonly vsix?: string;
}

const QUIET = {
  "chat.disableAIFeatures": true,
  "editor.inlineSuggest.enabled": true,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off", // code-server saves by itself otherwise
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** The server of the repository, which is there already. */
export const INSTALLED_SERVER = { "verimentor.python.path": join(ROOT, ".venv", "bin", "python") };

/** Leaves the model that comes along no room: what it fills in may be another thing on another processor, rules are the same everywhere. */
export const NO_STUDENT = { "verimentor.model.memoryMb": 1 };

/** What pip finds below the real home: a machine may reach its packages only so, and has downloaded them once already. */
const PIP_CONFIG = join(homedir(), ".config", "pip", "pip.conf");
const PIP = { PIP_CACHE_DIR: join(homedir(), ".cache", "pip"), ...(existsSync(PIP_CONFIG) ? { PIP_CONFIG_FILE: PIP_CONFIG } : {}) };

const USER_SETTINGS = join("data", "User", "settings.json");
const MACHINE_SETTINGS = join("data", "Machine", "settings.json");

/** A user's files, made for one journey: settings, extensions, data and a workspace. */
export class Profile {
  /** Its folder, with spaces, as on many a desktop. */
  readonly folder: string;
  readonly workspace: string;
  readonly data: string;
  readonly extensions: string;
  readonly environment: NodeJS.ProcessEnv;

  constructor(setup: Setup) {
    // Not below the repository: the sockets in it may have no long names, and no folder above it is a project.
    this.folder = mkdtempSync(join(tmpdir(), "verimentor journey "));
    this.workspace = join(this.folder, "my project");
    this.data = join(this.folder, "data");
    this.extensions = join(this.folder, "extensions");
    this.write("code-server.yaml", [
      "auth: none",
      "cert: false",
      "disable-telemetry: true",
      "disable-update-check: true",
      "disable-getting-started-override: true",
      ...(setup.asksForTrust === true ? [] : ["disable-workspace-trust: true"]), // `false` would count as true
    ].join("\n"));
    this.write(USER_SETTINGS, JSON.stringify({ ...QUIET, ...setup.settings }));
    this.write(MACHINE_SETTINGS, JSON.stringify(setup.machine ?? INSTALLED_SERVER));
    mkdirSync(this.workspace);
    for (const [name, text] of Object.entries(setup.files)) {
      this.write(join("my project", name), text);
    }
    this.environment = {
      ...process.env,
      HOME: join(this.folder, "home"),
      XDG_CACHE_HOME: join(this.folder, "home", "cache"),
      XDG_CONFIG_HOME: join(this.folder, "home", "config"),
      XDG_DATA_HOME: join(this.folder, "home", "share"),
      ...PIP,
    };
    mkdirSync(join(this.folder, "home"));
    setup.prepare?.(this);
  }

  /** Where VS Code lets our extension keep files. */
  get storage(): string {
    return join(this.data, "User", "globalStorage", "verimentor.verimentor");
  }

  /** Where the server keeps models that were added. */
  get models(): string {
    return join(this.folder, "home", "share", "verimentor", "models");
  }

  /** The settings of user and machine as text: VS Code may be writing them. */
  get settings(): string {
    return [USER_SETTINGS, MACHINE_SETTINGS].map((name) => readFileSync(join(this.folder, name), "utf8")).join("\n");
  }

  /** Removes it all. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
