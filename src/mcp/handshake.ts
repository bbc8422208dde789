// Plays the client in a handshake, to find out what a runtime would see of a configured server.
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { type JSONRPCMessage, LATEST_PROTOCOL_VERSION } from "@modelcontextprotocol/sdk/types.js";

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface SeenServer {
  readonly name: string;
  readonly version: string;
  readonly tools: readonly unknown[];
  /** From the start of the process to the answer to tools/list. */
  readonly milliseconds: number;
  /** A line on stdout that was no message of the protocol; null where there was none. */
  readonly noise: string | null;
}

/** What stopped it, in words, with the last line of the server's stderr where there is one. */
export interface FailedHandshake {
  readonly problem: string;
}

/** Starts the server, shakes hands, lists its tools and ends it. Resolves in any case, within about `limitMs`. */
export async function shakeHands(
  server: ServerCommand,
  limitMs: number,
): Promise<SeenServer | FailedHandshake> {
  const transport = new StdioClientTransport({ ...server, args: [...server.args], stderr: "pipe" });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-2_000);
  });
  const heard: Heard = { noise: null };
  const talk = converse(transport, heard);
  // The race may have ended before it fails.
  talk.catch(() => {});
  const timer = new AbortController();
  try {
    return await Promise.race([talk, silence(limitMs, timer.signal)]);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { problem: [problem, heard.noise ?? lastWords(stderr)].filter(Boolean).join(": ") };
  } finally {
    timer.abort();
    await transport.close();
  }
}

interface Heard {
  noise: string | null;
}

/** The line that names an error, else the last one; Node puts a stack after the first and its version at the end. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.trim().split("\n");
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1);
}

async function converse(transport: StdioClientTransport, heard: Heard): Promise<SeenServer> {
  const waiting = new Map<unknown, (result: Record<string, unknown>) => void>();
  const started = performance.now();
  const ended = new Promise<never>((_, reject) => {
    transport.onclose = () => reject(new Error("it ended before it answered"));
    transport.onerror = (error) => {
      heard.noise ??= `it prints what is no message of the protocol on stdout (${error.message.split("\n")[0]})`;
    };
  });
  // The process may end after everything was answered.
  ended.catch(() => {});
  transport.onmessage = (message) => {
    if ("id" in message && "result" in message) waiting.get(message.id)?.(message.result);
    if ("id" in message && "error" in message) waiting.get(message.id)?.({ error: message.error });
  };
  await transport.start();
  const ask = (id: number, method: string, params: Record<string, unknown>) => {
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
    void transport.send({ jsonrpc: "2.0", id, method, params });
    return Promise.race([answer, ended]);
  };
  const clientInfo = { name: "agentops-doctor", version: "1" };
  const hello = await ask(1, "initialize", {
    protocolVersion: LATEST_PROTOCOL_VERSION,
    capabilities: {},
    clientInfo,
  });
  if (hello.error !== undefined) throw new Error(String(Object(hello.error).message));
  const initialized: JSONRPCMessage = { jsonrpc: "2.0", method: "notifications/initialized" };
  await transport.send(initialized);
  const { tools } = await ask(2, "tools/list", {});
  const milliseconds = performance.now() - started;
  if (!Array.isArray(tools)) throw new Error("it lists no tools");
  const info = Object(hello.serverInfo);
  return { name: String(info.name), version: String(info.version), tools, milliseconds, noise: heard.noise };
}

function silence(limitMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it did not answer within ${limitMs / 1000} s`)),
      limitMs,
    );
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}
