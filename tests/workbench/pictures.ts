// Takes the pictures of the README: npm run pictures
import { join } from "node:path";
import { journey } from "./journey.ts";
import { ROOT } from "./profile.ts";
import type { Window } from "./window.ts";

const WIDTH = 960;
const BAR_TOP = 35;
const BAR_BOTTOM = 34;

const SHIFT_REGISTER = `module shift_register (
    input wire clk, rst, load, enable,
    input wire [7:0] data,
    output reg [7:0] value,
    output wire serial_out
);
    assign serial_out = value[7];

    always @(posedge clk) begin
        if (rst)
            value <= 8'd0;
        else if (load)
            value <= data;

    end
endmodule
`;
const MAJORITY = `// module majority: inputs a, b, c; output y.
// y is high when at least two of the inputs are high.
//   a b c | y
//   0 0 0 | 0
//   0 0 1 | 0
//   0 1 0 | 0
//   0 1 1 | 1
//   1 0 0 | 0
//   1 0 1 | 1
//   1 1 0 | 1
//   1 1 1 | 1
`;
const settings = {
  "diffEditor.renderSideBySide": false,
  "editor.lightbulb.enabled": "off",
  "editor.minimap.enabled": false,
  "editor.quickSuggestions": { other: "off" },
  "workbench.activityBar.location": "hidden",
};

journey("picture of ghost text", { files: { "shift_register.v": SHIFT_REGISTER }, settings }, async (window) => {
  const editor = await window.openFile("shift_register.v");
  await window.modelReady();
  await editor.goTo(14);
  await editor.type("        else");
  await editor.ghostText.first().waitFor();
  await take(window, "ghost-text", 520);
});

journey("picture of a preview", { files: { "majority.v": MAJORITY }, settings }, async (window) => {
  await window.openFile("majority.v");
  await window.modelReady();
  await window.command("Verimentor: Generate Module from Comment");
  await window.notice(/rows of your truth table hold/).first().waitFor();
  await take(window, "preview", 640);
});

async function take({ page }: Window, name: string, height: number): Promise<void> {
  await page.keyboard.press("Control+b"); // the files' list is not what the picture is about
  await page.setViewportSize({ width: WIDTH, height });
  await page.locator(".monaco-progress-container.active").first().waitFor({ state: "detached" });
  // Without the bar at the top, and without the one at the bottom: how fast this machine was shows nothing.
  const clip = { x: 0, y: BAR_TOP, width: WIDTH, height: height - BAR_TOP - BAR_BOTTOM };
  await page.screenshot({ path: join(ROOT, "extension", "media", `${name}.png`), animations: "disabled", clip });
}
