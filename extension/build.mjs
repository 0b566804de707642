// Bundles the extension into one file. `--watch` rebuilds on every change.
import { build, context } from "esbuild";

const options = {
  entryPoints: ["extension/src/main.ts"],
  outfile: "extension/out/main.cjs",
  bundle: true,
  external: ["vscode"],
  platform: "node",
  format: "cjs",
  target: "node20", // what VS Code 1.91, the oldest we support, runs extensions with
  minify: true,
  keepNames: true, // the language client logs class names
  legalComments: "eof",
  logLevel: "info",
};

if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  await build(options);
}
