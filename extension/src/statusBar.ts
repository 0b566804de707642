import * as vscode from "vscode";
import { describe, type State } from "./status.ts";

export const ACTIONS_COMMAND = "verimentor.showActions";

/** The item in the status bar: the model and how things are; a click offers what can be done. */
export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor() {
    this.item = vscode.window.createStatusBarItem("verimentor.status", vscode.StatusBarAlignment.Right, 90);
    this.item.name = "Verimentor";
    this.item.command = ACTIONS_COMMAND;
  }

  /** Shows a state until the next one. */
  show(state: State): void {
    const { text, lines, warning } = describe(state);
    this.item.text = text;
    this.item.tooltip = lines.join("\n");
    this.item.backgroundColor = warning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** Offers the commands one may want when looking at the status bar. */
export async function showActions(): Promise<void> {
  const choices = [
    { label: "$(symbol-event) Toggle Completions", command: "verimentor.toggleCompletions" },
    { label: "$(debug-restart) Restart Server", command: "verimentor.restartServer" },
    { label: "$(pulse) Doctor", command: "verimentor.doctor" },
    { label: "$(output) Show Output", command: "verimentor.showOutput" },
    { label: "$(gear) Settings", command: "workbench.action.openSettings", argument: "@ext:verimentor.verimentor" },
  ];
  const choice = await vscode.window.showQuickPick(choices, { title: "Verimentor" });
  if (choice !== undefined) {
    await vscode.commands.executeCommand(choice.command, ...(choice.argument === undefined ? [] : [choice.argument]));
  }
}
