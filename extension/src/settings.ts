/** Where a setting was given a value, as VS Code's `WorkspaceConfiguration.inspect` tells. */
export interface Given {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** Settings by section: `{ completion: { enabled: false }, features: { hover: false } }`. */
export type Tree = Record<string, Record<string, unknown>>;

/** Settings of the client itself, of which the server knows nothing. */
const CLIENT_ONLY = new Set(["python"]);

/**
 * What the user has set, and nothing else: a default sent along would win over `verimentor.toml`.
 *
 * `ids` are full ids (`verimentor.section.name`, or `verimentor.section` for an object); `inspect` takes them without
 * the `verimentor.`. Of an object, the workspace changes only the keys it names, as everywhere in VS Code.
 */
export function readGiven(ids: readonly string[], inspect: (key: string) => Given | undefined): Tree {
  const tree: Tree = {};
  for (const id of ids) {
    const [, section, name] = id.split(".");
    if (section === undefined || CLIENT_ONLY.has(section)) {
      continue;
    }
    const value = valueOf(inspect(name === undefined ? section : `${section}.${name}`));
    if (value === undefined) {
      continue;
    }
    if (name !== undefined) {
      (tree[section] ??= {})[name] = value;
    } else if (isObject(value)) {
      tree[section] = { ...tree[section], ...value };
    }
  }
  return tree;
}

function valueOf(given: Given | undefined): unknown {
  const values = [given?.globalValue, given?.workspaceValue, given?.workspaceFolderValue].filter((value) => value !== undefined);
  return values.every(isObject) && values.length > 0 ? Object.assign({}, ...values) : values.at(-1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
