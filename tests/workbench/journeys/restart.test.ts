import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";

const WRONG = "module top(output wire y);\n  assign y = missing;\nendmodule\n";

journey("a server that dies is started again, with a notice", { files: { "top.v": WRONG } }, async (window) => {
  const editor = await window.openFile("top.v");
  await editor.squiggles.first().waitFor();
  const [first] = window.server.languageServers();
  if (first === undefined) {
    throw new Error("The squiggle came from nowhere: there is no language server.");
  }
  process.kill(first, "SIGKILL");
  await window.notice(/server/i).first().waitFor();
  await window.photograph("notice");
  await eventually(() => window.server.languageServers().find((pid) => pid !== first), "The server was not started again.");
  // The new one has been told of the open file, and follows it.
  await editor.goTo(2, 14);
  await editor.type("1'b0; //");
  await editor.squiggles.first().waitFor({ state: "detached" });
});
