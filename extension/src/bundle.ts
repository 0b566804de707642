import type { Finding } from "./report.ts";

/** What a log bundle is made of; none of it holds the user's code. */
export interface Material {
  /** What is installed, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
  readonly settings: object;
  readonly logs: readonly { readonly name: string; readonly text: string }[];
  /** The user's home folder, whose name nobody needs to know. */
  readonly home: string;
}

/** The newest part of each log that is kept: a day's worth. */
const MAX_LOG_CHARACTERS = 500_000;

/** The bundle as one text, to be read before it is passed on. */
export function writeBundle({ versions, findings, settings, logs, home }: Material): string {
  const sections: readonly (readonly [string, string])[] = [
    ["Versions", Object.entries(versions).map(([name, version]) => `${name}: ${version}`).join("\n")],
    ["Doctor", findings.map(({ name, ok, needed, detail }) => `${ok ? "ok  " : needed ? "FAIL" : "none"} ${name}: ${detail}`).join("\n")],
    ["Settings", JSON.stringify(settings, undefined, 2)],
    ...logs.map(({ name, text }) => [`Log ${name}`, text.slice(-MAX_LOG_CHARACTERS)] as const),
  ];
  const text = ["Verimentor log bundle", ...sections.map(([title, body]) => `==== ${title}\n${body.trim() || "(nothing)"}`)].join("\n\n");
  return `${withoutSecrets(home === "" ? text : text.replaceAll(home, "~"))}\n`;
}

/** Addresses without the names and passwords people put into them, and without anything that looks like a key. */
function withoutSecrets(text: string): string {
  return text.replace(/:\/\/[^\s/@"]+@/g, "://…@").replace(/\b(bearer\s+|api[-_]?key["':=\s]+)[\w.-]+/gi, "$1…");
}
