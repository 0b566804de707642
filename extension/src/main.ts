import * as vscode from "vscode";
import { Doctor } from "./doctor.ts";
import { Session } from "./session.ts";
import { ACTIONS_COMMAND, showActions, StatusBar } from "./statusBar.ts";

let session: Session | undefined;

/** Called by VS Code when the first Verilog file is opened or one of our commands is called. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Verimentor", { log: true });
  const bar = new StatusBar();
  const doctor = new Doctor();
  const current = new Session(context, output, bar);
  session = current;

  const commands: Record<string, () => unknown> = {
    "verimentor.restartServer": () => whenTrusted(() => current.restart()),
    "verimentor.doctor": () => whenTrusted(() => doctor.examine(current)),
    "verimentor.toggleCompletions": toggleCompletions,
    "verimentor.showOutput": () => output.show(),
    "verimentor.setMentorKey": () => setMentorKey(current),
    "verimentor.clearMentorKey": () => current.keepMentorKey(undefined),
    [ACTIONS_COMMAND]: showActions,
  };
  context.subscriptions.push(output, bar, doctor, current);
  context.subscriptions.push(...Object.entries(commands).map(([id, action]) => vscode.commands.registerCommand(id, action)));

  // The server runs tools on the project's files, with the project's settings: only where the user trusts them.
  if (vscode.workspace.isTrusted) {
    void current.restart();
  } else {
    bar.show({ kind: "untrusted" });
    context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void current.restart()));
  }
}

/** Called by VS Code when the window closes. */
export async function deactivate(): Promise<void> {
  await session?.stop();
}

async function whenTrusted(action: () => Promise<void>): Promise<void> {
  if (vscode.workspace.isTrusted) {
    await action();
  } else if ((await vscode.window.showWarningMessage("Verimentor is off until this workspace is trusted.", "Manage Trust")) !== undefined) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}

/** Switches ghost text where it was set, or for the user. */
async function toggleCompletions(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("verimentor");
  const enabled = !configuration.get<boolean>("completion.enabled", true);
  const target = configuration.inspect("completion.enabled")?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await configuration.update("completion.enabled", enabled, target);
  vscode.window.setStatusBarMessage(`Verimentor: completions ${enabled ? "on" : "off"}`, 3000);
}

async function setMentorKey(session: Session): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: "The mentor's key",
    prompt: "Kept in VS Code's secret storage, sent only to the address in the setting verimentor.mentor.url.",
    password: true,
    ignoreFocusOut: true,
  });
  if (key !== undefined && key.trim() !== "") {
    await session.keepMentorKey(key.trim());
  }
}
