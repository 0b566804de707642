// Makes verimentor-VERSION.vsix: the bundled client, and the server's wheel for it to install. With `--offline FOLDER`,
// where a portable wheel of llama.cpp lies, verimentor-linux-x64-VERSION.vsix, which carries all packages.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** The versions of Python that all packages have wheels for. */
const PYTHONS = ["3.11", "3.12", "3.13", "3.14"];
/** What these wheels may ask of the machine: glibc 2.28 or newer; llama.cpp is built here and says just linux. */
const PLATFORMS = ["manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "linux_x86_64"];
const TARGET = "linux-x64";

const { values } = parseArgs({ options: { offline: { type: "string" } } });
const wheels = join("extension", "wheel");
const wheelhouse = join("extension", "wheelhouse");
const local = process.platform === "win32" ? join(".venv", "Scripts", "python.exe") : join(".venv", "bin", "python");
const python = existsSync(local) ? local : "python3";
const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));

function run(program, ...args) {
  execFileSync(program, args, { stdio: "inherit" });
}

function pip(...args) {
  run(python, "-m", "pip", "--quiet", "--disable-pip-version-check", ...args);
}

run(process.execPath, join("extension", "build.mjs"));

rmSync(wheels, { recursive: true, force: true });
rmSync(wheelhouse, { recursive: true, force: true });
mkdirSync(wheels, { recursive: true });
pip("wheel", "--no-deps", "--wheel-dir", wheels, ".");
const [wheel, ...others] = readdirSync(wheels);
if (!wheel?.startsWith(`${name}-${version}-`) || others.length > 0) {
  throw new Error(`expected one wheel of ${name} ${version}, found: ${[wheel, ...others].join(", ")}; do the versions in package.json and pyproject.toml agree?`);
}

if (values.offline !== undefined) {
  const platforms = PLATFORMS.flatMap((platform) => ["--platform", platform]);
  for (const each of PYTHONS) {
    pip("download", "--dest", wheelhouse, "--only-binary=:all:", "--python-version", each, ...platforms, "--find-links", values.offline, join(wheels, wheel));
  }
  rmSync(join(wheelhouse, wheel)); // it is in its own folder
}

const vsce = join("node_modules", "@vscode", "vsce", "vsce");
const [target, file] = values.offline === undefined ? [[], `${name}-${version}.vsix`] : [["--target", TARGET], `${name}-${TARGET}-${version}.vsix`];
run(process.execPath, vsce, "package", ...target, "--no-dependencies", "--no-rewrite-relative-links", "--allow-missing-repository", "--out", file);
rmSync(wheelhouse, { recursive: true, force: true });
