// A real MCP client on a real server process, for tests, demo and benchmarks.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

interface McpJson {
  mcpServers: Record<string, { command: string; args: string[] }>;
}

/** The command of the repository's own mcp.json, with its paths made absolute so that it runs from any folder. */
export function configuredServer(): { command: string; args: string[] } {
  const { mcpServers }: McpJson = JSON.parse(readFileSync(path.join(ROOT, "mcp.json"), "utf8"));
  const server = mcpServers.agentops;
  if (!server) throw new Error("mcp.json names no server agentops");
  return { command: server.command, args: server.args.map((arg) => path.resolve(ROOT, arg)) };
}

export interface Answer {
  isError: boolean;
  text: string;
  facts: Record<string, unknown>;
}

export interface TestClient {
  readonly client: Client;
  call(tool: string, args?: Record<string, unknown>): Promise<Answer>;
  read(uri: string): Promise<string>;
  /** What the server has logged, as a process writes to stderr. */
  stderr(): string;
  close(): Promise<void>;
}

/** A client whose server is a process of its own. */
export interface ProcessClient extends TestClient {
  readonly pid: number;
}

export interface ClientOptions {
  session?: string;
  runtime?: string;
  args?: string[];
  /** Starts it from another process, which stands for another runtime than this one. */
  ownRuntime?: boolean;
}

export interface ProcessOptions extends ClientOptions {
  env?: Record<string, string>;
  /** Starts it from a shell, as a tool that runs commands does. */
  fromShell?: boolean;
}

/** A process that only starts a server. */
export const RUNTIME = ["sh", path.join(ROOT, "test/support/runtime.sh")] as const;

/** Starts the configured server in `cwd` and shakes hands. */
export async function startClient(cwd: string, options: ProcessOptions = {}): Promise<ProcessClient> {
  const { command, args } = configuredServer();
  const program = [command, ...args, ...(options.args ?? [])];
  const runtime = options.ownRuntime ? RUNTIME : [];
  const shell = options.fromShell ? ["sh", "-c", '"$@"; exit $?', "sh"] : [];
  const [started = "", ...rest] = [...runtime, ...shell, ...program];
  const transport = new StdioClientTransport({
    command: started,
    args: rest,
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      ...(options.session ? { AGENTOPS_SESSION: options.session } : {}),
      ...options.env,
    },
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const client = await connectClient(transport, options.runtime);
  return {
    ...asTestClient(client),
    pid: transport.pid ?? 0,
    stderr: () => stderr,
    close: () => client.close(),
  };
}

/** Shakes hands with the server at the other end. */
export async function connectClient(transport: Transport, runtime = "test-client"): Promise<Client> {
  const client = new Client({ name: runtime, version: "1.0.0" });
  await client.connect(transport);
  return client;
}

/** Calls tools and reads answers in the form that tests use. */
export const asTestClient = (client: Client): Pick<TestClient, "client" | "call" | "read"> => ({
  client,
  async call(name, args = {}) {
    const result = await client.callTool({ name, arguments: args });
    const [first] = result.content as { text: string }[];
    return {
      isError: result.isError === true,
      text: first?.text ?? "",
      facts: (result.structuredContent ?? {}) as Record<string, unknown>,
    };
  },
  async read(uri) {
    const { contents } = await client.readResource({ uri });
    const [first] = contents;
    return first && "text" in first ? first.text : "";
  },
});
