/** What the server says of itself in `verimentor/status`, as a notification and in answer to a request. */
export interface ServerStatus {
  readonly state: "off" | "loading" | "ready" | "failed";
  /** What is wrong with the model; "" where nothing is. */
  readonly message: string;
  readonly model: string;
  readonly lastMilliseconds: number | null;
  /** Why the last request got no ghost text; "" where it got some. */
  readonly whyNoSuggestion: string;
  readonly completionEnabled: boolean;
  /** The host of the mentor; "" for none. */
  readonly mentor: string;
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

/** Puts a state into words. */
export function describe(state: State): Words {
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
      return describeServer(state.status);
  }
}

function describeServer(status: ServerStatus): Words {
  const lines = [...describeModel(status)];
  lines.push(status.icarus ? "Icarus Verilog is used for diagnostics." : "Icarus Verilog was not found; the Doctor says what to do.");
  lines.push(status.mentor === "" ? "No mentor is set: fixes come from rules alone." : `Mentor: ${status.mentor}, asked only for a fix.`);
  if (status.state === "loading") {
    return { text: "$(sync~spin) Verimentor: loading model", lines, warning: false };
  }
  if (status.state !== "ready") {
    return { text: "$(warning) Verimentor: no model", lines, warning: true };
  }
  if (!status.completionEnabled) {
    return { text: `$(circle-slash) ${status.model}`, lines, warning: false };
  }
  return { text: `$(circuit-board) ${status.model}`, lines, warning: false };
}

function* describeModel(status: ServerStatus): Generator<string> {
  if (status.message !== "") {
    yield status.message;
  } else if (status.model !== "") {
    const last = status.lastMilliseconds === null ? "" : `, last answer in ${Math.round(status.lastMilliseconds)} ms`;
    yield `Model: ${status.model}${last}.`;
  }
  if (!status.completionEnabled) {
    yield "Completions are switched off.";
  } else if (status.whyNoSuggestion !== "") {
    yield `Last time there was no suggestion: ${status.whyNoSuggestion}`;
  }
}
