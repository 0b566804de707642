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
  private readonly halves: ServerResponse[] = [];
  private isWhole = false;

  private constructor(content: Buffer) {
    this.content = content;
    this.sha256 = createHash("sha256").update(content).digest("hex");
    this.server = createServer((_request, response) => this.answer(response));
  }

  /** It stops in the middle of the file, until it is told to go on. */
  static async start(file: string): Promise<ModelServer> {
    const served = new ModelServer(readFileSync(file));
    await new Promise<void>((resolve) => served.server.listen(0, "127.0.0.1", resolve));
    return served;
  }

  /** The address of the file under a name. */
  address(name: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}`;
  }

  /** Breaks off what it has begun to send, and sends whole files from now on. */
  recover(): void {
    this.isWhole = true;
    for (const response of this.halves) {
      response.destroy();
    }
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(response: ServerResponse): void {
    response.setHeader("Content-Length", this.content.length);
    if (this.isWhole) {
      response.end(this.content);
    } else {
      response.write(this.content.subarray(0, this.content.length / 2));
      this.halves.push(response);
    }
  }
}
