import { setTimeout as sleep } from "node:timers/promises";

/** How long anything in the workbench may take: a loaded machine is slow, and only a failure waits this long. */
export const PATIENCE_MS = 120_000;

/** What `look` finds, once it finds something; `problem` is said where it never does. */
export async function eventually<T>(look: () => T | Promise<T>, problem: string | (() => string), patience_ms = PATIENCE_MS): Promise<Exclude<NonNullable<T>, false>> {
  const end = Date.now() + patience_ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found as Exclude<NonNullable<T>, false>;
    }
    if (Date.now() > end) {
      throw new Error(typeof problem === "string" ? problem : problem());
    }
    await sleep(100);
  }
}
