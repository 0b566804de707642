import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8"));
const commands: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);

function read(folder: string): string {
  const names = readdirSync(new URL(folder, ROOT)).filter((name) => /\.(ts|py)$/.test(name));
  return names.map((name) => readFileSync(new URL(`${folder}/${name}`, ROOT), "utf8")).join("\n");
}

test("every command in the manifest is there, and every command that is there is in the manifest", () => {
  const registered = [...read("extension/src").matchAll(/^ {4}"(verimentor\.\w+)": /gm)].map((match) => match[1]);
  const onProposals = ["acceptProposal", "otherAnswers", "showEvidence", "rejectProposal"].map((name) => `verimentor.${name}`);
  expect([...registered, ...onProposals].sort()).toEqual([...commands].sort());
});

test("no command has the name of a server's command, which the language client registers itself", () => {
  const served = [...read("server/verimentor/editor").matchAll(/^[A-Z]+ = "(verimentor\.\w+)"$/gm)].map((match) => match[1] ?? "");
  expect(served.length).toBeGreaterThan(5);
  expect(served.filter((command) => commands.includes(command))).toEqual([]);
});

test("the walkthrough has six steps, their pages, and only commands that exist", () => {
  const [{ steps }] = manifest.contributes.walkthroughs;
  expect(steps.map(({ id }: { id: string }) => id)).toEqual(["icarus", "model", "completion", "generate", "mentor", "privacy"]);
  for (const { media, description, completionEvents } of steps) {
    expect(existsSync(new URL(media.markdown, ROOT)), media.markdown).toBe(true);
    const named = [...`${description} ${completionEvents}`.matchAll(/(?:command:|onCommand:)(verimentor\.\w+)/g)].map((match) => match[1]);
    expect(named.filter((command) => !commands.includes(command ?? ""))).toEqual([]);
  }
});
