import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errors, type Frame, type Locator, type Page } from "playwright-core";
import type { CodeServer } from "./codeServer.ts";
import { Editor } from "./editor.ts";
import { eventually, HEARING_MS, PATIENCE_MS, soon } from "./patience.ts";

/** A window of VS Code, as far as a user sees and touches it. */
export class Window {
  readonly page: Page;
  readonly server: CodeServer;
  private readonly pictures: string;

  constructor(page: Page, server: CodeServer, pictures: string) {
    page.setDefaultTimeout(PATIENCE_MS);
    this.page = page;
    this.server = server;
    this.pictures = pictures;
  }

  /** Opens the workspace and waits until its files are listed. */
  async open(): Promise<void> {
    await this.page.goto(this.server.url);
    await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
  }

  /** Opens a file of the workspace by its name; again where a page that was still opening came before it. */
  async openFile(name: string): Promise<Editor> {
    const editor = new Editor(this.page, name);
    await eventually(async () => (await this.pick("Control+p", name, name)) && editor.appears(), `${name} does not open.`);
    await editor.focus();
    return editor;
  }

  /** Calls a command by its title. */
  async command(title: string): Promise<void> {
    await eventually(() => this.pick("F1", `>${title}`, title), `There is no command ${title}.`);
  }

  /** Calls something from the menu of our item in the status bar. */
  async menu(entry: string): Promise<void> {
    await this.status.click();
    await this.choose(entry);
  }

  /** Takes a row of the list that is open at the top. */
  async choose(row: string | RegExp): Promise<void> {
    await this.quickPick.filter({ hasText: row }).first().click();
  }

  /** Answers the question at the top that has this title. */
  async answer(title: string, text: string): Promise<void> {
    await this.question(title).locator(".quick-input-box input").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Names the file that a dialog with this title asks for. */
  async nameFile(title: string, path: string): Promise<void> {
    await this.quickPick.filter({ hasText: ".." }).first().waitFor(); // until it has listed a folder it writes over what is typed
    await this.settle(title, () => this.answer(title, path));
  }

  /** Takes the file that a dialog with this title proposes, once it proposes this one. */
  async takeFile(title: string, path: string): Promise<void> {
    const input = this.question(title).locator(".quick-input-box input");
    await eventually(async () => (await input.inputValue()) === path, `${title}: ${path} is not proposed.`);
    await this.settle(title, () => this.page.keyboard.press("Enter"));
  }

  /** Answers until the question has gone: a dialog that is busy does not listen. */
  private async settle(title: string, answer: () => Promise<void>): Promise<void> {
    const question = this.question(title);
    await eventually(async () => {
      if (await question.isVisible()) {
        await answer();
      }
      return soon(question, "hidden");
    }, `${title}: the answer is not taken.`);
  }

  private question(title: string): Locator {
    return this.page.locator(".quick-input-widget").filter({ hasText: title });
  }

  /** Picks a row of the list at the top; false where the window was busy and did not hear the key, or closed the list. */
  private async pick(key: string, text: string, row: string): Promise<boolean> {
    await this.page.keyboard.press(key);
    try {
      await this.quickInput.fill(text, { timeout: HEARING_MS });
      await this.quickPick.filter({ hasText: row }).first().click({ timeout: HEARING_MS });
      return true;
    } catch (problem) {
      if (problem instanceof errors.TimeoutError) {
        return false;
      }
      throw problem;
    }
  }

  /** Waits until the server has loaded the model that comes along. */
  async modelReady(): Promise<void> {
    await this.status.filter({ hasText: "verimentor-student" }).waitFor();
  }

  /** Waits until the server has found that it can load none. */
  async modelMissing(): Promise<void> {
    await this.status.filter({ hasText: "no model" }).waitFor();
  }

  /** The rows of the Problems view, which is opened. */
  async problems(): Promise<Locator> {
    await this.page.keyboard.press("Control+Shift+m");
    return this.page.locator(".markers-panel .monaco-list-row");
  }

  /** The messages in the corner with this text. */
  notice(text: string | RegExp): Locator {
    return this.page.locator(".notifications-toasts .notification-toast, .notifications-center .notification-list-item").filter({ hasText: text });
  }

  /** The line above the editor: the file, and where in it the cursor is. */
  get breadcrumbs(): Locator {
    return this.page.locator(".breadcrumbs-control .label-name");
  }

  /** Our item in the status bar. */
  get status(): Locator {
    return this.page.locator('.statusbar-item[id="verimentor.verimentor.verimentor.status"]');
  }

  /** The question in the middle of the window. */
  get dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  /** The lines to pick from, below the input at the top. */
  get quickPick(): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row");
  }

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget input[type=text]");
  }

  /** Waits until a page of ours has all these words in it, and returns its HTML. */
  async webview(...words: readonly string[]): Promise<string> {
    let pages: string[] = [];
    const find = async () => {
      pages = await Promise.all(this.page.frames().map(readPage));
      return pages.find((html) => words.every((word) => html.includes(word)));
    };
    return eventually(find, () => `No page says ${words.join(", ")}:\n${pages.map((html) => html.slice(0, 500)).join("\n")}`);
  }

  /** Whether the workspace has a file on the disk. */
  exists(name: string): boolean {
    return existsSync(join(this.server.profile.workspace, name));
  }

  /** A file of the workspace as it is on the disk. */
  readFile(name: string): string {
    return readFileSync(join(this.server.profile.workspace, name), "utf8");
  }

  /** Writes a file of the workspace, as another program would. */
  writeFile(name: string, text: string): void {
    writeFileSync(join(this.server.profile.workspace, name), text);
  }

  /** Keeps a picture of the window. */
  async photograph(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
  }
}

/** Pages without scripts answer no questions: the frame around them tells what is in them. */
async function readPage(frame: Frame): Promise<string> {
  try {
    return await frame.evaluate(() => document.querySelector<HTMLIFrameElement>("#active-frame")?.contentDocument?.body?.outerHTML ?? "");
  } catch {
    return ""; // it has gone, or answers no questions
  }
}
