import { expect, test } from "vitest";
import { actionsOn, answerLines, evidenceLines, titleOf, type Proposal } from "../src/proposal.ts";

const PROPOSAL: Proposal = {
  uri: "file:///home/ann/my%20chip/counter.v",
  title: "Generate module from comment",
  choices: [
    { label: "the chosen answer", summary: "compiled, simulated, 7 of 8 agree", text: "a", tokens: [] },
    { label: "another answer: 1 vote, differs at cycle 5", summary: "cycle 5, inputs en=1: q is 4'h2, the chosen one has 4'h3", text: "b", tokens: [] },
  ],
  evidence: [
    { text: "compiled", ok: true },
    { text: "3 of 4 rows hold", ok: false },
  ],
  legend: { tokenTypes: [], tokenModifiers: [] },
};

test("the head of the difference says which file and what speaks for it", () => {
  expect(titleOf(PROPOSAL, 0)).toBe("counter.v: compiled, simulated, 7 of 8 agree");
  expect(titleOf({ ...PROPOSAL, uri: "untitled:Untitled-1" }, 1)).toMatch(/^untitled:Untitled-1: cycle 5/);
});

test("a long reason leaves room for other tabs", () => {
  const long = { label: "", summary: "word ".repeat(40), text: "", tokens: [] };
  const title = titleOf({ ...PROPOSAL, choices: [long] }, 0);
  expect(title).toMatch(/^counter\.v: word .*…$/);
  expect(title.length).toBeLessThan(80);
});

test("other answers are told with the first cycle at which they differ, and the shown one is marked", () => {
  const lines = answerLines(PROPOSAL, 1);
  expect(lines.map(({ label }) => label.includes("$(eye)"))).toEqual([false, true]);
  expect(lines[1]).toMatchObject({ choice: 1, detail: expect.stringContaining("q is 4'h2") });
});

test("each step of the evidence is shown, failed ones too", () => {
  expect(evidenceLines(PROPOSAL).map(({ label }) => label)).toEqual(["$(check) compiled", "$(x) 3 of 4 rows hold"]);
});

test("a long step goes on in the line below", () => {
  const text = "mentor:tutor: The mentor at example.org was not asked: you have not allowed code of this workspace to be sent there.";
  const [line] = evidenceLines({ ...PROPOSAL, evidence: [{ text, ok: false }] });
  expect(line?.label.length).toBeLessThan(95);
  expect(`${line?.label} ${line?.detail}`).toBe(`$(x) ${text}`);
});

test("what is not there is not offered", () => {
  expect(actionsOn(PROPOSAL)).toEqual(["acceptProposal", "otherAnswers", "showEvidence", "rejectProposal"]);
  expect(actionsOn({ ...PROPOSAL, choices: PROPOSAL.choices.slice(0, 1), evidence: [] })).toEqual(["acceptProposal", "rejectProposal"]);
});
