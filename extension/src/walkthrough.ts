import * as vscode from "vscode";
import type { Session } from "./session.ts";
import type { State } from "./status.ts";

/** Opens the six first steps. */
export async function openWalkthrough(context: vscode.ExtensionContext): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#verimentor.start`, false);
}

/** Opens a file to try things in, which is not saved anywhere. */
export async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, "extension", "media", "walkthrough", "example.v");
  const content = Buffer.from(await vscode.workspace.fs.readFile(source)).toString("utf8");
  const document = await vscode.workspace.openTextDocument({ language: "verilog", content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

/** Ticks the steps off that need no click of the user. */
export function followSteps(session: Session): vscode.Disposable {
  let known = "";
  return session.onDidChange((state) => {
    const steps = stepsDone(state);
    if (JSON.stringify(steps) !== known) {
      known = JSON.stringify(steps);
      for (const [name, done] of Object.entries(steps)) {
        void vscode.commands.executeCommand("setContext", `verimentor.${name}`, done);
      }
    }
  });
}

function stepsDone(state: State): Record<string, boolean> {
  const status = state.kind === "running" ? state.status : undefined;
  return {
    icarusFound: status?.icarus === true,
    modelReady: status?.state === "ready",
    suggested: (status?.lastMilliseconds ?? null) !== null,
    mentorNamed: (status?.mentor ?? "") !== "",
  };
}
