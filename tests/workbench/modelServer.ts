import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves one file under any name. */
export class ModelServer {
  /** What the file's bytes sum up to. */
  readonly sha256: string;
  private readonly server: Server;
  private readonly content: Buffer;

  private constructor(content: Buffer) {
    this.content = content;
    this.sha256 = createHash("sha256").update(content).digest("hex");
    this.server = createServer((_request, response) => this.answer(response));
  }

  static async start(file: string): Promise<ModelServer> {
    const served = new ModelServer(readFileSync(file));
    await new Promise<void>((resolve) => served.server.listen(0, "127.0.0.1", resolve));
    return served;
  }

  /** The address of the file under a name. */
  address(name: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(response: ServerResponse): void {
    response.setHeader("Content-Length", this.content.length);
    response.end(this.content);
  }
}
