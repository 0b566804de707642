import { beforeEach, expect, test } from "vitest";
import { Consent, type Memory } from "../src/consent.ts";

const kept = new Map<string, unknown>();
const memory: Memory = {
  get: <T>(key: string) => kept.get(key) as T | undefined,
  update: async (key, value) => void kept.set(key, value),
};
const asked: string[] = [];

function consent(answer: boolean | undefined): Consent {
  return new Consent(memory, async (host) => {
    asked.push(host);
    return answer;
  });
}

beforeEach(() => {
  kept.clear();
  asked.length = 0;
});

for (const answer of [true, false]) {
  test(`the user is asked once, and ${answer ? "agreement" : "refusal"} is remembered`, async () => {
    const first = consent(answer);
    expect(first.wordOn("a:1")).toBe("unasked");
    expect(await Promise.all([first.mayAsk("a:1"), first.mayAsk("a:1")])).toEqual([answer, answer]);
    expect(await consent(!answer).mayAsk("a:1")).toBe(answer); // the next window
    expect(asked).toEqual(["a:1"]);
    expect(first.wordOn("a:1")).toBe(answer ? "allowed" : "refused");
  });
}

test("who goes away without an answer has not agreed, and is asked again", async () => {
  const away = consent(undefined);
  expect(await away.mayAsk("a:1")).toBe(false);
  expect(away.wordOn("a:1")).toBe("unasked");
  expect(await consent(true).mayAsk("a:1")).toBe(true);
});

test("each host is asked for on its own, and a mind can be changed", async () => {
  const both = consent(true);
  await both.mayAsk("a:1");
  await both.remember("a:1", false);
  expect(await both.mayAsk("a:1")).toBe(false);
  expect(await both.mayAsk("b:2")).toBe(true);
  expect(asked).toEqual(["a:1", "b:2"]);
});

test("a dialogue that fails is no agreement for ever", async () => {
  const broken = new Consent(memory, () => Promise.reject(new Error("closed")));
  await expect(broken.mayAsk("a:1")).rejects.toThrow("closed");
  expect(await consent(true).mayAsk("a:1")).toBe(true);
});
