import * as vscode from "vscode";
import type { Session } from "./session.ts";
import type { State } from "./status.ts";

/** The six first steps; those that need no click are ticked off as soon as they are true. */
export class Walkthrough implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly session: Session;
  private readonly listening: vscode.Disposable;
  private known = new Map<string, boolean>();

  constructor(context: vscode.ExtensionContext, session: Session) {
    this.context = context;
    this.session = session;
    this.listening = session.onDidChange((state) => void this.mark(stepsDone(state)));
  }

  /** Opens it. */
  async open(): Promise<void> {
    // VS Code reads the steps now, and ticks off only what becomes true after that.
    await this.mark(new Map([...this.known.keys()].map((name) => [name, false])));
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${this.context.extension.id}#verimentor.start`, false);
    await this.mark(stepsDone(this.session.state));
  }

  /** Opens a file to try things in, which is not saved anywhere. */
  async openExample(): Promise<void> {
    const source = vscode.Uri.joinPath(this.context.extensionUri, "extension", "media", "walkthrough", "example.v");
    const content = Buffer.from(await vscode.workspace.fs.readFile(source)).toString("utf8");
    const document = await vscode.workspace.openTextDocument({ language: "verilog", content });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  }

  dispose(): void {
    this.listening.dispose();
  }

  private async mark(steps: ReadonlyMap<string, boolean>): Promise<void> {
    const changed = [...steps].filter(([name, done]) => this.known.get(name) !== done);
    this.known = new Map(steps);
    await Promise.all(changed.map(([name, done]) => vscode.commands.executeCommand("setContext", `verimentor.${name}`, done)));
  }
}

function stepsDone(state: State): ReadonlyMap<string, boolean> {
  const status = state.kind === "running" ? state.status : undefined;
  return new Map([
    ["icarusFound", status?.icarus === true],
    ["modelReady", status?.state === "ready"],
    ["suggested", (status?.lastMilliseconds ?? null) !== null],
    ["mentorNamed", (status?.mentor ?? "") !== ""],
  ]);
}
