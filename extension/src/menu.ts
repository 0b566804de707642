import type { Word } from "./consent.ts";
import { mentorHost, type State } from "./status.ts";

/** One thing that can be done; `argument` is for the command. */
export interface Entry {
  readonly label: string;
  readonly command: string;
  readonly description?: string;
  readonly argument?: string;
}

const SETTINGS: Entry = { label: "$(gear) Settings", command: "workbench.action.openSettings", argument: "@ext:verimentor.verimentor" };
const OUTPUT: Entry = { label: "$(output) Show Output", command: "verimentor.showOutput" };
const RESTART: Entry = { label: "$(debug-restart) Restart Server", command: "verimentor.restartServer" };
const DOCTOR: Entry = { label: "$(pulse) Doctor", command: "verimentor.doctor" };
const LOGS: Entry = { label: "$(archive) Collect Logs", command: "verimentor.collectLogs" };
const HELP: Entry = { label: "$(book) Get Started", command: "verimentor.openWalkthrough" };

/** What makes sense in a state; `word` is what the user said about the mentor. */
export function entriesFor(state: State, word: Word): readonly Entry[] {
  switch (state.kind) {
    case "untrusted":
      return [{ label: "$(shield) Manage Workspace Trust", command: "workbench.trust.manage" }, HELP, SETTINGS];
    case "settingUp":
    case "starting":
      return [OUTPUT, SETTINGS];
    case "stopped":
      return [RESTART, DOCTOR, OUTPUT, LOGS, SETTINGS];
    case "running": {
      const { completionEnabled, state: model } = state.status;
      return [
        { label: `$(symbol-event) Turn Completions ${completionEnabled ? "Off" : "On"}`, command: "verimentor.toggleCompletions" },
        ...(completionEnabled ? [{ label: "$(question) Why No Suggestion?", command: "verimentor.whyNoSuggestion" }] : []),
        { label: "$(sparkle) Generate Module from Comment", command: "verimentor.generateModule" },
        { label: "$(wrench) Fix with Mentor", command: "verimentor.fixWithMentor" },
        { label: "$(chip) Select Model", command: "verimentor.selectModel", description: model === "failed" ? "the one chosen cannot be used" : state.status.model },
        ...mentorEntries(mentorHost(state), word),
        DOCTOR,
        RESTART,
        OUTPUT,
        LOGS,
        HELP,
        SETTINGS,
      ];
    }
  }
}

function mentorEntries(host: string, word: Word): readonly Entry[] {
  if (host === "") {
    return [{ label: "$(mortar-board) Name a Mentor", command: "workbench.action.openSettings", argument: "verimentor.mentor" }];
  }
  const label = word === "allowed" ? "$(mortar-board) Stop Asking the Mentor Here" : "$(mortar-board) Allow Asking the Mentor Here";
  return [
    { label, command: "verimentor.changeMentorConsent", description: host },
    { label: "$(key) Set Mentor Key", command: "verimentor.setMentorKey" },
  ];
}
