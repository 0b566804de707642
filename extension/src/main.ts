import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { Doctor } from "./doctor.ts";
import { Mentor } from "./mentor.ts";
import { Preview } from "./preview.ts";
import { Session } from "./session.ts";
import { StatusBar } from "./statusBar.ts";
import { Walkthrough } from "./walkthrough.ts";
import { WaveformPanel } from "./waveform.ts";

let running: Session | undefined;

/** Called by VS Code when the first Verilog file is opened or one of our commands is called. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Verimentor", { log: true });
  const mentor = new Mentor(context.workspaceState);
  const preview = new Preview();
  const session = new Session(context, output, [preview, mentor]);
  const doctor = new Doctor();
  const waveform = new WaveformPanel(session);
  const walkthrough = new Walkthrough(context, session);
  running = session;
  context.subscriptions.push(output, mentor, preview, session, doctor, waveform, walkthrough, new StatusBar(session, mentor));
  registerCommands({ context, output, session, doctor, mentor, waveform, walkthrough });

  // The server runs tools on the project's files, with the project's settings: only where the user trusts them.
  if (vscode.workspace.isTrusted) {
    void session.restart();
  } else {
    context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void session.restart()));
  }
}

/** Called by VS Code when the window closes. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}
