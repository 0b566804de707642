import * as vscode from "vscode";
import { SetupFailed } from "./environment.ts";
import { run } from "./process.ts";
import { readFindings, writeReport, type Finding } from "./report.ts";
import { SERVER_ARGS, type Session } from "./session.ts";

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

  /** Shows the report for the server a session would use. */
  async examine(session: Session): Promise<void> {
    this.report = writeReport(await findingsFor(session));
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

/** What `verimentor doctor` finds with the server a session would use. */
export async function findingsFor(session: Session): Promise<readonly Finding[]> {
  try {
    const server = await session.installation.find();
    return typeof server === "string" ? await ask(server, session.settings()) : lack("not set up yet", "Wait while it is being set up, or restart the server.");
  } catch (problem) {
    if (problem instanceof SetupFailed) {
      return lack("cannot be set up", problem.message);
    }
    throw problem;
  }
}

function lack(detail: string, advice: string): readonly Finding[] {
  return [{ name: "server", ok: false, detail, advice, needed: true }];
}

async function ask(python: string, settings: object): Promise<readonly Finding[]> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Verimentor: looking at everything" }, async () => {
    const { stdout, stderr } = await run(python, [...SERVER_ARGS, "doctor", "--json", "--settings", JSON.stringify(settings)]);
    return readFindings(stdout) ?? lack(stderr.trim() || "it gave no answer", "Restart the server; if that does not help, look at the output channel.");
  });
}
