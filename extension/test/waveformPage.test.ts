import { expect, test } from "vitest";
import { writePage } from "../src/waveformPage.ts";

const SVG = "<svg><style>path{fill:none}</style><path/></svg>";

test("the picture may bring its style, and nothing may run or be loaded", () => {
  const page = writePage({ ok: true, svg: SVG, message: "" }, "n0nce");
  expect(page).toContain('<svg><style nonce="n0nce">path{fill:none}</style><path/></svg>');
  expect(page).toContain("default-src 'none'; style-src 'nonce-n0nce'\"");
});

test("why there is none is shown as text", () => {
  const page = writePage({ ok: false, svg: "", message: "it does not compile: <b>" }, "n");
  expect(page).toContain("<p>it does not compile: &#60;b&#62;</p>");
  expect(page).not.toContain("<svg");
});
