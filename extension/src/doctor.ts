import * as vscode from "vscode";
import { run } from "./process.ts";
import { readFindings, writeReport, type Finding } from "./report.ts";
import { SERVER_ARGS } from "./session.ts";

const SCHEME = "verimentor-doctor";
const REPORT = vscode.Uri.parse(`${SCHEME}:/Doctor.md`);

/** Asks `verimentor doctor` how things are and shows the answer as a page. */
export class Doctor implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private report = "";

  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(): string {
    return this.report;
  }

  /** `python` runs the server; undefined, with a `reason`, where there is none. */
  async examine(python: string | undefined, reason: string): Promise<void> {
    const findings = python === undefined ? [{ name: "server", ok: false, detail: "not set up", advice: reason, needed: true }] : await ask(python);
    this.report = writeReport(findings);
    this.changed.fire(REPORT);
    try {
      await vscode.commands.executeCommand("markdown.showPreview", REPORT);
    } catch {
      await vscode.window.showTextDocument(REPORT, { preview: true }); // the Markdown extension can be switched off
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

async function ask(python: string): Promise<readonly Finding[]> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Verimentor: looking at everything" }, async () => {
    const { stdout, stderr } = await run(python, [...SERVER_ARGS, "doctor", "--json"]);
    return (
      readFindings(stdout) ?? [
        { name: "verimentor doctor", ok: false, detail: stderr.trim() || "it gave no answer", advice: "Restart the server; if that does not help, look at the output channel.", needed: true },
      ]
    );
  });
}
