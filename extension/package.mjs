// Makes verimentor-VERSION.vsix: the bundled client, and the server's wheel for it to install.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const wheels = join("extension", "wheel");
const local = process.platform === "win32" ? join(".venv", "Scripts", "python.exe") : join(".venv", "bin", "python");
const python = existsSync(local) ? local : "python3";
const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));

function run(program, ...args) {
  execFileSync(program, args, { stdio: "inherit" });
}

run(process.execPath, join("extension", "build.mjs"));

rmSync(wheels, { recursive: true, force: true });
mkdirSync(wheels, { recursive: true });
run(python, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", wheels, ".");
const [wheel, ...others] = readdirSync(wheels);
if (!wheel?.startsWith(`${name}-${version}-`) || others.length > 0) {
  throw new Error(`expected one wheel of ${name} ${version}, found: ${[wheel, ...others].join(", ")}; do the versions in package.json and pyproject.toml agree?`);
}

const vsce = join("node_modules", "@vscode", "vsce", "vsce");
run(process.execPath, vsce, "package", "--no-dependencies", "--no-rewrite-relative-links", "--allow-missing-repository", "--out", `${name}-${version}.vsix`);
