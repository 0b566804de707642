import * as vscode from "vscode";
import type { Mentor } from "./mentor.ts";
import { entriesFor } from "./menu.ts";
import type { Session } from "./session.ts";
import { describe, mentorHost } from "./status.ts";

export const ACTIONS_COMMAND = "verimentor.showActions";

/** The item in the status bar: the model and how things are; a click offers what can be done. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("verimentor.status", vscode.StatusBarAlignment.Right, 90);
  private readonly session: Session;
  private readonly mentor: Mentor;
  private readonly listening: readonly vscode.Disposable[];

  constructor(session: Session, mentor: Mentor) {
    this.session = session;
    this.mentor = mentor;
    this.item.name = "Verimentor";
    this.item.command = ACTIONS_COMMAND;
    this.listening = [session.onDidChange(() => this.show()), mentor.onDidChange(() => this.show())];
    this.show();
  }

  dispose(): void {
    this.item.dispose();
    for (const each of this.listening) {
      each.dispose();
    }
  }

  private show(): void {
    const { state } = this.session;
    const { text, lines, warning } = describe(state, this.mentor.wordOn(mentorHost(state)));
    this.item.text = text;
    this.item.tooltip = lines.join("\n");
    this.item.backgroundColor = warning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.show();
  }
}

/** Offers what can be done in the state things are in. */
export async function showActions(session: Session, mentor: Mentor): Promise<void> {
  const { state } = session;
  const entries = entriesFor(state, mentor.wordOn(mentorHost(state)));
  const choice = await vscode.window.showQuickPick([...entries], { title: "Verimentor" });
  if (choice !== undefined) {
    await vscode.commands.executeCommand(choice.command, ...(choice.argument === undefined ? [] : [choice.argument]));
  }
}
