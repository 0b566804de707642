import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import { runningClient } from "./cursor.ts";
import { say } from "./messages.ts";
import { refusalLines, type Refusal } from "./refusals.ts";
import type { Session } from "./session.ts";

const METHOD = "verimentor/whyNoSuggestion";

/** Lists why there was no ghost text the last times, and goes to the place that is picked. */
export async function whyNoSuggestion(session: Session): Promise<void> {
  const client = runningClient(session);
  if (client === undefined) {
    return;
  }
  const { entries } = await client.sendRequest<{ entries: readonly Refusal[] }>(METHOD, {});
  if (entries.length === 0) {
    void say("So far every request for a suggestion got one, or there was none.");
    return;
  }
  const picked = await vscode.window.showQuickPick([...refusalLines(entries)], {
    title: "Why no suggestion? The newest first",
    matchOnDescription: true,
  });
  if (picked !== undefined && isAbsolute(picked.refusal.file)) {
    const line = picked.refusal.line - 1;
    await vscode.window.showTextDocument(vscode.Uri.file(picked.refusal.file), { selection: new vscode.Range(line, 0, line, 0) });
  }
}
