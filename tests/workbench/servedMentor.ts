import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./patience.ts";
import { ROOT, STUDENT } from "./profile.ts";

const PYTHON = join(ROOT, ".venv", "bin", "python");
const TEMPLATE = join(import.meta.dirname, "chat.jinja");

/** How many tokens the student sees at once. */
const CONTEXT = "1280";

/** A real model behind a real endpoint: llama.cpp's own server with the model that comes along, which is given a chat template. */
export class ServedMentor {
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.child = child;
    this.folder = folder;
    this.url = url;
  }

  static async start(): Promise<ServedMentor> {
    const folder = mkdtempSync(join(tmpdir(), "verimentor mentor "));
    const model = join(folder, "tutor.gguf");
    execFileSync(PYTHON, ["-m", "gguf.scripts.gguf_new_metadata", "--chat-template-file", TEMPLATE, STUDENT, model], { stdio: "pipe" });
    const args = ["-m", "llama_cpp.server", "--model", model, "--n_ctx", CONTEXT, "--n_threads", "1", "--host", "127.0.0.1", "--port", "0"];
    const child = spawn(PYTHON, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    const origin = await eventually(() => /running on (http:\/\/[\d.:]+)/.exec(said)?.[1], () => `llama.cpp's server does not listen:\n${said}`);
    return new ServedMentor(child, folder, `${origin}/v1`);
  }

  stop(): void {
    this.child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
