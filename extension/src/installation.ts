import * as vscode from "vscode";
import { findEnvironment, makeEnvironment, SetupFailed } from "./environment.ts";
import { locate, type Python } from "./locator.ts";

/** Where the server of this window is installed: found, or made. */
export class Installation {
  private readonly context: vscode.ExtensionContext;
  private readonly output: vscode.LogOutputChannel;

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel) {
    this.context = context;
    this.output = output;
  }

  /**
   * The Python that has the server, or the one from which the server's own environment is to be made.
   *
   * Throws `SetupFailed` where there is neither.
   */
  async find(): Promise<string | Python> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
    const setting = vscode.workspace.getConfiguration("verimentor").get<string>("python.path", "").trim();
    const place = await locate(setting, folders);
    switch (place.kind) {
      case "none":
        throw new SetupFailed(place.reason);
      case "installed":
        return place.python.path;
      case "base":
        return (await findEnvironment(this.context.extensionUri.fsPath, this.context.globalStorageUri.fsPath)) ?? place.python;
    }
  }

  /** Makes the server's own environment, with progress; its Python, undefined where the user cancelled. */
  async make(base: Python): Promise<string | undefined> {
    const options = { location: vscode.ProgressLocation.Notification, title: "Verimentor sets up its server, once", cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      try {
        return await makeEnvironment({
          base,
          extension: this.context.extensionUri.fsPath,
          storage: this.context.globalStorageUri.fsPath,
          signal: abort.signal,
          onLine: (line) => this.output.info(line),
          onProgress: (step, percent) => {
            progress.report({ message: step, increment: Math.max(0, percent - shown) });
            shown = Math.max(shown, percent);
          },
        });
      } catch (problem) {
        if (abort.signal.aborted) {
          return undefined;
        }
        throw problem;
      } finally {
        listening.dispose();
      }
    });
  }
}
