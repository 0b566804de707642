import * as vscode from "vscode";
import { fix, generateModule, generateTestbench } from "./cursor.ts";
import type { Doctor } from "./doctor.ts";
import { collectLogs } from "./logs.ts";
import { setMentorKey, type Mentor } from "./mentor.ts";
import { addModel, downloadModel, selectModel } from "./models.ts";
import type { Session } from "./session.ts";
import { ACTIONS_COMMAND, showActions } from "./statusBar.ts";
import { openExample, openWalkthrough } from "./walkthrough.ts";
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
}

type Action = () => unknown;

/** Registers the commands of the palette and of the status bar. */
export function registerCommands({ context, output, session, doctor, mentor, waveform }: Parts): void {
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
    "verimentor.clearMentorKey": () => session.keepMentorKey(undefined),
    "verimentor.changeMentorConsent": () => changeMentorConsent(session, mentor),
    "verimentor.showOutput": () => output.show(),
    "verimentor.openWalkthrough": () => openWalkthrough(context),
    "verimentor.openExample": () => openExample(context),
    [ACTIONS_COMMAND]: () => showActions(session, mentor),
  };
  const register = ([id, action]: [string, Action]) => context.subscriptions.push(vscode.commands.registerCommand(id, action));
  Object.entries(trusted).forEach(([id, action]) => register([id, () => whenTrusted(action)]));
  Object.entries(always).forEach(register);
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
  const { state } = session;
  const host = state.kind === "running" ? state.status.mentor : "";
  if (host === "") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "verimentor.mentor");
  } else {
    await mentor.changeMind(host);
    vscode.window.setStatusBarMessage(`Verimentor: ${host} is ${mentor.wordOn(host) === "allowed" ? "asked" : "not asked"} in this workspace`, 5000);
  }
}
