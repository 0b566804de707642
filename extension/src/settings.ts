/** Where a setting was given a value, as VS Code's `WorkspaceConfiguration.inspect` tells. */
export interface Given {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** Settings by section: `{ completion: { enabled: false } }`. */
export type Tree = Record<string, Record<string, unknown>>;

/** Settings of the client itself, of which the server knows nothing. */
const CLIENT_ONLY = new Set(["python"]);

/**
 * What the user has set, and nothing else: a default sent along would win over `verimentor.toml`.
 *
 * `ids` are full ids (`verimentor.section.name`); `inspect` takes `section.name`.
 */
export function readGiven(ids: readonly string[], inspect: (key: string) => Given | undefined): Tree {
  const tree: Tree = {};
  for (const id of ids) {
    const [, section, name] = id.split(".");
    if (section === undefined || name === undefined || CLIENT_ONLY.has(section)) {
      continue;
    }
    const given = inspect(`${section}.${name}`);
    const value = given?.workspaceFolderValue ?? given?.workspaceValue ?? given?.globalValue;
    if (value !== undefined) {
      (tree[section] ??= {})[name] = value;
    }
  }
  return tree;
}
