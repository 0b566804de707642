import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import { say } from "./messages.ts";
import { LANGUAGES, type Session } from "./session.ts";

/** Asks the server for a module from the comment at the cursor. */
export function generateModule(session: Session): Promise<void> {
  return atCursor(session, "verimentor.generateFromComment", ({ selection }, client) => client.code2ProtocolConverter.asPosition(selection.active));
}

/** Asks the server to repair the selection, or the file where nothing is selected. */
export function fix(session: Session): Promise<void> {
  return atCursor(session, "verimentor.fix", ({ selection }, client) => (selection.isEmpty ? null : client.code2ProtocolConverter.asRange(selection)));
}

/** Asks the server for a testbench of the module at the cursor. */
export function generateTestbench(session: Session): Promise<void> {
  return atCursor(session, "verimentor.generateTestbench", ({ selection }, client) => client.code2ProtocolConverter.asPosition(selection.active));
}

/** The editor whose file our commands are about; undefined, which is said, where there is none. */
export function verilogEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined && LANGUAGES.includes(editor.document.languageId)) {
    return editor;
  }
  void vscode.window.showInformationMessage("Open a Verilog file first.");
  return undefined;
}

/** The client of a server that answers; undefined, which is said, where there is none. */
export function runningClient(session: Session): LanguageClient | undefined {
  const client = session.running;
  if (client === undefined) {
    void say("Verimentor's server is not running. Wait while it starts, or restart it.");
  }
  return client;
}

async function atCursor(session: Session, command: string, where: (editor: vscode.TextEditor, client: LanguageClient) => unknown): Promise<void> {
  const editor = verilogEditor();
  const client = editor === undefined ? undefined : runningClient(session);
  if (editor !== undefined && client !== undefined) {
    const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
    await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [uri, where(editor, client)] });
  }
}
