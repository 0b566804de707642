import assert from "node:assert/strict";
import { journey } from "../journey.ts";
import { eventually } from "../patience.ts";

const COUNTER = `module counter(
  input wire clk, rst, en,
  output reg [7:0] count
);
  always @(posedge clk) begin
    if (rst)
      count <= 8'd0;
    else if (en)
      count <= count + 8'd1;
  end
endmodule
`;
const SETTINGS = ".vscode/settings.json";
const setup = {
  files: { "counter.v": COUNTER, "top.v": "module top(output wire y);\n  assign y = missing;\nendmodule\n", [SETTINGS]: "{}" },
  settings: { "verimentor.diagnostics.icarus": false }, // slang alone speaks
};

journey("a testbench is begun, features are switched off and on, the server is restarted", setup, async (window) => {
  const { page, server } = window;
  await window.openFile("counter.v");
  await window.modelReady();
  await window.command("Verimentor: Generate Testbench");
  await window.notice(/recorded from the module/).first().waitFor();
  await window.photograph("testbench");
  assert.ok(!window.exists("counter_tb.v"));
  await page.locator('.editor-actions [aria-label^="Accept Proposal"]').first().click();
  const bench = await window.openFile("counter_tb.v");
  await bench.save();
  await eventually(() => window.readFile("counter_tb.v").includes("module counter_tb"), "The testbench was not saved.");

  const top = await window.openFile("top.v");
  const place = window.breadcrumbs.filter({ hasText: /^top$/ });
  await top.squiggles.first().waitFor();
  await place.waitFor();
  window.writeFile(SETTINGS, JSON.stringify({ "verimentor.features": { slangDiagnostics: false, outline: false } }));
  await top.squiggles.first().waitFor({ state: "detached" });
  await place.waitFor({ state: "detached" });
  await window.photograph("features off");
  window.writeFile(SETTINGS, "{}");
  await top.squiggles.first().waitFor();
  await place.waitFor();

  const [old] = server.languageServers();
  await window.menu("Restart Server");
  await eventually(() => server.languageServers().find((pid) => pid !== old), "No server was started.");
  await window.modelReady();
  await top.squiggles.first().waitFor();
  await top.goTo(2, 14);
  await top.type("1'b0; //");
  await top.squiggles.first().waitFor({ state: "detached" });
  await window.command("Verimentor: Show Output");
  await page.locator(".output-view-container .view-line, .panel .view-line").filter({ hasText: "Starting the server" }).first().waitFor();
  await window.photograph("output");
});
