import { expect, test } from "vitest";
import { writePage } from "../src/waveformPage.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

test("the picture is an image, in which nothing runs", () => {
  const page = writePage({ ok: true, svg: SVG, text: 'clk "0101" <x>', message: "" }, "n0nce");
  expect(page).toContain(Buffer.from(SVG).toString("base64"));
  expect(page).not.toContain("<script");
  expect(page).toContain("default-src 'none'; img-src data:; style-src 'nonce-n0nce'");
  expect(page).toContain("clk &#34;0101&#34; &#60;x&#62;");
});

test("why there is none is shown as text", () => {
  const page = writePage({ ok: false, svg: "", text: "", message: "it does not compile: <b>" }, "n");
  expect(page).toContain("<p>it does not compile: &#60;b&#62;</p>");
  expect(page).not.toContain("<img");
});
