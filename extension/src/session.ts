import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, ShowMessageNotification, State as ClientState, TransportKind } from "vscode-languageclient/node";
import { Abilities, type Service } from "./abilities.ts";
import { SetupFailed } from "./environment.ts";
import { Installation } from "./installation.ts";
import { LongWork } from "./longWork.ts";
import { say } from "./messages.ts";
import { pythonEnvironment, waitForEnd } from "./process.ts";
import { readGiven, type Tree } from "./settings.ts";
import { STATUS_METHOD, type ServerStatus, type State } from "./status.ts";

/** How any command of the server is run; -I: nothing in the workspace or the user's site-packages is imported. */
export const SERVER_ARGS: readonly string[] = ["-I", "-m", "verimentor.cli.main"];

export const LANGUAGES: readonly string[] = ["verilog", "systemverilog"];
const MENTOR_KEY = "verimentor.mentorKey";

/** How long settings may go on changing before the server hears of them: the settings editor writes at each keystroke. */
const SETTLE_MS = 300;

/** The server of this window: started, told of settings, stopped. */
export class Session implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve(); // starts and stops come one after the other
  private settling = new AbortController();
  private pythonChanged = false;
  private python: string | undefined;
  private readonly context: vscode.ExtensionContext;
  private readonly output: vscode.LogOutputChannel;
  private readonly services: readonly Service[];
  private readonly listening: vscode.Disposable;
  private readonly changed = new vscode.EventEmitter<State>();
  private current: State = { kind: vscode.workspace.isTrusted ? "starting" : "untrusted" };

  /** Where the server is. */
  readonly installation: Installation;

  /** How things are, whenever that changes. */
  readonly onDidChange = this.changed.event;

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel, services: readonly Service[]) {
    this.context = context;
    this.output = output;
    this.services = services;
    this.installation = new Installation(context, output);
    this.listening = vscode.workspace.onDidChangeConfiguration((event) => void this.follow(event));
  }

  /** How things are now. */
  get state(): State {
    return this.current;
  }

  /** The Python that runs the server, undefined where none was started. */
  get serverPath(): string | undefined {
    return this.python;
  }

  /** The client, while its server answers. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() ? this.client : undefined;
  }

  /** Starts the server, anew where one runs. */
  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Stops the server; its process has ended when this resolves. */
  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  /** Keeps the mentor's key where VS Code keeps secrets, or forgets it; the server gets it when it starts. */
  async keepMentorKey(key: string | undefined): Promise<void> {
    await (key === undefined ? this.context.secrets.delete(MENTOR_KEY) : this.context.secrets.store(MENTOR_KEY, key));
    if (this.client !== undefined) {
      await this.restart();
    }
  }

  /** What the user has set, as it is sent to the server. */
  settings(): Tree {
    const manifest = this.context.extension.packageJSON as { contributes: { configuration: { properties: object } } };
    const configuration = vscode.workspace.getConfiguration("verimentor", vscode.workspace.workspaceFolders?.[0]?.uri);
    return readGiven(Object.keys(manifest.contributes.configuration.properties), (key) => configuration.inspect(key));
  }

  dispose(): void {
    this.settling.abort();
    this.listening.dispose();
    this.changed.dispose();
  }

  private become(state: State): void {
    this.current = state;
    this.changed.fire(state);
  }

  private next(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work).catch((problem: unknown) => this.fail(problem));
    return this.turn;
  }

  private async begin(): Promise<void> {
    let python = await this.installation.find();
    if (typeof python !== "string") {
      this.become({ kind: "settingUp" });
      python = (await this.installation.make(python)) ?? "";
    }
    if (python === "") {
      this.become({ kind: "stopped", reason: "Setting up was cancelled. Restart the server to go on." });
      return;
    }
    this.become({ kind: "starting" });
    this.python = python;
    this.output.info(`Starting the server with ${python}`);
    const mentorKey = await this.context.secrets.get(MENTOR_KEY);
    const work = new LongWork();
    const client: LanguageClient = new LanguageClient(
      "verimentor",
      "Verimentor",
      { command: python, args: [...SERVER_ARGS, "serve"], transport: TransportKind.stdio, options: { env: pythonEnvironment() } },
      {
        documentSelector: ["file", "untitled"].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
        middleware: { handleWorkDoneProgress: (token, step, next) => work.take(client, token, step, () => next(token, step)) },
        initializationOptions: () => ({ ...this.settings(), ...(mentorKey === undefined ? {} : { mentorKey }) }),
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
    client.registerFeature(new Abilities(this.services));
    for (const service of this.services) {
      service.attach(client);
    }
    client.onNotification(ShowMessageNotification.type, ({ message, type }) => void say(message, type));
    client.onNotification(STATUS_METHOD, (status: ServerStatus) => this.become({ kind: "running", status }));
    let hasRun = false;
    client.onDidChangeState(({ newState }) => {
      if (newState === ClientState.Stopped) {
        work.clear();
      }
      if (this.client !== client) {
        return; // we are ending it
      }
      if (newState === ClientState.Running) {
        hasRun = true;
      } else if (newState === ClientState.Starting) {
        this.become({ kind: "starting" });
        if (hasRun) {
          void this.tellOfRestart(); // the client starts a server again that has died
        }
      } else if (newState === ClientState.Stopped) {
        this.become({ kind: "stopped", reason: "The server has stopped. Restart it, or look at the output." });
      }
    });
    this.client = client;
    await client.start();
  }

  private async end(): Promise<void> {
    const client = this.client;
    const server = client?.serverProcess; // the client forgets it as soon as it has said goodbye
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (problem) {
      this.output.warn(`The server did not stop as it should: ${String(problem)}`);
    }
    if (server !== undefined) {
      await waitForEnd(server);
    }
  }

  private async tellOfRestart(): Promise<void> {
    if ((await vscode.window.showWarningMessage("Verimentor's server has died and is started again.", "Show Output")) !== undefined) {
      this.output.show();
    }
  }

  private fail(problem: unknown): void {
    const known = problem instanceof SetupFailed;
    const reason = known ? problem.message : `The server could not be started: ${problem instanceof Error ? problem.message : String(problem)}`;
    this.output.error(problem instanceof Error && !known ? problem : reason);
    this.become({ kind: "stopped", reason });
    void this.offerHelp(reason, known ? problem.command : "");
  }

  private async offerHelp(reason: string, command: string): Promise<void> {
    const actions = command === "" ? ["Show Output", "Try Again"] : ["Copy Command", "Show Output", "Try Again"];
    const action = await vscode.window.showErrorMessage(reason, ...actions);
    if (action === "Copy Command") {
      await vscode.env.clipboard.writeText(command);
      await this.offerHelp(reason, command);
    } else if (action === "Show Output") {
      this.output.show();
    } else if (action === "Try Again") {
      await this.restart();
    }
  }

  private async follow(event: vscode.ConfigurationChangeEvent): Promise<void> {
    if (!event.affectsConfiguration("verimentor") || !vscode.workspace.isTrusted) {
      return;
    }
    this.pythonChanged ||= event.affectsConfiguration("verimentor.python");
    this.settling.abort();
    this.settling = new AbortController();
    try {
      await sleep(SETTLE_MS, undefined, { signal: this.settling.signal });
    } catch {
      return; // changed again
    }
    if (this.pythonChanged) {
      this.pythonChanged = false;
      await this.restart();
    } else if (this.client?.isRunning()) {
      await this.client.sendNotification("workspace/didChangeConfiguration", { settings: { verimentor: this.settings() } });
    }
  }
}
