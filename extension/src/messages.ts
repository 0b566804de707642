import * as vscode from "vscode";
import { MessageType } from "vscode-languageclient/node";

/** How much of a message without a button VS Code shows: one line, and the end of a longer one is cut off. */
const LINE_CHARACTERS = 60;

/** Says something to the user, to be read to its end. */
export async function say(text: string, type: MessageType = MessageType.Info): Promise<void> {
  const buttons = text.length > LINE_CHARACTERS ? ["OK"] : [];
  switch (type) {
    case MessageType.Error:
      await vscode.window.showErrorMessage(text, ...buttons);
      break;
    case MessageType.Warning:
      await vscode.window.showWarningMessage(text, ...buttons);
      break;
    default:
      await vscode.window.showInformationMessage(text, ...buttons);
  }
}
