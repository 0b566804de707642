import { journey } from "../journey.ts";

journey("the Doctor says what is there", { files: { "top.v": "module top; endmodule\n" } }, async (window) => {
  await window.openFile("top.v");
  await window.status.waitFor();
  await window.command("Verimentor: Doctor");
  for (const thing of ["Icarus Verilog", "student model", "mentor"]) {
    await window.webview.locator("body").filter({ hasText: thing }).waitFor();
  }
  await window.photograph("doctor");
});
