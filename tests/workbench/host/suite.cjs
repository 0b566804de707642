// @ts-check
// Runs inside VS Code's extension host, which loads no TypeScript.
const assert = require("node:assert/strict");
const { setTimeout: sleep } = require("node:timers/promises");
const vscode = require("vscode");

const ID = "verimentor.verimentor";
const PATIENCE_MS = 60_000;

/** @type {Record<string, () => Promise<void>>} */
const tests = {
  async "every command of the manifest is registered"() {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest().contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  async "every setting has a default that VS Code knows"() {
    const configuration = vscode.workspace.getConfiguration();
    const unknown = Object.keys(manifest().contributes.configuration.properties).filter((id) => configuration.inspect(id)?.defaultValue === undefined);
    assert.deepEqual(unknown, []);
  },

  async "the server says what is wrong, and what is in a file"() {
    const document = await openTop();
    const problems = await eventually(() => vscode.languages.getDiagnostics(document.uri), (found) => found.length > 0);
    assert.match(problems.map(({ message }) => message).join(), /missing/);
    const symbols = await eventually(() => outline(document), (found) => found.length > 0);
    assert.deepEqual(symbols.map(({ name }) => name), ["top"]);
  },

  async "a switched-off feature is off at once, and on again"() {
    const document = await openTop();
    const features = vscode.workspace.getConfiguration("verimentor");
    await features.update("features", { outline: false }, vscode.ConfigurationTarget.Global);
    await eventually(() => outline(document), (found) => found.length === 0);
    await features.update("features", undefined, vscode.ConfigurationTarget.Global);
    await eventually(() => outline(document), (found) => found.length > 0);
  },

  async "toggling completions changes the setting, and back"() {
    const enabled = () => vscode.workspace.getConfiguration("verimentor").get("completion.enabled");
    assert.equal(enabled(), true);
    await vscode.commands.executeCommand("verimentor.toggleCompletions");
    assert.equal(enabled(), false);
    await vscode.commands.executeCommand("verimentor.toggleCompletions");
    assert.equal(enabled(), true);
  },
};

/** Called by VS Code; throws where a test fails. */
exports.run = async function run() {
  await vscode.extensions.getExtension(ID)?.activate();
  const failures = [];
  for (const [title, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok: ${title}`);
    } catch (problem) {
      failures.push(`${title}: ${problem instanceof Error ? problem.stack : problem}`);
    }
  }
  if (failures.length > 0) {
    throw new Error(failures.join("\n"));
  }
};

/** @returns {{ contributes: { commands: { command: string }[], configuration: { properties: object } } }} */
function manifest() {
  const extension = vscode.extensions.getExtension(ID);
  assert.ok(extension);
  return extension.packageJSON;
}

async function openTop() {
  const [file] = await vscode.workspace.findFiles("top.v");
  assert.ok(file);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}

/**
 * @param {vscode.TextDocument} document
 * @returns {Promise<vscode.DocumentSymbol[]>}
 */
async function outline(document) {
  return (await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", document.uri)) ?? [];
}

/**
 * @template T
 * @param {() => T | Thenable<T>} look
 * @param {(found: T) => boolean} suits
 * @returns {Promise<T>}
 */
async function eventually(look, suits) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (suits(found)) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`never suited: ${JSON.stringify(found)}`);
    }
    await sleep(200);
  }
}
