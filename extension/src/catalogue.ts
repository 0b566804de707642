/** A model the server knows, as `verimentor/models` tells. */
export interface Model {
  readonly name: string;
  readonly path: string;
  readonly origin: "shipped" | "user";
  /** How many tokens it sees at once. */
  readonly context: number;
  readonly format: string;
  readonly licence: string;
  readonly trained: string;
  /** Whether it answers now, or would. */
  readonly selected: boolean;
  /** What to write into the setting `verimentor.model.path`; "" for the one that comes with Verimentor. */
  readonly setting: string;
}

/** What the server answers to `verimentor/models`. */
export interface Catalogue {
  readonly folder: string;
  readonly models: readonly Model[];
}

/** What the server answers when a model was to be added or downloaded; `message` is "" where the user cancelled. */
export interface Added {
  readonly ok: boolean;
  readonly setting: string;
  readonly message: string;
}

/** The models to pick from, the one in use marked. */
export function modelLines(catalogue: Catalogue): readonly { label: string; description: string; detail: string; model: Model }[] {
  return catalogue.models.map((model) => {
    const facts = [`sees ${model.context.toLocaleString("en")} tokens`, model.licence, model.trained === "" ? "" : `trained ${model.trained}`];
    return {
      label: `$(${model.selected ? "check" : "circle-outline"}) ${model.name}`,
      description: model.origin === "shipped" ? "comes with Verimentor" : model.path,
      detail: facts.filter((fact) => fact !== "").join(", "),
      model,
    };
  });
}

/** What is wrong with the address of a model; undefined where nothing is. */
export function objectionToAddress(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return "An address, such as https://example.org/models/name.gguf";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return "The address must begin with https:// (or http://)";
  }
  return url.pathname.endsWith(".gguf") ? undefined : "The address must end in .gguf";
}

/** What is wrong with a checksum; undefined where nothing is, "" included. */
export function objectionToChecksum(text: string): string | undefined {
  return /^([0-9a-fA-F]{64})?$/.test(text.trim()) ? undefined : "64 hexadecimal digits, or nothing";
}
