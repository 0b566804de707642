import { setTimeout as sleep } from "node:timers/promises";
import { errors, type Locator } from "playwright-core";

/** How long anything in the workbench may take: a loaded machine is slow, and only a failure waits this long. */
export const PATIENCE_MS = 120_000;

/** How long a step that may have been lost on a busy window is given before it is done again. */
export const HEARING_MS = 10_000;

/** Whether something is there, or has gone, before the step that leads to it is worth doing again. */
export async function soon(what: Locator, state: "visible" | "hidden" = "visible"): Promise<boolean> {
  try {
    await what.waitFor({ state, timeout: HEARING_MS });
    return true;
  } catch (problem) {
    if (problem instanceof errors.TimeoutError) {
      return false;
    }
    throw problem;
  }
}

/** What `look` finds, once it finds something (a file that is being written is empty for a moment); `problem` is said where it never does. */
export async function eventually<T>(look: () => T | Promise<T>, problem: string | (() => string), patience_ms = PATIENCE_MS): Promise<Exclude<NonNullable<T>, false>> {
  const end = Date.now() + patience_ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false && found !== "") {
      return found as Exclude<NonNullable<T>, false>;
    }
    if (Date.now() > end) {
      throw new Error(typeof problem === "string" ? problem : problem());
    }
    await sleep(100);
  }
}
