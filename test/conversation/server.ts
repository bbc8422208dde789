// This module speaks bare JSON-RPC with a server, so that not even a client library stands between it and the record.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { RUNTIME } from "../support/client.ts";

export interface Message {
  readonly result?: Record<string, unknown>;
  readonly error?: Record<string, unknown>;
}

export interface RawServer {
  request(method: string, params?: unknown): Promise<Message>;
  notify(method: string): void;
  /** Closes stdin and waits for the end; gives exit code and all of stderr. */
  end(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

export function startServer(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): RawServer {
  // A runtime of its own: whoever is started by the same process counts as the same agent.
  const [runtime, ...file] = RUNTIME;
  const child = spawn(runtime, [...file, process.execPath, ...args], { cwd, env, stdio: "pipe" });
  const waiting = new Map<number, (answer: Message) => void>();
  const stderr = collect(child.stderr);
  let requests = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, ...answer } = JSON.parse(line) as Message & { id?: number };
    waiting.get(id ?? -1)?.(answer);
  });
  const gone = once(child, "close").then(([code]) => code as number | null);
  return {
    request(method, params) {
      const id = ++requests;
      send(child, { id, method, ...(params === undefined ? {} : { params }) });
      const answered = new Promise<Message>((resolve) => waiting.set(id, resolve));
      const died = gone.then((code) => {
        throw new Error(`the server ended with ${code} before it answered ${method}: ${stderr()}`);
      });
      return Promise.race([answered, died]);
    },
    notify: (method) => send(child, { method }),
    async end() {
      child.stdin.end();
      return { code: await gone, stderr: stderr() };
    },
  };
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One process to its end, with all of `input` on its stdin. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  input = "",
): Promise<Ran> {
  const child = spawn(command, args, { ...options, stdio: "pipe" });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code: code as number | null, stdout: stdout(), stderr: stderr() };
}

function collect(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

const send = ({ stdin }: ChildProcess & { stdin: Writable }, message: object): void =>
  void stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
