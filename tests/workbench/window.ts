import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { CodeServer } from "./codeServer.ts";
import { Editor } from "./editor.ts";
import { PATIENCE_MS } from "./patience.ts";

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

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<Editor> {
    await this.page.keyboard.press("Control+p");
    await this.quickInput.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press("Enter");
    const editor = new Editor(this.page, name);
    await editor.focus();
    return editor;
  }

  /** Calls a command by its title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.quickInput.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Picks a line of the list that a command shows. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first().click();
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

  /** Our item in the status bar. */
  get status(): Locator {
    return this.page.locator('.statusbar-item[id="verimentor.verimentor.verimentor.status"]');
  }

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget input[type=text]");
  }

  /** What a page of ours shows. */
  get webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview").frameLocator("#active-frame");
  }

  /** A file of the workspace as it is on the disk. */
  readFile(name: string): string {
    return readFileSync(join(this.server.profile.workspace, name), "utf8");
  }

  /** Keeps a picture of the window. */
  async photograph(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
  }
}
