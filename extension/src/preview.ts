import { basename } from "node:path/posix";
import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import type { Service } from "./abilities.ts";
import { actionsOn, answerLines, evidenceLines, titleOf, type Proposal } from "./proposal.ts";

const METHOD = "verimentor/preview";
const SCHEME = "verimentor-preview";
const TITLES = { acceptProposal: "Accept", otherAnswers: "Other Answers", showEvidence: "Evidence", rejectProposal: "Reject" };

/** A proposal being looked at; `decide` ends that, once. */
interface Looking {
  readonly proposal: Proposal;
  readonly decide: (choice: number | null) => void;
  shown: number;
  uri: vscode.Uri;
}

/** Shows what the server proposes beside what is there, and says which of it the user took. */
export class Preview implements Service, vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly ability = "preview";
  private readonly texts = new Map<string, string>();
  private readonly registrations: readonly vscode.Disposable[];
  private looking: Looking | undefined;
  private count = 0;

  constructor() {
    this.registrations = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.looking !== undefined && isOf(tab, this.looking.uri))) {
          this.looking?.decide(null);
        }
      }),
      ...Object.keys(TITLES).map((name) => vscode.commands.registerCommand(`verimentor.${name}`, () => this.act(name))),
    ];
  }

  attach(client: LanguageClient): void {
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) {
        this.looking?.decide(null); // nobody is left to hear the answer
      }
    });
    client.onRequest(METHOD, async (proposal: Proposal, token: vscode.CancellationToken) => ({ choice: await this.show(proposal, token) }));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Shows a proposal until the user decides; the number of the choice taken, or null. */
  async show(proposal: Proposal, token: vscode.CancellationToken): Promise<number | null> {
    this.looking?.decide(null); // one at a time
    let decide: Looking["decide"] = () => undefined;
    const decision = new Promise<number | null>((resolve) => {
      decide = resolve;
    });
    const looking: Looking = { proposal, decide, shown: 0, uri: this.uriFor(proposal) };
    this.looking = looking;
    const listening = token.onCancellationRequested(() => looking.decide(null));
    const colours = colour(looking);
    try {
      await this.open(looking);
      return await decision;
    } finally {
      listening.dispose();
      colours.dispose();
      if (this.looking === looking) {
        this.looking = undefined;
        await setContexts(undefined);
      }
      await closeTab(looking.uri);
      this.texts.delete(looking.uri.toString());
    }
  }

  dispose(): void {
    this.looking?.decide(null);
    for (const registration of this.registrations) {
      registration.dispose();
    }
  }

  private async open(looking: Looking): Promise<void> {
    const { proposal, shown, uri } = looking;
    this.texts.set(uri.toString(), proposal.choices[shown]?.text ?? "");
    await setContexts(proposal);
    await vscode.commands.executeCommand("vscode.diff", await leftSide(proposal), uri, titleOf(proposal, shown), { preview: false });
    void this.offer(looking);
  }

  /** The same as the buttons above the difference, where nobody overlooks it. */
  private async offer(looking: Looking): Promise<void> {
    const { proposal, shown } = looking;
    const actions = actionsOn(proposal);
    const titles = actions.map((action) => TITLES[action]);
    const title = await vscode.window.showInformationMessage(`${proposal.title}: ${proposal.choices[shown]?.summary}`, ...titles);
    const action = actions.find((each) => TITLES[each] === title);
    if (action === undefined || this.looking !== looking) {
      return;
    }
    await this.act(action);
    if (action === "showEvidence" && this.looking === looking) {
      await this.offer(looking);
    }
  }

  private async act(name: string): Promise<void> {
    const looking = this.looking;
    if (looking === undefined) {
      return;
    }
    if (name === "acceptProposal") {
      looking.decide(looking.shown);
    } else if (name === "rejectProposal") {
      looking.decide(null);
    } else if (name === "showEvidence") {
      await vscode.window.showQuickPick([...evidenceLines(looking.proposal)], { title: "What was done and tried" });
    } else {
      await this.switch(looking);
    }
  }

  private async switch(looking: Looking): Promise<void> {
    const lines = answerLines(looking.proposal, looking.shown);
    const picked = await vscode.window.showQuickPick([...lines], { title: "Answers that behave differently, by votes", matchOnDetail: true });
    if (picked === undefined || picked.choice === looking.shown || this.looking !== looking) {
      return;
    }
    const old = looking.uri;
    looking.shown = picked.choice;
    looking.uri = this.uriFor(looking.proposal);
    await this.open(looking);
    await closeTab(old);
    this.texts.delete(old.toString());
  }

  /** Each text has an address of its own, with the file's name, which gives it its language. */
  private uriFor(proposal: Proposal): vscode.Uri {
    const path = vscode.Uri.parse(proposal.uri).path;
    return vscode.Uri.from({ scheme: SCHEME, path: `/${basename(path)}`, query: String(++this.count) });
  }
}

/** Colours what is looked at as the server would. */
function colour(looking: Looking): vscode.Disposable {
  const { legend, choices } = looking.proposal;
  const provider: vscode.DocumentSemanticTokensProvider = {
    provideDocumentSemanticTokens: ({ uri }) =>
      uri.toString() === looking.uri.toString() ? new vscode.SemanticTokens(Uint32Array.from(choices[looking.shown]?.tokens ?? [])) : undefined,
  };
  return vscode.languages.registerDocumentSemanticTokensProvider({ scheme: SCHEME }, provider, new vscode.SemanticTokensLegend(legend.tokenTypes, legend.tokenModifiers));
}

/** What is there now; nothing where the file is yet to be made. */
async function leftSide(proposal: Proposal): Promise<vscode.Uri> {
  const uri = vscode.Uri.parse(proposal.uri);
  try {
    return (await vscode.workspace.openTextDocument(uri)).uri;
  } catch {
    return vscode.Uri.from({ scheme: SCHEME, path: `/${basename(uri.path)}`, query: "new" });
  }
}

async function setContexts(proposal: Proposal | undefined): Promise<void> {
  const actions = proposal === undefined ? [] : actionsOn(proposal);
  await vscode.commands.executeCommand("setContext", "verimentor.previewing", proposal !== undefined);
  await vscode.commands.executeCommand("setContext", "verimentor.hasOtherAnswers", actions.includes("otherAnswers"));
  await vscode.commands.executeCommand("setContext", "verimentor.hasEvidence", actions.includes("showEvidence"));
}

function isOf(tab: vscode.Tab, uri: vscode.Uri): boolean {
  return tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.toString() === uri.toString();
}

async function closeTab(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => isOf(tab, uri));
  await vscode.window.tabGroups.close(tabs);
}
