import * as vscode from "vscode";
import { MessageType } from "vscode-languageclient/node";
import { fix, generateModule, generateTestbench } from "./cursor.ts";
import type { Doctor } from "./doctor.ts";
import { removeEnvironment } from "./environment.ts";
import { collectLogs } from "./logs.ts";
import { clearMentorKey, setMentorKey, type Mentor } from "./mentor.ts";
import { say } from "./messages.ts";
import { addModel, downloadModel, selectModel } from "./models.ts";
import type { Session } from "./session.ts";
import { mentorHost } from "./status.ts";
import { ACTIONS_COMMAND, showActions } from "./statusBar.ts";
import type { Walkthrough } from "./walkthrough.ts";
import type { WaveformPanel } from "./waveform.ts";
import { whyNoSuggestion } from "./whyNoSuggestion.ts";

/** What the commands are about. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly session: Session;
  readonly doctor: Doctor;
  readonly mentor: Mentor;
  readonly waveform: WaveformPanel;
  readonly walkthrough: Walkthrough;
}

/** How long to wait for another window that is setting up; longer, and it is not to be removed now. */
const PATIENCE_MS = 10_000;

type Action = () => unknown;

/** Registers the commands of the palette and of the status bar. */
export function registerCommands({ context, output, session, doctor, mentor, waveform, walkthrough }: Parts): void {
  // What compiles, simulates or sends: only where the user trusts the workspace.
  const trusted: Record<string, Action> = {
    "verimentor.generateModule": () => generateModule(session),
    "verimentor.fixWithMentor": () => fix(session),
    "verimentor.createTestbench": () => generateTestbench(session),
    "verimentor.showWaveform": () => waveform.show(),
    "verimentor.whyNoSuggestion": () => whyNoSuggestion(session),
    "verimentor.selectModel": () => selectModel(session),
    "verimentor.addModelFile": () => addModel(session),
    "verimentor.downloadModelFile": () => downloadModel(session),
    "verimentor.restartServer": () => session.restart(),
    "verimentor.doctor": () => doctor.examine(session),
    "verimentor.collectLogs": () => collectLogs(session, context),
  };
  const always: Record<string, Action> = {
    "verimentor.toggleCompletions": toggleCompletions,
    "verimentor.setMentorKey": () => setMentorKey(session),
    "verimentor.clearMentorKey": () => clearMentorKey(session),
    "verimentor.changeMentorConsent": () => changeMentorConsent(session, mentor),
    "verimentor.removeEnvironment": () => remove(session, context),
    "verimentor.showOutput": () => output.show(),
    "verimentor.openWalkthrough": () => walkthrough.open(),
    "verimentor.openExample": () => walkthrough.openExample(),
    [ACTIONS_COMMAND]: () => showActions(session, mentor),
  };
  const register = ([id, action]: [string, Action]) => context.subscriptions.push(vscode.commands.registerCommand(id, () => attempt(action, output)));
  Object.entries(trusted).forEach(([id, action]) => register([id, () => whenTrusted(action)]));
  Object.entries(always).forEach(register);
}

/** What goes wrong, such as a server that ends in the middle, is said and logged. */
async function attempt(action: Action, output: vscode.LogOutputChannel): Promise<void> {
  try {
    await action();
  } catch (problem) {
    output.error(problem instanceof Error ? problem : String(problem));
    void say(`Verimentor: ${problem instanceof Error ? problem.message : String(problem)}`, MessageType.Error);
  }
}

async function whenTrusted(action: Action): Promise<void> {
  if (vscode.workspace.isTrusted) {
    await action();
  } else if ((await vscode.window.showWarningMessage("Verimentor is off until this workspace is trusted: nothing is compiled, simulated or sent.", "Manage Trust")) !== undefined) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}

/** Switches ghost text where it was set, or for the user. */
async function toggleCompletions(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("verimentor");
  const enabled = !configuration.get<boolean>("completion.enabled", true);
  const inWorkspace = configuration.inspect("completion.enabled")?.workspaceValue !== undefined;
  await configuration.update("completion.enabled", enabled, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
  vscode.window.setStatusBarMessage(`Verimentor: completions ${enabled ? "on" : "off"}`, 3000);
}

async function changeMentorConsent(session: Session, mentor: Mentor): Promise<void> {
  const host = mentorHost(session.state);
  if (host === "") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "verimentor.mentor");
  } else {
    await mentor.changeMind(host);
    vscode.window.setStatusBarMessage(`Verimentor: ${host} is ${mentor.wordOn(host) === "allowed" ? "asked" : "not asked"} in this workspace`, 5000);
  }
}

async function remove(session: Session, context: vscode.ExtensionContext): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    "Remove the Python environment that Verimentor has made for its server?",
    { modal: true, detail: "Your own Python, your models and your settings stay. It is made anew when the server is started again." },
    "Remove",
  );
  if (answer !== undefined) {
    await session.stop();
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      await removeEnvironment(context.globalStorageUri.fsPath, patience);
    } catch (problem) {
      throw patience.aborted ? new Error("another window is setting up; remove the environment when it is done.") : problem;
    }
    void say("Verimentor's environment is removed. Restart the server to make it anew.");
  }
}
