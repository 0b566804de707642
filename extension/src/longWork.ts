import * as vscode from "vscode";
import {
  WorkDoneProgressCancelNotification,
  type LanguageClient,
  type ProgressToken,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageclient/node";

type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** Work under way, and what ends its notification. */
interface Work {
  progress: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  percentage: number;
  readonly end: () => void;
}

/** Work of the server that can be cancelled, with a button to do so; the language client itself shows none. */
export class LongWork {
  private readonly works = new Map<ProgressToken, Work>();

  /** Takes a step of some work; `next` is what the language client would do with it. */
  take(client: LanguageClient, token: ProgressToken, step: Step, next: () => void): void {
    if (step.kind === "begin" && step.cancellable === true) {
      this.begin(client, token, step);
      return;
    }
    const work = this.works.get(token);
    if (work === undefined) {
      next();
    } else if (step.kind === "report") {
      report(work, step);
    } else if (step.kind === "end") {
      work.end();
    }
  }

  /** Ends what nobody is left to end. */
  clear(): void {
    for (const work of this.works.values()) {
      work.end();
    }
  }

  private begin(client: LanguageClient, token: ProgressToken, { title }: WorkDoneProgressBegin): void {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work: Work = { progress: undefined, percentage: 0, end };
    this.works.set(token, work);
    const options = { location: vscode.ProgressLocation.Notification, title: `Verimentor: ${title}`, cancellable: true };
    void vscode.window.withProgress(options, async (progress, cancellation) => {
      work.progress = progress;
      const listening = cancellation.onCancellationRequested(() => void client.sendNotification(WorkDoneProgressCancelNotification.type, { token }));
      await ended;
      listening.dispose();
      this.works.delete(token);
    });
  }
}

function report(work: Work, { message, percentage }: WorkDoneProgressReport): void {
  const further = percentage === undefined ? undefined : Math.max(0, percentage - work.percentage);
  work.percentage = Math.max(work.percentage, percentage ?? 0);
  work.progress?.report({ ...(message === undefined ? {} : { message }), ...(further === undefined ? {} : { increment: further }) });
}
