import { randomUUID } from "node:crypto";
import { basename } from "node:path/posix";
import * as vscode from "vscode";
import { runningClient, verilogEditor } from "./cursor.ts";
import type { Session } from "./session.ts";
import { writePage, type Waveform } from "./waveformPage.ts";

const METHOD = "verimentor/waveform";

/** A panel with what a module does under generated stimuli; drawn anew when its file is saved or the theme changes. */
export class WaveformPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private shown: { readonly uri: vscode.Uri; readonly position: vscode.Position } | undefined;
  private readonly session: Session;
  private readonly listening: readonly vscode.Disposable[];

  constructor(session: Session) {
    this.session = session;
    this.listening = [
      vscode.window.onDidChangeActiveColorTheme(() => void this.draw()),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.toString() === this.shown?.uri.toString()) {
          void this.draw();
        }
      }),
    ];
  }

  /** Shows the module at the cursor. */
  async show(): Promise<void> {
    const editor = verilogEditor();
    if (editor === undefined || runningClient(this.session) === undefined) {
      return;
    }
    this.shown = { uri: editor.document.uri, position: editor.selection.active };
    this.panel ??= this.create();
    this.panel.title = `Waveform: ${basename(editor.document.uri.path)}`;
    this.panel.reveal(undefined, true);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Verimentor: simulating" }, () => this.draw());
  }

  dispose(): void {
    this.panel?.dispose();
    for (const each of this.listening) {
      each.dispose();
    }
  }

  private create(): vscode.WebviewPanel {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel("verimentor.waveform", "Waveform", place, { enableScripts: false, localResourceRoots: [] });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.shown = undefined;
    });
    return panel;
  }

  private async draw(): Promise<void> {
    const { shown, panel } = this;
    const client = this.session.running;
    if (shown === undefined || panel === undefined || client === undefined) {
      return;
    }
    const convert = client.code2ProtocolConverter;
    const question = { uri: convert.asUri(shown.uri), position: convert.asPosition(shown.position), theme: theme() };
    const waveform = await client.sendRequest<Waveform>(METHOD, question);
    if (this.panel === panel && this.shown === shown) {
      panel.webview.html = writePage(waveform, randomUUID());
    }
  }
}

function theme(): "light" | "dark" {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight ? "light" : "dark";
}
