/** Why there was no suggestion at a place, as the server tells in `verimentor/whyNoSuggestion`. */
export interface Refusal {
  /** When, as ISO 8601. */
  readonly time: string;
  /** A path; only a name where the document has no file. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
  /** How often in a row. */
  readonly count?: number;
}

/** The reasons as a list to read, newest first. */
export function refusalLines(entries: readonly Refusal[]): readonly { label: string; description: string; refusal: Refusal }[] {
  return entries.map((refusal) => {
    const name = refusal.file.split(/[\\/]/).at(-1) ?? "";
    const times = (refusal.count ?? 1) > 1 ? `, ${refusal.count} times` : "";
    return { label: refusal.reason, description: `${name}:${refusal.line}, ${clock(refusal.time)}${times}`, refusal };
  });
}

function clock(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toTimeString().slice(0, 8);
}
