/** What the user has said about sending code of this workspace to a mentor. */
export type Word = "allowed" | "refused" | "unasked";

/** The part of VS Code's `Memento` that is needed. */
export interface Memory {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): Thenable<void>;
}

/** Asks the user about a host; undefined where they went away without an answer. */
export type Ask = (host: string) => Promise<boolean | undefined>;

const KEY = "verimentor.mentorConsent";

/** Asks once before anything goes to a mentor, and remembers the answer for this workspace and that host. */
export class Consent {
  private readonly memory: Memory;
  private readonly ask: Ask;
  private asking: Promise<boolean> | undefined;

  constructor(memory: Memory, ask: Ask) {
    this.memory = memory;
    this.ask = ask;
  }

  /** What was said about a host. */
  wordOn(host: string): Word {
    const allowed = this.answers()[host];
    return allowed === undefined ? "unasked" : allowed ? "allowed" : "refused";
  }

  /** Whether a host may be sent code; without an answer it may not, and the next time the user is asked again. */
  async mayAsk(host: string): Promise<boolean> {
    const word = this.wordOn(host);
    if (word !== "unasked") {
      return word === "allowed";
    }
    this.asking ??= this.ask(host)
      .then(async (allowed) => {
        if (allowed !== undefined) {
          await this.remember(host, allowed);
        }
        return allowed === true;
      })
      .finally(() => {
        this.asking = undefined;
      });
    return this.asking;
  }

  /** Keeps the user's word, or a change of mind. */
  async remember(host: string, allowed: boolean): Promise<void> {
    await this.memory.update(KEY, { ...this.answers(), [host]: allowed });
  }

  private answers(): Record<string, boolean> {
    return this.memory.get<Record<string, boolean>>(KEY) ?? {};
  }
}
