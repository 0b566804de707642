import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One question, as it came over the wire. */
export interface Question {
  readonly body: string;
  /** The header that carries a key; undefined where none was sent. */
  readonly authorization: string | undefined;
}

/** A larger model played from a script: an OpenAI-compatible endpoint on this machine that always gives the same answer. */
export class ScriptedMentor {
  readonly url: string;
  /** All requests so far. */
  readonly asked: readonly Question[];
  private readonly server: Server;

  private constructor(server: Server, asked: readonly Question[]) {
    this.server = server;
    this.asked = asked;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  static async start(answer: string): Promise<ScriptedMentor> {
    const asked: Question[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (piece: string) => (body += piece));
      request.on("end", () => {
        asked.push({ body, authorization: request.headers.authorization });
        const said = { choices: [{ message: { role: "assistant", content: answer } }], usage: { completion_tokens: 1 } };
        response.setHeader("Content-Type", "application/json").end(JSON.stringify(request.method === "GET" ? { data: [{ id: "tutor" }] } : said));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ScriptedMentor(server, asked);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
