// A server process that is spoken to in bytes, for input that no well-behaved client sends, and to see all of its stdout.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { configuredServer } from "./client.ts";

export interface RawAnswer {
  readonly id?: number;
  readonly result?: Record<string, unknown> & { content?: { text: string }[]; isError?: boolean };
  readonly error?: { code: number; message: string };
}

export interface RawServer {
  readonly pid: number;
  /** Every line of stdout. */
  readonly lines: string[];
  send(bytes: string | Buffer): void;
  /** Sends a request and resolves with its answer. */
  request(method: string, params?: unknown): Promise<RawAnswer>;
  /** The text of a tool's answer. */
  call(tool: string, args: unknown): Promise<string>;
  stderr(): string;
  end(): void;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

export interface RawOptions {
  args?: string[];
  env?: Record<string, string>;
  /** False leaves the handshake to the test. */
  handshake?: boolean;
}

export async function startRawServer(cwd: string, options: RawOptions = {}): Promise<RawServer> {
  const { command, args } = configuredServer();
  const child = spawn(process.execPath, [...args, ...(options.args ?? [])], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (command !== "node") throw new Error("mcp.json starts something other than node");
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const lines: string[] = [];
  const waiting = new Map<number, (answer: RawAnswer) => void>();
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    const answer: RawAnswer = JSON.parse(line);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let requests = 0;
  const server: RawServer = {
    pid: child.pid ?? 0,
    lines,
    send: (bytes) => void child.stdin.write(bytes),
    request(method, params = {}) {
      const id = ++requests;
      const answered = new Promise<RawAnswer>((resolve) => waiting.set(id, resolve));
      server.send(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      return answered;
    },
    async call(name, args) {
      const { result } = await server.request("tools/call", { name, arguments: args });
      return result?.content?.[0]?.text ?? "";
    },
    stderr: () => stderr,
    end: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    exited,
  };
  if (options.handshake !== false) {
    await server.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "raw", version: "1" },
    });
    server.send(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  }
  return server;
}

/** True when every line is one JSON-RPC 2.0 message and nothing else. */
export function onlyMessages(lines: readonly string[]): boolean {
  return lines.every((line) => Reflect.get(Object(JSON.parse(line)), "jsonrpc") === "2.0");
}
