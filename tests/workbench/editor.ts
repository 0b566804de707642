import type { Locator, Page } from "playwright-core";
import { eventually, soon } from "./patience.ts";

/** The editor of one file. */
export class Editor {
  private readonly page: Page;
  readonly root: Locator;

  constructor(page: Page, name: string) {
    this.page = page;
    this.root = page.locator(`.editor-instance .monaco-editor[data-uri$="${encodeURIComponent(name)}"]`).first();
  }

  /** Whether it can be seen soon. */
  async appears(): Promise<boolean> {
    return soon(this.root.locator(".view-line").first());
  }

  /** Puts the cursor into it. */
  async focus(): Promise<void> {
    await this.root.locator(".native-edit-context, textarea.inputarea").first().focus();
  }

  /** Moves the cursor; lines and columns count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    const place = this.page.locator(".quick-input-widget input[type=text]");
    await eventually(async () => {
      await this.page.keyboard.press("Control+g");
      return soon(place);
    }, "The window does not ask for a line.");
    await place.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await place.waitFor({ state: "hidden" });
    await this.focus();
  }

  /** Types, as fast as people do. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 60 });
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Control+s");
  }

  /** The visible lines with this text. */
  line(text: RegExp): Locator {
    return this.root.locator(".view-line").filter({ hasText: text }).first();
  }

  get squiggles(): Locator {
    return this.root.locator(".squiggly-error, .squiggly-warning");
  }

  get ghostText(): Locator {
    return this.root.locator('[class*="ghost-text"]');
  }
}
