// A server process and the bare protocol, without a client library whose own time would be measured too.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { configuredServer } from "../support/client.ts";

export interface RawServer {
  /** Sends a request and resolves with the answer's `result`. */
  request(method: string, params: unknown): Promise<Record<string, unknown>>;
  notify(method: string): void;
  /** Closes stdin and waits for the process to end. */
  end(): Promise<void>;
  readonly pid: number;
}

/** Spawns the configured server in `cwd`; nothing has been sent yet. */
export function startRawServer(cwd: string): RawServer {
  const { command, args } = configuredServer();
  const child = spawn(command, args, { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, result } = JSON.parse(line);
    waiting.get(id)?.(result ?? {});
    waiting.delete(id);
  });
  const send = (message: Record<string, unknown>) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let requests = 0;
  return {
    pid: child.pid ?? 0,
    request(method, params) {
      const id = requests++;
      send({ id, method, params });
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    notify: (method) => void send({ method }),
    async end() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

export const INITIALIZE = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "bench", version: "1.0.0" },
};
