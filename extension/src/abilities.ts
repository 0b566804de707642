import type { ClientCapabilities, FeatureState, LanguageClient, StaticFeature } from "vscode-languageclient/node";

/** A part of the client that answers requests of the server, which is told so by the name of the ability. */
export interface Service {
  readonly ability: string;
  attach(client: LanguageClient): void;
}

/** Tells the server what the client can do beyond the protocol. */
export class Abilities implements StaticFeature {
  private readonly services: readonly Service[];

  constructor(services: readonly Service[]) {
    this.services = services;
  }

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const abilities = Object.fromEntries(this.services.map(({ ability }) => [ability, true]));
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), verimentor: abilities };
  }

  initialize(): void {}

  getState(): FeatureState {
    return { kind: "static" };
  }

  clear(): void {}
}
