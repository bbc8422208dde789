// Puts a server that speaks over stdin and stdout behind an address, for tests that know no other way to reach one.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createInterface } from "node:readline";
import { z } from "zod";

const Message = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  error: z.looseObject({ code: z.number() }).optional(),
});
type Message = z.output<typeof Message>;

export interface Bridge {
  readonly url: string;
  close(): void;
}

interface Peer {
  ask(message: Message): Promise<Message>;
  tell(message: Message): void;
  end(): void;
}

/** The newer era has no sessions: there each request gets a process of its own. */
export async function openBridge(command: readonly [string, ...string[]], cwd: string): Promise<Bridge> {
  const sessions = new Map<string, Peer>();
  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const named = String(request.headers["mcp-session-id"] ?? "");
    if (request.method === "DELETE") {
      sessions.get(named)?.end();
      sessions.delete(named);
    }
    if (request.method !== "POST") {
      response.writeHead(request.method === "DELETE" ? 200 : 405).end();
      return;
    }
    const message = Message.parse(JSON.parse(await textOf(request)));
    const session = message.method === "initialize" ? randomUUID() : named;
    const peer = session === named && named !== "" ? sessions.get(named) : open(command, cwd);
    if (!peer) {
      response.writeHead(404).end();
      return;
    }
    if (session !== "") sessions.set(session, peer);
    await passOn(message, { peer, session, response });
  }

  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = z.object({ port: z.number() }).parse(http.address());
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    close() {
      for (const peer of sessions.values()) peer.end();
      http.close();
      http.closeAllConnections();
    },
  };
}

async function passOn(
  message: Message,
  { peer, session, response }: { peer: Peer; session: string; response: ServerResponse },
): Promise<void> {
  if (message.id === undefined || message.method === undefined) {
    peer.tell(message);
    response.writeHead(202).end();
    return;
  }
  const answered = await peer.ask(message);
  const headers = session === "" ? {} : { "mcp-session-id": session };
  response.writeHead(statusOf(answered, session), { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(answered));
  if (session === "") peer.end();
}

const METHOD_NOT_FOUND = -32601;

function statusOf({ error }: Message, session: string): number {
  if (!error || session !== "") return 200;
  return error.code === METHOD_NOT_FOUND ? 404 : 400;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function open([program, ...args]: readonly [string, ...string[]], cwd: string): Peer {
  const child = spawn(program, args, { cwd, stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<string | number, (answer: Message) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = Message.parse(JSON.parse(line));
    if (message.id !== undefined && message.method === undefined) waiting.get(message.id)?.(message);
  });
  const tell = (message: Message) => void child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    tell,
    ask(message) {
      const answered = new Promise<Message>((resolve) => waiting.set(message.id ?? "", resolve));
      tell(message);
      return answered;
    },
    end: () => void child.stdin.end(),
  };
}
