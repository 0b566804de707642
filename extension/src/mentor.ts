import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Service } from "./abilities.ts";
import { Consent, type Word } from "./consent.ts";
import type { Session } from "./session.ts";

const METHOD = "verimentor/mayAskMentor";

/** The mentor as the user sees it: whether it may be asked, and its key. */
export class Mentor implements Service, vscode.Disposable {
  readonly ability = "mentorConsent";
  private readonly consent: Consent;
  private readonly changed = new vscode.EventEmitter<void>();

  /** The user has said something about it. */
  readonly onDidChange = this.changed.event;

  constructor(memory: vscode.Memento) {
    this.consent = new Consent(memory, ask);
  }

  attach(client: LanguageClient): void {
    client.onRequest(METHOD, async ({ mentor }: { mentor: string }) => {
      const allowed = vscode.workspace.isTrusted && (await this.consent.mayAsk(mentor));
      this.changed.fire();
      return { allowed };
    });
  }

  /** What the user has said about a host. */
  wordOn(host: string): Word {
    return this.consent.wordOn(host);
  }

  /** Changes the user's word about a host: from allowed to refused, from anything else to allowed. */
  async changeMind(host: string): Promise<void> {
    await this.consent.remember(host, this.consent.wordOn(host) !== "allowed");
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** Lets the user type the mentor's key. */
export async function setMentorKey(session: Session): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: "The mentor's key",
    prompt: "Kept in VS Code's secret storage, sent only to the address in the setting verimentor.mentor.url.",
    password: true,
    ignoreFocusOut: true,
  });
  if (key !== undefined && key.trim() !== "") {
    await session.keepMentorKey(key.trim());
    void vscode.window.showInformationMessage("The mentor's key is kept in VS Code's secret storage.");
  }
}

/** Forgets the mentor's key. */
export async function clearMentorKey(session: Session): Promise<void> {
  await session.keepMentorKey(undefined);
  void vscode.window.showInformationMessage("The mentor's key is forgotten.");
}

async function ask(host: string): Promise<boolean | undefined> {
  const answer = await vscode.window.showWarningMessage(
    `Send code of this workspace to ${host}?`,
    {
      modal: true,
      detail:
        "That is where the setting verimentor.mentor.url points. What is sent is the module to be mended or the description to be answered, and what the compiler says; nothing else, and only when you ask for a fix or a module. Your answer counts for this workspace; the menu in the status bar changes it.",
    },
    "Send",
    "Do Not Send",
  );
  return answer === undefined ? undefined : answer === "Send";
}
