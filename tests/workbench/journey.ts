import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser } from "./browser.ts";
import { CodeServer } from "./codeServer.ts";
import { Profile, ROOT, RUNS, type Setup } from "./profile.ts";
import { Window } from "./window.ts";

/** A journey that takes longer hangs. */
const TIMEOUT_MS = 600_000;

/** The extension as `make vsix` leaves it. */
const { name, version } = (await import(join(ROOT, "package.json"), { with: { type: "json" } })).default as { name: string; version: string };
const VSIX = join(ROOT, `${name}-${version}.vsix`);

/**
 * One user's way through a VS Code of their own; pictures and logs stay in `runs/`, a failure prints the logs.
 *
 * `options` go to code-server.
 */
export function journey(title: string, setup: Setup, steps: (window: Window) => Promise<void>, options: readonly string[] = []): void {
  test(title, { timeout: TIMEOUT_MS }, async () => {
    const folder = join(RUNS, title.replaceAll(/\W+/g, "-"));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const profile = new Profile(setup);
    try {
      const server = await CodeServer.start(profile, setup.vsix ?? VSIX, options);
      const browser = await openBrowser();
      const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, deviceScaleFactor: 1.5, locale: "en-US" });
      const window = new Window(page, server, folder);
      try {
        await window.open();
        await steps(window);
        await window.photograph("end");
      } catch (problem) {
        await window.photograph("failure");
        console.error(server.readLog());
        throw problem;
      } finally {
        await browser.close();
        await server.stop();
        writeFileSync(join(folder, "output.log"), server.readLog());
      }
    } finally {
      profile.remove();
    }
  });
}
