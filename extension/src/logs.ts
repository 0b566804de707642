import { homedir } from "node:os";
import * as vscode from "vscode";
import { writeBundle } from "./bundle.ts";
import { findingsFor } from "./doctor.ts";
import type { Session } from "./session.ts";

/** Gathers what helps to find out what went wrong, in one file the user can read before passing it on. */
export async function collectLogs(session: Session, context: vscode.ExtensionContext): Promise<void> {
  const findings = await findingsFor(session);
  const text = writeBundle({
    versions: {
      Verimentor: String((context.extension.packageJSON as { version: unknown }).version),
      "VS Code": `${vscode.version} (${vscode.env.appHost}${vscode.env.remoteName === undefined ? "" : `, remote: ${vscode.env.remoteName}`})`,
      Node: process.version,
      System: `${process.platform} ${process.arch}`,
      Server: session.serverPath ?? "not started",
      State: session.state.kind,
    },
    findings,
    settings: session.settings(),
    logs: await readLogs(context.logUri),
    home: homedir(),
  });
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const place = await vscode.window.showSaveDialog({
    title: "Save Verimentor's logs: versions, the Doctor's report, settings and messages; none of your code",
    defaultUri: vscode.Uri.joinPath(folder, "verimentor-logs.txt"),
  });
  if (place !== undefined) {
    await vscode.workspace.fs.writeFile(place, Buffer.from(text));
    await vscode.window.showTextDocument(place);
  }
}

async function readLogs(folder: vscode.Uri): Promise<{ name: string; text: string }[]> {
  try {
    const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).filter((name) => name.endsWith(".log"));
    return await Promise.all(
      names.sort().map(async (name) => ({ name, text: Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name))).toString("utf8") })),
    );
  } catch {
    return []; // nothing was logged yet
  }
}
