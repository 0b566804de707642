import type { Word } from "./consent.ts";

/** What the server says of itself in `verimentor/status`, as a notification and in answer to a request. */
export interface ServerStatus {
  readonly state: "off" | "loading" | "ready" | "failed";
  /** What is wrong with the model; "" where nothing is. */
  readonly message: string;
  readonly model: string;
  readonly lastMilliseconds: number | null;
  /** How fast the model wrote its last answer. */
  readonly tokensPerSecond?: number | null;
  /** Why the last request got no ghost text; "" where it got some. */
  readonly whyNoSuggestion: string;
  readonly completionEnabled: boolean;
  /** The host of the mentor, or a model of this machine; "" for none. */
  readonly mentor: string;
  /** Whether it is a host, to which something would be sent. */
  readonly mentorIsRemote: boolean;
  readonly icarus: boolean;
}

export const STATUS_METHOD = "verimentor/status";

/** How things are, as far as the client knows. */
export type State =
  | { readonly kind: "untrusted" }
  | { readonly kind: "settingUp" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly status: ServerStatus }
  | { readonly kind: "stopped"; readonly reason: string };

/** A state in words: `text` for the bar (with icons), `lines` for who points at it. */
export interface Words {
  readonly text: string;
  readonly lines: readonly string[];
  readonly warning: boolean;
}

/** The host of the mentor, "" where there is none to which anything would be sent. */
export function mentorHost(state: State): string {
  return state.kind === "running" && state.status.mentorIsRemote ? state.status.mentor : "";
}

/** Puts a state into words; `word` is what the user said about the mentor. */
export function describe(state: State, word: Word = "unasked"): Words {
  switch (state.kind) {
    case "untrusted":
      return { text: "$(shield) Verimentor", lines: ["Off until this workspace is trusted."], warning: false };
    case "settingUp":
      return { text: "$(sync~spin) Verimentor: setting up", lines: ["The server's environment is being made."], warning: false };
    case "starting":
      return { text: "$(sync~spin) Verimentor", lines: ["The server is starting."], warning: false };
    case "stopped":
      return { text: "$(error) Verimentor: off", lines: [state.reason], warning: true };
    case "running":
      return describeServer(state.status, word);
  }
}

const WORDS: Readonly<Record<Word, string>> = {
  allowed: "asked when you ask for a fix or a module",
  refused: "never asked in this workspace",
  unasked: "asked after you have agreed",
};

function describeServer(status: ServerStatus, word: Word): Words {
  const lines = [...describeModel(status)];
  lines.push(status.icarus ? "Icarus Verilog is used for diagnostics." : "Icarus Verilog was not found; the Doctor says what to do.");
  lines.push(describeMentor(status, word));
  if (status.state === "loading") {
    return { text: "$(sync~spin) Verimentor: loading model", lines, warning: false };
  }
  if (status.state !== "ready") {
    return { text: "$(warning) Verimentor: no model", lines, warning: true };
  }
  if (!status.completionEnabled) {
    return { text: `$(circle-slash) ${status.model}`, lines, warning: false };
  }
  const last = status.lastMilliseconds === null ? "" : ` ${Math.round(status.lastMilliseconds)} ms`;
  const mentor = status.mentor !== "" && !(status.mentorIsRemote && word === "refused") ? " $(mortar-board)" : "";
  return { text: `$(circuit-board) ${status.model}${last}${mentor}`, lines, warning: false };
}

function describeMentor({ mentor, mentorIsRemote }: ServerStatus, word: Word): string {
  if (mentor === "") {
    return "No mentor is named: rules and the model here repair alone.";
  }
  return `Mentor: ${mentor}, ${mentorIsRemote ? WORDS[word] : "a model of this machine"}.`;
}

function* describeModel(status: ServerStatus): Generator<string> {
  if (status.message !== "") {
    yield status.message;
  } else if (status.model !== "") {
    const last = status.lastMilliseconds === null ? "" : `, last answer in ${Math.round(status.lastMilliseconds)} ms`;
    const speed = typeof status.tokensPerSecond === "number" ? `, ${Math.round(status.tokensPerSecond)} tokens/s` : "";
    yield `Model: ${status.model}${last}${speed}.`;
  }
  if (!status.completionEnabled) {
    yield "Completions are switched off.";
  } else if (status.whyNoSuggestion !== "") {
    yield `Last time there was no suggestion: ${status.whyNoSuggestion}`;
  }
}
