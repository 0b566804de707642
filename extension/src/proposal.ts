/** One way a document could go on; `summary` is what speaks for it, `text` the whole document. */
export interface Choice {
  readonly label: string;
  readonly summary: string;
  readonly text: string;
  /** Its colours, as the protocol writes semantic tokens; none where they are switched off. */
  readonly tokens: readonly number[];
}

/** A line of what was done and tried, and whether it held or helped. */
export interface Evidence {
  readonly text: string;
  readonly ok: boolean;
}

/** What the server proposes in `verimentor/preview`; the first choice is the one it recommends. */
export interface Proposal {
  readonly uri: string;
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly evidence: readonly Evidence[];
  /** What the numbers of the tokens mean. */
  readonly legend: { readonly tokenTypes: string[]; readonly tokenModifiers: string[] };
}

/** A line of a list to pick from. */
export interface Line {
  readonly label: string;
  readonly detail?: string;
}

/** How much of what speaks for an answer stands in the tab: a wider one pushes the user's files out of sight. */
const TITLE_CHARACTERS = 60;

/** The head of the difference: which file, and what speaks for what is shown. */
export function titleOf(proposal: Proposal, shown: number): string {
  const name = decodeURIComponent(proposal.uri.split("/").at(-1) ?? "");
  const reason = proposal.choices[shown]?.summary ?? proposal.title;
  return `${name}: ${reason.length > TITLE_CHARACTERS ? `${reason.slice(0, TITLE_CHARACTERS - 1).trimEnd()}…` : reason}`;
}

/** All choices, to pick another one than is shown. */
export function answerLines(proposal: Proposal, shown: number): readonly (Line & { readonly choice: number })[] {
  return proposal.choices.map(({ label, summary }, choice) => ({ label: choice === shown ? `$(eye) ${label}` : label, detail: summary, choice }));
}

/** How much of a text VS Code shows in a line of a list; the end of a longer one is cut off. */
const LINE_CHARACTERS = 72;

/** What was done and tried, step by step, on two lines where one is too short. */
export function evidenceLines(proposal: Proposal): readonly Line[] {
  return proposal.evidence.map(({ text, ok }) => {
    const end = text.length > LINE_CHARACTERS ? text.lastIndexOf(" ", LINE_CHARACTERS) : -1;
    const label = `${ok ? "$(check)" : "$(x)"} ${end > 0 ? text.slice(0, end) : text}`;
    return end > 0 ? { label, detail: text.slice(end + 1) } : { label };
  });
}

/** What can be done with a proposal besides looking at it, by the commands' last names. */
export function actionsOn(proposal: Proposal): readonly ("acceptProposal" | "otherAnswers" | "showEvidence" | "rejectProposal")[] {
  return [
    "acceptProposal",
    ...(proposal.choices.length > 1 ? (["otherAnswers"] as const) : []),
    ...(proposal.evidence.length > 0 ? (["showEvidence"] as const) : []),
    "rejectProposal",
  ];
}
