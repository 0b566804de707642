import * as vscode from "vscode";
import { ExecuteCommandRequest, MessageType } from "vscode-languageclient/node";
import { modelLines, objectionToAddress, objectionToChecksum, type Added, type Catalogue } from "./catalogue.ts";
import { runningClient } from "./cursor.ts";
import { say } from "./messages.ts";
import type { Session } from "./session.ts";

const METHOD = "verimentor/models";
const ADD = "verimentor.addModel";
const DOWNLOAD = "verimentor.downloadModel";

/** Lets the user pick the model that answers. */
export async function selectModel(session: Session): Promise<void> {
  const client = runningClient(session);
  if (client === undefined) {
    return;
  }
  const catalogue = await client.sendRequest<Catalogue>(METHOD, {});
  const others = [
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(add) Add a GGUF file…", command: "verimentor.addModelFile" },
    { label: "$(cloud-download) Download a model…", command: "verimentor.downloadModelFile" },
  ];
  const picked = await vscode.window.showQuickPick([...modelLines(catalogue), ...others], {
    title: "The model that answers",
    placeHolder: `Your own models are in ${catalogue.folder}`,
    matchOnDescription: true,
  });
  if (picked === undefined) {
    return;
  }
  if ("command" in picked) {
    await vscode.commands.executeCommand(picked.command);
  } else if ("model" in picked) {
    await use(picked.model.setting);
  }
}

/** Lets the user name a GGUF file, to be copied among the others or used where it is. */
export async function addModel(session: Session): Promise<void> {
  const client = runningClient(session);
  if (client === undefined) {
    return;
  }
  const [file] = (await vscode.window.showOpenDialog({ title: "A model as a GGUF file", filters: { GGUF: ["gguf"] }, openLabel: "Add" })) ?? [];
  if (file === undefined) {
    return;
  }
  const ways = [
    { label: "Use it where it is", detail: file.fsPath, copy: false },
    { label: "Copy it to Verimentor's models", detail: "It then has a name, and stays when the file goes.", copy: true },
  ];
  const way = await vscode.window.showQuickPick(ways, { title: "Add a model" });
  if (way !== undefined) {
    await settle(await client.sendRequest(ExecuteCommandRequest.type, { command: ADD, arguments: [file.fsPath, way.copy] }));
  }
}

/** Lets the user download a model from an address they name. */
export async function downloadModel(session: Session): Promise<void> {
  const client = runningClient(session);
  if (client === undefined) {
    return;
  }
  const url = await vscode.window.showInputBox({
    title: "Download a model (1 of 2)",
    prompt: "The address of a GGUF file. Nothing is sent there but the request for it.",
    placeHolder: "https://…/name.gguf",
    ignoreFocusOut: true,
    validateInput: objectionToAddress,
  });
  if (url === undefined) {
    return;
  }
  const sha256 = await vscode.window.showInputBox({
    title: "Download a model (2 of 2)",
    prompt: "Its SHA-256, as its publisher states it; a file that has another one is thrown away. Empty: not compared.",
    ignoreFocusOut: true,
    validateInput: objectionToChecksum,
  });
  if (sha256 !== undefined) {
    await settle(await client.sendRequest(ExecuteCommandRequest.type, { command: DOWNLOAD, arguments: [url.trim(), sha256.trim()] }));
  }
}

async function settle(added: Added): Promise<void> {
  if (!added.ok) {
    if (added.message !== "") {
      await say(added.message, MessageType.Error);
    }
  } else if ((await vscode.window.showInformationMessage(added.message, "Use It Now")) !== undefined) {
    await use(added.setting);
  }
}

/** Writes the choice where one was made already, or for the user. */
async function use(setting: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("verimentor");
  const inWorkspace = configuration.inspect("model.path")?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update("model.path", setting === "" ? undefined : setting, target);
}
